// How Lambda reports an environment that did not survive an invocation. The texts are those its sandbox writes.

import type { InvocationEnd } from "./invocation.ts";
import type { ProcessEnd } from "./sandbox/runtime-process.ts";

export type Demise =
  | { readonly type: "timeout"; readonly timeoutSeconds: number }
  | { readonly type: "exit"; readonly exitCode: number }
  | { readonly type: "signal"; readonly signal: string }
  | { readonly type: "outOfMemory" }
  | { readonly type: "fault"; readonly message: string };

/** As Go names them, in which Lambda's sandbox is written. */
const signalNames: Readonly<Record<string, string>> = {
  SIGHUP: "hangup",
  SIGINT: "interrupt",
  SIGQUIT: "quit",
  SIGILL: "illegal instruction",
  SIGTRAP: "trace/breakpoint trap",
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGPIPE: "broken pipe",
  SIGALRM: "alarm clock",
  SIGTERM: "terminated",
  SIGXFSZ: "file size limit exceeded",
};

/** Of a process that ended by itself. */
export function demiseOf({ exitCode, signal, problem }: ProcessEnd, isOutOfMemory: boolean): Demise {
  if (problem !== undefined) return { type: "fault", message: problem };
  if (isOutOfMemory && (signal !== undefined || exitCode !== 0)) return { type: "outOfMemory" };
  return signal === undefined ? { type: "exit", exitCode } : { type: "signal", signal };
}

export function endByDemise(demise: Demise, requestId: string, durationMs: number): InvocationEnd {
  const { errorType, message } = describe(demise);
  return {
    payload: JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` }),
    failed: true,
    durationMs,
    status: demise.type === "timeout" ? "timeout" : "error",
    errorType: demise.type === "timeout" ? undefined : errorType,
  };
}

/** The line that precedes END in the log. */
export function demiseLine(demise: Demise, requestId: string, timestamp: number): string {
  const { errorType, message } = describe(demise);
  return demise.type === "timeout"
    ? `${new Date(timestamp).toISOString()} ${requestId} ${message}`
    : `RequestId: ${requestId} Error: ${message}\n${errorType}`;
}

/** For the line that tells of an Init phase. */
export function initErrorType(demise: Demise): string {
  return describe(demise).errorType;
}

function describe(demise: Demise): { readonly errorType: string; readonly message: string } {
  switch (demise.type) {
    case "timeout":
      return {
        errorType: "Sandbox.Timedout",
        message: `Task timed out after ${demise.timeoutSeconds.toFixed(2)} seconds`,
      };
    case "outOfMemory":
      return { errorType: "Runtime.OutOfMemory", message: "Runtime exited with error: signal: killed" };
    case "exit":
      return {
        errorType: "Runtime.ExitError",
        message:
          demise.exitCode === 0
            ? "Runtime exited without providing a reason"
            : `Runtime exited with error: exit status ${demise.exitCode}`,
      };
    case "signal": {
      const name = signalNames[demise.signal] ?? demise.signal;
      return { errorType: "Runtime.ExitError", message: `Runtime exited with error: signal: ${name}` };
    }
    case "fault":
      return { errorType: "Runtime.ExitError", message: `Runtime exited with error: ${demise.message}` };
  }
}
