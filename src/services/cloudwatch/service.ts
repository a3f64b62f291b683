// CloudWatch: the metrics of services and functions, also those embedded in log lines, alarms on them, dashboards, and who contributes
// to logs.

import { join } from "node:path";
import type { LogSink } from "../../aws/log-sink.ts";
import { openTogether } from "../../storage/open-together.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { announcedAlarms } from "./alarms/announced-alarms.ts";
import { AnomalyDetectors } from "./anomalies/anomaly-detectors.ts";
import { cloudWatchApi } from "./api/api.ts";
import type { CloudWatch } from "./cloudwatch.ts";
import { Dashboards } from "./dashboards.ts";
import { InsightRules } from "./insight-rules/insight-rules.ts";
import type { InsightEvents } from "./insight-rules/rule-report.ts";
import { MetricStreams } from "./metric-streams/metric-streams.ts";
import { EmbeddedMetrics } from "./metrics/embedded-metrics.ts";
import { MetricStore } from "./metrics/metric-store.ts";
import { Metrics } from "./metrics/metrics.ts";
import { cloudwatchPermissions } from "./needs.ts";
import { OTelEnrichment } from "./otel-enrichment.ts";
import { cloudWatchAlarm, cloudWatchDashboard } from "./resources/alarm.ts";
import { anomalyDetector } from "./resources/anomaly-detector.ts";
import { compositeAlarm } from "./resources/composite-alarm.ts";
import { insightRule } from "./resources/insight-rule.ts";
import { metricStream } from "./resources/metric-stream.ts";
import { muteRule } from "./resources/mute-rule.ts";

export interface CloudWatchNeeds
  extends Pick<House, "clock" | "identity" | "folder" | "repair" | "router" | "onFault"> {
  /** Where metrics come in within log lines, and where it is told that an alarm's action could not be done. */
  readonly logs: LogSink & {
    watch(watcher: (message: string, receivedAt: number) => void): unknown;
    /** Metric filters count. */
    countInto(metrics: Pick<Metrics, "seriesOf">): void;
    /** Contributor Insights rules look at them. */
    eventsOf(...asked: Parameters<InsightEvents>): ReturnType<InsightEvents>;
  };
}

export const cloudwatch: ServiceDoor<"cloudwatch", CloudWatchNeeds, CloudWatch> = {
  name: "cloudwatch",
  open({ clock, identity, folder, repair, router, onFault, logs }) {
    const directory = folder("cloudwatch");
    return openTogether(async (keep) => {
      const book = keep(await RecordBook.open({ directory, name: "cloudwatch.journal", repair }));
      const metrics = new Metrics({ clock, bands: (watched) => detectors.band(watched) });
      const detectors: AnomalyDetectors = new AnomalyDetectors({
        ...{ clock, metrics, book },
        onFault: (fault) => onFault(fault, "an anomaly detector"),
      });
      const streams = new MetricStreams({
        ...{ clock, identity, metrics, book, deliver: router.deliver },
        onUndelivered: (name, problem) =>
          void logs.append("/millrace/metric-streams", name, [{ timestamp: clock.now(), message: problem }]),
        onFault: (fault) => onFault(fault, "a metric stream"),
      });
      const store =
        directory === undefined ? undefined : new MetricStore(metrics, join(directory, "metrics"), repair);
      logs.countInto(metrics);
      const embedded = new EmbeddedMetrics(metrics);
      logs.watch((line, at) => embedded.take(line, at));
      const { alarms, composites, mutes } = announcedAlarms({
        ...{ clock, identity, book, metrics, logs, deliver: router.deliver },
        learn: (source) => detectors.ensure(source),
        onFault: (fault, alarmName) => onFault(fault, `the alarm "${alarmName}"`),
      });
      return {
        clock,
        metrics,
        store,
        alarms,
        composites,
        detectors,
        streams,
        mutes,
        insightRules: new InsightRules({ clock, identity, book }),
        insightEvents: (...asked) => logs.eventsOf(...asked),
        dashboards: new Dashboards({ clock, identity, book }),
        enrichment: new OTelEnrichment(book, clock),
      };
    });
  },
  permissions: cloudwatchPermissions,
  apis: { cloudwatch: cloudWatchApi },
  sources: [
    { name: "alarm", only: ["topic", "function"] },
    { name: "metric stream", only: ["delivery stream"] },
  ],
  kinds: [
    ...[cloudWatchAlarm, compositeAlarm, muteRule, cloudWatchDashboard],
    ...[anomalyDetector, metricStream, insightRule],
  ],
  keeps: {
    "cloudwatch/cloudwatch.journal":
      "alarms with their states and history, what mutes them, dashboards, metric streams, Contributor Insights rules, and anomaly detectors with what they have learnt",
  },
  stop({ alarms, composites, mutes, detectors, streams }) {
    alarms.close();
    mutes.close();
    composites.close();
    detectors.close();
    streams.close();
  },
  async close({ alarms, store }) {
    await store?.close();
    await alarms.book.close();
  },
};
