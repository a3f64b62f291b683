// Executions through the SDK: started, described, listed, stopped, redriven, and their history.

import {
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import { executionArn, fails, machineArn, passes, roleArn, waits } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  const create = (name: string, definition: string, type: "STANDARD" | "EXPRESS" = "STANDARD") =>
    service.states.machines.create({ name, definition, roleArn, type });
  create("passes", passes);
  create("fails", fails);
  create("waits", waits);
  create("express", passes, "EXPRESS");
  create("express-fails", fails, "EXPRESS");
});

describe("StartExecution", () => {
  test("starts an execution, which is described while it runs", async () => {
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";
    const started = await service.startExecution("waits", { name: "first", input: '{"a": 1}', traceHeader });
    expect(started).toMatchObject({
      executionArn: executionArn("waits", "first"),
      startDate: expect.any(Date),
    });
    const { $metadata, ...described } = await service.describeExecution(started.executionArn);
    expect($metadata.httpStatusCode).toBe(200);
    expect(described).toEqual({
      executionArn: started.executionArn,
      stateMachineArn: machineArn("waits"),
      name: "first",
      status: "RUNNING",
      startDate: started.startDate,
      input: '{"a": 1}',
      inputDetails: { included: true },
      traceHeader,
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is RUNNING and cannot be redriven",
    });
  });

  test("of the same name and input answers with the execution that runs", async () => {
    const first = await service.startExecution("waits", { name: "again", input: "1" });
    const second = await service.startExecution("waits", { name: "again", input: "1" });
    expect(second).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
  });

  test("without an input gives {}", async () => {
    const { executionArn: arn = "" } = await service.startExecution("passes");
    expect(await service.ended(arn)).toMatchObject({ input: "{}", output: "{}", status: "SUCCEEDED" });
  });

  test("of an Express machine answers with an ARN of its own every time", async () => {
    const arns = await Promise.all([1, 2].map(() => service.startExecution("express", { name: "same" })));
    const prefix = "arn:aws:states:us-east-1:000000000000:express:express:same:";
    expect(arns.every(({ executionArn: arn }) => arn?.startsWith(prefix))).toBe(true);
    expect(new Set(arns.map(({ executionArn: arn }) => arn)).size).toBe(2);
  });
});

describe("StartSyncExecution", () => {
  const startSync = (machine: string, fields: object = {}) =>
    service.client.send(new StartSyncExecutionCommand({ stateMachineArn: machineArn(machine), ...fields }));

  test("answers with how the execution has ended, and what it would cost", async () => {
    const { $metadata, ...ended } = await startSync("express", { name: "now", input: '{"a":1}' });
    expect($metadata.httpStatusCode).toBe(200);
    expect(ended).toEqual({
      executionArn: expect.stringContaining(":express:express:now:"),
      stateMachineArn: machineArn("express"),
      name: "now",
      status: "SUCCEEDED",
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
    });
  });

  test("answers also if it failed, and leaves data out if it is asked to", async () => {
    expect(await startSync("express-fails")).toMatchObject({
      status: "FAILED",
      error: "TooCold",
      cause: "It snows",
    });
    const bare = await startSync("express", { input: '"secret"', includedData: "METADATA_ONLY" });
    expect(bare).toMatchObject({ inputDetails: { included: false }, outputDetails: { included: false } });
    expect(JSON.stringify(bare)).not.toContain("secret");
  });
});

test("StopExecution ends an execution with an error and a cause, and answers the same again", async () => {
  const { executionArn: arn } = await service.startExecution("waits");
  const stop = () =>
    service.client.send(
      new StopExecutionCommand({ executionArn: arn, error: "Enough", cause: "It is late" }),
    );
  const { stopDate } = await stop();
  expect(await service.describeExecution(arn)).toMatchObject({
    status: "ABORTED",
    error: "Enough",
    cause: "It is late",
    stopDate,
  });
  expect((await stop()).stopDate).toEqual(stopDate);
});

test("DescribeExecution leaves input and output out if only metadata is asked for", async () => {
  const arn = await service.run(machineArn("passes"), "secret");
  const described = await service.describeExecution(arn, { includedData: "METADATA_ONLY" });
  expect(described).toMatchObject({ inputDetails: { included: false }, outputDetails: { included: false } });
  expect(JSON.stringify(described)).not.toContain("secret");
});

test("DescribeStateMachineForExecution tells of the machine as it was when the execution started", async () => {
  service.states.machines.create({ name: "changes", definition: passes, roleArn });
  const stateMachineArn = machineArn("changes");
  const arn = await service.run(stateMachineArn);
  await service.client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: fails }));
  const { $metadata, ...described } = await service.client.send(
    new DescribeStateMachineForExecutionCommand({ executionArn: arn }),
  );
  expect($metadata.httpStatusCode).toBe(200);
  expect(described).toEqual({
    stateMachineArn,
    name: "changes",
    definition: passes,
    roleArn,
    updateDate: expect.any(Date),
    loggingConfiguration: { level: "OFF", includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
  });
});

describe("ListExecutions", () => {
  const names = async (fields: object) => {
    const found: (string | undefined)[] = [];
    const request = { stateMachineArn: machineArn("listed"), ...fields };
    for await (const page of paginateListExecutions({ client: service.client, pageSize: 2 }, request)) {
      expect(page.executions?.length).toBeLessThanOrEqual(2);
      found.push(...(page.executions ?? []).map(({ name }) => name));
    }
    return found;
  };

  test("tells of executions, newest first, in pages, by status", async () => {
    service.states.machines.create({ name: "listed", definition: waits, roleArn });
    for (const name of ["one", "two", "three", "four", "five"])
      await service.startExecution("listed", { name });
    await service.client.send(new StopExecutionCommand({ executionArn: executionArn("listed", "two") }));
    expect(await names({})).toEqual(["five", "four", "three", "two", "one"]);
    expect(await names({ statusFilter: "RUNNING" })).toEqual(["five", "four", "three", "one"]);
    expect(await names({ statusFilter: "ABORTED" })).toEqual(["two"]);
    const { executions } = await service.client.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn("listed"), statusFilter: "ABORTED" }),
    );
    expect(executions).toEqual([
      {
        executionArn: executionArn("listed", "two"),
        stateMachineArn: machineArn("listed"),
        name: "two",
        status: "ABORTED",
        startDate: expect.any(Date),
        stopDate: expect.any(Date),
        redriveCount: 0,
      },
    ]);
  });

  test("refuses a token after a day, and one of another list", async () => {
    const list = (fields: object) =>
      service.client.send(
        new ListExecutionsCommand({ stateMachineArn: machineArn("listed"), maxResults: 1, ...fields }),
      );
    const { nextToken } = await list({});
    await expect(list({ nextToken, statusFilter: "RUNNING" })).rejects.toMatchObject({
      name: "InvalidToken",
    });
    expect((await list({ nextToken })).executions).toHaveLength(1);
    service.laterBy(24 * 3_600_000);
    await expect(list({ nextToken })).rejects.toMatchObject({
      name: "InvalidToken",
      message: "Invalid Token: 'Invalid token'",
    });
  });
});

describe("GetExecutionHistory", () => {
  test("tells every event, forwards and backwards, in pages", async () => {
    const arn = await service.run(machineArn("passes"), { a: 1 });
    const collect = async (fields: object) => {
      const found = [];
      const request = { executionArn: arn, ...fields };
      for await (const page of paginateGetExecutionHistory(
        { client: service.client, pageSize: 3 },
        request,
      )) {
        found.push(...(page.events ?? []));
      }
      return found;
    };
    const events = await collect({});
    expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, "ExecutionStarted"],
      [2, 0, "PassStateEntered"],
      [3, 2, "PassStateExited"],
      [4, 3, "ExecutionSucceeded"],
    ]);
    expect(events[0]).toEqual({
      id: 1,
      previousEventId: 0,
      timestamp: expect.any(Date),
      type: "ExecutionStarted",
      executionStartedEventDetails: { input: '{"a":1}', inputDetails: { truncated: false }, roleArn },
    });
    expect(await collect({ reverseOrder: true })).toEqual(events.toReversed());
  });

  test("leaves data out if it is asked to", async () => {
    const arn = await service.run(machineArn("passes"), "secret");
    const { events } = await service.client.send(
      new GetExecutionHistoryCommand({ executionArn: arn, includeExecutionData: false }),
    );
    expect(events).toHaveLength(4);
    expect(JSON.stringify(events)).not.toContain("secret");
  });
});

test("a history is told while the execution runs, and grows", async () => {
  const { executionArn: arn } = await service.startExecution("waits");
  const types = async () => {
    const events = await service.historyOf(arn);
    return events?.map(({ type }) => type);
  };
  expect(await types()).toEqual(["ExecutionStarted", "WaitStateEntered"]);
  await service.client.send(new StopExecutionCommand({ executionArn: arn }));
  expect(await types()).toEqual(["ExecutionStarted", "WaitStateEntered", "ExecutionAborted"]);
});

test.each(["1", "null", "true", '"text"', "[]", " {} ", '{"a":1,"a":2}', "1e3"])(
  "%s is an input, and is told as it was given",
  async (input) => {
    const { executionArn: arn = "" } = await service.startExecution("passes", { input });
    const described = await service.ended(arn);
    expect(described).toMatchObject({ status: "SUCCEEDED", input });
    expect(JSON.parse(described.output ?? "")).toEqual(JSON.parse(input));
  },
);

test("StopExecution needs neither an error nor a cause", async () => {
  const { executionArn: arn } = await service.startExecution("waits");
  await service.client.send(new StopExecutionCommand({ executionArn: arn }));
  const described = await service.describeExecution(arn);
  expect(described.status).toBe("ABORTED");
  expect(described).not.toHaveProperty("error");
  expect(described).not.toHaveProperty("cause");
});

test("StopExecution of what has ended answers when that was", async () => {
  const arn = await service.run(machineArn("fails"));
  const { stopDate, status } = await service.describeExecution(arn);
  const stopped = await service.client.send(new StopExecutionCommand({ executionArn: arn }));
  expect(stopped.stopDate).toEqual(stopDate);
  expect((await service.describeExecution(arn)).status).toBe(status);
});

test("RedriveExecution goes on from the failed state, once for a client's token", async () => {
  const arn = await service.run(machineArn("fails"));
  expect(await service.describeExecution(arn)).toMatchObject({ redriveStatus: "REDRIVABLE" });
  const redrive = () =>
    service.client.send(new RedriveExecutionCommand({ executionArn: arn, clientToken: "one" }));
  const { redriveDate } = await redrive();
  expect((await redrive()).redriveDate).toEqual(redriveDate);
  expect(await service.ended(arn)).toMatchObject({ status: "FAILED", redriveCount: 1, redriveDate });
  const events = await service.historyOf(arn);
  expect(events?.map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "FailStateEntered",
    "ExecutionFailed",
    "ExecutionRedriven",
    "FailStateEntered",
    "ExecutionFailed",
  ]);
});
