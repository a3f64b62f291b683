// What CloudWatch counts of a pipe's executions.
// EventBridge user guide, "Monitoring Amazon EventBridge Pipes", "CloudWatch metrics".

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";

const namespace = "AWS/EventBridge/Pipes";

const units = {
  Duration: "Milliseconds",
  EventSize: "Bytes",
  EnrichmentStageDuration: "Milliseconds",
  TargetStageDuration: "Milliseconds",
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
  | "TargetStagePartiallyFailed"
  | "TargetStageSkipped";

/** Of these AWS counts those of all pipes together as well. */
const ofAccount = new Set<PipeMetric>(["Invocations", "ExecutionThrottled"]);

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
