import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { Failure } from "../../../../../src/engine/failure.ts";
import { jobKinds } from "../../../../../src/services/step-functions/tasks/jobs/job-kinds.ts";
import { configureOutside } from "../../../../../src/services/step-functions/tasks/outside/configure-outside.ts";
import { parseTaskSettings } from "../../../../../src/services/step-functions/tasks/outside/settings.ts";
import { createTaskRunner } from "../../../../../src/services/step-functions/tasks/task-runner.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { taskCall } from "../task-call.ts";

let folder = "";

const script = `
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const request = JSON.parse(Buffer.concat(chunks).toString());
const { MILLRACE_JOB, MILLRACE_JOB_NAME, MILLRACE_JOB_RUN_ID, COLOUR } = process.env;
console.log("working");
if (process.argv.includes("--fail")) {
  console.error("the disk is full");
  process.exit(3);
}
if (process.argv.includes("--hang")) setInterval(() => {}, 1000);
else console.log(JSON.stringify({ Seen: { MILLRACE_JOB, MILLRACE_JOB_NAME, COLOUR: COLOUR ?? null, arguments: process.argv.slice(2), request } }));
`;

const functions = `
export default async (request) => ({ Made: request.QueryString });
export const fails = () => { throw new Error("no such table"); };
export const hangs = (_request, { signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve));
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-jobs-"));
  writeFileSync(join(folder, "job.mjs"), script);
  writeFileSync(join(folder, "functions.mjs"), functions);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = [process.execPath, "job.mjs"];

function runner(jobs: JsonObject) {
  const settings = parseTaskSettings({ jobs });
  const outside = configureOutside(settings, { clock: systemClock, identity: localIdentity, folder });
  return {
    tasks: createTaskRunner({ identity: localIdentity, clock: systemClock, outside }),
    jobs: outside.jobs,
  };
}

const named = (resource: string) => `arn:aws:states:::${resource}`;

interface SyncCase {
  readonly job: string;
  readonly name: string;
  readonly request: JsonObject;
  readonly submitted: JsonObject;
  readonly result: JsonObject;
  readonly arguments?: readonly string[];
}

const any = expect.anything() as unknown as Json;

/** Request and result of each kind of job, in the members that workflows read. */
const cases: readonly SyncCase[] = [
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

test.each(cases)("$job.sync runs a command and shows the job as AWS does", async (each) => {
  const { tasks } = runner({ [each.job]: { [each.name]: { command: node } } });
  const call = taskCall(named(`${each.job}.sync`), each.request);
  const result = (await tasks.run(call)) as JsonObject;
  expect(result).toMatchObject(each.result);
  expect(call.noted.submitted).toMatchObject([each.submitted]);
  const [shown] = Object.values(each.result).length === 1 ? Object.values(result) : [result];
  expect(shown as JsonObject).toMatchObject({
    Seen: {
      MILLRACE_JOB: each.job,
      request: each.request,
      ...(each.arguments === undefined ? {} : { arguments: each.arguments }),
      ...(JSON.stringify(each.request).includes("COLOUR") ? { COLOUR: "red" } : {}),
    },
  });
});

test("there is a case for every kind that is not a twin of another", () => {
  const twins = /Batch$|Transform|HyperParameter|Labeling|Processing/;
  expect([...jobKinds.keys()].filter((name) => !twins.test(name)).sort()).toEqual(
    cases.map(({ job }) => job).sort(),
  );
});

const failedCases: readonly (readonly [string, JsonObject, JsonObject])[] = [
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

test.each(failedCases)(
  "%s.sync that fails is States.TaskFailed with the job as its cause",
  async (job, request, cause) => {
    const { tasks } = runner({ [job]: { "*": { command: node } } });
    const failure = (await tasks.run(taskCall(named(`${job}.sync`), request))) as Failure;
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.error).toBe("States.TaskFailed");
    expect(JSON.parse(failure.cause ?? "")).toMatchObject(cause);
  },
);

test("a command that cannot be run fails its job", async () => {
  const { tasks } = runner({ "glue:startJobRun": { j: { command: ["./no-such-program"] } } });
  const failure = (await tasks.run(taskCall(named("glue:startJobRun.sync"), { JobName: "j" }))) as Failure;
  expect(JSON.parse(failure.cause ?? "")).toMatchObject({
    JobRunState: "FAILED",
    ErrorMessage: expect.stringContaining("./no-such-program"),
  });
});

describe("a function of a module", () => {
  const athena = {
    "athena:startQueryExecution": {
      primary: { module: "./functions.mjs" },
      broken: { module: "./functions.mjs", export: "fails" },
      missing: { module: "./functions.mjs", export: "none" },
    },
  };

  test("gets the request, and what it returns is part of the job's description", async () => {
    const result = await runner(athena).tasks.run(
      taskCall(named("athena:startQueryExecution.sync"), { QueryString: "SELECT 2" }),
    );
    expect(result).toMatchObject({ QueryExecution: { Made: "SELECT 2", Status: { State: "SUCCEEDED" } } });
  });

  test.each([
    ["broken", "no such table"],
    ["missing", "The module ./functions.mjs exports no function 'none'"],
  ])("that is %s fails the job", async (WorkGroup, reason) => {
    const failure = (await runner(athena).tasks.run(
      taskCall(named("athena:startQueryExecution.sync"), { QueryString: "x", WorkGroup }),
    )) as Failure;
    expect(JSON.parse(failure.cause ?? "")).toMatchObject({
      QueryExecution: { Status: { State: "FAILED", StateChangeReason: reason } },
    });
  });
});

test.each([[{ command: [...node, "--hang"] }], [{ module: "./functions.mjs", export: "hangs" }]])(
  "a job that is given up is stopped: %j",
  async (program) => {
    const { tasks } = runner({ "glue:startJobRun": { j: program } });
    const call = taskCall(named("glue:startJobRun.sync"), { JobName: "j" });
    const result = tasks.run(call);
    await new Promise((resolve) => setImmediate(resolve));
    call.aborter.abort();
    const failure = (await result) as Failure;
    expect(JSON.parse(failure.cause ?? "")).toMatchObject({ JobRunState: "STOPPED" });
  },
);

test("a job longer than its timeout has timed out", async () => {
  const { tasks } = runner({ "batch:submitJob": { j: { command: node } } });
  const request = {
    JobName: "j",
    JobDefinition: "d",
    JobQueue: "q",
    Timeout: { AttemptDurationSeconds: 0.2 },
    ContainerOverrides: { Command: ["--hang"] },
  };
  const failure = (await tasks.run(taskCall(named("batch:submitJob.sync"), request))) as Failure;
  expect(JSON.parse(failure.cause ?? "")).toMatchObject({
    Status: "FAILED",
    StatusReason: "The job was stopped after its timeout of 0.2 seconds",
  });
});

test("a job that was only started is described and stopped by the operations of its service", async () => {
  const { tasks, jobs } = runner({ "glue:startJobRun": { j: { command: [...node, "--hang"] } } });
  const started = (await tasks.run(taskCall(named("glue:startJobRun"), { JobName: "j" }))) as JsonObject;
  expect(started).toMatchObject({ JobName: "j", JobRunId: any, SdkHttpMetadata: { HttpStatusCode: 200 } });
  const RunId = started.JobRunId as string;
  const describeRun = () => tasks.run(taskCall(named("aws-sdk:glue:getJobRun"), { JobName: "j", RunId }));
  expect(await describeRun()).toMatchObject({
    JobRun: { Id: RunId, JobRunState: "RUNNING", StartedOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
  });
  expect(
    await tasks.run(taskCall(named("aws-sdk:glue:batchStopJobRun"), { JobName: "j", JobRunIds: [RunId] })),
  ).toEqual({});
  await jobs.ended(RunId);
  expect(await describeRun()).toMatchObject({ JobRun: { JobRunState: "STOPPED" } });
});

test("after a crash a job of this machine has failed, and says why", async () => {
  const { tasks } = runner({ "glue:startJobRun": { j: { command: node } } });
  const call = taskCall(named("glue:startJobRun.sync"), { JobName: "j" });
  const failure = (await tasks.resume?.(call, { JobName: "j", JobRunId: "jr_1" })) as Failure;
  expect(failure.error).toBe("States.TaskFailed");
  expect(JSON.parse(failure.cause ?? "")).toMatchObject({
    Id: "jr_1",
    JobRunState: "FAILED",
    ErrorMessage: "The region went down while the job ran, and the job with it",
  });
  expect(await tasks.resume?.(call, undefined)).toMatchObject({ error: "Glue.SdkClientException" });
});

test("closing ends what runs", async () => {
  const { tasks, jobs } = runner({
    "glue:startJobRun": { j: { command: ["sh", "-c", "echo $$ > pid; exec sleep 600"] } },
  });
  await tasks.run(taskCall(named("glue:startJobRun"), { JobName: "j" }));
  const pid = await untilWritten(join(folder, "pid"));
  await jobs.close();
  expect(() => process.kill(pid, 0)).toThrow();
});

async function untilWritten(path: string): Promise<number> {
  for (;;) {
    try {
      const text = readFileSync(path, "utf8");
      if (text.endsWith("\n")) return Number(text);
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
