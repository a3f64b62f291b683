// The Node.js process of one execution environment: it loads the handler once, then answers one invocation at a time.
// It imports nothing from outside this folder, so that a handler meets no code of ours but this, and as little as it can of what Node.js
// itself has to load: a cold start is mostly that.

import { callForCallback, callForPromise } from "./call-handler.ts";
import { Channel } from "./channel.ts";
import { createContext } from "./context.ts";
import type { InvokeHeader } from "./frame-headers.ts";
import { findLayerModules } from "./layer-modules.ts";
import { type Handler, loadHandler } from "./load-handler.ts";
import { loggedBytes } from "./log-pipe.ts";
import { captureOutput, current, printError } from "./output.ts";
import { sendRequestsTo } from "./requests-to-aws.ts";
import { callForStream, isStreaming, offerStreaming } from "./response-stream.ts";
import { eventOfRows } from "./rows.ts";
import { RuntimeError, reportOf } from "./runtime-error.ts";
import { findRuntimePackages, missingRuntimePackage } from "./runtime-packages.ts";
import { offerTraceVariable, setTrace, tellTrace } from "./trace-variable.ts";

const { env } = process;
const runtime = env.AWS_EXECUTION_ENV?.replace("AWS_Lambda_", "") ?? "";
const channel = new Channel();
const call = runtime === "nodejs24.x" ? callForPromise : callForCallback;
/** Lambda's limit on a response; one that is larger is refused here, before it costs the region its memory. */
const largestResponseBytes = 6_291_556;
/** A server keeps an idle connection for longer than this. */
const stillMs = 1000;
/** How long the event loop may wait for its turn where one invocation follows the other: a turn takes as long as a short handler. */
const turnMs = 1;
let startedAt = 0;
const measuredForMs = 10;
let measuredAt = Number.NEGATIVE_INFINITY;
let residentBytes = 0;
/** How many invocations it was given, and whether the last of them is still to be answered. */
let given = 0;
let isOpen = false;
/** Invocations are taken one after the other in one turn of the event loop; whether the last of them is over. */
let isServing = false;
let isOver = false;
/**
 * What ticks and settled promises have to do, and what becomes of rejections that nobody waits for, without a turn of the event loop:
 * that takes a sixth of a short invocation. Node.js documents no such call. Without it each invocation has a turn to itself.
 */
const runWhatIsDue = (process as { readonly _tickCallback?: () => void })._tickCallback;

offerTraceVariable();
captureOutput();
if (!/^(?:1|true)$/.test(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "")) offerStreaming();
sendRequestsTo(env.AWS_ENDPOINT_URL);
findRuntimePackages(process.argv.slice(2));
findLayerModules(env.NODE_PATH);
process.on("uncaughtException", (error) => die("Uncaught Exception", error, 129));
// It ends the process, and with it whatever invocation runs then, which need not be the one that left it behind: so does Lambda's own runtime.
process.on("unhandledRejection", (reason, promise) => {
  const error = new RuntimeError("Runtime.UnhandledPromiseRejection", String(reason));
  die("Unhandled Promise Rejection", Object.assign(error, { reason, promise }), 128);
});
process.on("exit", () => {
  if (given > 0 && !isOpen) channel.send({ type: "left", given });
});
await initialise();

async function initialise(): Promise<void> {
  try {
    const handler = await loadHandler(env.LAMBDA_TASK_ROOT ?? "", env._HANDLER ?? "", runtime);
    channel.send({ type: "ready" });
    goOn(handler);
  } catch (error) {
    failInit(error);
  }
}

/** Once what is due has had its turn. */
function goOn(handler: Handler): void {
  isOver = true;
  if (!isServing) setImmediate(() => serve(handler));
}

function serve(handler: Handler): void {
  const began = performance.now();
  isServing = true;
  let now = began;
  do {
    const waitsSince = now;
    const { header, body } = channel.receive();
    if (header.type === "leave") {
      waitForSignal();
      return;
    }
    now = performance.now();
    if (now - waitsSince > stillMs) {
      // Meanwhile connections may have been closed: the handler is to find them so.
      isServing = false;
      setImmediate(() => void answer(handler, header, body, performance.now()));
      return;
    }
    isOver = false;
    void answer(handler, header, body, now);
    runWhatIsDue?.();
    now = performance.now();
  } while (isOver && now - began < turnMs);
  isServing = false;
  if (isOver) goOn(handler);
  else setTrace();
}

/** The event loop goes on until somebody ends the process. */
function waitForSignal(): void {
  setInterval(() => {}, 1000);
}

async function answer(handler: Handler, header: InvokeHeader, payload: string, now: number): Promise<void> {
  current.requestId = header.requestId;
  given += 1;
  isOpen = true;
  startedAt = now;
  tellTrace(header.traceHeader);
  const done = () => goOn(handler);
  try {
    const event = header.isRows === true ? eventOfRows(payload) : JSON.parse(payload);
    const context = createContext(header, now);
    if (isStreaming(handler)) {
      await callForStream(handler, { event, context, channel });
      end("", false, done);
    } else end(stringify(await call(handler, event, context)), false, done);
  } catch (error) {
    printError("Invoke Error", error);
    end(JSON.stringify(reportOf(error)), true, done);
  }
}

/** Once for each invocation, whatever its handler does afterwards. */
function end(payload: string, failed: boolean, done: () => void, fatal = false): void {
  if (!isOpen) return;
  isOpen = false;
  const now = performance.now();
  const durationMs = now - startedAt;
  const tooLarge =
    payload.length * 3 > largestResponseBytes && Buffer.byteLength(payload) > largestResponseBytes;
  const header = {
    ...({ type: "end", failed: failed || tooLarge, fatal, invocation: given, durationMs } as const),
    ...{ rssBytes: mostResidentBytes(now, durationMs), logged: loggedBytes() },
  };
  channel.send(header, tooLarge ? tooLargeError() : payload, done);
}

/** The system counts it by itself, but has to be asked: after what was over at once only now and then. */
function mostResidentBytes(now: number, durationMs: number): number {
  if (durationMs >= 1 || now > measuredAt + measuredForMs) {
    measuredAt = now;
    residentBytes = process.resourceUsage().maxRSS * 1024;
  }
  return residentBytes;
}

function tooLargeError(): string {
  return JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${largestResponseBytes} bytes).`,
    errorType: "Function.ResponseSizeTooLarge",
  });
}

function stringify(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw new RuntimeError("Runtime.JSONStringifyError", "Unable to stringify response body");
  }
}

/** The process ends as soon as the region has been told; between invocations nobody waits for an error. */
function die(title: string, error: unknown, exitCode: number): void {
  if (current.requestId === undefined) {
    failInit(error);
    return;
  }
  printError(title, error);
  const exit = () => process.exit(exitCode);
  if (isOpen) end(JSON.stringify(reportOf(error)), true, exit, true);
  else exit();
}

function failInit(error: unknown): void {
  printError("Uncaught Exception", error);
  const missing = missingRuntimePackage(error);
  if (missing !== undefined)
    console.warn(
      `Lambda's runtime brings ${missing} along. Here it is missing: npm install --save-dev ${missing}`,
    );
  const report = reportOf(error);
  const exit = () => process.exit(129);
  channel.send({ type: "initError", errorType: report.errorType }, JSON.stringify(report), exit);
}
