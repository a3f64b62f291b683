// Metrics as a metric stream tells them: a line of JSON for each minute of each of them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-json.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import { aggregate } from "../metrics/gathered-series.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { parseStatistic } from "../metrics/statistic.ts";
import type { TimeRange } from "../metrics/time-range.ts";
import { isStreamed, type StreamConfiguration } from "./metric-stream.ts";

const minuteSeconds = 60;

export function* streamLines(
  configuration: StreamConfiguration,
  metrics: Metrics,
  range: TimeRange,
  { accountId, region }: RegionIdentity,
): Generator<string> {
  for (const [identity, series] of metrics.all()) {
    if (!isStreamed(configuration, identity)) continue;
    const { namespace, metricName, dimensions } = identity;
    const additional = configuration.statistics
      .filter((each) =>
        each.metrics.some((one) => one.namespace === namespace && one.metricName === metricName),
      )
      .flatMap((each) => each.additional);
    for (const datapoint of aggregate([series], minuteSeconds, range)) {
      const of = (name: "Maximum" | "Minimum" | "Sum" | "SampleCount") =>
        datapoint.statistic({ type: "plain", name });
      const more = additional.map((stat) => [stat, datapoint.statistic(parseStatistic(stat))]);
      yield `${JSON.stringify({
        metric_stream_name: configuration.name,
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
        unit: series.unit,
      })}\n`;
    }
  }
}
