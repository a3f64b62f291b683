// CodeBuild's builds and batches of builds, and MediaConvert's jobs.
// https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html

import { randomInt, randomUUID } from "node:crypto";
import { formatArn } from "../../../../aws/arn.ts";
import type { JsonObject } from "../../../../aws/json.ts";
import {
  at,
  given,
  type JobKind,
  type JobOutcome,
  type JobRun,
  namedValues,
  textAt,
  verdictBy,
  whenEnded,
} from "./job-kind.ts";

const buildStates: Readonly<Record<JobOutcome, string>> = {
  running: "IN_PROGRESS",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  stopped: "STOPPED",
  timedOut: "TIMED_OUT",
};

const failed = ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"];

/** CodeBuild: a build may take 60 minutes unless it says otherwise. */
const defaultTimeoutMinutes = 60;

function build(
  member: "Build" | "BuildBatch",
  verbs: { readonly start: string; readonly get: string },
): JobKind {
  const arnKind = member === "Build" ? "build" : "build-batch";
  const statusMember = `${member}Status`;
  const described = (run: JobRun): JsonObject => ({
    Arn: formatArn(run.identity, "codebuild", `${arnKind}/${run.id}`),
    ...(member === "Build"
      ? { BuildComplete: run.endedAt !== undefined }
      : { Complete: run.endedAt !== undefined }),
    [`${member}Number`]: 1,
    [statusMember]: buildStates[run.outcome],
    CurrentPhase: run.endedAt === undefined ? "BUILD" : "COMPLETED",
    ...whenEnded(run, (EndTime) => ({ EndTime })),
    Environment: {
      EnvironmentVariables: at(run.request, ["EnvironmentVariablesOverride"]) ?? [],
    },
    Id: run.id,
    Initiator: "states",
    Phases: phases(run),
    ProjectName: textAt(run.request, ["ProjectName"]),
    ...given(run.request, "SourceVersion"),
    StartTime: run.startedAt,
    TimeoutInMinutes: timeoutMinutes(run.request),
  });
  return {
    service: "codebuild",
    action: verbs.start,
    sdkService: "codebuild",
    names: (request) => [at(request, ["ProjectName"]) ?? null],
    newId: (request) => `${textAt(request, ["ProjectName"])}:${randomUUID()}`,
    started: (run) => ({ [member]: described({ ...run, outcome: "running", endedAt: undefined }) }),
    described,
    describe: {
      action: verbs.get,
      idAt: ["Ids", 0],
      itemAt: [`${member === "Build" ? "Builds" : "BuildBatches"}`, 0],
      request: (started) => ({ Ids: [textAt(started, [member, "Id"])] }),
    },
    stop: {
      action: `stop${member}`,
      idAt: ["Id"],
      request: (started) => ({ Id: textAt(started, [member, "Id"]) }),
    },
    verdict: verdictBy([statusMember], { succeeded: "SUCCEEDED", failed }),
    result: (item) => ({ [member]: item }),
    timeoutSeconds: (request) => timeoutMinutes(request) * 60,
    environment: (request) => namedValues(at(request, ["EnvironmentVariablesOverride"])),
  };
}

function phases(run: JobRun): readonly JsonObject[] {
  const { startedAt, endedAt, outcome } = run;
  if (endedAt === undefined) return [];
  const contexts =
    run.message === undefined ? [] : [{ Message: run.message, StatusCode: "COMMAND_EXECUTION_ERROR" }];
  return [
    {
      Contexts: contexts,
      DurationInSeconds: Math.round((endedAt - startedAt) / 1000),
      EndTime: endedAt,
      PhaseStatus: buildStates[outcome],
      PhaseType: "BUILD",
      StartTime: startedAt,
    },
    { PhaseType: "COMPLETED", StartTime: endedAt },
  ];
}

function timeoutMinutes(request: JsonObject): number {
  const minutes = at(request, ["TimeoutInMinutesOverride"]) ?? at(request, ["BuildTimeoutInMinutesOverride"]);
  return typeof minutes === "number" ? minutes : defaultTimeoutMinutes;
}

export const codeBuild = build("Build", { start: "startBuild", get: "batchGetBuilds" });
export const codeBuildBatch = build("BuildBatch", { start: "startBuildBatch", get: "batchGetBuildBatches" });
export const codeBuildBatchAgain: JobKind = {
  ...codeBuildBatch,
  action: "retryBuildBatch",
  names: (request) => [textAt(request, ["Id"]).split(":")[0] ?? null],
};

const conversionStates: Readonly<Record<JobOutcome, string>> = {
  running: "PROGRESSING",
  succeeded: "COMPLETE",
  failed: "ERROR",
  stopped: "CANCELED",
  timedOut: "ERROR",
};

export const mediaConversion: JobKind = {
  service: "mediaconvert",
  action: "createJob",
  sdkService: "mediaconvert",
  names: (request) => [
    at(request, ["JobTemplate"]) ?? null,
    textAt(request, ["Queue"]).split("/").at(-1) ?? null,
  ],
  newId: () => `${randomInt(1e12, 2e12)}-${randomUUID().slice(0, 6)}`,
  started: (run) => ({ Job: mediaConversion.described({ ...run, outcome: "running", endedAt: undefined }) }),
  described: (run) => ({
    Arn: formatArn(run.identity, "mediaconvert", `jobs/${run.id}`),
    CreatedAt: run.startedAt,
    ...(run.message === undefined ? {} : { ErrorCode: 1999, ErrorMessage: run.message }),
    Id: run.id,
    ...given(run.request, "JobTemplate", "Queue", "Role", "Settings", "UserMetadata"),
    Status: conversionStates[run.outcome],
    Timing: {
      StartTime: run.startedAt,
      SubmitTime: run.startedAt,
      ...whenEnded(run, (FinishTime) => ({ FinishTime })),
    },
  }),
  describe: {
    action: "getJob",
    idAt: ["Id"],
    itemAt: ["Job"],
    request: (started) => ({ Id: textAt(started, ["Job", "Id"]) }),
  },
  stop: {
    action: "cancelJob",
    idAt: ["Id"],
    request: (started) => ({ Id: textAt(started, ["Job", "Id"]) }),
  },
  verdict: verdictBy(["Status"], { succeeded: "COMPLETE", failed: ["ERROR", "CANCELED"] }),
  result: (item) => ({ Job: item }),
};
