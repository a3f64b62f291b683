// What the broker and the rules count, under AWS's names.
// https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";

export class IotMetrics {
  readonly #sink: MetricSink;
  readonly #series = new Map<string, CountedSeries>();

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  /** Of the broker and of shadows, such as `PublishIn.Success`. */
  counted(metric: string, protocol: "MQTT" | "HTTP"): void {
    this.#count(metric, { Protocol: protocol }, protocol);
  }

  /** Of a rule, such as `TopicMatch`. */
  ofRule(metric: string, ruleName: string): void {
    this.#count(metric, { RuleName: ruleName }, ruleName);
  }

  /** Of an action of a rule, such as `Success`. */
  ofAction(metric: string, ruleName: string, actionType: string): void {
    this.#count(metric, { ActionType: actionType, RuleName: ruleName }, `${ruleName} ${actionType}`);
  }

  #count(metric: string, dimensions: Readonly<Record<string, string>>, of: string): void {
    const key = `${metric} ${of}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = this.#sink.series("AWS/IoT", metric, dimensions, "Count");
      this.#series.set(key, series);
    }
    series.record(1);
  }
}
