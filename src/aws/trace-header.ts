// The tracing header, which ties the segments of one trace together: `Root=1-…;Parent=…;Sampled=1`.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader

import { randomBytes } from "node:crypto";

export interface TraceHeader {
  readonly root: string;
  readonly parent: string | undefined;
  readonly sampled: boolean | undefined;
}

/** Undefined for a text that names no root. */
export function parseTraceHeader(text: string): TraceHeader | undefined {
  const parts = new Map(
    text.split(";").map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
    }),
  );
  const root = parts.get("Root");
  if (root === undefined || !/^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(root)) return undefined;
  const sampled = parts.get("Sampled");
  return { root, parent: parts.get("Parent"), sampled: sampled === undefined ? undefined : sampled === "1" };
}

export function formatTraceHeader(root: string, parent: string): string {
  return `Root=${root};Parent=${parent};Sampled=1`;
}

/** Of an invocation that nobody traces. */
export function unsampledTraceHeader(nowMs: number): string {
  return `Root=${newTraceId(nowMs)};Parent=${newSegmentId()};Sampled=0`;
}

export function newTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, "0");
  return `1-${seconds}-${randomDigits(24)}`;
}

export function newSegmentId(): string {
  return randomDigits(16);
}

/** Drawn for many at once: a few at a time are dear. */
const drawnBytes = 512;
let drawn = "";
let taken = 0;

function randomDigits(count: number): string {
  if (taken + count > drawn.length) {
    drawn = randomBytes(drawnBytes).toString("hex");
    taken = 0;
  }
  taken += count;
  return drawn.slice(taken - count, taken);
}
