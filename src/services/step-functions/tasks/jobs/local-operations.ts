// The operations of a service on jobs that run on this machine, for workflows that start a job and look after it themselves:
// start, describe and stop, by the optimized integration or by `aws-sdk:`.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import type { TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import type { IntegrationResource } from "../resource.ts";
import { jsonServiceMetadata } from "../sdk-metadata.ts";
import { around, at, description, type JobKind, type JobOperation } from "./job-kind.ts";
import { jobKinds } from "./job-kinds.ts";
import type { LocalJobs } from "./local-jobs.ts";

/** Answers undefined for a job that is none of this machine's. */
export type LocalOperation = (request: JsonObject) => TaskResult | undefined;

/** Undefined if the resource is no operation on jobs. */
export function localOperation(
  resource: IntegrationResource,
  jobs: LocalJobs,
  clock: Clock,
): LocalOperation | undefined {
  for (const kind of jobKinds.values()) {
    const service = resource.type === "sdk" ? kind.sdkService : kind.service;
    if (service !== resource.service) continue;
    const answer = answering(kind, resource.action, jobs);
    if (answer === undefined) continue;
    return (request) => {
      const given = answer(request);
      if (given === undefined) return undefined;
      return resource.type === "sdk"
        ? datesAsText(given)
        : { ...given, ...jsonServiceMetadata(clock, "1.1") };
    };
  }
  return undefined;
}

type Answer = (request: JsonObject) => JsonObject | undefined;

function answering(kind: JobKind, action: string, jobs: LocalJobs): Answer | undefined {
  const { describe, stop } = kind;
  if (action === kind.action) {
    return (request) => {
      const run = jobs.start(kind, request);
      return run && kind.started(run);
    };
  }
  if (action === describe?.action) {
    return (request) => {
      const run = jobs.describe(idIn(request, describe));
      return run && around(description(kind, run), describe.itemAt);
    };
  }
  if (action !== stop?.action) return undefined;
  return (request) => {
    const run = jobs.describe(idIn(request, stop));
    if (run === undefined) return undefined;
    jobs.stop(run.id);
    return {};
  };
}

function idIn(request: JsonObject, { idAt }: JobOperation): string {
  const id = at(request, idAt);
  return typeof id === "string" ? id : "";
}

const dateMember = /(?:At|On|Time|Date)$/;
/** No duration in seconds or minutes comes near: as milliseconds it is the year 2001. */
const leastDate = 1e12;

/** `aws-sdk:` answers show dates as text. */
function datesAsText(value: JsonObject): JsonObject {
  const shown = (each: Json, name: string): Json => {
    if (typeof each === "number" && each >= leastDate && dateMember.test(name))
      return new Date(each).toISOString();
    if (Array.isArray(each)) return each.map((item: Json) => shown(item, ""));
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, shown(inner, key)]));
  };
  return shown(value, "") as JsonObject;
}
