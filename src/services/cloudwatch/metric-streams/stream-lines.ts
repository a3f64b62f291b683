// Metrics as a metric stream tells them: a line of JSON, or a message of OpenTelemetry, for each minute of each of them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-json.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Datapoint } from "../metrics/datapoint.ts";
import { aggregate } from "../metrics/gathered-series.ts";
import { type MetricIdentity, metricKey } from "../metrics/metric-identity.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { parseStatistic } from "../metrics/statistic.ts";
import type { TimeRange } from "../metrics/time-range.ts";
import { isStreamed, type StreamConfiguration } from "./metric-stream.ts";
import { otelMessage } from "./otel-message.ts";

const minuteSeconds = 60;

/** How far a range has been told: the metrics before this one, and this one up to a minute. */
export interface LinePlace {
  readonly metric: string;
  readonly unit: string;
  readonly at: number;
}

export interface StreamLine {
  readonly bytes: Buffer;
  readonly place: LinePlace;
}

/** Of a range that was told in part, what comes `after` that; all of it if the metric is not there any more. */
export function* streamLines(
  { configuration, arn }: { readonly configuration: StreamConfiguration; readonly arn: string },
  metrics: Metrics,
  range: TimeRange & { readonly after?: LinePlace | undefined },
  identity: RegionIdentity,
): Generator<StreamLine> {
  const { after } = range;
  const all = [...metrics.all()];
  const isPlace = (metric: string, unit: string) => metric === after?.metric && unit === after.unit;
  const start = after === undefined ? 0 : all.findIndex(([of, { unit }]) => isPlace(metricKey(of), unit));
  for (const [of, series] of all.slice(Math.max(0, start))) {
    if (!isStreamed(configuration, of)) continue;
    const metric = metricKey(of);
    const { unit } = series;
    const additional = configuration.statistics
      .filter((each) =>
        each.metrics.some((one) => one.namespace === of.namespace && one.metricName === of.metricName),
      )
      .flatMap((each) => each.additional);
    for (const datapoint of aggregate([series], minuteSeconds, range)) {
      if (after !== undefined && isPlace(metric, unit) && datapoint.at <= after.at) continue;
      const told = { metric: of, unit, datapoint, additional };
      const bytes =
        configuration.outputFormat === "json"
          ? jsonLine(told, configuration.name, identity)
          : otelMessage({
              ...{ ...told, percentiles: additional, exporterArn: arn },
              ...{ accountId: identity.accountId, region: identity.region },
              version: configuration.outputFormat === "opentelemetry0.7" ? "0.7" : "1.0",
            });
      yield { bytes, place: { metric, unit, at: datapoint.at } };
    }
  }
}

interface ToldPoint {
  readonly metric: MetricIdentity;
  readonly unit: string;
  readonly datapoint: Datapoint;
  readonly additional: readonly string[];
}

function jsonLine(
  { metric, unit, datapoint, additional }: ToldPoint,
  streamName: string,
  { accountId, region }: RegionIdentity,
): Buffer {
  const { namespace, metricName, dimensions } = metric;
  const of = (name: "Maximum" | "Minimum" | "Sum" | "SampleCount") =>
    datapoint.statistic({ type: "plain", name });
  const more = additional.map((stat) => [stat, datapoint.statistic(parseStatistic(stat))]);
  const line = JSON.stringify({
    metric_stream_name: streamName,
    account_id: accountId,
    region,
    namespace,
    metric_name: metricName,
    dimensions,
    timestamp: datapoint.at,
    value: {
      ...{ max: of("Maximum"), min: of("Minimum"), sum: of("Sum"), count: of("SampleCount") },
      ...Object.fromEntries(more),
    },
    unit,
  });
  return Buffer.from(`${line}\n`);
}
