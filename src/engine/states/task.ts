// Task: asks the outside to do something, under a timeout and a heartbeat, and goes on with what it answers.

import type { CompiledTask } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { jsonTextOf } from "../../aws/json-text.ts";
import { evaluateTemplate, finish, payloadOf } from "../data-flow.ts";
import { handleFailure } from "../error-handling.ts";
import { statesError } from "../error-names.ts";
import { Failure } from "../failure.ts";
import { numberField } from "../fields.ts";
import { grownBytes } from "../grown-bytes.ts";
import {
  isOverPayloadLimit,
  payloadBytes,
  payloadLimitBytes,
  payloadLimitFailure,
} from "../payload-limit.ts";
import { isPromiseLike, whenAllReady } from "../ready.ts";
import { whenReady } from "../run-strand.ts";
import type { TaskResult } from "../seams.ts";
import type { GoOn, Strand } from "../strand.ts";
import { runnerFailure, TaskAttempt } from "../task/task-attempt.ts";
import { taskEvents } from "../task/task-events.ts";
import type { TaskPlan } from "../task/task-plan.ts";
import { runtimeFailure } from "../thrown.ts";

export function runTask(strand: Strand, state: CompiledTask): GoOn {
  prepareToken(strand, state);
  if (state.flow.language === "JSONata" || hasLargeTemplate(state)) return planWhenReady(strand, state);
  const payload = payloadOf(strand, state.flow) as Json;
  return attempt(strand, state, {
    payload,
    timeoutSeconds: secondsOf(strand, state.timeoutSeconds) as number | undefined,
    heartbeatSeconds: secondsOf(strand, state.heartbeatSeconds) as number | undefined,
    credentials: credentialsOf(strand, state) as Json | undefined,
  });
}

/**
 * Every attempt has a token of its own; expressions see it in the context object. A job that is waited for has one as well, which
 * takes nothing from the chance that others draw from: executions that began before jobs had tokens are run again as they were.
 */
function prepareToken(strand: Strand, { resource }: CompiledTask): void {
  const { random, visits, retryCount, execution } = strand;
  let uuid: string;
  if (resource.pattern === "sync") uuid = (random.fork?.(`job ${visits} ${retryCount}`) ?? random).uuid();
  else if (resource.pattern === "waitForTaskToken" || resource.family === "activity") uuid = random.uuid();
  else return;
  strand.taskToken = execution.tasks.tokenOf?.(uuid) ?? uuid;
  strand.forgetContext();
}

/** Which is evaluated in pieces. */
function hasLargeTemplate({ flow, credentials }: CompiledTask): boolean {
  if (flow.language === "JSONPath" && flow.parameters?.inPieces !== undefined) return true;
  return credentials?.language === "JSONPath" && credentials.evaluate.inPieces !== undefined;
}

function planWhenReady(strand: Strand, state: CompiledTask): GoOn {
  const parts = whenAllReady<Json | undefined>([
    () => payloadOf(strand, state.flow),
    () => secondsOf(strand, state.timeoutSeconds),
    () => secondsOf(strand, state.heartbeatSeconds),
    () => credentialsOf(strand, state),
  ]);
  return whenReady(strand, parts, (resumed, [payload, timeoutSeconds, heartbeatSeconds, credentials]) =>
    attempt(resumed, state, {
      payload: payload as Json,
      timeoutSeconds: timeoutSeconds as number | undefined,
      heartbeatSeconds: heartbeatSeconds as number | undefined,
      credentials,
    }),
  );
}

function secondsOf(strand: Strand, field: CompiledTask["timeoutSeconds"]) {
  if (field === undefined) return undefined;
  if (field.kind === "literal") return field.value;
  return numberField(strand, field, { kind: "integer", objection: notPositive });
}

function notPositive(seconds: number): string | undefined {
  return seconds > 0 ? undefined : `A timeout must be a positive number of seconds but was: ${seconds}`;
}

function credentialsOf(strand: Strand, state: CompiledTask) {
  return state.credentials === undefined ? undefined : evaluateTemplate(strand, state.credentials);
}

function attempt(strand: Strand, state: CompiledTask, plan: TaskPlan): GoOn {
  if (isTooLarge(strand, state, plan.payload)) return handleFailure(strand, payloadLimitFailure(state.name));
  const problems = state.requestCheck?.(plan.payload);
  if (problems !== undefined && problems.length > 0)
    return handleFailure(strand, refusedRequest(strand, plan.payload, problems));
  if (isLacking(strand, state)) return handleFailure(strand, missingActivity(strand, state));
  const task = new TaskAttempt(strand, state, plan, answered);
  strand.waiting = task;
  task.recordScheduled();
  const answer = runGuarded(strand, task);
  if (strand.waiting !== task) return false;
  if (!isPromiseLike(answer)) return answered(strand, answer);
  task.await(answer);
  return false;
}

/** Nothing is scheduled, so the history tells of no task. */
function refusedRequest(strand: Strand, request: Json, problems: readonly string[]): Failure {
  const reason = `The Parameters '${jsonTextOf(request)}' could not be used to start the Task: [${problems.join(", ")}]`;
  return runtimeFailure(strand, reason).failure;
}

function isLacking({ execution }: Strand, { resource }: CompiledTask): boolean {
  if (resource.family !== "activity") return false;
  return execution.decisions.lacks(execution.resting, () => execution.tasks.lacks?.(resource.arn) === true);
}

/** Nothing is scheduled, so the history tells of no task. */
function missingActivity(strand: Strand, { resource }: CompiledTask): Failure {
  return runtimeFailure(strand, `The activity ${resource.arn} does not exist.`).failure;
}

function isTooLarge(strand: Strand, { flow }: CompiledTask, payload: Json): boolean {
  if (payload === strand.stateInput) return false;
  if (flow.language === "JSONPath" && grownBytes(strand, flow.parametersGrowth) <= payloadLimitBytes)
    return false;
  return isOverPayloadLimit(payload);
}

function runGuarded(strand: Strand, task: TaskAttempt): TaskResult | PromiseLike<TaskResult> {
  try {
    return strand.execution.tasks.run(task);
  } catch (thrown) {
    return runnerFailure(strand, thrown);
  }
}

/** The task has answered, failed, or timed out. */
function answered(strand: Strand, result: TaskResult): GoOn {
  const state = strand.state as CompiledTask;
  strand.waiting = undefined;
  if (result instanceof Failure) {
    if (isMissing(state, result))
      return handleFailure(strand, runtimeFailure(strand, result.cause ?? "").failure);
    taskEvents(state).failed(strand, result);
    return handleFailure(strand, result);
  }
  const bytes = payloadBytes(result);
  if (bytes > payloadLimitBytes) return answered(strand, payloadLimitFailure(shownResource(state)));
  strand.measured = result;
  strand.measuredBytes = bytes;
  taskEvents(state).succeeded(strand, result);
  return finish(strand, result);
}

/** An activity that does not exist: no worker has failed, so there is no event of it. */
function isMissing({ resource }: CompiledTask, { error }: Failure): boolean {
  return resource.family === "activity" && error === statesError.runtime;
}

/** AWS names an optimised integration by its service, a function by its ARN. */
function shownResource({ resource }: CompiledTask): string {
  return resource.family === "service" ? resource.service : resource.arn;
}
