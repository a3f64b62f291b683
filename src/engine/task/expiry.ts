// Why nobody waits for a task any more.

import { HeartbeatTimeout } from "../error-names.ts";
import { Failure } from "../failure.ts";

/** Undefined if the task was aborted for another reason than its own time. */
export function expiryOf({ reason }: AbortSignal): "timedOut" | "heartbeatTimedOut" | undefined {
  if (reason instanceof HeartbeatTimeout) return "heartbeatTimedOut";
  return reason instanceof Failure ? "timedOut" : undefined;
}
