// Map Runs through the SDK: listed, described, changed, and their children.

import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../../support/until.ts";
import { machineArn, maps, passes, roleArn } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  service.states.machines.create({ name: "quick", definition: maps(0), roleArn });
  service.states.machines.create({ name: "slow", definition: maps(3600), roleArn });
  service.states.machines.create({ name: "passes", definition: passes, roleArn });
  const definition = maps(0).replace('"ExecutionType":"STANDARD"', '"ExecutionType":"EXPRESS"');
  service.states.machines.create({ name: "express-children", definition, roleArn });
});
const listRuns = (executionArn: string, fields: object = {}) =>
  service.client.send(new ListMapRunsCommand({ executionArn, ...fields }));
const describeRun = (mapRunArn: string | undefined) =>
  service.client.send(new DescribeMapRunCommand({ mapRunArn }));

const nothing = { pending: 0, running: 0, failed: 0, timedOut: 0, aborted: 0 };

test("a Map Run that has ended is listed and described with its counts", async () => {
  const executionArn = await service.run(machineArn("quick"), [1, 2, 3]);
  const { mapRuns } = await listRuns(executionArn);
  expect(mapRuns).toEqual([
    {
      executionArn,
      mapRunArn: expect.stringMatching(/:mapRun:quick\/Each:[0-9a-f-]{36}$/),
      stateMachineArn: `${machineArn("quick")}/Each`,
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    },
  ]);
  const mapRunArn = mapRuns?.[0]?.mapRunArn;
  const { $metadata, ...described } = await describeRun(mapRunArn);
  expect($metadata.httpStatusCode).toBe(200);
  expect(described).toEqual({
    executionArn,
    mapRunArn,
    status: "SUCCEEDED",
    startDate: mapRuns?.[0]?.startDate,
    stopDate: mapRuns?.[0]?.stopDate,
    maxConcurrency: 0,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 0,
    itemCounts: { ...nothing, succeeded: 3, total: 3, resultsWritten: 3 },
    executionCounts: { ...nothing, succeeded: 3, total: 3, resultsWritten: 3 },
    redriveCount: 0,
  });
});

test("its children are executions, which know their Map Run and their labelled machine", async () => {
  const executionArn = await service.run(machineArn("quick"), [1, 2, 3]);
  const mapRunArn = (await listRuns(executionArn)).mapRuns?.[0]?.mapRunArn;
  const list = (fields: object = {}) =>
    service.client.send(new ListExecutionsCommand({ mapRunArn, ...fields }));
  const { executions } = await list();
  expect(executions).toHaveLength(3);
  expect((await list({ statusFilter: "FAILED" })).executions).toEqual([]);
  expect((await list({ redriveFilter: "REDRIVEN" })).executions).toEqual([]);
  expect((await list({ redriveFilter: "NOT_REDRIVEN", maxResults: 2 })).executions).toHaveLength(2);
  const [child] = executions ?? [];
  expect(child).toMatchObject({ mapRunArn, itemCount: 1, stateMachineArn: `${machineArn("quick")}/Each` });
  const described = await service.client.send(
    new DescribeExecutionCommand({ executionArn: child?.executionArn }),
  );
  expect(described).toMatchObject({ mapRunArn, input: "3", output: "3", status: "SUCCEEDED" });
  const machine = { mapRunArn, label: "Each", stateMachineArn: `${machineArn("quick")}/Each` };
  expect(
    await service.client.send(
      new DescribeStateMachineForExecutionCommand({ executionArn: child?.executionArn }),
    ),
  ).toMatchObject(machine);
  expect(
    await service.client.send(new DescribeStateMachineCommand({ stateMachineArn: machine.stateMachineArn })),
  ).toMatchObject({ label: "Each", stateMachineArn: machine.stateMachineArn });
});

test("UpdateMapRun changes what it names, while the Map Run goes on", async () => {
  const { executionArn } = await service.states.startExecution({
    stateMachineArn: machineArn("slow"),
    input: "[1,2,3]",
  });
  const mapRunArn = await until(async () => (await listRuns(executionArn)).mapRuns?.[0]?.mapRunArn);
  const update = (fields: object) => service.client.send(new UpdateMapRunCommand({ mapRunArn, ...fields }));
  await update({ maxConcurrency: 5 });
  await update({ toleratedFailurePercentage: 12.5, toleratedFailureCount: 2 });
  expect(await describeRun(mapRunArn)).toMatchObject({
    status: "RUNNING",
    maxConcurrency: 5,
    toleratedFailurePercentage: 12.5,
    toleratedFailureCount: 2,
  });
});

test("an execution without a distributed Map has no Map Runs", async () => {
  const executionArn = await service.run(machineArn("passes"));
  expect((await listRuns(executionArn)).mapRuns).toEqual([]);
});

test("a Map Run of no items has ended at once", async () => {
  const executionArn = await service.run(machineArn("quick"), []);
  const [mapRun] = (await listRuns(executionArn)).mapRuns ?? [];
  expect(await describeRun(mapRun?.mapRunArn)).toMatchObject({
    status: "SUCCEEDED",
    itemCounts: { total: 0 },
  });
});

test.each(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"] as const)(
  "children that are %s can be asked for",
  async (statusFilter) => {
    const executionArn = await service.run(machineArn("quick"), [1, 2]);
    const mapRunArn = (await listRuns(executionArn)).mapRuns?.[0]?.mapRunArn;
    const list = new ListExecutionsCommand({ mapRunArn, statusFilter });
    const { executions } = await service.client.send(list);
    expect(executions).toHaveLength(statusFilter === "SUCCEEDED" ? 2 : 0);
  },
);

describe("children that are Express executions", () => {
  let childArn: string;
  beforeAll(async () => {
    const executionArn = await service.run(machineArn("express-children"), ["a"]);
    const mapRunArn = (await listRuns(executionArn)).mapRuns?.[0]?.mapRunArn;
    const { executions } = await service.client.send(new ListExecutionsCommand({ mapRunArn }));
    childArn = executions?.[0]?.executionArn ?? "";
  });

  test("can be described", async () => {
    expect(childArn).toContain(":express:express-children/Each:");
    expect(await service.describeExecution(childArn)).toMatchObject({
      status: "SUCCEEDED",
      input: '"a"',
      output: '"a"',
    });
  });

  test.each<[what: string, command: (executionArn: string) => object]>([
    ["history", (executionArn) => new GetExecutionHistoryCommand({ executionArn })],
    ["end", (executionArn) => new StopExecutionCommand({ executionArn })],
    ["redrive", (executionArn) => new RedriveExecutionCommand({ executionArn })],
  ])("have no %s of their own", async (_what, command) => {
    await expect(service.client.send(command(childArn) as StopExecutionCommand)).rejects.toMatchObject({
      name: "InvalidArn",
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
    });
  });
});

test("a percentage is written with its fraction, as doubles are", async () => {
  const executionArn = await service.run(machineArn("quick"), [1]);
  const { mapRuns } = await listRuns(executionArn);
  const response = await fetch(service.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AWSStepFunctions.DescribeMapRun",
    },
    body: JSON.stringify({ mapRunArn: mapRuns?.[0]?.mapRunArn }),
  });
  expect(await response.text()).toContain('"toleratedFailurePercentage":0.0,');
});
