// Where it is told that a target did not take what a source had for it, and nobody else was told: AWS has a metric for it at best.

import type { DeliveryError } from "../aws/delivery.ts";
import type { Delivery } from "../events/delivery.ts";
import type { AlarmStateChange } from "../telemetry/alarms.ts";
import type { LogSink } from "../telemetry/log-sink.ts";
import type { Clock } from "../time/clock.ts";
import type { Subscription } from "../topics/topics.ts";

export function undeliveredLog(logs: LogSink, clock: Pick<Clock, "now">) {
  const tell = (logGroup: string, logStream: string, message: string) =>
    logs.append(logGroup, logStream, [{ timestamp: clock.now(), message }]);
  return {
    ofRule({ ruleArn, target, event }: Delivery, { message }: DeliveryError): void {
      const text = `${ruleArn}: ${target.arn} did not take the event: ${message}\n${event}`;
      tell("/millrace/rules", ruleArn.slice(ruleArn.lastIndexOf("/") + 1), text);
    },
    ofSubscription({ arn, topicArn, endpoint }: Subscription, { message }: DeliveryError): void {
      const text = `${arn}: ${endpoint} did not take the message: ${message}`;
      tell("/millrace/topics", topicArn.slice(topicArn.lastIndexOf(":") + 1), text);
    },
    ofAlarm({ alarm }: AlarmStateChange, action: string, { message }: DeliveryError): void {
      tell("/millrace/alarms", alarm.configuration.alarmName, `${action}: ${message}`);
    },
  };
}
