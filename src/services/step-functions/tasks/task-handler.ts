// What a resource resolves to: how a Task of it is done, and how an attempt is taken up again that was in flight when the
// region went down. A handler never throws to the engine: what fails is a Failure.

import type { Json } from "../../../aws/json.ts";
import { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../engine/seams.ts";

/** One request and its response, as every integration pattern begins. */
export type Request = (call: TaskCall) => TaskResult | Promise<TaskResult>;

export interface TaskHandler {
  readonly run: Request;
  /** `submitted` is what the attempt had told by `TaskCall.submitted`, if anything. */
  readonly resume: (call: TaskCall, submitted: Json | undefined) => TaskResult | Promise<TaskResult>;
}

/** Nobody knows whether the request was done: the workflow's own Retry decides, and nothing is done twice behind its back. */
export function requestOnly(request: Request, unknownOutcome: Failure): TaskHandler {
  return { run: request, resume: () => unknownOutcome };
}

export function failing(cause: string): TaskHandler {
  const failure = new Failure("States.Runtime", cause);
  return { run: () => failure, resume: () => failure };
}
