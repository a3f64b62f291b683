// Where a handler's output goes. `console` is framed as Lambda's Node.js runtime frames it, as text or as JSON; what is written to stdout
// or stderr directly (Powertools does) passes as it is.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html

import { format } from "node:util";
import { logEvent, logRaw } from "./log-pipe.ts";
import { describeError } from "./runtime-error.ts";

const levels = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  log: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
} as const;

const order = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** The request whose lines are being printed; Lambda prints "undefined" while a module is being initialised. */
export const current: { requestId: string | undefined } = { requestId: undefined };

let isJson = false;

export function captureOutput(): void {
  isJson = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
  const least = isJson ? order.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? "") : -1;
  const print = Object.fromEntries(
    Object.entries(levels).map(([method, level]) => [
      method,
      order.indexOf(level) < least ? () => {} : (...values: unknown[]) => printLine(level, values),
    ]),
  );
  Object.assign(console, print);
  process.stdout.write = writeRaw as typeof process.stdout.write;
  process.stderr.write = writeRaw as typeof process.stderr.write;
}

/** Nothing to print is `undefined`. */
function printLine(level: string, given: readonly unknown[]): void {
  const values = given.length === 0 ? [undefined] : given;
  const timestamp = new Date().toISOString();
  if (!isJson) logEvent(`${timestamp}\t${current.requestId}\t${level}\t${format(...values)}`);
  else logEvent(jsonLine({ timestamp, level, requestId: current.requestId }, values));
}

/** What the runtime itself has to say of an error. */
export function printError(title: string, error: unknown): void {
  if (isJson) printLine("ERROR", [error instanceof Error ? error : new Error(String(error))]);
  else printLine("ERROR", [title, `\t${describeError(error)}`]);
}

/** One value is the message as it is; several are formatted, and the first error among them is told in members of its own. */
function jsonLine(line: Readonly<Record<string, unknown>>, values: readonly unknown[]): string {
  const [message] = values;
  if (values.length > 1) {
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...line, message: format(...values), ...(error && told(error)) });
  }
  try {
    return JSON.stringify({ ...line, message }, errorsToo);
  } catch {
    return JSON.stringify({ ...line, message: format(message) });
  }
}

function errorsToo(_key: string, value: unknown): unknown {
  return value instanceof Error ? { ...told(value), ...value } : value;
}

function told(error: Error): object {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: typeof error.stack === "string" ? error.stack.split("\n") : [],
  };
}

function writeRaw(chunk: string | Uint8Array, ...rest: unknown[]): boolean {
  const encoding = typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : "utf8";
  const isText = typeof chunk === "string" && (encoding === "utf8" || encoding === "utf-8");
  logRaw(isText ? chunk : Buffer.from(chunk as string, encoding).toString());
  const done = rest.findLast((value) => typeof value === "function");
  if (done !== undefined) process.nextTick(done as () => void);
  return true;
}
