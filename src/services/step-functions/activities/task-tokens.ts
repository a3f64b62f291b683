// Tasks that wait for someone outside to answer by their token: `.waitForTaskToken` and activities. A token is answered at most
// once, and for as long as its task waits. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html

import type { Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../engine/seams.ts";
import { expiryOf } from "../../../engine/task/expiry.ts";
import type { TaskOutcome } from "../monitoring/observers.ts";
import { readToken } from "../named-token.ts";

interface Waiting {
  readonly task: TaskCall;
  readonly answer: (result: TaskResult) => void;
  readonly stopWatching: () => void;
  readonly onOutcome: ((outcome: TaskOutcome) => void) | undefined;
}

/** Of an execution by the store's number: whether it is kept, or is yet to be taken up. */
export type Standing = (execution: number) => "late" | "kept" | undefined;

export class TaskTokens {
  /** By the UUID. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #standing: Standing;

  constructor(standing: Standing) {
    this.#standing = standing;
  }

  /** From now on the task's token is known, until it is answered or the task is aborted. */
  wait(task: TaskCall, onOutcome?: (outcome: TaskOutcome) => void): Promise<TaskResult> {
    const { taskToken, signal } = task;
    if (taskToken === undefined)
      throw new Error(`The task '${task.stateName}' has no token that could be waited for`);
    const uuid = uuidOf(taskToken);
    return new Promise((answer) => {
      const onAbort = () => this.#forget(uuid, expiryOf(signal) ?? "abandoned");
      signal.addEventListener("abort", onAbort, { once: true });
      const stopWatching = () => signal.removeEventListener("abort", onAbort);
      this.#waiting.set(uuid, { task, answer, stopWatching, onOutcome });
      if (signal.aborted) onAbort();
    });
  }

  /** The request that was to hand the token on has failed: nobody will answer. */
  forget(token: string): void {
    this.#forget(uuidOf(token), "abandoned");
  }

  /** Throws InvalidToken, TaskDoesNotExist and TaskTimedOut, as do the others. */
  succeed(token: string, output: Json): void {
    this.#settle(token, output, "succeeded");
  }

  fail(token: string, error: string | undefined, cause: string | undefined): void {
    this.#settle(token, new Failure(error ?? "", cause), "failed");
  }

  heartbeat(token: string): void {
    this.#find(token).task.heartbeat();
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Of what a token is while its task waits. */
  taskOf(token: string): TaskCall | undefined {
    return this.#waiting.get(uuidOf(token))?.task;
  }

  /** The tasks that somebody may answer, the longest waiting first, with their tokens. */
  get open(): readonly TaskCall[] {
    return Array.from(this.#waiting.values(), ({ task }) => task);
  }

  #settle(token: string, result: TaskResult, outcome: TaskOutcome): void {
    const { answer } = this.#find(token);
    this.#forget(uuidOf(token), outcome);
    answer(result);
  }

  #find(token: string): Waiting {
    const named = readToken(token);
    if (named === undefined) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
    const waiting = this.#waiting.get(named.uuid);
    if (waiting !== undefined) return waiting;
    switch (named.execution === undefined ? undefined : this.#standing(named.execution)) {
      case "late":
        throw new ServiceError(
          "ServiceUnavailable",
          "The execution whose task this is is being taken up after the region was down: try again",
          { status: 503 },
        );
      case "kept":
        throw new ServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
      default:
        throw new ServiceError("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'");
    }
  }

  #forget(uuid: string, outcome: TaskOutcome): void {
    const waiting = this.#waiting.get(uuid);
    if (waiting === undefined) return;
    this.#waiting.delete(uuid);
    waiting.stopWatching();
    waiting.onOutcome?.(outcome);
  }
}

function uuidOf(token: string): string {
  return readToken(token)?.uuid ?? token;
}
