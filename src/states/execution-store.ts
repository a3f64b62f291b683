// Where Standard executions are kept: by ARN, and by state machine in the order of their start. This one is memory.

import type { ExecutionRecord } from "./execution-record.ts";

export interface ExecutionStore {
  add(record: ExecutionRecord): void;
  get(arn: string): ExecutionRecord | undefined;
  /** The executions of a state machine, newest first. */
  of(stateMachineArn: string): readonly ExecutionRecord[];
}

/** Enough for a day's work on one machine; the oldest closed executions are forgotten first. */
const mostExecutions = 100_000;

export class MemoryExecutionStore implements ExecutionStore {
  readonly #byArn = new Map<string, ExecutionRecord>();
  readonly #most: number;

  constructor(most = mostExecutions) {
    this.#most = most;
  }

  add(record: ExecutionRecord): void {
    this.#byArn.set(record.arn, record);
    if (this.#byArn.size > this.#most) this.#forgetOldestClosed();
  }

  get(arn: string): ExecutionRecord | undefined {
    return this.#byArn.get(arn);
  }

  of(stateMachineArn: string): readonly ExecutionRecord[] {
    return [...this.#byArn.values()]
      .filter((record) => record.stateMachine.arn === stateMachineArn)
      .reverse();
  }

  #forgetOldestClosed(): void {
    for (const record of this.#byArn.values()) {
      if (record.end === undefined) continue;
      this.#byArn.delete(record.arn);
      return;
    }
  }
}
