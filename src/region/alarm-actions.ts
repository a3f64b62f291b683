// What happens when an alarm changes its state: its topics are told, as CloudWatch tells them.

import { parseArn, type RegionIdentity } from "../aws/arn.ts";
import { alarmMessage } from "../telemetry/alarm-notification.ts";
import type { AlarmStateChange } from "../telemetry/alarms.ts";
import type { Logs } from "../telemetry/logs.ts";
import type { Topics } from "../topics/topics.ts";

export interface AlarmParts {
  readonly identity: RegionIdentity;
  readonly topics: Topics;
  readonly logs: Logs;
}

/** Where it is told that an alarm's action could not be done, since CloudWatch has nobody else to tell. */
const logGroup = "/millrace/alarms";

export function announceAlarm(change: AlarmStateChange, { identity, topics, logs }: AlarmParts): void {
  const { subject, message } = alarmMessage(change, identity);
  for (const action of change.actions) {
    if (parseArn(action)?.service !== "sns") continue;
    topics.publish({ topicArn: action, subject, message }).catch((error: Error) => {
      const entry = { timestamp: change.alarm.stateUpdatedAt, message: `${action}: ${error.message}` };
      logs.append(logGroup, change.alarm.configuration.alarmName, [entry]);
    });
  }
}
