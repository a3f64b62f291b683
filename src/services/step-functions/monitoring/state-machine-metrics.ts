// The metrics that Step Functions publishes of a state machine, in namespace AWS/States: once with the dimension
// StateMachineArn, once more with the version and with the alias by which an execution was started, and once for the whole
// account. Step Functions Developer Guide, "CloudWatch metrics".

import type { MetricSink } from "../../../aws/metric-sink.ts";
import type { MeasuredMachine } from "./observers.ts";

export type ExecutionEndStatus = "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

const endMetrics: Readonly<Record<ExecutionEndStatus, string>> = {
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
};

/** Values of one metric, told to every series that it counts in. */
type Recorder = (value: number) => void;

interface Machine {
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
}

export class StateMachineMetrics {
  readonly #started: Recorder;
  readonly #time: Recorder;
  readonly #ends: Readonly<Record<ExecutionEndStatus, Recorder>>;
  /** Of Express executions only. */
  #billed: { readonly duration: Recorder; readonly memory: Recorder } | undefined = undefined;
  readonly #metrics: MetricSink;
  readonly #dimensions: readonly Readonly<Record<string, string>>[];

  constructor(metrics: MetricSink, machine: Machine) {
    this.#metrics = metrics;
    this.#dimensions = dimensionsOf(machine);
    this.#started = this.#recorder("ExecutionsStarted", "Count");
    this.#time = this.#recorder("ExecutionTime", "Milliseconds");
    this.#ends = {
      SUCCEEDED: this.#recorder(endMetrics.SUCCEEDED, "Count"),
      FAILED: this.#recorder(endMetrics.FAILED, "Count"),
      TIMED_OUT: this.#recorder(endMetrics.TIMED_OUT, "Count"),
      ABORTED: this.#recorder(endMetrics.ABORTED, "Count"),
    };
  }

  /** AWS sends a second sample of 0 at the end, so `Sum` is the statistic to use; one sample is enough for that. */
  started(): void {
    this.#started(1);
  }

  /** An execution that was redriven counts among those as well. */
  ended(status: ExecutionEndStatus, executionTimeMs: number, redriveCount = 0): void {
    this.#ends[status](1);
    this.#time(executionTimeMs);
    if (redriveCount > 0) this.#recorder(`Redriven${endMetrics[status]}`, "Count")(1);
  }

  billed({ durationMs, memoryMb }: { readonly durationMs: number; readonly memoryMb: number }): void {
    this.#billed ??= {
      duration: this.#recorder("ExpressExecutionBilledDuration", "Milliseconds"),
      memory: this.#recorder("ExpressExecutionBilledMemory", "Megabytes"),
    };
    this.#billed.duration(durationMs);
    this.#billed.memory(memoryMb);
  }

  redriven(): void {
    this.#recorder("ExecutionsRedriven", "Count")(1);
  }

  #recorder(metricName: string, unit: string): Recorder {
    const series = this.#dimensions.map((dimensions) =>
      this.#metrics.series("AWS/States", metricName, dimensions, unit),
    );
    return (value) => {
      for (const each of series) each.record(value);
    };
  }
}

function dimensionsOf(machine: Machine): readonly Readonly<Record<string, string>>[] {
  const { stateMachineArn: StateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = machine;
  const all: Readonly<Record<string, string>>[] = [{ StateMachineArn }, {}];
  if (stateMachineVersionArn !== undefined)
    all.push({ StateMachineArn, Version: lastPart(stateMachineVersionArn) });
  if (stateMachineAliasArn !== undefined)
    all.push({ StateMachineArn, Alias: lastPart(stateMachineAliasArn) });
  return all;
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

/** Made once for each: finding a series by its dimensions is too dear for every execution. */
export function stateMachineMetrics(metrics: MetricSink): (machine: MeasuredMachine) => StateMachineMetrics {
  const known = new Map<string, StateMachineMetrics>();
  return (machine) => {
    const { stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = machine;
    const key =
      stateMachineVersionArn === undefined
        ? stateMachineArn
        : `${stateMachineVersionArn} ${stateMachineAliasArn ?? ""}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = new StateMachineMetrics(metrics, machine);
    known.set(key, made);
    return made;
  };
}
