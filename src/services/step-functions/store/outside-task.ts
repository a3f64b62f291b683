// An attempt at a task: stands before the engine for the task's answer, and before the task's runner for the engine's attempt.

import type { Json } from "../../../aws/json.ts";
import { Failure } from "../../../engine/failure.ts";
import type { ExecutionIdentity, TaskCall, TaskResult } from "../../../engine/seams.ts";
import { OutsideCall, type World } from "./outside-call.ts";

export class OutsideTask extends OutsideCall<TaskResult> implements TaskCall {
  readonly taskToken: string | undefined;
  readonly retryCount: number;
  readonly enteredAt: number;
  /** What the task last told by `submitted`. */
  #submittedOutput: Json | undefined = undefined;
  readonly #attempt: TaskCall;
  #gaveSignal = false;

  constructor(number: number, attempt: TaskCall) {
    super(number);
    this.#attempt = attempt;
    // The strand has others by the time somebody asks.
    this.taskToken = attempt.taskToken;
    this.retryCount = attempt.retryCount;
    this.enteredAt = attempt.enteredAt;
  }

  protected ask({ tasks }: World, isResumed: boolean): TaskResult | PromiseLike<TaskResult> {
    if (!isResumed) return tasks.run(this);
    if (tasks.resume !== undefined) return tasks.resume(this, this.#submittedOutput);
    const cause = "The region went down while the task was being done. Whether it was done is not known.";
    return new Failure(this.resource.includes(":lambda:") ? "Lambda.Unknown" : "States.TaskFailed", cause);
  }

  get isAbandoned(): boolean {
    return this.#attempt.signal.aborted;
  }

  /** Only tasks that gave a signal have one: making it is not free. */
  override get isKnownAbandoned(): boolean {
    return this.#gaveSignal && this.isAbandoned;
  }

  applySubmitted(output: Json): void {
    this.#submittedOutput = output;
    this.#attempt.submitted(output);
  }

  applyStarted(workerName: string | undefined): void {
    this.#attempt.started(workerName);
  }

  applyHeartbeat(): void {
    this.#attempt.heartbeat();
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
    this.asker?.tell({ type: "taskSubmitted", call: this.number, output });
  }

  started(workerName: string | undefined): void {
    this.asker?.tell({ type: "taskStarted", call: this.number, workerName });
  }

  heartbeat(): void {
    this.asker?.tell({ type: "taskHeartbeat", call: this.number });
  }
}
