// Series that are recorded in often, each found once: finding one by its dimensions is too dear for every message.

import type { CountedSeries, MetricSink } from "./metric-sink.ts";

export type Dimensions = Readonly<Record<string, string>>;

/** Records a value of a metric of one thing. */
export type RecordMetric<Metric extends string = string> = (
  metricName: Metric,
  unit: string,
  value: number,
) => void;

/** The series of one thing: a value counts under each of the sets of dimensions that its metric has. */
export function seriesOf<Metric extends string = string>(
  sink: MetricSink,
  namespace: string,
  dimensionsOf: (metricName: Metric) => readonly Dimensions[],
): RecordMetric<Metric> {
  const known = new Map<Metric, readonly CountedSeries[]>();
  return (metricName, unit, value) => {
    let all = known.get(metricName);
    if (all === undefined) {
      all = dimensionsOf(metricName).map((dimensions) =>
        sink.series(namespace, metricName, dimensions, unit),
      );
      known.set(metricName, all);
    }
    for (const series of all) series.record(value);
  };
}

/** The series of many things of a kind, by what each is called. Without a sink nothing is recorded. */
export class KeptSeries<Metric extends string = string> {
  readonly #sink: MetricSink | undefined;
  readonly #namespace: string;
  readonly #dimensionsOf: (thing: string, metricName: Metric) => readonly Dimensions[];
  readonly #known = new Map<string, RecordMetric<Metric>>();

  constructor(
    sink: MetricSink | undefined,
    namespace: string,
    dimensionsOf: (thing: string, metricName: Metric) => readonly Dimensions[],
  ) {
    this.#sink = sink;
    this.#namespace = namespace;
    this.#dimensionsOf = dimensionsOf;
  }

  record(thing: string, metricName: Metric, unit: string, value: number): void {
    if (this.#sink === undefined) return;
    let record = this.#known.get(thing);
    if (record === undefined) {
      record = seriesOf(this.#sink, this.#namespace, (metric) => this.#dimensionsOf(thing, metric));
      this.#known.set(thing, record);
    }
    record(metricName, unit, value);
  }

  forget(thing: string): void {
    this.#known.delete(thing);
  }
}
