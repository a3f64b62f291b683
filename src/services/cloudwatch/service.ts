// CloudWatch: the metrics of services and functions, also those embedded in log lines, alarms on them, dashboards, and who contributes
// to logs.

import { join } from "node:path";
import type { LogSink } from "../../aws/log-sink.ts";
import { openTogether } from "../../storage/open-together.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import {
  type AlarmActionSeams,
  type Announcement,
  doActions,
  tellDefaultBus,
} from "./alarms/alarm-actions.ts";
import { alarmEvent, alarmMessage } from "./alarms/alarm-notification.ts";
import { Alarms } from "./alarms/alarms.ts";
import { CompositeAlarms } from "./alarms/composite-alarms.ts";
import { compositeEvent, compositeMessage } from "./alarms/composite-notification.ts";
import { AnomalyDetectors } from "./anomalies/anomaly-detectors.ts";
import { anomalyDetector } from "./anomaly-resource.ts";
import { cloudWatchApi } from "./api/api.ts";
import type { CloudWatch } from "./cloudwatch.ts";
import { compositeAlarm } from "./composite-resource.ts";
import { Dashboards } from "./dashboards.ts";
import { insightRule } from "./insight-rule-resource.ts";
import { InsightRules } from "./insight-rules/insight-rules.ts";
import type { InsightEvents } from "./insight-rules/rule-report.ts";
import { metricStream } from "./metric-stream-resource.ts";
import { MetricStreams } from "./metric-streams/metric-streams.ts";
import { EmbeddedMetrics } from "./metrics/embedded-metrics.ts";
import { MetricStore } from "./metrics/metric-store.ts";
import { Metrics } from "./metrics/metrics.ts";
import { muteRule } from "./mute-rule-resource.ts";
import { MuteRules } from "./mute-rules/mute-rules.ts";
import { cloudwatchPermissions } from "./needs.ts";
import { OTelEnrichment } from "./otel-enrichment.ts";
import { cloudWatchAlarm, cloudWatchDashboard } from "./resources.ts";

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
      const seams: AlarmActionSeams = {
        identity,
        deliver: router.deliver,
        onActed(of, action, error) {
          alarms.history.acted(of, action, error?.message);
          if (error === undefined) return;
          logs.append("/millrace/alarms", of.alarmName, [
            { timestamp: clock.now(), message: `${action}: ${error.message}` },
          ]);
        },
        onFault: (fault, alarmName) => onFault(fault, `the alarm "${alarmName}"`),
      };
      const announce = (announcement: Announcement, state: string) => {
        mutes.act(announcement, state);
        tellDefaultBus(announcement, seams);
      };
      const alarms: Alarms = new Alarms({
        clock,
        identity,
        ...{ metrics, book },
        learn: (source) => detectors.ensure(source),
        isTaken: (name) => composites.get(name) !== undefined,
        onStateChange(change) {
          const { configuration, alarmArn, state, stateUpdatedAt } = change.alarm;
          const announcement: Announcement = {
            of: { alarmName: configuration.alarmName, alarmType: "MetricAlarm" },
            ...{ alarmArn, at: stateUpdatedAt, actions: change.actions },
            ...{ message: alarmMessage(change, identity), event: alarmEvent(change) },
          };
          announce(announcement, state);
          composites.changed(change.alarm);
        },
        onFault: seams.onFault,
      });
      const composites: CompositeAlarms = new CompositeAlarms({
        clock,
        identity,
        book,
        history: alarms.history,
        metricAlarm: (name) => alarms.get(name),
        onStateChange(change) {
          const { configuration, alarmArn, state, stateUpdatedAt } = change.alarm;
          const announcement: Announcement = {
            of: { alarmName: configuration.alarmName, alarmType: "CompositeAlarm" },
            ...{ alarmArn, at: stateUpdatedAt, actions: change.actions },
            ...{ message: compositeMessage(change, identity), event: compositeEvent(change) },
          };
          announce(announcement, state);
        },
      });
      const mutes: MuteRules = new MuteRules({
        ...{ clock, identity, book },
        act: (announcement) => doActions(announcement, seams),
        stateOf(alarmName) {
          const alarm = alarms.get(alarmName) ?? composites.get(alarmName);
          return alarm?.configuration.actionsEnabled === false ? undefined : alarm?.state;
        },
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
