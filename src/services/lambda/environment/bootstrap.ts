// The thread of one execution environment: it loads the handler once, then answers one invocation at a time.
// It imports nothing from outside this folder but types, so that a handler meets no code of ours but this.
// AWS differs: an environment is a thread of one process, so a handler cannot process.chdir, its clock has the host's time
// zone, and what it leaves running goes on between invocations, where Lambda freezes it.

import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { callForCallback, callForPromise } from "./call-handler.ts";
import { createContext } from "./context.ts";
import { sendAnswersTo } from "./custom-resource-answers.ts";
import { FlightRecorder } from "./flight-recorder.ts";
import { type Handler, loadHandler } from "./load-handler.ts";
import { LogBuffer } from "./log-buffer.ts";
import type { EnvironmentMessage, EnvironmentStart, InvokeMessage } from "./messages.ts";
import { type CurrentRequest, captureOutput, printLine } from "./output.ts";
import { describeError, RuntimeError, reportOf } from "./runtime-error.ts";

const start = workerData as EnvironmentStart;
const port = parentPort as NonNullable<typeof parentPort>;
const current: CurrentRequest = { requestId: undefined };
const log = new LogBuffer(new FlightRecorder(start.recorder), send);
const call = start.runtime === "nodejs24.x" ? callForPromise : callForCallback;
let startedAt = performance.now();

captureOutput(log, current);
sendAnswersTo(process.env.AWS_ENDPOINT_URL);
// The option itself is for whole processes.
if (process.env.NODE_OPTIONS?.includes("--enable-source-maps")) process.setSourceMapsEnabled(true);
process.on("uncaughtException", (error) => die("Uncaught Exception", error));
process.on("unhandledRejection", (reason) =>
  die(
    "Unhandled Promise Rejection",
    new RuntimeError(
      "Runtime.UnhandledPromiseRejection",
      String(reason),
      reason instanceof Error ? reason : undefined,
    ),
  ),
);
process.on("exit", () => {
  const rest = log.take();
  if (rest !== undefined) send({ type: "log", log: rest });
});
await initialise();

async function initialise(): Promise<void> {
  try {
    const handler = await loadHandler(start.codeRoot, start.handler, start.runtime);
    port.on("message", (message: InvokeMessage) => void answer(handler, message));
    send({ type: "ready", initMs: performance.now() - startedAt, log: log.take() });
  } catch (error) {
    failInit(error);
  }
}

async function answer(handler: Handler, message: InvokeMessage): Promise<void> {
  current.requestId = message.requestId;
  startedAt = performance.now();
  setTrace(message);
  // A handler that awaits something which can never happen empties the event loop; without this the port would hold
  // the thread open until the timeout, where Lambda's runtime exits at once.
  port.unref();
  try {
    const result = await call(handler, JSON.parse(message.payload), createContext(start, message));
    end(stringify(result), false);
  } catch (error) {
    printLine(log, current, "ERROR", ["Invoke Error", `\t${describeError(error)}`]);
    end(JSON.stringify(reportOf(error)), true);
  }
  port.ref();
}

function end(payload: string, failed: boolean, fatal = false): void {
  const durationMs = performance.now() - startedAt;
  send({ type: "end", payload, failed, fatal, durationMs, usedMemoryMb: usedMemoryMb(), log: log.take() });
}

function stringify(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw new RuntimeError("Runtime.JSONStringifyError", "Unable to stringify response body");
  }
}

function die(title: string, error: unknown): void {
  if (current.requestId === undefined) {
    failInit(error);
  } else {
    printLine(log, current, "ERROR", [title, `\t${describeError(error)}`]);
    end(JSON.stringify(reportOf(error)), true, true);
  }
  process.exit(title === "Uncaught Exception" ? 129 : 128);
}

function failInit(error: unknown): void {
  printLine(log, current, "ERROR", ["Uncaught Exception", `\t${describeError(error)}`]);
  const report = reportOf(error);
  const initMs = performance.now() - startedAt;
  send({
    type: "initError",
    initMs,
    payload: JSON.stringify(report),
    errorType: report.errorType,
    log: log.take(),
  });
}

/** Lambda always sets a trace header, unsampled if nobody traces; Powertools' Tracer complains of every call without one. */
function setTrace({ requestId, traceHeader }: InvokeMessage): void {
  process.env._X_AMZN_TRACE_ID = traceHeader ?? unsampledTrace(requestId);
}

function unsampledTrace(requestId: string): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const hex = requestId.replaceAll("-", "");
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(-16)};Sampled=0`;
}

/** The thread's own heap: the resident size that the operating system knows belongs to the whole process. */
function usedMemoryMb(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return Math.ceil((used_heap_size + external_memory) / 2 ** 20);
}

function send(message: EnvironmentMessage): void {
  port.postMessage(message);
}
