// Who waits for the ends of executions.

import type { ExecutionRecord } from "./execution-record.ts";

export class AwaitedEnds {
  /** By the store's number. */
  readonly #waiting = new Map<number, ((record: ExecutionRecord) => void)[]>();

  of(id: number): Promise<ExecutionRecord> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) this.#waiting.set(id, [resolve]);
      else waiting.push(resolve);
    });
  }

  /** The record is made only if somebody waits for it. */
  tell(id: number, recordOf: () => ExecutionRecord): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    const record = recordOf();
    for (const resolve of waiting) resolve(record);
  }
}
