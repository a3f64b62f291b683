import type { Alarms } from "./alarms/alarms.ts";
import type { Dashboards } from "./dashboards.ts";
import type { Metrics } from "./metrics/metrics.ts";

/** What there is once the service is open. */
export interface CloudWatch {
  readonly metrics: Metrics;
  readonly alarms: Alarms;
  readonly dashboards: Dashboards;
}
