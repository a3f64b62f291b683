// Athena's queries and the three EMRs' jobs.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html

import { randomUUID } from "node:crypto";
import { formatArn } from "../../../../aws/arn.ts";
import { type Json, type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";
import {
  at,
  because,
  given,
  type JobKind,
  type JobOutcome,
  type JobRun,
  textAt,
  verdictBy,
  whenEnded,
} from "./job-kind.ts";

function letters(prefix: string): string {
  return `${prefix}${randomUUID().replaceAll("-", "").slice(0, 13).toUpperCase()}`;
}

const queryStates: Readonly<Record<JobOutcome, string>> = {
  running: "RUNNING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  stopped: "CANCELLED",
  timedOut: "CANCELLED",
};

export const athenaQuery: JobKind = {
  service: "athena",
  action: "startQueryExecution",
  sdkService: "athena",
  names: (request) => [at(request, ["WorkGroup"]) ?? "primary"],
  newId: () => randomUUID(),
  started: ({ id }) => ({ QueryExecutionId: id }),
  described: (run) => ({
    Query: textAt(run.request, ["QueryString"]),
    ...given(run.request, "QueryExecutionContext"),
    QueryExecutionId: run.id,
    ...given(run.request, "ResultConfiguration"),
    StatementType: "DML",
    Statistics: {
      DataScannedInBytes: 0,
      EngineExecutionTimeInMillis: (run.endedAt ?? run.startedAt) - run.startedAt,
      TotalExecutionTimeInMillis: (run.endedAt ?? run.startedAt) - run.startedAt,
    },
    Status: {
      ...whenEnded(run, (CompletionDateTime) => ({ CompletionDateTime })),
      State: queryStates[run.outcome],
      ...because(run, "StateChangeReason"),
      SubmissionDateTime: run.startedAt,
    },
    WorkGroup: at(run.request, ["WorkGroup"]) ?? "primary",
  }),
  describe: {
    action: "getQueryExecution",
    idAt: ["QueryExecutionId"],
    itemAt: ["QueryExecution"],
    request: (started) => given(started, "QueryExecutionId"),
  },
  stop: {
    action: "stopQueryExecution",
    idAt: ["QueryExecutionId"],
    request: (started) => given(started, "QueryExecutionId"),
  },
  verdict: verdictBy(["Status", "State"], { succeeded: "SUCCEEDED", failed: ["FAILED", "CANCELLED"] }),
  result: (item) => ({ QueryExecution: item }),
  environment: (request): Readonly<Record<string, string>> => ({ QUERY: textAt(request, ["QueryString"]) }),
};

const stepStates: Readonly<Record<JobOutcome, string>> = {
  running: "RUNNING",
  succeeded: "COMPLETED",
  failed: "FAILED",
  stopped: "CANCELLED",
  timedOut: "FAILED",
};

/** Step Functions takes one step; EMR's own AddJobFlowSteps takes a list and says `JobFlowId` for `ClusterId`. */
export const emrStep: JobKind = {
  service: "elasticmapreduce",
  action: "addStep",
  sdkService: "emr",
  names: (request) => [at(request, ["Step", "Name"]) ?? null],
  newId: () => letters("s-"),
  started: ({ id }) => ({ StepId: id }),
  described: (run) => ({
    ...given(step(run.request), "ActionOnFailure"),
    Config: at(run.request, ["Step", "HadoopJarStep"]) ?? {},
    Id: run.id,
    Name: textAt(run.request, ["Step", "Name"]),
    Status: {
      ...(run.message === undefined ? {} : { FailureDetails: { Message: run.message } }),
      State: stepStates[run.outcome],
      StateChangeReason: {},
      Timeline: {
        CreationDateTime: run.startedAt,
        StartDateTime: run.startedAt,
        ...whenEnded(run, (EndDateTime) => ({ EndDateTime })),
      },
    },
  }),
  describe: {
    action: "describeStep",
    idAt: ["StepId"],
    itemAt: ["Step"],
    request: (started, startRequest) => ({
      ...given(startRequest, "ClusterId"),
      ...given(started, "StepId"),
    }),
  },
  stop: {
    action: "cancelSteps",
    idAt: ["StepIds", 0],
    request: (started, startRequest) => ({
      ...given(startRequest, "ClusterId"),
      StepIds: [textAt(started, ["StepId"])],
    }),
  },
  verdict: verdictBy(["Status", "State"], {
    succeeded: "COMPLETED",
    failed: ["FAILED", "CANCELLED", "INTERRUPTED"],
  }),
  result: (item) => ({ Step: item }),
  commandLine(request) {
    const given = at(request, ["Step", "HadoopJarStep", "Args"]);
    return Array.isArray(given) ? given.map(String) : [];
  },
  renamed: {
    action: "addJobFlowSteps",
    request: (request) => ({ JobFlowId: textAt(request, ["ClusterId"]), Steps: [step(request)] }),
    answer: (answer) => ({ StepId: textAt(answer, ["StepIds", 0]) }),
  },
};

function step(request: JsonObject): JsonObject {
  const found = at(request, ["Step"]);
  return objectOrEmpty(found);
}

export const emrContainersJob: JobKind = {
  service: "emr-containers",
  action: "startJobRun",
  sdkService: "emrcontainers",
  names: (request) => [at(request, ["Name"]) ?? null, at(request, ["VirtualClusterId"]) ?? null],
  newId: () => randomUUID().replaceAll("-", "").slice(0, 19),
  started: (run) => ({
    Arn: emrContainersArn(run),
    Id: run.id,
    ...given(run.request, "Name", "VirtualClusterId"),
  }),
  described: (run) => ({
    Arn: emrContainersArn(run),
    ...given(run.request, "ConfigurationOverrides"),
    CreatedAt: run.startedAt,
    ...given(run.request, "ExecutionRoleArn"),
    ...(run.outcome === "failed" ? { FailureReason: "USER_ERROR" } : {}),
    ...whenEnded(run, (FinishedAt) => ({ FinishedAt })),
    Id: run.id,
    ...given(run.request, "JobDriver", "Name", "ReleaseLabel"),
    State: stepStates[run.outcome],
    ...because(run, "StateDetails"),
    ...given(run.request, "Tags", "VirtualClusterId"),
  }),
  describe: {
    action: "describeJobRun",
    idAt: ["Id"],
    itemAt: ["JobRun"],
    request: (started) => given(started, "Id", "VirtualClusterId"),
  },
  stop: {
    action: "cancelJobRun",
    idAt: ["Id"],
    request: (started) => given(started, "Id", "VirtualClusterId"),
  },
  verdict: verdictBy(["State"], { succeeded: "COMPLETED", failed: ["FAILED", "CANCELLED"] }),
  result: (item) => ({ JobRun: item }),
  commandLine: (request) =>
    sparkArguments(at(request, ["JobDriver", "SparkSubmitJobDriver", "EntryPointArguments"])),
};

function emrContainersArn({ identity, request, id }: JobRun): string {
  const cluster = textAt(request, ["VirtualClusterId"]);
  return formatArn(identity, "emr-containers", `/virtualclusters/${cluster}/jobruns/${id}`);
}

function sparkArguments(given: Json | undefined): readonly string[] {
  return Array.isArray(given) ? given.map(String) : [];
}

const serverlessStates: Readonly<Record<JobOutcome, string>> = {
  running: "RUNNING",
  succeeded: "SUCCESS",
  failed: "FAILED",
  stopped: "CANCELLED",
  timedOut: "FAILED",
};

export const emrServerlessJob: JobKind = {
  service: "emr-serverless",
  action: "startJobRun",
  sdkService: "emrserverless",
  names: (request) => [at(request, ["Name"]) ?? null, at(request, ["ApplicationId"]) ?? null],
  newId: () => randomUUID().replaceAll("-", "").slice(0, 16),
  started: (run) => ({
    ...given(run.request, "ApplicationId"),
    Arn: emrServerlessArn(run),
    JobRunId: run.id,
  }),
  described: (run) => ({
    ...given(run.request, "ApplicationId"),
    Arn: emrServerlessArn(run),
    ...given(run.request, "ConfigurationOverrides"),
    CreatedAt: run.startedAt,
    ExecutionRole: textAt(run.request, ["ExecutionRoleArn"]),
    ...given(run.request, "JobDriver"),
    JobRunId: run.id,
    ...given(run.request, "Name"),
    State: serverlessStates[run.outcome],
    StateDetails: run.message ?? "",
    ...given(run.request, "Tags"),
    UpdatedAt: run.endedAt ?? run.startedAt,
  }),
  describe: {
    action: "getJobRun",
    idAt: ["JobRunId"],
    itemAt: ["JobRun"],
    request: (started) => given(started, "ApplicationId", "JobRunId"),
  },
  stop: {
    action: "cancelJobRun",
    idAt: ["JobRunId"],
    request: (started) => given(started, "ApplicationId", "JobRunId"),
  },
  verdict: verdictBy(["State"], { succeeded: "SUCCESS", failed: ["FAILED", "CANCELLED"] }),
  result: (item) => ({ JobRun: item }),
  timeoutSeconds(request) {
    const minutes = at(request, ["ExecutionTimeoutMinutes"]);
    return typeof minutes === "number" && minutes > 0 ? minutes * 60 : undefined;
  },
  commandLine: (request) => sparkArguments(at(request, ["JobDriver", "SparkSubmit", "EntryPointArguments"])),
};

function emrServerlessArn({ identity, request, id }: JobRun): string {
  const application = textAt(request, ["ApplicationId"]);
  return formatArn(identity, "emr-serverless", `/applications/${application}/jobruns/${id}`);
}
