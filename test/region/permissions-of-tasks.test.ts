// What machines and those who answer them need: of tokens, of Map Runs, of Glue's jobs, and of readers by an iterator.

import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as sfn from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";
import { EnforcedRegion } from "./support/enforced-region.ts";
import { account, allow, letters, QueueUrl } from "./support/permission-cases.ts";

const held = new EnforcedRegion();
const { clientOf, makeRole, keysOf } = held;
let machines: sfn.SFNClient;

beforeAll(async () => {
  await held.open();
  machines = clientOf(sfn.SFNClient);
  await held.region.services.sqs.createQueue({ queueName: "letters" });
});
afterAll(() => held.close());

const anybody = { Principal: { AWS: account } };
const toStates = { Principal: { Service: "states.amazonaws.com" } };
const machineOf = (name: string) => arnOf("states", `stateMachine:${name}`);
const denied = (action: string, resource: string) =>
  `is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

async function start(name: string, role: string, state: JsonObject): Promise<string> {
  const definition = JSON.stringify({ StartAt: "A", States: { A: { End: true, ...state } } });
  const made = await machines.send(new sfn.CreateStateMachineCommand({ name, definition, roleArn: role }));
  const { executionArn } = await machines.send(
    new sfn.StartExecutionCommand({ stateMachineArn: made.stateMachineArn }),
  );
  return String(executionArn);
}

const ended = (executionArn: string) =>
  until(async () => {
    const found = await machines.send(new sfn.DescribeExecutionCommand({ executionArn }));
    return found.status === "RUNNING" ? undefined : found;
  });

describe("whoever answers for a task by its token", () => {
  test("needs it of the machine that waits", async () => {
    const runs = makeRole("waits", toStates, allow("sqs:SendMessage", "*"));
    const Parameters = { QueueUrl, MessageBody: { "token.$": "$$.Task.Token" } };
    const execution = await start("waits", runs, {
      ...{ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", Parameters },
    });
    const { tokens } = held.region.services.states;
    const taskToken = await until(() => tokens.open[0]?.taskToken);
    const role = makeRole("answers", anybody, allow("states:SendTaskSuccess", machineOf("others")));
    const client = clientOf(sfn.SFNClient, await keysOf(role));
    const succeed = () => client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: "1" }));
    await expect(succeed()).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(denied("states:SendTaskSuccess", machineOf("waits"))),
    });
    await expect(client.send(new sfn.SendTaskHeartbeatCommand({ taskToken }))).rejects.toThrow(
      denied("states:SendTaskHeartbeat", machineOf("waits")),
    );
    makeRole("answers", anybody, allow("states:SendTaskSuccess", machineOf("waits")));
    await succeed();
    expect(await ended(execution)).toMatchObject({ status: "SUCCEEDED", output: "1" });
    // Of a token that nobody waits for nothing is needed to be told so.
    await expect(succeed()).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("of an activity needs it of the activity, and not of the machine", async () => {
    const { activityArn = "" } = await machines.send(new sfn.CreateActivityCommand({ name: "work" }));
    const execution = await start("has-work", makeRole("has-work", toStates, allow("s3:*", "*")), {
      ...{ Type: "Task", Resource: activityArn },
    });
    const { taskToken } = await machines.send(new sfn.GetActivityTaskCommand({ activityArn }));
    const role = makeRole("works", anybody, allow("states:SendTask*", machineOf("has-work")));
    const client = clientOf(sfn.SFNClient, await keysOf(role));
    const succeed = () => client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: "1" }));
    await expect(succeed()).rejects.toThrow(denied("states:SendTaskSuccess", activityArn));
    makeRole("works", anybody, allow("states:SendTask*", activityArn));
    await succeed();
    expect(await ended(execution)).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("a distributed Map", () => {
  const mapping = {
    ...{ Type: "Map", Label: "Items", QueryLanguage: "JSONata", Items: [1, 2] },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      ...{ StartAt: "B", States: { B: { Type: "Pass", End: true } } },
    },
  };

  test("starts no children of a machine that its role may not start", async () => {
    const role = makeRole("maps-not", toStates, allow("s3:*", "*"));
    const found = await ended(await start("maps-not", role, mapping));
    expect(found).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(found.cause).toMatch(/^Error contacting AWS Service\. \| Message from Service: User: /);
    expect(found.cause).toContain(denied("states:StartExecution", machineOf("maps-not")));
    expect(found.cause).toMatch(/ \(Service: Sfn, Status Code: 400, Request ID: [\w-]{36}\)$/);
    const history = await machines.send(
      new sfn.GetExecutionHistoryCommand({ executionArn: found.executionArn }),
    );
    expect(history.events?.map(({ type }) => type)).toContain("MapRunFailed");
  });

  test("asks its role for what it does and may have to do with its children", async () => {
    const role = makeRole("maps", toStates, allow("states:StartExecution", machineOf("maps")));
    expect(await ended(await start("maps", role, mapping))).toMatchObject({ status: "SUCCEEDED" });
    expect(held.region.permissions?.usesOf(role)).toEqual([
      { action: "states:StartExecution", resource: machineOf("maps") },
      { action: "states:DescribeExecution", resource: arnOf("states", "execution:maps/Items:*") },
      { action: "states:StopExecution", resource: arnOf("states", "execution:maps/Items:*") },
    ]);
  });
});

describe("a distributed Map that is redriven", () => {
  const sending = (ExecutionType: string) => ({
    ...{ Type: "Map", Label: "Items", QueryLanguage: "JSONata", Items: [1, 2] },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
      StartAt: "Send",
      States: {
        Send: {
          ...{ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true },
          Parameters: { QueueUrl, MessageBody: "a" },
        },
      },
    },
  });
  const starting = (name: string) => allow("states:StartExecution", machineOf(name));
  const redrive = async (executionArn: string | undefined) => {
    await machines.send(new sfn.RedriveExecutionCommand({ executionArn }));
    return ended(String(executionArn));
  };

  /** Its children failed, for want of a permission that its role has now. */
  async function failed(name: string, executionType: string) {
    const role = makeRole(name, toStates, starting(name));
    const { executionArn, error } = await ended(await start(name, role, sending(executionType)));
    expect(error).toBe("States.ExceedToleratedFailureThreshold");
    makeRole(name, toStates, starting(name), allow("sqs:SendMessage", letters));
    return executionArn;
  }

  test.each(["STANDARD", "EXPRESS"])(
    "fails as a whole if its role may not redrive its %s children, and goes on once it may",
    async (executionType) => {
      const name = `maps-again-${executionType}`;
      const executionArn = await failed(name, executionType);
      const children = arnOf("states", `execution:${name}/Items:*`);
      const refused = await redrive(executionArn);
      expect(refused).toMatchObject({ status: "FAILED", error: "States.Runtime" });
      expect(refused.cause).toContain(denied("states:RedriveExecution", children));
      const { events = [] } = await machines.send(new sfn.GetExecutionHistoryCommand({ executionArn }));
      expect(events.map(({ type }) => type).slice(-3)).toEqual([
        ...["MapRunRedriven", "MapRunFailed", "ExecutionFailed"],
      ]);
      const sends = allow("sqs:SendMessage", letters);
      makeRole(name, toStates, starting(name), sends, allow("states:RedriveExecution", children));
      expect(await redrive(executionArn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 2 });
    },
  );
});

test("a Glue job needs its role's permission, though a program stands for it", async () => {
  const state = {
    ...{ Type: "Task", Resource: "arn:aws:states:::glue:startJobRun.sync" },
    Parameters: { JobName: "roll-up" },
  };
  const role = makeRole("rolls-not-up", toStates, allow("glue:StartJobRun", arnOf("glue", "job/others")));
  const found = await ended(await start("rolls-not-up", role, state));
  expect(found).toMatchObject({ status: "FAILED", error: "Glue.AccessDeniedException" });
  expect(found.cause).toContain(denied("glue:StartJobRun", arnOf("glue", "job/roll-up")));
});

test("records are read by an iterator only of streams that the role may read", async () => {
  const { kinesis } = held.region.services;
  kinesis.createStream({ streamName: "readings", shardCount: 1 });
  const at = { StreamName: "readings", ShardId: "shardId-000000000000" };
  const latest = new GetShardIteratorCommand({ ...at, ShardIteratorType: "LATEST" });
  const { ShardIterator } = await clientOf(KinesisClient).send(latest);
  const stream = arnOf("kinesis", "stream/readings");
  const role = makeRole("reads", anybody, allow("kinesis:GetRecords", arnOf("kinesis", "stream/others")));
  const client = clientOf(KinesisClient, await keysOf(role));
  const read = () => client.send(new GetRecordsCommand({ ShardIterator }));
  await expect(read()).rejects.toThrow(denied("kinesis:GetRecords", stream));
  makeRole("reads", anybody, allow("kinesis:GetRecords", stream));
  expect((await read()).Records).toEqual([]);
});

test("whoever may not list a bucket is not told that something is not in it", async () => {
  await held.region.services.s3.createBucket("rain");
  const role = makeRole("gets", anybody, allow("s3:GetObject", "arn:aws:s3:::rain/*"));
  const client = clientOf(S3Client, await keysOf(role));
  const get = () => client.send(new GetObjectCommand({ Bucket: "rain", Key: "gone" }));
  await expect(get()).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining(denied("s3:ListBucket", '"arn:aws:s3:::rain"')),
  });
  const listing = allow("s3:ListBucket", "arn:aws:s3:::rain");
  makeRole("gets", anybody, allow("s3:GetObject", "arn:aws:s3:::rain/*"), listing);
  await expect(get()).rejects.toMatchObject({ name: "NoSuchKey" });
});
