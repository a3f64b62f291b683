// How Lambda reports an environment that did not survive an invocation. The texts are those its sandbox writes.

import type { InvocationEnd } from "./invocation.ts";

export type Demise =
  | { readonly type: "timeout"; readonly timeoutSeconds: number }
  | { readonly type: "exit"; readonly exitCode: number }
  | { readonly type: "outOfMemory" }
  | { readonly type: "fault"; readonly message: string };

export function endByDemise(demise: Demise, requestId: string, durationMs: number): InvocationEnd {
  const { errorType, message } = describe(demise);
  return {
    payload: JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` }),
    failed: true,
    durationMs,
    usedMemoryMb: 0,
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
    case "fault":
      return { errorType: "Runtime.ExitError", message: `Runtime exited with error: ${demise.message}` };
  }
}
