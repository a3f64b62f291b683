// The lines that Lambda itself writes around an invocation: INIT_START, START, END and REPORT.

import type { LogEntry } from "../../aws/log-sink.ts";
import type { InvocationEnd } from "./invocation.ts";
import { largestResponseBytes } from "./invocation.ts";

export interface ReportFacts {
  readonly requestId: string;
  readonly memorySizeMb: number;
  readonly billedDurationMs: number;
  /** Only of the first invocation of an environment. */
  readonly initMs: number | undefined;
}

export function initStartLine(runtime: string): string {
  return `INIT_START Runtime Version: ${runtime.replace("nodejs", "nodejs:").replace(".x", "")}.v1`;
}

export function startLine(requestId: string): string {
  return `START RequestId: ${requestId} Version: $LATEST`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

export function reportLine(end: InvocationEnd, facts: ReportFacts): string {
  const fields = [
    `REPORT RequestId: ${facts.requestId}`,
    `Duration: ${end.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${facts.billedDurationMs} ms`,
    `Memory Size: ${facts.memorySizeMb} MB`,
    `Max Memory Used: ${end.usedMemoryMb} MB`,
  ];
  if (facts.initMs !== undefined) fields.push(`Init Duration: ${facts.initMs.toFixed(2)} ms`);
  if (end.status !== "success") fields.push(`Status: ${end.status}`);
  if (end.errorType !== undefined) fields.push(`Error Type: ${end.errorType}`);
  return fields.join("\t");
}

/** The last 4 KB of a log, as `LogType: Tail` asks for. */
export function tailOf(entries: readonly LogEntry[]): string {
  const text = entries.map((entry) => `${entry.message}\n`).join("");
  const bytes = Buffer.from(text);
  return bytes.length <= 4096 ? text : bytes.subarray(bytes.length - 4096).toString();
}

/** What replaces a response that is larger than Lambda passes on, or undefined if it is small enough. */
export function responseTooLarge(payload: string): string | undefined {
  if (payload.length * 3 <= largestResponseBytes || Buffer.byteLength(payload) <= largestResponseBytes) {
    return undefined;
  }
  return JSON.stringify({
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${largestResponseBytes} bytes).`,
    trace: [],
  });
}
