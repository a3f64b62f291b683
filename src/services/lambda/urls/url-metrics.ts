// The metrics of function URLs, in namespace AWS/Lambda with the dimension FunctionName.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";

interface Series {
  readonly requests: CountedSeries;
  readonly latency: CountedSeries;
  readonly refused: CountedSeries;
  readonly failed: CountedSeries;
}

export class UrlMetrics {
  readonly #sink: MetricSink;
  readonly #series = new Map<string, Series>();

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  record(functionName: string, status: number, latencyMs: number): void {
    const { requests, latency, refused, failed } = this.#seriesOf(functionName);
    requests.record(1);
    latency.record(latencyMs);
    if (status >= 500) failed.record(1);
    else if (status >= 400) refused.record(1);
  }

  #seriesOf(functionName: string): Series {
    const present = this.#series.get(functionName);
    if (present !== undefined) return present;
    const series = (metricName: string, unit: string) =>
      this.#sink.series("AWS/Lambda", metricName, { FunctionName: functionName }, unit);
    const made = {
      requests: series("UrlRequestCount", "Count"),
      latency: series("UrlRequestLatency", "Milliseconds"),
      refused: series("Url4xxCount", "Count"),
      failed: series("Url5xxCount", "Count"),
    };
    this.#series.set(functionName, made);
    return made;
  }
}
