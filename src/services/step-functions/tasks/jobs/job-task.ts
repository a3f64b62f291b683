// `.sync`: a job is started, and the Task has ended when the job has. Its result is the job as it is described at the end; a
// job that ended badly is States.TaskFailed with that description as the cause.

import { type Json, type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import { argumentObject } from "../arguments.ts";
import { jsonServiceMetadata } from "../sdk-metadata.ts";
import { at, description, type JobKind, type JobRun } from "./job-kind.ts";
import type { LocalJobs } from "./local-jobs.ts";

/** The Task's result for a job that has ended. */
export function resultOf(kind: JobKind, described: JsonObject): TaskResult {
  const result = kind.result?.(described) ?? described;
  if (kind.verdict(described) === "succeeded") return result;
  return new Failure("States.TaskFailed", JSON.stringify(result));
}

/** The answer to the start, as an optimized integration shows it. */
function startedAnswer(kind: JobKind, run: JobRun, clock: Clock): JsonObject {
  return { ...kind.started(run), ...jsonServiceMetadata(clock, "1.1") };
}

/** Undefined if no program stands for the job. */
export async function runLocalJob(
  kind: JobKind,
  call: TaskCall,
  { jobs, clock }: { readonly jobs: LocalJobs; readonly clock: Clock },
): Promise<TaskResult | undefined> {
  const run = jobs.start(kind, argumentObject(call.arguments));
  if (run === undefined) return undefined;
  call.submitted(startedAnswer(kind, run, clock));
  const stop = () => jobs.stop(run.id);
  if (call.signal.aborted) stop();
  else call.signal.addEventListener("abort", stop, { once: true });
  const ended = (await jobs.ended(run.id)) ?? run;
  call.signal.removeEventListener("abort", stop);
  return resultOf(kind, description(kind, ended));
}

/** A job on this machine ended with the region that ran it. */
export function interruptedJob(kind: JobKind, call: TaskCall, submitted: Json, facts: JobFacts): TaskResult {
  const request = argumentObject(call.arguments);
  const now = facts.clock.now();
  const started = objectOrEmpty(submitted);
  const run: JobRun = {
    id: idOf(kind, started, request),
    identity: facts.identity,
    request,
    name: "",
    startedAt: now,
    endedAt: now,
    outcome: "failed",
    message: "The region went down while the job ran, and the job with it",
    exitCode: undefined,
    output: "",
    answer: {},
  };
  return resultOf(kind, kind.described(run));
}

export interface JobFacts {
  readonly clock: Clock;
  readonly identity: JobRun["identity"];
}

function idOf({ describe }: JobKind, started: JsonObject, request: JsonObject): string {
  const id = describe && at(describe.request(started, request), describe.idAt);
  return typeof id === "string" ? id : "";
}
