// The metrics that Step Functions publishes of a state machine, in namespace AWS/States: once with the dimension
// StateMachineArn, once more with the version and with the alias by which an execution was started, and once for the whole
// account. Step Functions Developer Guide, "CloudWatch metrics".

import type { Dimensions } from "./metric-identity.ts";
import type { Metrics } from "./metrics.ts";

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
  /** Few machines are ever redriven. */
  readonly #ofRedrives: (metricName: string) => Recorder;

  constructor(metrics: Metrics, machine: Machine) {
    const all = dimensionsOf(machine);
    const recorder = (metricName: string, unit: string): Recorder => {
      const series = all.map((dimensions) => metrics.series("AWS/States", metricName, dimensions, unit));
      return (value) => {
        for (const each of series) each.record(value);
      };
    };
    this.#started = recorder("ExecutionsStarted", "Count");
    this.#time = recorder("ExecutionTime", "Milliseconds");
    this.#ends = {
      SUCCEEDED: recorder(endMetrics.SUCCEEDED, "Count"),
      FAILED: recorder(endMetrics.FAILED, "Count"),
      TIMED_OUT: recorder(endMetrics.TIMED_OUT, "Count"),
      ABORTED: recorder(endMetrics.ABORTED, "Count"),
    };
    this.#ofRedrives = (metricName) => recorder(metricName, "Count");
  }

  /** AWS sends a second sample of 0 at the end, so `Sum` is the statistic to use; one sample is enough for that. */
  started(): void {
    this.#started(1);
  }

  /** An execution that was redriven counts among those as well. */
  ended(status: ExecutionEndStatus, executionTimeMs: number, redriveCount = 0): void {
    this.#ends[status](1);
    this.#time(executionTimeMs);
    if (redriveCount > 0) this.#ofRedrives(`Redriven${endMetrics[status]}`)(1);
  }

  redriven(): void {
    this.#ofRedrives("ExecutionsRedriven")(1);
  }
}

function dimensionsOf(machine: Machine): readonly Dimensions[] {
  const { stateMachineArn: StateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = machine;
  const all: Dimensions[] = [{ StateMachineArn }, {}];
  if (stateMachineVersionArn !== undefined)
    all.push({ StateMachineArn, Version: lastPart(stateMachineVersionArn) });
  if (stateMachineAliasArn !== undefined)
    all.push({ StateMachineArn, Alias: lastPart(stateMachineAliasArn) });
  return all;
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}
