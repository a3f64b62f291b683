// Jobs of each kind: what is asked, and how each is shown, as data.

import { expect } from "@jest/globals";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";

interface SyncCase {
  readonly job: string;
  readonly name: string;
  readonly request: JsonObject;
  readonly submitted: JsonObject;
  readonly result: JsonObject;
  readonly arguments?: readonly string[];
}

export const any = expect.anything() as unknown as Json;

/** Request and result of each kind of job, in the members that workflows read. */
export const syncCases: readonly SyncCase[] = [
  {
    job: "glue:startJobRun",
    name: "nightly",
    request: { JobName: "nightly", Arguments: { "--day": "2026-11-23" } },
    submitted: {
      JobName: "nightly",
      JobRunId: expect.stringMatching(/^jr_[0-9a-f]{64}$/) as unknown as Json,
    },
    result: {
      JobName: "nightly",
      JobRunState: "SUCCEEDED",
      Attempt: 0,
      StartedOn: any,
      CompletedOn: any,
      PredecessorRuns: [],
    },
    arguments: ["--day", "2026-11-23"],
  },
  {
    job: "batch:submitJob",
    name: "rollup",
    request: {
      JobName: "rollup-1",
      JobDefinition: "arn:aws:batch:us-east-1:000000000000:job-definition/rollup:3",
      JobQueue: "q",
      ContainerOverrides: { Command: ["--all"], Environment: [{ Name: "COLOUR", Value: "red" }] },
    },
    submitted: { JobArn: any, JobId: any, JobName: "rollup-1" },
    result: {
      Status: "SUCCEEDED",
      JobName: "rollup-1",
      Container: { ExitCode: 0, Command: ["--all"] },
      Attempts: [any],
    },
    arguments: ["--all"],
  },
  {
    job: "ecs:runTask",
    name: "worker",
    request: {
      Cluster: "main",
      TaskDefinition: "worker:7",
      Overrides: {
        ContainerOverrides: [
          { Name: "app", Command: ["--once"], Environment: [{ Name: "COLOUR", Value: "red" }] },
        ],
      },
    },
    submitted: { Failures: [], Tasks: [{ LastStatus: "RUNNING" }] },
    result: {
      LastStatus: "STOPPED",
      StartedBy: "AWS Step Functions",
      StopCode: "EssentialContainerExited",
      Containers: [{ Name: "app", ExitCode: 0 }],
    },
    arguments: ["--once"],
  },
  {
    job: "codebuild:startBuild",
    name: "site",
    request: { ProjectName: "site", EnvironmentVariablesOverride: [{ Name: "COLOUR", Value: "red" }] },
    submitted: { Build: { ProjectName: "site", BuildStatus: "IN_PROGRESS" } },
    result: { Build: { ProjectName: "site", BuildStatus: "SUCCEEDED", BuildComplete: true } },
  },
  {
    job: "athena:startQueryExecution",
    name: "primary",
    request: { QueryString: "SELECT 1" },
    submitted: { QueryExecutionId: any },
    result: { QueryExecution: { Query: "SELECT 1", Status: { State: "SUCCEEDED" }, WorkGroup: "primary" } },
  },
  {
    job: "elasticmapreduce:addStep",
    name: "count",
    request: { ClusterId: "j-1", Step: { Name: "count", HadoopJarStep: { Jar: "j", Args: ["a", "b"] } } },
    submitted: { StepId: any },
    result: { Step: { Name: "count", Status: { State: "COMPLETED" } } },
    arguments: ["a", "b"],
  },
  {
    job: "emr-containers:startJobRun",
    name: "count",
    request: { Name: "count", VirtualClusterId: "v" },
    submitted: { Id: any, Name: "count", VirtualClusterId: "v" },
    result: { JobRun: { State: "COMPLETED", Name: "count" } },
  },
  {
    job: "emr-serverless:startJobRun",
    name: "a1",
    request: { ApplicationId: "a1", ExecutionRoleArn: "r" },
    submitted: { ApplicationId: "a1", JobRunId: any },
    result: { JobRun: { State: "SUCCESS", ApplicationId: "a1" } },
  },
  {
    job: "databrew:startJobRun",
    name: "clean",
    request: { Name: "clean" },
    submitted: { Name: "clean", RunId: any },
    result: { JobName: "clean", State: "SUCCEEDED" },
  },
  {
    job: "mediaconvert:createJob",
    name: "thumbnails",
    request: { JobTemplate: "thumbnails", Role: "r", Settings: {} },
    submitted: { Job: { Status: "PROGRESSING" } },
    result: { Job: { Status: "COMPLETE", JobTemplate: "thumbnails" } },
  },
  {
    job: "sagemaker:createTrainingJob",
    name: "*",
    request: { TrainingJobName: "t-1", RoleArn: "r" },
    submitted: { TrainingJobArn: "arn:aws:sagemaker:us-east-1:000000000000:training-job/t-1" },
    result: { TrainingJobName: "t-1", TrainingJobStatus: "Completed", TrainingEndTime: any },
  },
  {
    job: "bedrock:createModelCustomizationJob",
    name: "tune",
    request: { JobName: "tune", CustomModelName: "m" },
    submitted: { JobArn: any },
    result: { Status: "Completed", JobName: "tune", OutputModelName: "m" },
  },
  {
    job: "eks:runJob",
    name: "pi",
    request: {
      ClusterName: "c",
      LogOptions: { RetrieveLogs: true },
      Job: { kind: "Job", metadata: { name: "pi" } },
    },
    submitted: { kind: "Job", metadata: { name: "pi" } },
    result: {
      kind: "Job",
      status: { succeeded: 1 },
      logs: { pods: { pi: { containers: { pi: { log: any } } } } },
    },
  },
];

/** Jobs whose program fails, and what is shown of each. */
export const failedCases: readonly (readonly [string, JsonObject, JsonObject])[] = [
  [
    "glue:startJobRun",
    { JobName: "j", Arguments: { "--fail": "1" } },
    { JobRunState: "FAILED", ErrorMessage: "the disk is full" },
  ],
  [
    "batch:submitJob",
    { JobName: "j", JobDefinition: "d", JobQueue: "q", ContainerOverrides: { Command: ["--fail"] } },
    { Status: "FAILED", StatusReason: "the disk is full", Container: { ExitCode: 3 } },
  ],
  [
    "ecs:runTask",
    { TaskDefinition: "d", Overrides: { ContainerOverrides: [{ Name: "app", Command: ["--fail"] }] } },
    { LastStatus: "STOPPED", Containers: [{ ExitCode: 3, Reason: "the disk is full" }] },
  ],
];
