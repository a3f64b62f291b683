// What a Task means whose service the region does not have, by one rule for every service of AWS: a canned answer of the
// user's, else a program of theirs that stands for the job, else a call of AWS that they allowed, else a failure that says
// how to configure one of these.

import type { RegionIdentity } from "../../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import { argumentObject } from "../arguments.ts";
import { clientNameOf } from "../aws-sdk/client-names.ts";
import { awaitAwsJob, type CallService, runAwsJob } from "../jobs/aws-job.ts";
import type { JobKind } from "../jobs/job-kind.ts";
import { jobKinds } from "../jobs/job-kinds.ts";
import { interruptedJob, runLocalJob } from "../jobs/job-task.ts";
import type { LocalJobs } from "../jobs/local-jobs.ts";
import { localOperation } from "../jobs/local-operations.ts";
import { isOptimized, optimizedServices } from "../optimized/optimized-services.ts";
import { type IntegrationResource, nameOf } from "../resource.ts";
import { jsonServiceMetadata } from "../sdk-metadata.ts";
import { optimizedFailure, sdkFailure } from "../service-failure.ts";
import type { Request, TaskHandler } from "../task-handler.ts";
import { type AwsCalls, AwsRefusal, NoAwsAnswer, sdkServiceOf } from "./aws-calls.ts";
import type { Mocks } from "./mocks.ts";

export interface OutsideParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly mocks: Mocks;
  readonly jobs: LocalJobs;
  readonly aws: AwsCalls;
}

/** The request and its response. */
export function outsideRequest(resource: IntegrationResource, parts: OutsideParts): Request {
  const { clock, mocks, jobs, aws } = parts;
  const operation = localOperation(resource, jobs, clock);
  return async (call) => {
    const mocked = mocks.answer(nameOf(resource), call);
    if (mocked !== undefined) return mocked.result;
    const answer = operation?.(argumentObject(call.arguments));
    if (answer !== undefined) return answer;
    if (aws.allows(resource)) return callAws(resource, call, parts);
    return unconfigured(resource, parts);
  };
}

/** A mock of a resource that waits stands for all of it: request and callback, or job. */
export function mockedCallback(
  resource: IntegrationResource,
  handler: TaskHandler,
  mocks: Mocks,
): TaskHandler {
  const name = nameOf(resource) + resource.pattern;
  if (!mocks.has(name)) return handler;
  return {
    run: (call) => {
      const mocked = mocks.answer(name, call);
      if (mocked === undefined) return handler.run(call);
      call.submitted({});
      return mocked.result;
    },
    resume: handler.resume,
  };
}

/** The request, and the wait for the job. */
export function outsideJob(
  resource: IntegrationResource,
  parts: OutsideParts,
  unknownOutcome: Failure,
): TaskHandler {
  const kind = jobKinds.get(nameOf(resource));
  const handler: TaskHandler = {
    async run(call) {
      const result = kind && (await runLocalJob(kind, call, parts));
      if (result !== undefined) return result;
      if (kind === undefined || !parts.aws.allows(resource)) return unconfigured(resource, parts);
      return runAwsJob(kind, call, { clock: parts.clock, callService: serviceOf(kind, resource, parts) });
    },
    resume(call, submitted) {
      if (kind === undefined || submitted === undefined) return unknownOutcome;
      if (!parts.aws.allows(resource) || isLocal(kind, call, parts.jobs))
        return interruptedJob(kind, call, submitted, parts);
      const callService = serviceOf(kind, resource, parts);
      return awaitAwsJob(kind, call, { started: submitted, clock: parts.clock, callService });
    },
  };
  return mockedCallback(resource, handler, parts.mocks);
}

function isLocal(kind: JobKind, call: TaskCall, jobs: LocalJobs): boolean {
  return jobs.has(kind, argumentObject(call.arguments));
}

async function callAws(
  resource: IntegrationResource,
  call: TaskCall,
  parts: OutsideParts,
): Promise<TaskResult> {
  const { type, action } = resource;
  try {
    const answer = await parts.aws.call({
      service: sdkServiceOf(resource),
      action,
      arguments: call.arguments,
      signal: call.signal,
      dates: type === "sdk" ? "iso" : "epochMs",
    });
    return type === "sdk" ? answer : { ...answer, ...jsonServiceMetadata(parts.clock, "1.1") };
  } catch (error) {
    return awsFailure(resource, error);
  }
}

function serviceOf(kind: JobKind, resource: IntegrationResource, { aws, clock }: OutsideParts): CallService {
  return async (action, request, signal): Promise<JsonObject | Failure> => {
    try {
      const call = { service: kind.sdkService, action, arguments: request as Json, signal };
      const answer = await aws.call({ ...call, dates: "epochMs" });
      return action === kind.action ? { ...answer, ...jsonServiceMetadata(clock, "1.1") } : answer;
    } catch (error) {
      return awsFailure(resource, error);
    }
  };
}

/** An error of AWS by the names that either form gives it. */
function awsFailure({ type, service }: IntegrationResource, error: unknown): Failure {
  const optimized = type === "optimized" && isOptimized(service) ? optimizedServices[service] : undefined;
  const name = optimized?.prefix ?? clientNameOf(service);
  if (error instanceof NoAwsAnswer) return new Failure(`${name}.SdkClientException`, error.message);
  if (!(error instanceof AwsRefusal)) throw error;
  if (optimized === undefined)
    return sdkFailure({ name, unmodelled: new Set(error.isModelled ? [] : [error.code]) }, error);
  return optimizedFailure({ ...optimized, modelled: error.isModelled ? undefined : new Set() }, error);
}

function unconfigured(resource: IntegrationResource, { mocks, jobs }: OutsideParts): Failure {
  const name = nameOf(resource);
  const suffix = resource.pattern === "request-response" ? "" : resource.pattern;
  const kind = jobKinds.get(name);
  const mock = mocks.has(name + suffix)
    ? `none of its cases under "mocks" fits this call: add one`
    : `a canned answer: {"mocks": {"${name}${suffix}": {"return": …}}}`;
  const programs = kind === undefined ? [] : jobs.namesOf(kind);
  const program =
    kind === undefined
      ? ""
      : `; a program on this machine: {"jobs": {"${name}": {"<name of the job>": {"command": ["…"]}}}}` +
        (programs.length === 0 ? "" : ` (there are programs for ${programs.join(", ")})`);
  return new Failure(
    "States.Runtime",
    `The local region does not have the service of '${name}${suffix}'. Configure one of these in millrace.config.json: ` +
      `${mock}${program}; or a call of AWS with your own credentials: {"allowAwsCalls": ["${name}"]}.`,
  );
}
