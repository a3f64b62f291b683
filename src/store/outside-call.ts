// A question of an execution to the outside, by its number: an attempt at a task. Asking is one thing and doing another: a
// replay asks again what was asked before and does nothing; what is new is done once its turn is on disk.

import type { Json } from "../aws/json.ts";
import { Failure } from "../engine/failure.ts";
import type { ExecutionIdentity, TaskCall, TaskResult, TaskRunner } from "../engine/seams.ts";
import type { TurnEvent } from "./turn.ts";

type Answered = (answer: TaskResult) => unknown;
type Threw = (thrown: unknown) => unknown;

/** Stands before the engine for the task's answer, and before the task's runner for the engine's attempt. */
export class OutsideCall implements PromiseLike<TaskResult>, TaskCall {
  readonly number: number;
  readonly taskToken: string | undefined;
  readonly retryCount: number;
  /** What the task last told by `submitted`. */
  submittedOutput: Json | undefined = undefined;
  readonly #attempt: TaskCall;
  #answered: Answered | undefined = undefined;
  #threw: Threw | undefined = undefined;
  #tell: ((event: TurnEvent) => void) | undefined = undefined;
  #gaveSignal = false;

  constructor(number: number, attempt: TaskCall) {
    this.number = number;
    this.#attempt = attempt;
    // The strand has others by the time somebody asks.
    this.taskToken = attempt.taskToken;
    this.retryCount = attempt.retryCount;
  }

  /** The engine goes on within the turn that brings the answer, not a hop later. */
  then<Result1 = TaskResult, Result2 = never>(
    answered?: ((answer: TaskResult) => Result1 | PromiseLike<Result1>) | null,
    threw?: ((thrown: unknown) => Result2 | PromiseLike<Result2>) | null,
  ): PromiseLike<Result1 | Result2> {
    this.#answered = answered ?? undefined;
    this.#threw = threw ?? undefined;
    return this as unknown as PromiseLike<Result1 | Result2>;
  }

  /** Does what was asked: for the first time, or again after a crash. What comes of it is told as events. */
  begin(tasks: TaskRunner, isResumed: boolean, tell: (event: TurnEvent) => void): void {
    this.#tell = tell;
    const { number: call } = this;
    const answered = (answer: TaskResult) => tell({ type: "callAnswered", call, answer: answer ?? null });
    const threw = (thrown: unknown) =>
      tell({ type: "callThrew", call, message: thrown instanceof Error ? thrown.message : String(thrown) });
    try {
      const answer = isResumed ? this.#resume(tasks) : tasks.run(this);
      if (isPromiseLike(answer)) answer.then(answered, threw);
      else answered(answer);
    } catch (thrown) {
      threw(thrown);
    }
  }

  #resume(tasks: TaskRunner): TaskResult | PromiseLike<TaskResult> {
    if (tasks.resume !== undefined) return tasks.resume(this, this.submittedOutput);
    const cause = "The region went down while the task was being done. Whether it was done is not known.";
    return new Failure(this.resource.includes(":lambda:") ? "Lambda.Unknown" : "States.TaskFailed", cause);
  }

  /** What came of it, told to the engine. */
  answer(answer: TaskResult): void {
    this.#answered?.(answer);
  }

  fail(message: string): void {
    this.#threw?.(new Error(message));
  }

  applySubmitted(output: Json): void {
    this.submittedOutput = output;
    this.#attempt.submitted(output);
  }

  applyStarted(workerName: string | undefined): void {
    this.#attempt.started(workerName);
  }

  applyHeartbeat(): void {
    this.#attempt.heartbeat();
  }

  /** Whether the engine has stopped waiting. Known only to those that gave a signal, since making one is not free. */
  get isKnownAbandoned(): boolean {
    return this.#gaveSignal && this.isAbandoned;
  }

  get isAbandoned(): boolean {
    return this.#attempt.signal.aborted;
  }

  get resource(): string {
    return this.#attempt.resource;
  }

  get arguments(): Json {
    return this.#attempt.arguments;
  }

  get stateName(): string {
    return this.#attempt.stateName;
  }

  get execution(): ExecutionIdentity {
    return this.#attempt.execution;
  }

  get timeoutSeconds(): number | undefined {
    return this.#attempt.timeoutSeconds;
  }

  get heartbeatSeconds(): number | undefined {
    return this.#attempt.heartbeatSeconds;
  }

  get credentials(): { readonly roleArn: string } | undefined {
    return this.#attempt.credentials;
  }

  get signal(): AbortSignal {
    this.#gaveSignal = true;
    return this.#attempt.signal;
  }

  submitted(output: Json): void {
    this.#tell?.({ type: "taskSubmitted", call: this.number, output });
  }

  started(workerName: string | undefined): void {
    this.#tell?.({ type: "taskStarted", call: this.number, workerName });
  }

  heartbeat(): void {
    this.#tell?.({ type: "taskHeartbeat", call: this.number });
  }
}

function isPromiseLike<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as { readonly then?: unknown } | null)?.then === "function";
}
