/** Whose execution a task belongs to. */
export interface ExecutionIdentity {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Present if the execution is traced: what its tasks pass on to whom they call. */
  readonly traceHeader?: string | undefined;
}
