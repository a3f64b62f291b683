// The metrics that Step Functions publishes of the tasks that executions have done for them, in namespace AWS/States: by activity,
// by function, by service integration. Step Functions Developer Guide, "CloudWatch metrics".

import { type RecordMetric, seriesOf } from "../../../aws/kept-series.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";

/** Whom a task is for. */
export type TaskFamily = "activity" | "function" | "integration";

const names = {
  activity: { many: "Activities", one: "Activity", dimension: "ActivityArn" },
  function: { many: "LambdaFunctions", one: "LambdaFunction", dimension: "LambdaFunctionArn" },
  integration: {
    many: "ServiceIntegrations",
    one: "ServiceIntegration",
    dimension: "ServiceIntegrationResourceArn",
  },
} as const satisfies Readonly<Record<TaskFamily, object>>;

const outcomes = {
  succeeded: "Succeeded",
  failed: "Failed",
  timedOut: "TimedOut",
  heartbeatTimedOut: "HeartbeatTimedOut",
} as const;

/** Milliseconds since the epoch. */
interface Times {
  readonly scheduledAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number;
}

export class TaskMetrics {
  readonly #record: RecordMetric;
  readonly #names: (typeof names)[TaskFamily];

  constructor(metrics: MetricSink, family: TaskFamily, arn: string) {
    this.#names = names[family];
    this.#record = seriesOf(metrics, "AWS/States", () => [{ [this.#names.dimension]: arn }]);
  }

  scheduled(): void {
    this.#count("Scheduled");
  }

  started(waitedMs: number): void {
    this.#count("Started");
    this.#time("ScheduleTime", waitedMs);
  }

  /** What was abandoned has no outcome of its own. */
  ended(outcome: keyof typeof outcomes | "abandoned", { scheduledAt, startedAt, endedAt }: Times): void {
    if (outcome === "abandoned") return;
    this.#count(outcomes[outcome]);
    if (startedAt !== undefined) this.#time("RunTime", endedAt - startedAt);
    this.#time("Time", endedAt - scheduledAt);
  }

  #count(what: string): void {
    this.#record(`${this.#names.many}${what}`, "Count", 1);
  }

  #time(what: string, ms: number): void {
    this.#record(`${this.#names.one}${what}`, "Milliseconds", ms);
  }
}
