// What local jobs tell on the default bus, in the words of the services that they stand in for.

import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { JsonObject } from "../../../../../src/aws/json.ts";
import type { ServiceEvent } from "../../../../../src/aws/service-event.ts";
import { jobKinds } from "../../../../../src/services/step-functions/tasks/jobs/job-kinds.ts";
import { openOutside } from "../../../../../src/services/step-functions/tasks/outside/outside.ts";
import { parseTaskSettings } from "../../../../../src/services/step-functions/tasks/outside/settings.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { any } from "./job-cases.ts";

const works = { command: [process.execPath, "-e", ""] };
const breaks = { command: [process.execPath, "-e", "process.exit(3)"] };

/** Of one job: what its service tells until it has ended. */
async function toldOf(job: string, request: JsonObject, isListenedTo: (source: string) => boolean) {
  const told: ServiceEvent[] = [];
  const buses = { isListenedTo, putServiceEvent: async (event: ServiceEvent) => void told.push(event) };
  const settings = parseTaskSettings({ jobs: { [job]: { broken: breaks, "*": works } } });
  const logs = { append() {} };
  const outside = openOutside(
    {
      ...{ identity: localIdentity, clock: systemClock, endpoint: "http://127.0.0.1:1", events: { buses } },
      outside: { folder: ".", settings },
    },
    logs,
  );
  const kind = jobKinds.get(job);
  const run = kind && outside.jobs.start(kind, request);
  await outside.jobs.ended(run?.id ?? "");
  return told;
}

const arn = (service: string, rest: string) =>
  expect.stringMatching(`^arn:aws:${service}:us-east-1:000000000000:${rest}`);

test.each([
  [
    "glue:startJobRun",
    { JobName: "nightly" },
    ["aws.glue", "Glue Job State Change"],
    [
      {
        jobName: "nightly",
        severity: "INFO",
        state: "SUCCEEDED",
        jobRunId: expect.stringMatching(/^jr_/),
        message: "Job run succeeded",
      },
    ],
  ],
  [
    "glue:startJobRun",
    { JobName: "broken" },
    ["aws.glue", "Glue Job State Change"],
    [
      {
        ...{ jobName: "broken", severity: "ERROR", state: "FAILED" },
        message: expect.stringMatching(
          /^JobName:broken and JobRunId:jr_\w+ failed to execute with exception .+/,
        ),
      },
    ],
  ],
  [
    "databrew:startJobRun",
    { Name: "tidy" },
    ["aws.databrew", "DataBrew Job State Change"],
    [{ jobName: "tidy", state: "SUCCEEDED" }],
  ],
  [
    "batch:submitJob",
    { JobName: "r", JobDefinition: "d", JobQueue: "q", Parameters: { Kept: "so" } },
    ["aws.batch", "Batch Job State Change"],
    [
      { jobName: "r", jobQueue: "q", status: "RUNNING", parameters: { Kept: "so" } },
      { status: "SUCCEEDED", container: { exitCode: 0 }, jobArn: arn("batch", "job/") },
    ],
  ],
  [
    "ecs:runTask",
    { Cluster: "main", TaskDefinition: "worker:7" },
    ["aws.ecs", "ECS Task State Change"],
    [
      { lastStatus: "RUNNING", createdAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      {
        lastStatus: "STOPPED",
        stopCode: "EssentialContainerExited",
        containers: [{ name: "worker", exitCode: 0 }],
      },
    ],
  ],
  [
    "codebuild:startBuild",
    { ProjectName: "site" },
    ["aws.codebuild", "CodeBuild Build State Change"],
    [
      { "build-status": "IN_PROGRESS", "project-name": "site", "build-id": arn("codebuild", "build/site:") },
      { "build-status": "SUCCEEDED", "current-phase": "COMPLETED" },
    ],
  ],
  [
    "athena:startQueryExecution",
    { QueryString: "SELECT 1" },
    ["aws.athena", "Athena Query State Change"],
    [
      { currentState: "RUNNING", sequenceNumber: "2" },
      {
        currentState: "SUCCEEDED",
        previousState: "RUNNING",
        workgroupName: "primary",
        queryExecutionId: any,
      },
    ],
  ],
  [
    "elasticmapreduce:addStep",
    { ClusterId: "j-1", Step: { Name: "count", ActionOnFailure: "CONTINUE" } },
    ["aws.emr", "EMR Step Status Change"],
    [
      { state: "RUNNING", clusterId: "j-1", name: "count" },
      { state: "COMPLETED", severity: "INFO", actionOnFailure: "CONTINUE" },
    ],
  ],
  [
    "sagemaker:createTrainingJob",
    { TrainingJobName: "rain" },
    ["aws.sagemaker", "SageMaker Training Job State Change"],
    [
      { TrainingJobName: "rain", TrainingJobStatus: "InProgress" },
      { TrainingJobStatus: "Completed", TrainingJobArn: arn("sagemaker", "training-job/rain") },
    ],
  ],
])("%s of %j", async (job, request, [source, detailType], details) => {
  const told = await toldOf(job, request as JsonObject, () => true);
  expect(told).toMatchObject(details.map((detail) => ({ source, detailType, detail })));
  expect(told).toHaveLength(details.length);
});

test("what no rule asks for is not told", async () => {
  expect(
    await toldOf("batch:submitJob", { JobName: "r", JobDefinition: "d" }, (source) => source === "aws.glue"),
  ).toEqual([]);
});
