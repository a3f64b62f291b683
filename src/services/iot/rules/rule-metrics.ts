// What the broker and the rules count, under AWS's names.
// https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html

import { KeptSeries } from "../../../aws/kept-series.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";

export class IotMetrics {
  readonly #byProtocol: KeptSeries;
  readonly #byRule: KeptSeries;
  readonly #byAction: KeptSeries;

  constructor(sink: MetricSink) {
    const kept = (dimensionsOf: (thing: string) => Readonly<Record<string, string>>) =>
      new KeptSeries(sink, "AWS/IoT", (thing) => [dimensionsOf(thing)]);
    this.#byProtocol = kept((Protocol) => ({ Protocol }));
    this.#byRule = kept((RuleName) => ({ RuleName }));
    this.#byAction = kept((action) => {
      const [ActionType = "", RuleName = ""] = action.split(" ");
      return { ActionType, RuleName };
    });
  }

  /** Of the broker and of shadows, such as `PublishIn.Success`. */
  counted(metric: string, protocol: "MQTT" | "HTTP"): void {
    this.#byProtocol.record(protocol, metric, "Count", 1);
  }

  /** Of a rule, such as `TopicMatch`. */
  ofRule(metric: string, ruleName: string): void {
    this.#byRule.record(ruleName, metric, "Count", 1);
  }

  /** Of an action of a rule, such as `Success`. */
  ofAction(metric: string, ruleName: string, actionType: string): void {
    this.#byAction.record(`${actionType} ${ruleName}`, metric, "Count", 1);
  }
}
