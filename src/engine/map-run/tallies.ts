// The counts of a Map Run, as DescribeMapRun shows them: of items, and of child executions.

import type { Json } from "../../aws/json.ts";
import { statesError } from "../error-names.ts";
import { Failure } from "../failure.ts";
import type { MapRunCounts, Tally } from "./map-runner.ts";

export type ChildStatus = "succeeded" | "failed" | "timedOut" | "aborted";

export function statusOf(result: Json | Failure): ChildStatus {
  if (!(result instanceof Failure)) return "succeeded";
  if (result.error === "") return "aborted";
  return result.error === statesError.timeout ? "timedOut" : "failed";
}

type Counts = { -readonly [Count in keyof Tally]: number };

export class Tallies implements MapRunCounts {
  readonly items: Counts;
  readonly executions: Counts;

  constructor(items: number, executions: number) {
    this.items = allPending(items);
    this.executions = allPending(executions);
  }

  started(itemCount: number): void {
    move(this.items, "pending", "running", itemCount);
    move(this.executions, "pending", "running", 1);
  }

  ended(status: ChildStatus, itemCount: number): void {
    move(this.items, "running", status, itemCount);
    move(this.executions, "running", status, 1);
  }

  /** As items are read. */
  added(items: number, executions: number): void {
    for (const [counts, by] of [
      [this.items, items],
      [this.executions, executions],
    ] as const) {
      counts.total += by;
      counts.pending += by;
    }
  }

  /** What succeeded stays so, and all else is to be done again. */
  again(): void {
    for (const counts of [this.items, this.executions]) {
      const { total, succeeded } = counts;
      Object.assign(counts, { ...allPending(total), succeeded, pending: total - succeeded });
    }
  }

  /** The Map Run is over: nothing that was not finished will be. */
  abortTheRest(): void {
    for (const counts of [this.items, this.executions]) {
      move(counts, "running", "aborted", counts.running);
      move(counts, "pending", "aborted", counts.pending);
    }
  }

  /** Also what only the state itself gives [recorded]. */
  resultsWritten(): void {
    this.items.resultsWritten = this.items.succeeded;
    this.executions.resultsWritten = this.executions.succeeded;
  }

  get failedItems(): number {
    return this.items.failed + this.items.timedOut;
  }
}

function allPending(total: number): Counts {
  return {
    pending: total,
    running: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    total,
    resultsWritten: 0,
  };
}

function move(counts: Counts, from: keyof Tally, to: keyof Tally, by: number): void {
  counts[from] -= by;
  counts[to] += by;
}
