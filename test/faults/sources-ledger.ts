// The ledger outside of the region: what was put, what was taken, what is a dead letter. Several processes write into it, a line each.

import { readFileSync } from "node:fs";

/** Everything that something is put into. */
export const sourceNames = [
  ...["stream-to-queue", "stream-to-machine", "table", "queue"],
  ...["stream-to-function", "queue-to-function"],
  ...["event", "schedule", "device"],
  ...["delivery", "stream-to-bucket"],
] as const;
export type SourceName = (typeof sourceNames)[number];

/**
 * The others are only counted: a rule's schedule has fired, one of Scheduler's has, a stream has other shards, a consumer was killed.
 */
const entries = ["put", "took", "letter", "tick", "round", "resharded", "died"] as const;
export type Entry = (typeof entries)[number];

export interface Books {
  readonly put: number;
  /** Put, and neither taken nor a dead letter. */
  readonly lost: readonly string[];
  readonly repeated: number;
  readonly deadLetters: number;
  readonly ticks: number;
  readonly rounds: number;
  readonly reshardings: number;
  readonly deaths: number;
}

export function balanceOf(ledgerFile: string): Books {
  const ids = new Map(entries.map((entry) => [entry as string, new Set<string>()]));
  const of = (entry: Entry) => ids.get(entry) ?? new Set<string>();
  let repeated = 0;
  for (const line of readFileSync(ledgerFile, "utf8").split("\n")) {
    const [entry = "", id = ""] = line.split(" ");
    if (entry === "took" && of("took").has(id)) repeated++;
    ids.get(entry)?.add(id);
  }
  return {
    put: of("put").size,
    lost: [...of("put")].filter((id) => !of("took").has(id) && !of("letter").has(id)),
    ...{ repeated, deadLetters: of("letter").size },
    ...{ ticks: of("tick").size, rounds: of("round").size },
    ...{ reshardings: of("resharded").size, deaths: of("died").size },
  };
}

/** Of an event as a target or a queue is handed it, whatever it came through. */
export function idIn(text: string): string {
  if (!text.startsWith("{")) return text.trim();
  const { data, body, dynamodb, detail, base64OriginalPayload, id } = JSON.parse(text) as {
    readonly data?: string;
    readonly body?: string;
    readonly dynamodb?: { readonly Keys: { readonly id: { readonly S: string } } };
    readonly detail?: { readonly id: string };
    readonly base64OriginalPayload?: string;
    readonly id?: string;
  };
  if (data !== undefined) return fromBase64(data);
  if (base64OriginalPayload !== undefined) return idIn(fromBase64(base64OriginalPayload));
  return body ?? dynamodb?.Keys.id.S ?? detail?.id ?? id ?? "";
}

function fromBase64(text: string): string {
  return Buffer.from(text, "base64").toString();
}
