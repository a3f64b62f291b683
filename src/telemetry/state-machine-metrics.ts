// The metrics that Step Functions publishes of a state machine, in namespace AWS/States: once with the dimension
// StateMachineArn and once for the whole account. Step Functions Developer Guide, "CloudWatch metrics".

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

export class StateMachineMetrics {
  readonly #started: Recorder;
  readonly #time: Recorder;
  readonly #ends: Readonly<Record<ExecutionEndStatus, Recorder>>;
  /** Few machines are ever redriven. */
  readonly #ofRedrives: (metricName: string) => Recorder;

  constructor(metrics: Metrics, stateMachineArn: string) {
    const recorder = (metricName: string, unit: string): Recorder => {
      const machine = metrics.series("AWS/States", metricName, { StateMachineArn: stateMachineArn }, unit);
      const account = metrics.series("AWS/States", metricName, {}, unit);
      return (value) => {
        machine.record(value);
        account.record(value);
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
