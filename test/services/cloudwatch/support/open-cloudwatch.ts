// CloudWatch in memory on a clock that the test moves, and its operations.

import { localIdentity } from "../../../../src/aws/arn.ts";
import { type DeliveryOutcome, delivered } from "../../../../src/aws/delivery.ts";
import type { ServiceApi, WireObject } from "../../../../src/aws/wire/operation.ts";
import { Alarms } from "../../../../src/services/cloudwatch/alarms/alarms.ts";
import { CompositeAlarms } from "../../../../src/services/cloudwatch/alarms/composite-alarms.ts";
import { AnomalyDetectors } from "../../../../src/services/cloudwatch/anomalies/anomaly-detectors.ts";
import { cloudWatchApi } from "../../../../src/services/cloudwatch/api/api.ts";
import { Dashboards } from "../../../../src/services/cloudwatch/dashboards.ts";
import { InsightRules } from "../../../../src/services/cloudwatch/insight-rules/insight-rules.ts";
import { MetricStreams } from "../../../../src/services/cloudwatch/metric-streams/metric-streams.ts";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import { MuteRules } from "../../../../src/services/cloudwatch/mute-rules/mute-rules.ts";
import { OTelEnrichment } from "../../../../src/services/cloudwatch/otel-enrichment.ts";
import { RecordBook } from "../../../../src/storage/record-book.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

export const start = Date.UTC(2026, 0, 1);
export const startSeconds = start / 1000;
export let api: ServiceApi;
/** What metric streams have delivered. */
export let streamed: {
  readonly arn: string;
  readonly text: string;
  readonly binary?: Uint8Array | undefined;
}[];
export let clock: VirtualClock;
/** What a metric stream's delivery waits for; what becomes of one that is not taken. */
let beforeDelivery: () => Promise<DeliveryOutcome | undefined>;
export function delayDelivery(wait: () => Promise<DeliveryOutcome | undefined>): void {
  beforeDelivery = wait;
}

/** A new one, without metrics and alarms. */
export function openCloudWatch(): void {
  clock = new VirtualClock(start);
  streamed = [];
  delayDelivery(async () => undefined);
  const identity = localIdentity;
  const metrics = new Metrics({ clock, bands: (watched) => detectors.band(watched) });
  const detectors: AnomalyDetectors = new AnomalyDetectors({ clock, metrics });
  const alarms: Alarms = new Alarms({
    ...{ clock, identity, metrics },
    learn: (source) => detectors.ensure(source),
    onStateChange: ({ alarm }) => composites.changed(alarm),
  });
  const composites: CompositeAlarms = new CompositeAlarms({
    ...{ clock, identity, book: alarms.book, history: alarms.history },
    metricAlarm: (name) => alarms.get(name),
  });
  api = cloudWatchApi({
    clock,
    metrics,
    alarms,
    composites,
    detectors,
    streams: new MetricStreams({
      ...{ clock, identity, metrics },
      async deliver({ arn, payload }) {
        const refused = await beforeDelivery();
        if (refused) return refused;
        streamed.push({ arn, text: payload.text, binary: payload.binary });
        return delivered;
      },
    }),
    mutes: new MuteRules({ clock, identity, stateOf: () => undefined, act: () => {} }),
    insightRules: new InsightRules({ clock, identity }),
    *insightEvents() {
      yield;
      return [];
    },
    dashboards: new Dashboards({ clock, identity }),
    enrichment: new OTelEnrichment(RecordBook.inMemory(), clock),
  });
}

export async function call(operation: string, request: WireObject = {}): Promise<WireObject> {
  const answer = await api.operations[operation]?.(request, { requestId: "request", host: "localhost" });
  if (answer === undefined) throw new Error(`no operation ${operation}`);
  return answer;
}

export const dimensions = [{ Name: "Station", Value: "SEA" }];
export const metric = { Namespace: "Weather", MetricName: "Readings", Dimensions: dimensions };
