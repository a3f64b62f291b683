// The result of a load test in words: its table, whether the service kept up, and whether the books balance.

import type { LoadResult } from "./load-test.ts";

export interface Verdict {
  readonly level: "good" | "warning" | "bad";
  /** Says the level without colour. */
  readonly sign: string;
  readonly head: string;
  readonly rest: string;
}

const good = { level: "good", sign: "✔" } as const;
const warning = { level: "warning", sign: "▲" } as const;

/** The last batches are always under way; a service that takes longer for them than this has fallen behind. */
const promptSeconds = 2;

export function paceVerdict(result: LoadResult): Verdict {
  const { asked, sentPerSecond, processedPerSecond, catchUpSeconds } = result;
  if (sentPerSecond < asked * 0.98) {
    const rest = `this machine could send ${whole(sentPerSecond)} records/s`;
    return rateMissed(rest);
  }
  if (catchUpSeconds > promptSeconds) {
    const rest = `it sustained ${whole(processedPerSecond)} of ${whole(asked)} records/s`;
    return { ...warning, head: "The service fell behind:", rest };
  }
  return paceKept(asked);
}

export function rateMissed(rest: string): Verdict {
  return { ...warning, head: "The rate asked was not reached:", rest };
}

export function paceKept(asked: number): Verdict {
  return { ...good, head: "The service kept up", rest: `with ${whole(asked)} records/s` };
}

export const booksBalance: Verdict = {
  ...good,
  head: "The books balance:",
  rest: "sent = processed, none lost, none twice",
};

export function booksVerdict({ sent, processed, redelivered, failedExecutions }: LoadResult): Verdict {
  return sent === processed && redelivered === 0 && failedExecutions === 0
    ? booksBalance
    : { level: "bad", sign: "✖", head: "The books do not balance.", rest: "" };
}

export function summaryRows(result: LoadResult): readonly (readonly [name: string, value: string])[] {
  const { latency, handlerCores } = result;
  const microseconds = microsecondsARecord(result);
  return [
    ["rate asked", `${whole(result.asked)} records/s`],
    ["rate sent", `${whole(result.sentPerSecond)} records/s`],
    ["rate processed", `${whole(result.processedPerSecond)} records/s`],
    ["behind at the last", `${whole(result.behind)} records`],
    ["caught up after", `${result.catchUpSeconds.toFixed(1)} s`],
    ["latency p50", milliseconds(latency.p50)],
    ["latency p90", milliseconds(latency.p90)],
    ["latency p99", milliseconds(latency.p99)],
    ["latency p99.9", milliseconds(latency.p999)],
    ["latency, longest", milliseconds(latency.most)],
    ["iterator age, longest", milliseconds(result.mostIteratorAgeMs)],
    ["processor, region", `${result.cores.toFixed(2)} cores`],
    ["processor, handlers", handlerCores === undefined ? "unknown" : `${handlerCores.toFixed(2)} cores`],
    ["processor, generator", `${result.generatorCores.toFixed(2)} cores`],
    ["processor, a record", microseconds === undefined ? "unknown" : `${microseconds.toFixed(2)} µs`],
    ["memory in all, most", `${whole(result.mostMemoryMb)} MiB`],
    ["sent", whole(result.sent)],
    ["processed", whole(result.processed)],
    ["lost", whole(Math.max(0, result.sent - result.processed))],
    ["delivered again", whole(result.redelivered)],
    ["failed executions", whole(result.failedExecutions)],
  ];
}

/** Of all processes together. Undefined where the system does not tell, and where nothing was processed. */
export function microsecondsARecord({
  processorSeconds: { region, handlers, generator },
  processed,
}: Pick<LoadResult, "processorSeconds" | "processed">): number | undefined {
  if (handlers === undefined || processed === 0) return undefined;
  return ((region + handlers + generator) * 1e6) / processed;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function hundredths(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
