// `.sync` of a job that runs at AWS: started there, described every now and then until it has ended, and stopped there if
// nobody waits for it any more.

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import { argumentObject } from "../arguments.ts";
import { at, type JobKind } from "./job-kind.ts";
import { resultOf } from "./job-task.ts";

/** Calls an operation of the job's service; what is refused is a Failure. */
export type CallService = (
  action: string,
  request: JsonObject,
  signal: AbortSignal,
) => Promise<JsonObject | Failure>;

const firstPollMs = 1000;
const longestPollMs = 30_000;

export async function runAwsJob(
  kind: JobKind,
  task: TaskCall,
  { callService, clock }: { readonly callService: CallService; readonly clock: Clock },
): Promise<TaskResult> {
  const request = argumentObject(task.arguments);
  const { renamed } = kind;
  const action = renamed?.action ?? kind.action;
  const answer = await callService(action, renamed?.request(request) ?? request, task.signal);
  if (answer instanceof Failure) return answer;
  const started = renamed?.answer(answer) ?? answer;
  task.submitted(started);
  return awaitAwsJob(kind, task, { started, callService, clock });
}

export async function awaitAwsJob(
  kind: JobKind,
  task: TaskCall,
  {
    started,
    callService,
    clock,
  }: { readonly started: Json; readonly callService: CallService; readonly clock: Clock },
): Promise<TaskResult> {
  const { describe, stop } = kind;
  const start = objectOrEmpty(started);
  const request = argumentObject(task.arguments);
  if (describe === undefined)
    return new Failure("States.Runtime", `A job of ${kind.service} cannot be waited for.`);
  for (let delayMs = firstPollMs; ; delayMs = Math.min(longestPollMs, delayMs * 2)) {
    await pause(clock, delayMs, task.signal);
    if (task.signal.aborted) {
      // Nobody waits for what comes of it: stopping is the best that can be done.
      if (stop !== undefined)
        await callService(stop.action, stop.request(start, request), new AbortController().signal);
      return new Failure("States.TaskFailed", "The task was given up");
    }
    const answer = await callService(describe.action, describe.request(start, request), task.signal);
    if (answer instanceof Failure) return answer;
    const job = at(answer, describe.itemAt);
    if (isJsonObject(job) && kind.verdict(job) !== "running") return resultOf(kind, job);
  }
}

/** Ends early when the signal is aborted. */
function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = () => {
      timer.cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = clock.setTimer(delayMs, wake);
    signal.addEventListener("abort", wake, { once: true });
  });
}
