// What an execution asks of the outside: the time, its tasks, a place for its history, and chance. Nothing else.

import type { Random } from "../asl/random.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import type { Clock } from "../time/clock.ts";
import type { DeadlineSetter } from "./deadlines.ts";
import type { ExecutionIdentity } from "./execution-identity.ts";
import type { Failure } from "./failure.ts";
import type { Recorder } from "./history/event.ts";
import type { MapRunner } from "./map-run/map-runner.ts";

export type { Random } from "../asl/random.ts";
export type { ExecutionIdentity } from "./execution-identity.ts";

export interface EngineSeams {
  readonly clock: Clock;
  /** Timers that are nearly always cancelled. Those of the clock are shared by every execution that runs on it. */
  readonly deadlines?: DeadlineSetter;
  readonly tasks: TaskRunner;
  /** Without a recorder history costs nothing; event ids are counted all the same, since causes quote them. */
  readonly recorder: Recorder | undefined;
  /** All chance in an execution: seeded, so that its turns can be run again. */
  readonly random: Random;
  /** How long an execution rests whenever it has made ten thousand transitions. @default a little, and longer each time */
  readonly restMs?: number;
  /** Runs distributed Maps. An Express workflow has none. */
  readonly mapRuns?: MapRunner | undefined;
}

/** Means a Task state's Resource. It must not throw; if it does, that is a States.Runtime failure with its message. */
export interface TaskRunner {
  /** A plain value goes on at once; a promise costs the execution one hop. */
  run(task: TaskCall): TaskResult | PromiseLike<TaskResult>;
  /**
   * Takes up an attempt that was in flight when the machine went down; `submitted` is what it had last told by
   * `submitted`, if anything. What cannot be taken up again ends with its service's error for an unknown outcome.
   */
  resume?(task: TaskCall, submitted: Json | undefined): TaskResult | PromiseLike<TaskResult>;
  /** Whether an activity is not there, so that no task of it can be scheduled. */
  lacks?(activityArn: string): boolean;
  /** The token of a task, of a UUID that no other has. @default the UUID */
  tokenOf?(uuid: string): string;
}

/** What the task answered, or how it failed. */
export type TaskResult = Json | Failure;

/** Who waits for an answer. */
export interface AnswerWaiter<Answer> {
  answered(answer: Answer): void;
  threw(thrown: unknown): void;
}

/** An answer to come that can tell it without closures: thousands of executions wait for one, and would each keep two. */
export interface AwaitedAnswer<Answer> extends PromiseLike<Answer> {
  /** Instead of `then`. */
  awaitedBy(waiter: AnswerWaiter<Answer>): void;
}

export function isAwaitedAnswer<Answer>(answer: PromiseLike<Answer>): answer is AwaitedAnswer<Answer> {
  return typeof (answer as Partial<AwaitedAnswer<Answer>>).awaitedBy === "function";
}

/** What went over the wire for an HTTP task. */
export interface HttpExchange {
  /** With what the connection adds to it. */
  readonly request: JsonObject;
  readonly requestWithoutSecrets: JsonObject;
  /** Undefined if none came. */
  readonly response: JsonObject | undefined;
}

/** One attempt at a Task. */
export interface TaskCall {
  /** As in the definition, such as `arn:aws:states:::lambda:invoke`. */
  readonly resource: string;
  readonly arguments: Json;
  readonly stateName: string;
  /** When this visit of the state began, in milliseconds since the epoch. */
  readonly enteredAt: number;
  readonly execution: ExecutionIdentity;
  /** Present for `.waitForTaskToken` and `.sync` resources and activities; a new one every attempt. */
  readonly taskToken: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly credentials: { readonly roleArn: string } | undefined;
  /** How often this visit of the state was retried before: 0 on the first attempt. */
  readonly retryCount: number;
  /**
   * Aborted when nobody waits for the task any more: timed out (the reason is the Failure), stopped, or a sibling failed. Made
   * when first asked for.
   */
  readonly signal: AbortSignal;
  /** The job is started, or the request with the token sent: records TaskSubmitted. */
  submitted(output: Json): void;
  /** An activity worker took the task: records ActivityStarted. For other resources the engine records the start itself. */
  started(workerName: string | undefined): void;
  /** SendTaskHeartbeat: starts the heartbeat's time afresh. */
  heartbeat(): void;
  /** There if somebody wants to see what an HTTP task sends and gets. */
  exchanged?(exchange: HttpExchange): void;
}
