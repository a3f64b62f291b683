// Which executions are redriven, for how long, and how a token keeps a redrive from being done twice.

import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import { until } from "../../../support/until.ts";
import { activityArn, fails, machineArn, passes, roleArn, waits } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  const create = (name: string, definition: string) =>
    service.states.machines.create({ name, definition, roleArn });
  service.states.activities.create({ name: "work" });
  create("works", works);
  create("passes", passes);
  create("fails", fails);
  create("waits", waits);
  create("times-out", JSON.stringify({ ...JSON.parse(waits), TimeoutSeconds: 1 }));
  create("children", children);
});
/** Prepares, then asks a worker, then is done. */
const works = JSON.stringify({
  StartAt: "Prepare",
  States: {
    Prepare: { Type: "Pass", Result: "ready", ResultPath: "$.prepared", Next: "Work" },
    Work: { Type: "Task", Resource: activityArn("work"), Next: "Done" },
    Done: { Type: "Succeed" },
  },
});
const children = JSON.stringify({
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      Label: "Each",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Judge",
        States: {
          Judge: {
            Type: "Choice",
            Choices: [{ Variable: "$", NumericEquals: 2, Next: "Bad" }],
            Default: "Good",
          },
          Good: { Type: "Succeed" },
          Bad: { Type: "Fail", Error: "Even" },
        },
      },
      End: true,
    },
  },
});

const redrive = (executionArn: string, clientToken?: string) =>
  service.client.send(new RedriveExecutionCommand({ executionArn, clientToken }));
const refusal = (reason: string) => ({
  name: "ExecutionNotRedrivable",
  message: expect.stringContaining(reason),
});
const minutes = (count: number) => count * 60_000;
const days = (count: number) => minutes(count * 24 * 60);

async function stopped(): Promise<string> {
  const executionArn = await service.start("waits");
  await service.client.send(new StopExecutionCommand({ executionArn }));
  return executionArn;
}

const takeTask = async () => {
  const { activities } = service.states;
  const task = await activities.getActivityTask({ activityArn: activityArn("work"), workerName: "one" });
  return task?.taskToken;
};

test("goes on from the state that failed, as the machine was, with what was done before", async () => {
  const executionArn = await service.start("works");
  await service.client.send(new SendTaskFailureCommand({ taskToken: await takeTask(), error: "Broken" }));
  await service.ended(executionArn);
  const update = { stateMachineArn: machineArn("works"), definition: passes };
  await service.client.send(new UpdateStateMachineCommand(update));
  const { redriveDate } = await redrive(executionArn);
  expect(await service.describeExecution(executionArn)).toMatchObject({
    status: "RUNNING",
    redriveCount: 1,
    redriveDate,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: "Execution is RUNNING and cannot be redriven",
  });
  await service.client.send(new SendTaskSuccessCommand({ taskToken: await takeTask(), output: '"done"' }));
  expect(await service.ended(executionArn)).toMatchObject({
    status: "SUCCEEDED",
    output: '"done"',
    redriveCount: 1,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
  });
  const events = await service.historyOf(executionArn);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  const types = events.map(({ type }) => type);
  expect(types.filter((type) => type === "PassStateEntered")).toHaveLength(1);
  expect(types.filter((type) => type === "ActivityScheduled")).toHaveLength(2);
  const redriven = events.find(({ type }) => type === "ExecutionRedriven");
  expect(redriven?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
});

describe("can be redriven", () => {
  test.each<[what: string, end: () => Promise<string>, status: string]>([
    ["failed", () => service.run(machineArn("fails")), "FAILED"],
    ["was stopped", stopped, "ABORTED"],
    ["timed out", () => service.run(machineArn("times-out")), "TIMED_OUT"],
  ])("an execution that %s", async (_what, end, status) => {
    const executionArn = await end();
    const before = await service.describeExecution(executionArn);
    expect(before).toMatchObject({ status, redriveStatus: "REDRIVABLE", redriveCount: 0 });
    expect(before).not.toHaveProperty("redriveStatusReason");
    expect(before).not.toHaveProperty("redriveDate");
    await redrive(executionArn);
    expect((await service.describeExecution(executionArn)).redriveCount).toBe(1);
  });
});

describe("cannot be redriven", () => {
  test("an execution that runs", async () => {
    await expect(redrive(await service.start("waits"))).rejects.toMatchObject(
      refusal("Execution is RUNNING and cannot be redriven"),
    );
  });

  test("an execution that has succeeded", async () => {
    await expect(redrive(await service.run(machineArn("passes")))).rejects.toMatchObject(
      refusal("Execution is SUCCEEDED and cannot be redriven"),
    );
  });
});

describe("a client's token", () => {
  test("stands for one redrive, whatever became of it", async () => {
    const executionArn = await service.run(machineArn("fails"));
    const first = await redrive(executionArn, "one");
    await service.ended(executionArn);
    expect((await redrive(executionArn, "one")).redriveDate).toEqual(first.redriveDate);
    expect((await service.describeExecution(executionArn)).redriveCount).toBe(1);
    await redrive(executionArn, "two");
    expect((await service.ended(executionArn)).redriveCount).toBe(2);
    expect((await redrive(executionArn, "one")).redriveDate).toEqual(first.redriveDate);
  });

  test("is forgotten after fifteen minutes", async () => {
    const executionArn = await service.run(machineArn("fails"));
    await redrive(executionArn, "one");
    await service.ended(executionArn);
    service.laterBy(minutes(14));
    await redrive(executionArn, "one");
    expect((await service.describeExecution(executionArn)).redriveCount).toBe(1);
    service.laterBy(minutes(1));
    await redrive(executionArn, "one");
    expect((await service.ended(executionArn)).redriveCount).toBe(2);
  });

  test("does not redrive what another redrive has under way", async () => {
    const executionArn = await stopped();
    const { redriveDate } = await redrive(executionArn, "one");
    expect((await redrive(executionArn, "one")).redriveDate).toEqual(redriveDate);
    await expect(redrive(executionArn, "two")).rejects.toMatchObject(refusal("Execution is RUNNING"));
  });
});

test("a Map Run is redriven with its execution, and only it redrives its children", async () => {
  const executionArn = await service.run(machineArn("children"), [1, 2, 3]);
  const { mapRuns } = await service.client.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns?.[0]?.mapRunArn;
  const list = async (fields: object) => {
    const { executions } = await service.client.send(new ListExecutionsCommand({ mapRunArn, ...fields }));
    return executions ?? [];
  };
  const [child] = await list({ statusFilter: "FAILED" });
  const childArn = child?.executionArn ?? "";
  expect(await service.describeExecution(childArn)).toMatchObject({ redriveStatus: "REDRIVABLE_BY_MAP_RUN" });
  await expect(redrive(childArn)).rejects.toMatchObject({ name: "ExecutionNotRedrivable" });
  await redrive(executionArn);
  await service.ended(executionArn);
  const mapRun = await service.client.send(new DescribeMapRunCommand({ mapRunArn }));
  expect(mapRun).toMatchObject({ status: "FAILED", redriveCount: 1, redriveDate: expect.any(Date) });
  expect((await service.describeExecution(childArn)).redriveCount).toBe(1);
  expect((await list({ redriveFilter: "REDRIVEN" })).map((each) => each.executionArn)).toEqual([childArn]);
  expect(await list({ redriveFilter: "NOT_REDRIVEN" })).toHaveLength(2);
  expect(await list({ redriveFilter: "REDRIVEN", statusFilter: "SUCCEEDED" })).toEqual([]);
});

test("a fortnight after its end an execution can no longer be redriven", async () => {
  const executionArn = await service.run(machineArn("fails"));
  service.laterBy(days(14) - minutes(1));
  expect(await service.describeExecution(executionArn)).toMatchObject({ redriveStatus: "REDRIVABLE" });
  service.laterBy(minutes(1));
  const reason = "Execution redrivable period exceeded";
  expect(await service.describeExecution(executionArn)).toMatchObject({
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: reason,
  });
  await expect(redrive(executionArn)).rejects.toMatchObject(refusal(reason));
});

test("a year after its start an execution can no longer be redriven", async () => {
  const executionArn = await service.start("waits");
  service.laterBy(days(365));
  await service.client.send(new StopExecutionCommand({ executionArn }));
  await until(async () => (await service.describeExecution(executionArn)).status === "ABORTED");
  await expect(redrive(executionArn)).rejects.toMatchObject(
    refusal("Execution has exceeded the max execution time"),
  );
});
