// What CloudWatch counts of a pipe's executions.
// EventBridge user guide, "Monitoring Amazon EventBridge Pipes", "CloudWatch metrics".

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";

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
  readonly #sink: MetricSink;
  readonly #accountId: string;
  #series: CountedSeries | undefined;
  #count = 0;

  constructor(sink: MetricSink, accountId: string) {
    this.#sink = sink;
    this.#accountId = accountId;
  }

  begin(): void {
    const ofAll = { AwsAccountId: this.#accountId };
    this.#series ??= this.#sink.series(namespace, "Concurrency", ofAll, "None");
    this.#series.record(++this.#count);
  }

  end(): void {
    this.#count--;
  }
}

export class ExecutionMetrics {
  readonly #metrics: MetricSink;
  readonly #pipeName: string;
  readonly #accountId: string;
  readonly #series = new Map<PipeMetric, readonly CountedSeries[]>();

  constructor(metrics: MetricSink, pipeName: string, accountId: string) {
    this.#metrics = metrics;
    this.#pipeName = pipeName;
    this.#accountId = accountId;
  }

  /** Undefined for an execution that ended well. */
  executionEnded(end: ExecutionEnd | undefined): void {
    for (const metric of executionEnds) this.record(metric, metric === end ? 1 : 0);
  }

  record(metric: PipeMetric, value: number): void {
    for (const series of this.#series.get(metric) ?? this.#open(metric)) series.record(value);
  }

  #open(metric: PipeMetric): readonly CountedSeries[] {
    const unit: string = Object.hasOwn(units, metric) ? units[metric as keyof typeof units] : "None";
    const series = (dimensions: Readonly<Record<string, string>>) =>
      this.#metrics.series(namespace, metric, dimensions, unit);
    const opened = [
      series({ PipeName: this.#pipeName }),
      ...(ofAccount.has(metric) ? [series({ AwsAccountId: this.#accountId })] : []),
    ];
    this.#series.set(metric, opened);
    return opened;
  }
}
