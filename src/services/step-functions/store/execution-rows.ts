// What the rows of the file say of an execution.

import type { Ending, ExecutionSummary, StoredExecution } from "./execution-store.ts";
import { statuses } from "./sqlite-batch.ts";

export interface SummaryColumns {
  readonly id: number;
  readonly arn: string;
  readonly revision: string;
  readonly facts: string | null;
  readonly started_at: number;
  readonly status: number;
  readonly ended_at: number | null;
  readonly redrive_count: number | null;
  readonly redriven_at: number | null;
  readonly tokens: string | null;
}

export interface ExecutionColumns extends SummaryColumns {
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly events: number | null;
}

export function summaryOf(row: SummaryColumns): ExecutionSummary {
  const { id, arn, revision, facts, redrive_count: count, redriven_at: at, tokens } = row;
  return {
    id,
    arn,
    revision,
    facts,
    startedAt: row.started_at,
    status: statuses[row.status] ?? "RUNNING",
    endedAt: row.ended_at ?? undefined,
    redrive: count === null || at === null ? undefined : { count, at, tokens },
  };
}

export function executionOf(row: ExecutionColumns): StoredExecution {
  const summary = summaryOf(row);
  const { status, endedAt } = summary;
  const { input, output, error, cause, events } = row;
  const ending: Ending | undefined =
    status === "RUNNING" || endedAt === undefined
      ? undefined
      : { status, endedAt, output, error, cause, events: events ?? 0 };
  return { ...summary, input, ending };
}
