/** What was given with the start, beside the input. */
export interface ExecutionFacts {
  readonly traceHeader?: string | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  /** The Map Run whose child it is. */
  readonly mapRunArn?: string | undefined;
  /** How many items such a child has. */
  readonly itemCount?: number | undefined;
}
