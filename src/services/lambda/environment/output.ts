// Where a handler's output goes. `console` is framed as Lambda's Node.js runtime frames it, with the time, the request and
// the level; what is written to stdout or stderr directly (Powertools does) passes as it is.

import { format } from "node:util";
import type { LogBuffer } from "./log-buffer.ts";

const levels = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  log: "INFO",
  warn: "WARN",
  error: "ERROR",
} as const;

/** The request whose lines are being printed; Lambda prints "undefined" while a module is being initialised. */
export interface CurrentRequest {
  requestId: string | undefined;
}

export function captureOutput(buffer: LogBuffer, current: CurrentRequest): void {
  for (const [method, level] of Object.entries(levels)) {
    const print = (...values: unknown[]) => printLine(buffer, current, level, values);
    console[method as keyof typeof levels] = print;
  }
  Object.assign(console, {
    fatal: (...values: unknown[]) => printLine(buffer, current, "FATAL", values),
  });
  process.stdout.write = rawWriter(buffer);
  process.stderr.write = rawWriter(buffer);
}

export function printLine(
  buffer: LogBuffer,
  current: CurrentRequest,
  level: string,
  values: readonly unknown[],
): void {
  buffer.append(`${new Date().toISOString()}\t${current.requestId}\t${level}\t${format(...values)}`);
}

function rawWriter(buffer: LogBuffer): typeof process.stdout.write {
  return (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const encoding = typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : "utf8";
    buffer.write(
      typeof chunk === "string" && encoding === "utf8"
        ? chunk
        : Buffer.from(chunk as string, encoding).toString(),
    );
    const done = rest.findLast((value) => typeof value === "function");
    if (done !== undefined) process.nextTick(done);
    return true;
  };
}
