// What the broker and the rules count, under AWS's names.
// https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html

import { KeptSeries, seriesOf } from "../../../aws/kept-series.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";

/** Counts one more of what the metric is called. */
export type CountOne = (metric: string) => void;

export class IotMetrics {
  readonly #sink: MetricSink;
  readonly #byProtocol: KeptSeries;

  constructor(sink: MetricSink) {
    this.#sink = sink;
    this.#byProtocol = new KeptSeries(sink, "AWS/IoT", (Protocol) => [{ Protocol }]);
  }

  /** Of the broker and of shadows, such as `PublishIn.Success`. */
  counted(metric: string, protocol: "MQTT" | "HTTP"): void {
    this.#byProtocol.record(protocol, metric, "Count", 1);
  }

  /** Of a rule, such as `TopicMatch`. A rule at work keeps it. */
  ofRule(RuleName: string): CountOne {
    return this.#counter({ RuleName });
  }

  /** Of an action of a rule, such as `Success`. */
  ofAction(RuleName: string, ActionType: string): CountOne {
    return this.#counter({ ActionType, RuleName });
  }

  #counter(dimensions: Readonly<Record<string, string>>): CountOne {
    const record = seriesOf(this.#sink, "AWS/IoT", () => [dimensions]);
    return (metric) => record(metric, "Count", 1);
  }
}
