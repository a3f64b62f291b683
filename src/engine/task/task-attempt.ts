// One attempt at a Task: what its runner is handed, and the timeout and heartbeat that may end it before it answers.

import type { CompiledTask } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import type { Deadline } from "../deadlines.ts";
import { HeartbeatTimeout, statesError } from "../error-names.ts";
import { Failure } from "../failure.ts";
import { resume } from "../run-strand.ts";
import {
  type AnswerWaiter,
  type ExecutionIdentity,
  isAwaitedAnswer,
  type TaskCall,
  type TaskResult,
} from "../seams.ts";
import type { Step, Strand, Waiting } from "../strand.ts";
import { runtimeFailure } from "../thrown.ts";
import { taskEvents } from "./task-events.ts";
import { roleOf, type TaskPlan } from "./task-plan.ts";

export class TaskAttempt implements TaskCall, Waiting, AnswerWaiter<TaskResult> {
  readonly #strand: Strand;
  readonly #state: CompiledTask;
  readonly #plan: TaskPlan;
  readonly #next: Step<TaskResult>;
  #timeout: Deadline | undefined = undefined;
  #heartbeat: Deadline | undefined = undefined;
  #aborter: AbortController | undefined = undefined;

  constructor(strand: Strand, state: CompiledTask, plan: TaskPlan, next: Step<TaskResult>) {
    this.#strand = strand;
    this.#state = state;
    this.#plan = plan;
    this.#next = next;
  }

  get resource(): string {
    return this.#state.resource.arn;
  }

  get arguments(): Json {
    return this.#plan.payload;
  }

  get stateName(): string {
    return this.#state.name;
  }

  get enteredAt(): number {
    return this.#strand.enteredAt;
  }

  get execution(): ExecutionIdentity {
    return this.#strand.execution.start.identity;
  }

  get taskToken(): string | undefined {
    return this.#strand.taskToken;
  }

  get timeoutSeconds(): number | undefined {
    return this.#plan.timeoutSeconds;
  }

  get heartbeatSeconds(): number | undefined {
    return this.#plan.heartbeatSeconds;
  }

  get credentials(): { readonly roleArn: string } | undefined {
    return roleOf(this.#plan.credentials);
  }

  get retryCount(): number {
    return this.#strand.retryCount;
  }

  get signal(): AbortSignal {
    if (this.#aborter === undefined) {
      this.#aborter = new AbortController();
      if (!this.#isWaitedFor()) this.#aborter.abort();
    }
    return this.#aborter.signal;
  }

  submitted(output: Json): void {
    if (!this.#isWaitedFor()) return;
    this.#strand.execution.beginTurn();
    taskEvents(this.#state).submitted(this.#strand, output);
  }

  started(workerName: string | undefined): void {
    if (!this.#isWaitedFor() || this.#state.resource.family !== "activity") return;
    this.#strand.execution.beginTurn();
    taskEvents(this.#state).started(this.#strand, workerName);
  }

  heartbeat(): void {
    if (!this.#isWaitedFor()) return;
    this.#strand.execution.beginTurn();
    this.#heartbeat?.cancel();
    this.#setHeartbeat();
  }

  recordScheduled(): void {
    taskEvents(this.#state).scheduled(this.#strand, this.#plan);
  }

  /** Arms the timers, and goes on when the answer comes. */
  await(answer: PromiseLike<TaskResult>): void {
    if (isAwaitedAnswer(answer)) answer.awaitedBy(this);
    else
      answer.then(
        (result) => this.answered(result),
        (thrown: unknown) => this.threw(thrown),
      );
    const { timeoutSeconds, heartbeatSeconds } = this.#plan;
    if (timeoutSeconds !== undefined) {
      const { deadlines, now } = this.#strand.execution;
      this.#timeout = deadlines.set(now, timeoutSeconds * 1000, {
        comeDue: () => this.#expire(new Failure(statesError.timeout)),
      });
    }
    if (heartbeatSeconds !== undefined) this.#setHeartbeat();
  }

  answered(result: TaskResult): void {
    if (!this.#isWaitedFor()) return;
    this.#timeout?.cancel();
    this.#heartbeat?.cancel();
    resume(this.#strand, this.#next, result);
  }

  threw(thrown: unknown): void {
    this.answered(runnerFailure(this.#strand, thrown));
  }

  cancel(expired?: Failure): void {
    this.#timeout?.cancel();
    this.#heartbeat?.cancel();
    this.#aborter?.abort(expired);
  }

  #isWaitedFor(): boolean {
    return this.#strand.waiting === this;
  }

  #setHeartbeat(): void {
    const { heartbeatSeconds } = this.#plan;
    if (heartbeatSeconds === undefined) return;
    const { deadlines, now } = this.#strand.execution;
    this.#heartbeat = deadlines.set(now, heartbeatSeconds * 1000, {
      comeDue: () => this.#expire(new HeartbeatTimeout()),
    });
  }

  #expire(failure: Failure): void {
    if (!this.#isWaitedFor()) return;
    this.cancel(failure);
    resume(this.#strand, this.#next, failure);
  }
}

/** The seam says that a runner must not throw; one that does is broken, and the workflow's author should read how. */
export function runnerFailure(strand: Strand, thrown: unknown): Failure {
  return runtimeFailure(strand, thrown instanceof Error ? thrown.message : String(thrown)).failure;
}
