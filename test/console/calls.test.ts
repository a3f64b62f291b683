// What the console asks of the region: AWS's operations as JSON, and what happened of late.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pageRoutes } from "../../src/console/page-routes.ts";
import { send } from "../server/raw-request.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";

let served: ServedRegion;
beforeAll(async () => {
  served = await serveRegion({ pages: pageRoutes });
});
afterAll(() => served.close());

async function ask(body: string): Promise<{ readonly status: number; readonly said: unknown }> {
  const answered = await send(served.server.port, { method: "POST", path: "/_millrace/api/calls", body });
  return { status: answered.status, said: JSON.parse(answered.body.toString()) };
}

async function call(named: string, members: unknown): Promise<Record<string, unknown>> {
  const [service, operation] = named.split("/");
  const { said } = await ask(JSON.stringify([{ service, operation, members }]));
  return (said as [Record<string, unknown>])[0];
}

async function view(path: string): Promise<{ readonly status: number; readonly value: unknown }> {
  const { status, body } = await send(served.server.port, { method: "GET", path: `/_millrace/api/${path}` });
  return { status, value: JSON.parse(body.toString()) };
}

const definition = (states: object) => JSON.stringify({ StartAt: "A", States: states });
const create = (name: string, type: string, states: object) =>
  call("sfn/CreateStateMachine", {
    ...{ name, type, definition: definition(states) },
    roleArn: "arn:aws:iam::000000000000:role/r",
  }) as Promise<{ answer: { stateMachineArn: string } }>;

test("an operation answers with dates in milliseconds and bytes in base64", async () => {
  const before = Date.now();
  const { answer } = await create("plain", "STANDARD", { A: { Type: "Succeed" } });
  const described = await call("sfn/DescribeStateMachine", { stateMachineArn: answer.stateMachineArn });
  expect(described.answer).toMatchObject({ name: "plain", creationDate: expect.any(Number) });
  expect((described.answer as { creationDate: number }).creationDate).toBeGreaterThanOrEqual(before);
});

test("what is larger than a MiB is taken, as AWS takes it", async () => {
  await call("s3/CreateBucket", { Bucket: "large" });
  const Body = Buffer.alloc(1_500_000).toString("base64");
  expect(await call("s3/PutObject", { Bucket: "large", Key: "k", Body })).toMatchObject({ answer: {} });
  expect(await call("s3/HeadObject", { Bucket: "large", Key: "k" })).toMatchObject({
    answer: { ContentLength: 1_500_000 },
  });
});

test.each([
  ["sfn/DescribeExecution", { executionArn: "x" }, "InvalidArn"],
  ["sfn/Nothing", {}, "UnknownOperationException"],
  ["nothing/ListStreams", {}, "UnknownOperationException"],
  ["sfn/toString", {}, "UnknownOperationException"],
])("%s of %j is refused with %s", async (path, members, code) => {
  expect(await call(path, members)).toMatchObject({ error: { code, message: expect.any(String) } });
});

test("of several each has an answer of its own", async () => {
  const asked = [
    { service: "sqs", operation: "ListQueues", members: {} },
    { service: "sqs", operation: "GetQueueUrl", members: { QueueName: "nowhere" } },
    { service: "kinesis", operation: "ListStreams", members: {} },
  ];
  const { said } = await ask(JSON.stringify(asked));
  expect(said).toMatchObject([{ answer: {} }, { error: { code: "QueueDoesNotExist" } }, { answer: {} }]);
});

test.each([
  ["{", "SerializationException"],
  ["{}", "ValidationException"],
  ['[{"service":"sqs","operation":"ListQueues"}]', "ValidationException"],
])("%s is no list of operations", async (body, code) => {
  expect(await ask(body)).toMatchObject({ status: 400, said: { code } });
});

test("an Express execution that nobody logs can be opened, while it runs and after it has failed", async () => {
  const { answer } = await create("quick", "EXPRESS", {
    A: { Type: "Pass", Result: 1, Next: "B" },
    B: { Type: "Fail", Error: "Odd", Cause: "it is odd" },
  });
  const { stateMachineArn } = answer;
  const started = await call("sfn/StartExecution", { stateMachineArn, input: '{"a":1}' });
  const { executionArn } = started.answer as { executionArn: string };
  const listed = await view(`express-executions?stateMachineArn=${stateMachineArn}`);
  expect(listed.value).toMatchObject([
    { executionArn, status: "FAILED", error: "Odd", cause: "it is odd", hasHistory: true },
  ]);
  const opened = await view(`express-execution?executionArn=${executionArn}`);
  const { events } = opened.value as { events: { type: string }[] };
  expect(events.map(({ type }) => type)).toEqual([
    ...["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"],
  ]);
  expect(await view("express-execution?executionArn=none")).toMatchObject({ status: 400 });
});

test("what happens is told from the first question on, each thing once", async () => {
  const first = (await view("activities?after=0")).value as { number: number }[];
  const { answer } = await create("told", "EXPRESS", { A: { Type: "Succeed" } });
  await call("sfn/StartSyncExecution", { stateMachineArn: answer.stateMachineArn });
  const after = first.at(-1)?.number ?? 0;
  const fresh = (await view(`activities?after=${after}`)).value as { number: number; name: string }[];
  expect(fresh).toMatchObject([
    { name: "told", kind: "started", isFailure: false },
    { name: "told", kind: "execution", isFailure: false },
  ]);
  expect((await view(`activities?after=${fresh.at(-1)?.number}`)).value).toEqual([]);
});

test("the events of a bus are told with the rules that they went by, from the first question on", async () => {
  const Pattern = { source: ["mill"], detail: { turns: [{ numeric: [">", 2] }] } };
  await call("eventbridge/PutRule", { Name: "fast", EventPattern: JSON.stringify(Pattern) });
  await call("eventbridge/PutTargets", {
    Rule: "fast",
    Targets: [{ Id: "t", Arn: "arn:aws:sqs:us-east-1:000000000000:none" }],
  });
  const put = (turns: number) =>
    call("eventbridge/PutEvents", {
      Entries: [{ Source: "mill", DetailType: "Turned", Detail: JSON.stringify({ turns }) }],
    });
  await put(9);
  expect((await view("bus-events?busName=default&after=0")).value).toEqual([]);
  for (const turns of [1, 3]) await put(turns);
  const seen = (await view("bus-events?busName=default&after=0")).value as { number: number }[];
  expect(seen).toMatchObject([
    { event: { detail: { turns: 1 } }, ruleNames: [] },
    { event: { detail: { turns: 3 } }, ruleNames: ["fast"] },
  ]);
  expect((await view(`bus-events?busName=default&after=${seen.at(-1)?.number}`)).value).toEqual([]);
  expect(await view("bus-events?busName=nowhere")).toMatchObject({
    status: 400,
    value: { code: "ResourceNotFoundException" },
  });
});

test.each<[unknown, number, string]>([
  ["{", 400, "SerializationException"],
  [[], 400, "ValidationException"],
  [{ patterns: [1], event: {} }, 400, "ValidationException"],
  [{ patterns: ["{}"], event: {} }, 400, "InvalidEventPatternException"],
])("an event is not explained for %j", async (asked, status, code) => {
  const body = typeof asked === "string" ? asked : JSON.stringify(asked);
  const answered = await send(served.server.port, {
    method: "POST",
    path: "/_millrace/api/explain-event",
    body,
  });
  expect([answered.status, JSON.parse(answered.body.toString()).code]).toEqual([status, code]);
});

test("schedules and rules say when they are due, executions are found by input, turns are told", async () => {
  await call("eventbridge/PutRule", { Name: "hourly", ScheduleExpression: "rate(1 hour)" });
  await call("eventbridge/PutRule", { Name: "off", ScheduleExpression: "rate(1 hour)", State: "DISABLED" });
  const due = (await view("due-times?most=3")).value as Record<string, number[]>;
  expect(Object.keys(due)).toEqual(["arn:aws:events:us-east-1:000000000000:rule/hourly"]);
  const [first = 0, second = 0] = Object.values(due)[0] ?? [];
  expect(second - first).toBe(3_600_000);
  const { answer } = await create("searched", "STANDARD", {
    A: { Type: "Wait", Seconds: 3600, End: true },
  });
  const { stateMachineArn } = answer;
  const arns: string[] = [];
  for (const input of ['{"parcel":"red"}', '{"parcel":"blue"}']) {
    const started = await call("sfn/StartExecution", { stateMachineArn, input });
    arns.push((started.answer as { executionArn: string }).executionArn);
  }
  expect((await view(`find-executions?stateMachineArn=${stateMachineArn}&text=blue`)).value).toEqual({
    executionArns: [arns[1]],
  });
  for (const executionArn of arns) await call("sfn/StopExecution", { executionArn });
  expect((await view(`execution-turns?executionArn=${arns[0]}`)).value).toEqual([
    { at: expect.any(Number), what: "it was stopped", eventsBefore: expect.any(Number) },
  ]);
  expect(await view("execution-turns?executionArn=x")).toMatchObject({ status: 400 });
  expect(await view("environments?functionName=none")).toMatchObject({ status: 404 });
  expect(await view("stack-warnings?stackName=none")).toMatchObject({ status: 400 });
});

test("of a queue's largest messages no more are shown than a page can be given, and one in any case", async () => {
  const { answer } = await call("sqs/CreateQueue", {
    QueueName: "large",
    Attributes: { MaximumMessageSize: "1048576" },
  });
  const { QueueUrl } = answer as { readonly QueueUrl: string };
  for (let sent = 0; sent < 6; sent++)
    await call("sqs/SendMessage", { QueueUrl, MessageBody: `${sent}${"x".repeat(1_000_000)}` });
  const { value } = await view("queue-messages?queueName=large");
  expect((value as readonly { readonly body: string }[]).map(({ body }) => body[0])).toEqual([
    ...["0", "1", "2", "3"],
  ]);
});

test("records are looked at without anybody counting as their reader", async () => {
  await call("kinesis/CreateStream", { StreamName: "looked-at", ShardCount: 1 });
  const put = (text: string) =>
    call("kinesis/PutRecord", { StreamName: "looked-at", PartitionKey: "k", Data: btoa(text) });
  await put("one");
  const shown = async (iterator = "") => {
    const { value } = await view(
      `shard-records?streamName=looked-at&shardId=shardId-000000000000${iterator}`,
    );
    return value as { records: { partitionKey: string; dataBase64: string }[]; iterator: string };
  };
  const first = await shown();
  expect(first).toMatchObject({ records: [{ partitionKey: "k", dataBase64: btoa("one") }], behindMs: 0 });
  await put("two");
  const more = await shown(`&iterator=${encodeURIComponent(first.iterator)}`);
  expect(more.records.map(({ dataBase64 }) => atob(dataBase64))).toEqual(["two"]);
  const { answer } = await call("cloudwatch/ListMetrics", { Namespace: "AWS/Kinesis" });
  const names = (answer as { Metrics: { MetricName: string }[] }).Metrics.map(({ MetricName }) => MetricName);
  expect(names).toContain("IncomingRecords");
  expect(names.filter((name) => name.startsWith("GetRecords"))).toEqual([]);
  expect(await view("shard-records?streamName=none&shardId=x")).toMatchObject({ status: 400 });
});
