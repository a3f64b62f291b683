import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { JsonObject } from "../../../../../src/aws/json.ts";
import { Failure } from "../../../../../src/engine/failure.ts";
import { jobKinds } from "../../../../../src/services/step-functions/tasks/jobs/job-kinds.ts";
import { configureOutside } from "../../../../../src/services/step-functions/tasks/outside/configure-outside.ts";
import { parseTaskSettings } from "../../../../../src/services/step-functions/tasks/outside/settings.ts";
import { createTaskRunner } from "../../../../../src/services/step-functions/tasks/task-runner.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { until } from "../../../../support/until.ts";
import { taskCall } from "../task-call.ts";
import { any, failedCases, syncCases } from "./job-cases.ts";

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

test.each(syncCases)("$job.sync runs a command and shows the job as AWS does", async (each) => {
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
    syncCases.map(({ job }) => job).sort(),
  );
});

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
  const pid = await writtenNumber(join(folder, "pid"));
  await jobs.close();
  expect(() => process.kill(pid, 0)).toThrow();
});

/** The number that is written there as a line. */
async function writtenNumber(path: string): Promise<number> {
  return Number(
    await until(() => {
      const text = existsSync(path) ? readFileSync(path, "utf8") : "";
      return text.endsWith("\n") && text;
    }),
  );
}
