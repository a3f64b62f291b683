// CloudWatch: the metrics of services and functions, also those embedded in log lines, alarms on them, and dashboards.

import type { LogSink } from "../../aws/log-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { type AlarmActionSeams, doActions } from "./alarms/alarm-actions.ts";
import { Alarms } from "./alarms/alarms.ts";
import { cloudWatchApi } from "./api/api.ts";
import type { CloudWatch } from "./cloudwatch.ts";
import { Dashboards } from "./dashboards.ts";
import { EmbeddedMetrics } from "./metrics/embedded-metrics.ts";
import { Metrics } from "./metrics/metrics.ts";
import { cloudWatchAlarm, cloudWatchDashboard } from "./resources.ts";

export interface CloudWatchNeeds extends Pick<House, "clock" | "identity" | "router" | "onFault"> {
  /** Where metrics come in within log lines, and where it is told that an alarm's action could not be done. */
  readonly logs: LogSink & { watch(watcher: (message: string, receivedAt: number) => void): unknown };
}

export const cloudwatch: ServiceDoor<"cloudwatch", CloudWatchNeeds, CloudWatch> = {
  name: "cloudwatch",
  open({ clock, identity, router, onFault, logs }) {
    const metrics = new Metrics({ clock });
    const embedded = new EmbeddedMetrics(metrics);
    logs.watch((line, at) => embedded.take(line, at));
    const seams: AlarmActionSeams = {
      identity,
      deliver: router.deliver,
      onUndelivered: ({ alarm }, action, { message }) =>
        logs.append("/millrace/alarms", alarm.configuration.alarmName, [
          { timestamp: clock.now(), message: `${action}: ${message}` },
        ]),
      onFault: (fault, alarmName) => onFault(fault, `the alarm "${alarmName}"`),
    };
    const alarms = new Alarms({
      clock,
      identity,
      metrics,
      onStateChange: (change) => doActions(change, seams),
      onFault: seams.onFault,
    });
    return { metrics, alarms, dashboards: new Dashboards({ clock, identity }) };
  },
  apis: { cloudwatch: cloudWatchApi },
  sources: [{ name: "alarm", only: ["topic", "function"] }],
  kinds: [cloudWatchAlarm, cloudWatchDashboard],
  stop: ({ alarms }) => alarms.close(),
};
