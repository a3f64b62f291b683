// Finds functions that call themselves in a circle. Every invocation writes down, in X-Ray's header, how often its function has run
// for the same cause; queues, topics and clients within handlers pass the header on.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

import { createHash } from "node:crypto";
import { unsampledTraceHeader } from "../../../aws/trace-header.ts";

/** "Lambda stops the function's next invocation when it has been invoked approximately 16 times in the same chain." */
const mostRuns = 16;

export interface Lineage {
  /** What the function's environment, and all that it asks, are given. */
  readonly traceHeader: string;
  readonly isCircle: boolean;
}

const member = /(?:^|;)\s*Lineage=(\d+):([^;]*)/;

/** `traceHeader` is what came with the request; without one it begins a trace that is not sampled. */
export function lineageOf(traceHeader: string | undefined, functionArn: string, nowMs: number): Lineage {
  if (traceHeader === undefined) {
    const first = `${unsampledTraceHeader(nowMs)};Lineage=1:${hashOf(functionArn)}:0`;
    return { traceHeader: first, isCircle: false };
  }
  const [, all = "0", text = ""] = member.exec(traceHeader) ?? [];
  const runs = new Map(
    text
      .split("|")
      .map((each) => each.split(":"))
      .flatMap(([hash, count]) =>
        hash && /^\d+$/.test(count ?? "") ? [[hash, Number(count)] as const] : [],
      ),
  );
  const hash = hashOf(functionArn);
  const count = (runs.get(hash) ?? -1) + 1;
  runs.set(hash, count);
  const shown = Array.from(runs, ([each, times]) => `${each}:${times}`).join("|");
  return {
    traceHeader: `${traceHeader.replace(member, "")};Lineage=${Number(all) + 1}:${shown}`,
    isCircle: count >= mostRuns,
  };
}

const hashes = new Map<string, string>();

/** There are as many as there have been functions. */
function hashOf(functionArn: string): string {
  const known = hashes.get(functionArn);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(functionArn).digest("hex").slice(0, 8);
  hashes.set(functionArn, hash);
  return hash;
}
