// What CloudWatch counts of a pipe's executions.
// EventBridge user guide, "Monitoring Amazon EventBridge Pipes", "CloudWatch metrics".

import { type RecordMetric, seriesOf } from "../../../aws/kept-series.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";

const namespace = "AWS/EventBridge/Pipes";

const units = {
  Duration: "Milliseconds",
  EventSize: "Bytes",
  EnrichmentStageDuration: "Milliseconds",
  TargetStageDuration: "Milliseconds",
  TargetStageSkipped: "Count",
} as const;

export type PipeMetric =
  | keyof typeof units
  | "EventCount"
  | "Invocations"
  | "ExecutionFailed"
  | "ExecutionPartiallyFailed"
  | "ExecutionThrottled"
  | "ExecutionTimeout"
  | "EnrichmentStageFailed"
  | "TargetStageFailed"
  | "TargetStagePartiallyFailed";

/** How an execution can end, other than well: each is published as 0 where it did not end so. */
const executionEnds = [
  "ExecutionFailed",
  "ExecutionPartiallyFailed",
  "ExecutionThrottled",
  "ExecutionTimeout",
] as const;

export type ExecutionEnd = (typeof executionEnds)[number];

/** Of these AWS counts those of all pipes together as well. */
const ofAccount = new Set<PipeMetric>(["Invocations", "ExecutionThrottled"]);

/** How many executions of all pipes are under way: AWS's metric `Concurrency`, of the account. */
export class RunningExecutions {
  readonly #record: RecordMetric;
  #count = 0;

  constructor(sink: MetricSink, accountId: string) {
    this.#record = seriesOf(sink, namespace, () => [{ AwsAccountId: accountId }]);
  }

  begin(): void {
    this.#record("Concurrency", "None", ++this.#count);
  }

  end(): void {
    this.#count--;
  }
}

export class ExecutionMetrics {
  readonly #record: RecordMetric<PipeMetric>;

  constructor(metrics: MetricSink, pipeName: string, accountId: string) {
    this.#record = seriesOf<PipeMetric>(metrics, namespace, (metric) => [
      { PipeName: pipeName },
      ...(ofAccount.has(metric) ? [{ AwsAccountId: accountId }] : []),
    ]);
  }

  /** Undefined for an execution that ended well. */
  executionEnded(end: ExecutionEnd | undefined): void {
    for (const metric of executionEnds) this.record(metric, metric === end ? 1 : 0);
  }

  record(metric: PipeMetric, value: number): void {
    const unit: string = Object.hasOwn(units, metric) ? units[metric as keyof typeof units] : "None";
    this.#record(metric, unit, value);
  }
}
