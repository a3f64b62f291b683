// Glue jobs and DataBrew jobs, as GetJobRun and DescribeJobRun show them.
// https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html

import { createHash, randomUUID } from "node:crypto";
import { type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";
import {
  at,
  because,
  given,
  type JobKind,
  type JobOutcome,
  secondsBetween,
  textAt,
  verdictBy,
  whenEnded,
} from "./job-kind.ts";

const states: Readonly<Record<JobOutcome, string>> = {
  running: "RUNNING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  stopped: "STOPPED",
  timedOut: "TIMEOUT",
};

const failed = ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"];

/** AWS: a job's Timeout is 2,880 minutes unless it says otherwise. */
const defaultTimeoutMinutes = 2880;

export const glueJob: JobKind = {
  service: "glue",
  action: "startJobRun",
  sdkService: "glue",
  names: (request) => [at(request, ["JobName"]) ?? null],
  newId: () => `jr_${createHash("sha256").update(randomUUID()).digest("hex")}`,
  // Step Functions adds the job's name, since describing a run takes both.
  started: ({ id, request }) => ({ JobName: textAt(request, ["JobName"]), JobRunId: id }),
  described: (run) => ({
    Id: run.id,
    Attempt: 0,
    JobName: textAt(run.request, ["JobName"]),
    StartedOn: run.startedAt,
    LastModifiedOn: run.endedAt ?? run.startedAt,
    ...whenEnded(run, (CompletedOn) => ({ CompletedOn })),
    JobRunState: states[run.outcome],
    ...given(run.request, "Arguments"),
    ...because(run, "ErrorMessage"),
    PredecessorRuns: [],
    AllocatedCapacity: 1,
    ExecutionTime: secondsBetween(run),
    Timeout: timeoutMinutes(run.request),
    MaxCapacity: 1,
    ...given(run.request, "WorkerType", "NumberOfWorkers", "SecurityConfiguration", "NotificationProperty"),
    LogGroupName: "/aws-glue/jobs",
    GlueVersion: "4.0",
  }),
  describe: {
    action: "getJobRun",
    idAt: ["RunId"],
    itemAt: ["JobRun"],
    request: (started) => ({
      JobName: textAt(started, ["JobName"]),
      RunId: textAt(started, ["JobRunId"]),
    }),
  },
  stop: {
    action: "batchStopJobRun",
    idAt: ["JobRunIds", 0],
    request: (started) => ({
      JobName: textAt(started, ["JobName"]),
      JobRunIds: [textAt(started, ["JobRunId"])],
    }),
  },
  verdict: verdictBy(["JobRunState"], { succeeded: "SUCCEEDED", failed }),
  timeoutSeconds: (request) => timeoutMinutes(request) * 60,
  // Glue hands a script its arguments so: `--day 2026-11-23`.
  commandLine: (request) =>
    Object.entries(argumentsOf(request)).flatMap(([name, value]) => [name, String(value)]),
};

function argumentsOf(request: JsonObject): JsonObject {
  const found = at(request, ["Arguments"]);
  return objectOrEmpty(found);
}

function timeoutMinutes(request: JsonObject): number {
  const minutes = at(request, ["Timeout"]);
  return typeof minutes === "number" && minutes > 0 ? minutes : defaultTimeoutMinutes;
}

export const dataBrewJob: JobKind = {
  service: "databrew",
  action: "startJobRun",
  sdkService: "databrew",
  names: (request) => [at(request, ["Name"]) ?? null],
  newId: () => `db_${createHash("sha256").update(randomUUID()).digest("hex")}`,
  started: ({ id, request }) => ({ Name: textAt(request, ["Name"]), RunId: id }),
  described: (run) => ({
    Attempt: 0,
    ...whenEnded(run, (CompletedOn) => ({ CompletedOn })),
    ...because(run, "ErrorMessage"),
    ExecutionTime: secondsBetween(run),
    JobName: textAt(run.request, ["Name"]),
    LogGroupName: "/aws-glue-databrew/jobs",
    Outputs: [],
    RunId: run.id,
    StartedOn: run.startedAt,
    State: states[run.outcome],
  }),
  describe: {
    action: "describeJobRun",
    idAt: ["RunId"],
    itemAt: [],
    request: (started) => ({ Name: textAt(started, ["Name"]), RunId: textAt(started, ["RunId"]) }),
  },
  stop: {
    action: "stopJobRun",
    idAt: ["RunId"],
    request: (started) => ({ Name: textAt(started, ["Name"]), RunId: textAt(started, ["RunId"]) }),
  },
  verdict: verdictBy(["State"], { succeeded: "SUCCEEDED", failed: ["FAILED", "STOPPED", "TIMEOUT"] }),
};
