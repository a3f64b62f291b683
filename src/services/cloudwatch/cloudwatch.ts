import type { Clock } from "../../time/clock.ts";
import type { EveryAlarm } from "./alarms/every-alarm.ts";
import type { AnomalyDetectors } from "./anomalies/anomaly-detectors.ts";
import type { Dashboards } from "./dashboards.ts";
import type { InsightRules } from "./insight-rules/insight-rules.ts";
import type { InsightEvents } from "./insight-rules/rule-report.ts";
import type { MetricStreams } from "./metric-streams/metric-streams.ts";
import type { MetricStore } from "./metrics/metric-store.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { MuteRules } from "./mute-rules/mute-rules.ts";
import type { OTelEnrichment } from "./otel-enrichment.ts";

/** What there is once the service is open. */
export interface CloudWatch extends EveryAlarm {
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Where they are kept; undefined keeps them in memory. */
  readonly store: MetricStore | undefined;
  readonly detectors: AnomalyDetectors;
  readonly streams: MetricStreams;
  readonly mutes: MuteRules;
  readonly insightRules: InsightRules;
  /** Where Contributor Insights rules find what they count. */
  readonly insightEvents: InsightEvents;
  readonly dashboards: Dashboards;
  readonly enrichment: OTelEnrichment;
}
