// Tasks that wait for someone outside to answer by their token: `.waitForTaskToken` and activities. A token is answered at most
// once, and for as long as its task waits. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html

import type { Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../engine/seams.ts";
import { expiryOf } from "../../../engine/task/expiry.ts";
import type { TaskOutcome } from "../monitoring/observers.ts";

interface Waiting {
  readonly task: TaskCall;
  readonly answer: (result: TaskResult) => void;
  readonly stopWatching: () => void;
  readonly onOutcome: ((outcome: TaskOutcome) => void) | undefined;
}

/** As the engine makes them: UUIDs. What looks otherwise was never a token. */
const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** So many tokens of tasks that no longer wait are told apart from those that never were. */
const mostRemembered = 100_000;

export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();
  readonly #over = new Set<string>();

  /** From now on the task's token is known, until it is answered or the task is aborted. */
  wait(task: TaskCall, onOutcome?: (outcome: TaskOutcome) => void): Promise<TaskResult> {
    const { taskToken, signal } = task;
    if (taskToken === undefined)
      throw new Error(`The task '${task.stateName}' has no token that could be waited for`);
    return new Promise((answer) => {
      const onAbort = () => this.#forget(taskToken, expiryOf(signal) ?? "abandoned");
      signal.addEventListener("abort", onAbort, { once: true });
      const stopWatching = () => signal.removeEventListener("abort", onAbort);
      this.#waiting.set(taskToken, { task, answer, stopWatching, onOutcome });
      if (signal.aborted) onAbort();
    });
  }

  /** The request that was to hand the token on has failed: nobody will answer. */
  forget(token: string): void {
    this.#forget(token, "abandoned");
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
    return this.#waiting.get(token)?.task;
  }

  /** The tasks that somebody may answer, the longest waiting first, with their tokens. */
  get open(): readonly TaskCall[] {
    return Array.from(this.#waiting.values(), ({ task }) => task);
  }

  #settle(token: string, result: TaskResult, outcome: TaskOutcome): void {
    const { answer } = this.#find(token);
    this.#forget(token, outcome);
    answer(result);
  }

  #find(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting !== undefined) return waiting;
    if (!shape.test(token)) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
    if (this.#over.has(token))
      throw new ServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    throw new ServiceError("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'");
  }

  #forget(token: string, outcome: TaskOutcome): void {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return;
    this.#waiting.delete(token);
    waiting.stopWatching();
    this.#over.add(token);
    if (this.#over.size > mostRemembered) {
      const [oldest = ""] = this.#over;
      this.#over.delete(oldest);
    }
    waiting.onOutcome?.(outcome);
  }
}
