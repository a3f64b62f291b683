// What the broker and the rules count, under AWS's names.
// https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";

export class IotMetrics {
  readonly #sink: MetricSink;
  /** By what they are of, and then by metric: a message looks for several of one. */
  readonly #series = new Map<string, Map<string, CountedSeries>>();

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  /** Of the broker and of shadows, such as `PublishIn.Success`. */
  counted(metric: string, protocol: "MQTT" | "HTTP"): void {
    (this.#known(protocol, metric) ?? this.#new(protocol, metric, { Protocol: protocol })).record(1);
  }

  /** Of a rule, such as `TopicMatch`. */
  ofRule(metric: string, ruleName: string): void {
    const of = `rule ${ruleName}`;
    (this.#known(of, metric) ?? this.#new(of, metric, { RuleName: ruleName })).record(1);
  }

  /** Of an action of a rule, such as `Success`. */
  ofAction(metric: string, ruleName: string, actionType: string): void {
    const of = `rule ${ruleName} ${actionType}`;
    const dimensions = { ActionType: actionType, RuleName: ruleName };
    (this.#known(of, metric) ?? this.#new(of, metric, dimensions)).record(1);
  }

  #known(of: string, metric: string): CountedSeries | undefined {
    return this.#series.get(of)?.get(metric);
  }

  #new(of: string, metric: string, dimensions: Readonly<Record<string, string>>): CountedSeries {
    const series = this.#sink.series("AWS/IoT", metric, dimensions, "Count");
    const all = this.#series.get(of) ?? new Map<string, CountedSeries>();
    this.#series.set(of, all);
    all.set(metric, series);
    return series;
  }
}
