// Pipes of one region from end to end: each source with each stage, in AWS's shapes.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import { Region } from "../../../src/region/region.ts";
import type { PipeDefinition } from "../../../src/services/pipes/pipe-definition.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { until } from "../../support/until.ts";

const clock = new VirtualClock();
let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566", clock });
  region.start();
});
afterAll(() => region.close());

const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const RoleArn = "arn:aws:iam::000000000000:role/any";
const position = { StartingPosition: "TRIM_HORIZON" } as const;

async function queue(
  queueName: string,
  attributes: readonly (readonly [string, string])[] = [],
): Promise<string> {
  const fifo = queueName.endsWith(".fifo")
    ? ([
        ["FifoQueue", "true"],
        ["ContentBasedDeduplication", "true"],
      ] as const)
    : [];
  await region.services.sqs.createQueue({ queueName, attributes: new Map([...fifo, ...attributes]) });
  return arnOf("sqs", queueName);
}

async function stream(streamName: string): Promise<string> {
  await region.services.kinesis.createStream({ streamName, shardCount: 1 });
  return arnOf("kinesis", `stream/${streamName}`);
}

async function table(TableName: string): Promise<string> {
  const { TableDescription } = (await region.services.dynamodb.request("CreateTable", {
    ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  })) as { readonly TableDescription: { readonly LatestStreamArn: string } };
  return TableDescription.LatestStreamArn;
}

/** A machine whose output is what a JSONata expression makes of its input. */
function express(name: string, output = "$states.input"): string {
  const definition = JSON.stringify({
    ...{ QueryLanguage: "JSONata", StartAt: "P" },
    States: { P: { Type: "Pass", Output: `{% ${output} %}`, End: true } },
  });
  return region.services.states.machines.create({ name, type: "EXPRESS", definition, roleArn: RoleArn }).arn;
}

async function pipe(name: string, definition: Omit<PipeDefinition, "RoleArn">): Promise<void> {
  region.services.pipes.create(name, { RoleArn, ...definition });
  expect(await region.services.pipes.settled(name)).toMatchObject({ currentState: "RUNNING" });
}

const put = (streamName: string, ...texts: readonly string[]) =>
  region.services.kinesis.putRecords(
    { streamName },
    texts.map((text) => ({ partitionKey: "k", data: Buffer.from(text) })),
  );

/** The bodies in a queue, once there are so many. */
const bodies = (queueName: string, count: number) =>
  until(() => {
    const messages = region.services.sqs.messages(queueName);
    return messages.length < count ? undefined : messages.map(({ body }) => JSON.parse(body) as JsonObject);
  });

const statistics = (name: string) => region.services.pipes.pipe(name)?.statistics();

describe("a source hands over its events in AWS's shape", () => {
  test("a standard queue", async () => {
    const Source = await queue("plain");
    await pipe("plain", { Source, Target: await queue("of-plain") });
    await region.services.sqs.send(Source, "hello", {
      messageAttributes: new Map([["a", { dataType: "String", stringValue: "x" }]]),
    });
    const [event] = await bodies("of-plain", 1);
    expect(event).toEqual({
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      body: "hello",
      attributes: {
        ...{ ApproximateReceiveCount: "1", SentTimestamp: expect.any(String), SenderId: expect.any(String) },
        ApproximateFirstReceiveTimestamp: expect.any(String),
      },
      messageAttributes: {
        a: { stringValue: "x", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfMessageAttributes: expect.any(String),
      md5OfBody: "5d41402abc4b2a76b9719d911017c592",
      ...{ eventSource: "aws:sqs", eventSourceARN: Source, awsRegion: "us-east-1" },
    });
    await until(() => (region.services.sqs.messageCount("plain") === 0 ? true : undefined));
  });

  test("a FIFO queue, into another in the order of its groups", async () => {
    const Source = await queue("in.fifo");
    const TargetParameters = { SqsQueueParameters: { MessageGroupId: "$.attributes.MessageGroupId" } };
    await pipe("fifo", { Source, Target: await queue("out.fifo"), TargetParameters });
    for (const number of [1, 2, 3, 4])
      await region.services.sqs.send(Source, String(number), { messageGroupId: `g${number % 2}` });
    const events = await bodies("out.fifo", 4);
    expect(events[0]?.attributes).toMatchObject({
      ...{
        MessageGroupId: "g1",
        SequenceNumber: expect.any(String),
        MessageDeduplicationId: expect.any(String),
      },
    });
    const ofGroup = (group: string) =>
      region.services.sqs
        .messages("out.fifo")
        .filter(({ groupId }) => groupId === group)
        .map(({ body }) => JSON.parse(body).body);
    expect([ofGroup("g1"), ofGroup("g0")]).toEqual([
      ["1", "3"],
      ["2", "4"],
    ]);
  });

  test("a table's stream, to an Express state machine, as one array", async () => {
    const Source = await table("readings");
    const Target = express("of-table");
    const inputs: Json[] = [];
    region.services.states.onExecutionEnded(({ stateMachine, end }) => {
      if (stateMachine.arn === Target && end.status === "SUCCEEDED") inputs.push(end.output);
    });
    const SourceParameters = { DynamoDBStreamParameters: { ...position, BatchSize: 10 } };
    await pipe("table", { Source, SourceParameters, Target });
    await region.services.dynamodb.request("PutItem", { TableName: "readings", Item: { id: { S: "a" } } });
    const [input] = await until(() => (inputs.length > 0 ? inputs : undefined));
    expect(input).toEqual([
      {
        ...{
          eventID: expect.any(String),
          eventName: "INSERT",
          eventVersion: "1.1",
          eventSource: "aws:dynamodb",
        },
        ...{ awsRegion: "us-east-1", eventSourceARN: Source },
        dynamodb: expect.objectContaining({ Keys: { id: { S: "a" } }, NewImage: { id: { S: "a" } } }),
      },
    ]);
  });
});

describe("a filter", () => {
  test("of a queue deletes what does not pass", async () => {
    const Source = await queue("filtered");
    const SourceParameters = { FilterCriteria: { Filters: [{ Pattern: '{"body":{"ok":[true]}}' }] } };
    await pipe("filtered", { Source, SourceParameters, Target: await queue("of-filtered") });
    for (const body of ['{"ok":false}', "text", '{"ok":true}']) await region.services.sqs.send(Source, body);
    expect(await bodies("of-filtered", 1)).toMatchObject([{ body: '{"ok":true}' }]);
    await until(() => (region.services.sqs.messageCount("filtered") === 0 ? true : undefined));
  });

  test("of a table lets through what any of its patterns matches", async () => {
    const Source = await table("filtered");
    const Filters = [
      { Pattern: '{"eventName":["REMOVE"]}' },
      { Pattern: '{"dynamodb":{"NewImage":{"n":{"N":["7"]}}}}' },
    ];
    const SourceParameters = { FilterCriteria: { Filters }, DynamoDBStreamParameters: position };
    await pipe("filtered-table", { Source, SourceParameters, Target: await queue("of-filtered-table") });
    for (const n of ["6", "7"])
      await region.services.dynamodb.request("PutItem", {
        ...{ TableName: "filtered", Item: { id: { S: n }, n: { N: n } } },
      });
    await region.services.dynamodb.request("DeleteItem", { TableName: "filtered", Key: { id: { S: "6" } } });
    const events = await bodies("of-filtered-table", 2);
    expect(events.map(({ eventName }) => eventName)).toEqual(["INSERT", "REMOVE"]);
  });
});

describe("an enrichment", () => {
  const answers: readonly (readonly [string, string, readonly Json[]])[] = [
    ["a list of events", '[{"a": 1}, {"a": 2}]', [{ a: 1 }, { a: 2 }]],
    ["one event", '{"a": 1}', [{ a: 1 }]],
    ["an event of nothing", "[{}]", [{}]],
    ["no event", "[]", []],
    ["nothing", "{}", []],
    ["an empty text", '""', []],
  ];
  test.each(answers)("may answer with %s", async (_, output, expected) => {
    const name = `enriched-${answers.findIndex(([, each]) => each === output)}`;
    const Source = await stream(name);
    const Enrichment = express(name, output);
    await pipe(name, {
      ...{ Source, Enrichment, Target: await queue(`of-${name}`) },
      SourceParameters: { KinesisStreamParameters: position },
    });
    await put(name, "x");
    await until(() => (statistics(name)?.recordsDelivered === 1 ? true : undefined));
    expect(region.services.sqs.messages(`of-${name}`).map(({ body }) => JSON.parse(body))).toEqual(expected);
  });

  test("is given what its template makes of each event, and the target what its own makes of each answer", async () => {
    const Source = await stream("templated");
    const Enrichment = express("templated", '$map($states.input, function($e) {{"twice": $e.n * 2}})[]');
    await pipe("templated", {
      ...{ Source, Enrichment, Target: await queue("of-templated") },
      SourceParameters: { KinesisStreamParameters: position },
      EnrichmentParameters: { InputTemplate: '{"n": <$.data.n>}' },
      TargetParameters: { InputTemplate: '{"result": <$.twice>, "by": "<aws.pipes.pipe-name>"}' },
    });
    await put("templated", '{"n":4}', '{"n":5}');
    expect(await bodies("of-templated", 2)).toEqual([
      { result: 8, by: "templated" },
      { result: 10, by: "templated" },
    ]);
  });

  test("that fails is tried again with the same events, and a record that it never takes is a dead letter", async () => {
    const Source = await stream("failing");
    const Enrichment = express("failing", '$error("no")');
    const deadLetters = await queue("letters");
    await pipe("failing", {
      ...{ Source, Enrichment, Target: await queue("of-failing") },
      SourceParameters: {
        KinesisStreamParameters: {
          ...position,
          MaximumRetryAttempts: 1,
          DeadLetterConfig: { Arn: deadLetters },
        },
      },
    });
    await put("failing", "x");
    await until(() => {
      clock.advanceBy(1000);
      return region.services.sqs.messageCount("letters") > 0 ? true : undefined;
    });
    expect(await bodies("letters", 1)).toEqual([
      {
        context: { partnerResourceArn: arnOf("pipes", "pipe/failing"), condition: "RetryAttemptsExhausted" },
        ...{ version: "1.0", timestamp: expect.any(String) },
        KinesisBatchInfo: {
          ...{ shardId: "shardId-000000000000", batchSize: 1, streamArn: Source },
          ...{ startSequenceNumber: expect.any(String), endSequenceNumber: expect.any(String) },
          approximateArrivalOfFirstRecord: expect.any(String),
          approximateArrivalOfLastRecord: expect.any(String),
        },
      },
    ]);
    expect(statistics("failing")).toMatchObject({ batches: 2, recordsDeadLettered: 1 });
  });
});

describe("part of a batch", () => {
  test("that an answer names stays in its queue, and the rest is deleted", async () => {
    const Source = await queue("partial", [["VisibilityTimeout", "5"]]);
    const Target = express(
      "partial",
      '{"batchItemFailures": [$states.input[body = "bad"].{"itemIdentifier": messageId}]}',
    );
    for (const body of ["good", "bad", "fine"]) await region.services.sqs.send(Source, body);
    await pipe("partial", { Source, Target });
    await until(() => (region.services.sqs.messageCount("partial") === 1 ? true : undefined));
    expect(region.services.sqs.messages("partial").map(({ body }) => body)).toEqual(["bad"]);
  });

  test("that a target's own entries failed is tried again with what follows it", async () => {
    const Source = await stream("entries");
    const TargetParameters = {
      SqsQueueParameters: { MessageGroupId: "$.data.group", MessageDeduplicationId: "$.eventID" },
    };
    await pipe("entries", {
      ...{ Source, Target: await queue("entries.fifo"), TargetParameters },
      SourceParameters: { KinesisStreamParameters: { ...position, MaximumRetryAttempts: 0 } },
    });
    await put("entries", '{"group":"a"}', '{"no":"group"}', '{"group":"b"}');
    await until(() => {
      clock.advanceBy(1000);
      return (statistics("entries")?.recordsDiscarded ?? 0) > 0 &&
        region.services.sqs.messageCount("entries.fifo") === 2
        ? true
        : undefined;
    });
    expect(region.services.sqs.messages("entries.fifo").map(({ groupId }) => groupId)).toEqual(["a", "b"]);
  });
});

describe("a target", () => {
  test("that is a bus is told the source, type, resources and time that paths lead to", async () => {
    const Source = await stream("to-bus");
    const { buses } = region.services.events;
    const { eventBusArn: Target } = await buses.createEventBus("of-pipe");
    await buses.putRule(
      { name: "all", enabled: true, eventPattern: '{"source":["station.KSEA"]}' },
      "of-pipe",
    );
    await buses.putTargets("all", [{ id: "q", arn: await queue("of-bus") }], "of-pipe");
    const EventBridgeEventBusParameters = {
      ...{
        Source: "$.data.source",
        DetailType: "Reading",
        Resources: [arnOf("iot", "thing/a"), "$.data.thing"],
      },
      Time: "$.data.at",
    };
    await pipe("to-bus", {
      ...{ Source, Target, TargetParameters: { EventBridgeEventBusParameters } },
      SourceParameters: { KinesisStreamParameters: position },
    });
    const thing = arnOf("iot", "thing/b");
    await put("to-bus", JSON.stringify({ source: "station.KSEA", thing, at: "2026-01-02T03:04:05Z" }));
    expect(await bodies("of-bus", 1)).toMatchObject([
      {
        ...{ source: "station.KSEA", "detail-type": "Reading", time: "2026-01-02T03:04:05Z" },
        resources: [arnOf("iot", "thing/a"), thing],
        detail: { eventSource: "aws:kinesis" },
      },
    ]);
  });

  test("that is a log group takes the stream and the time that paths lead to", async () => {
    const Source = await stream("to-logs");
    const { logs } = region.services;
    logs.createLogGroup("of-pipe");
    const at = clock.now() - 1000;
    await pipe("to-logs", {
      ...{ Source, Target: arnOf("logs", "log-group:of-pipe") },
      SourceParameters: { KinesisStreamParameters: position },
      TargetParameters: {
        InputTemplate: "<$.data.text>",
        CloudWatchLogsParameters: { LogStreamName: "$.data.stream", Timestamp: "$.data.at" },
      },
    });
    await put("to-logs", JSON.stringify({ text: "rain", stream: "KSEA", at }));
    const events = await until(() => {
      const found = logs.filterLogEvents({ logGroupName: "of-pipe" }).events;
      return found.length > 0 ? found : undefined;
    });
    expect(events).toMatchObject([{ message: '"rain"', timestamp: at, logStreamName: "KSEA" }]);
  });

  test("that takes ten entries gets no more at once", async () => {
    const Source = await stream("many");
    await put("many", ...Array.from({ length: 25 }, (_, number) => String(number)));
    await pipe("many", {
      ...{ Source, Target: await queue("of-many") },
      SourceParameters: { KinesisStreamParameters: position },
    });
    await until(() => (statistics("many")?.recordsDelivered === 25 ? true : undefined));
    expect(statistics("many")).toMatchObject({ batches: 3, failedBatches: 0 });
  });
});

describe("an API destination", () => {
  const requests: { readonly url: string; readonly header: unknown; readonly body: Json }[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    requests.push({ url: request.url ?? "", header: request.headers["x-station"], body });
    response.end(JSON.stringify({ seen: body.n }));
  });
  let arn = "";
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { connections, destinations } = region.services.events;
    const { arn: connectionArn } = await connections.create({
      ...{ name: "c", authorizationType: "API_KEY" },
      authParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: "k" } },
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stations/*`;
    ({ arn } = destinations.create({
      name: "d",
      connectionArn,
      endpoint,
      method: "POST",
      invocationsPerSecond: 300,
    }));
  });
  afterAll(() => void server.close());

  const HttpParameters = {
    PathParameterValues: ["$.data.station"],
    HeaderParameters: { "x-station": "$.data.station" },
    QueryStringParameters: { n: "$.data.n", fixed: "yes" },
  };
  const sent = { url: "/stations/KSEA?n=7&fixed=yes", header: "KSEA", body: { n: 7 } };
  const InputTemplate = '{"n": <$.data.n>}';

  test("is called for each event with what its parameters lead to", async () => {
    const Source = await stream("to-http");
    await pipe("to-http", {
      ...{ Source, Target: arn, TargetParameters: { InputTemplate, HttpParameters } },
      SourceParameters: { KinesisStreamParameters: position },
    });
    await put("to-http", '{"station":"KSEA","n":7}');
    await until(() => (statistics("to-http")?.recordsDelivered === 1 ? true : undefined));
    expect(requests.splice(0)).toEqual([sent]);
  });

  test("enriches each event by itself", async () => {
    const Source = await stream("by-http");
    await pipe("by-http", {
      ...{ Source, Enrichment: arn, EnrichmentParameters: { InputTemplate, HttpParameters } },
      ...{ SourceParameters: { KinesisStreamParameters: position }, Target: await queue("of-by-http") },
    });
    await put("by-http", '{"station":"KSEA","n":7}', '{"station":"KPDX","n":8}');
    // A destination has a turn every 300th of a second.
    await until(() => {
      clock.advanceBy(1000);
      return statistics("by-http")?.recordsDelivered === 2 ? true : undefined;
    });
    expect(await bodies("of-by-http", 2)).toEqual([{ seen: 7 }, { seen: 8 }]);
    expect(requests.splice(0)).toContainEqual(sent);
  });
});

describe("an execution", () => {
  const steps = (logGroupName: string) =>
    region.services.logs
      .filterLogEvents({ logGroupName })
      .events.map(({ message }) => JSON.parse(message) as JsonObject);

  const withPayload = [
    ...["EXECUTION_STARTED", "ENRICHMENT_TRANSFORMATION_SUCCEEDED", "ENRICHMENT_STAGE_SUCCEEDED"],
    ...["TARGET_TRANSFORMATION_SUCCEEDED", "TARGET_STAGE_SUCCEEDED"],
  ];

  test.each([
    ["TRACE", 14],
    ["INFO", 6],
    ["ERROR", 0],
  ] as const)("is logged at the level %s", async (Level, count) => {
    const name = `logged-${Level}`;
    const Source = await stream(name);
    region.services.logs.createLogGroup(name);
    await pipe(name, {
      ...{ Source, Target: await queue(`of-${name}`), Enrichment: express(name) },
      SourceParameters: { KinesisStreamParameters: position },
      EnrichmentParameters: { InputTemplate: '{"d":<$.data>}' },
      TargetParameters: { InputTemplate: '{"d":<$.d>}' },
      LogConfiguration: {
        ...{ Level, IncludeExecutionData: ["ALL"] },
        CloudwatchLogsLogDestination: { LogGroupArn: arnOf("logs", `log-group:${name}`) },
      },
    });
    await put(name, "x");
    await until(() => (statistics(name)?.recordsDelivered === 1 ? true : undefined));
    const records = steps(name);
    expect(records).toHaveLength(count);
    if (count === 0) return;
    expect(records[0]).toEqual({
      ...{ executionId: expect.any(String), timestamp: expect.any(Number), messageType: "EXECUTION_STARTED" },
      ...{ resourceArn: arnOf("pipes", `pipe/${name}`), logLevel: "INFO" },
      payload: expect.stringContaining('"eventSource":"aws:kinesis"'),
      ...{ truncatedFields: null, error: null },
    });
    expect(
      records.filter(({ payload }) => payload !== undefined).map(({ messageType }) => messageType),
    ).toEqual(withPayload.filter((step) => Level === "TRACE" || !step.includes("TRANSFORMATION")));
    expect(records.at(-1)?.messageType).toBe("EXECUTION_SUCCEEDED");
    expect(new Set(records.map(({ executionId }) => executionId)).size).toBe(1);
  });

  test("that takes longer than five minutes has failed", async () => {
    const Source = await stream("slow");
    region.router.add({ service: "toy", resource: /^slow$/, deliver: () => new Promise(() => undefined) });
    await pipe("slow", {
      ...{ Source, Target: arnOf("toy", "slow") },
      SourceParameters: { KinesisStreamParameters: { ...position, MaximumRetryAttempts: 0 } },
    });
    await put("slow", "x");
    await until(() => {
      clock.advanceBy(10_000);
      return statistics("slow")?.recordsDiscarded === 1 ? true : undefined;
    });
    expect(statistics("slow")?.lastError).toContain("ExecutionTimeout");
  });

  test("that fails is logged with its error, and counted", async () => {
    const Source = await stream("unlucky");
    region.services.logs.createLogGroup("unlucky");
    await pipe("unlucky", {
      ...{ Source, Target: arnOf("sqs", "nobody") },
      SourceParameters: { KinesisStreamParameters: { ...position, MaximumRetryAttempts: 0 } },
      LogConfiguration: {
        Level: "ERROR",
        CloudwatchLogsLogDestination: { LogGroupArn: arnOf("logs", "log-group:unlucky") },
      },
    });
    await put("unlucky", "x");
    await until(() => (statistics("unlucky")?.recordsDiscarded === 1 ? true : undefined));
    expect(steps("unlucky").map(({ messageType }) => messageType)).toEqual([
      ...["TARGET_INVOCATION_FAILED", "TARGET_STAGE_FAILED", "EXECUTION_FAILED"],
    ]);
    expect(steps("unlucky")[0]).toMatchObject({
      ...{
        logLevel: "ERROR",
        error: {
          message: expect.stringContaining("The specified queue does not exist"),
          awsService: "sqs",
        },
      },
    });
    const counted = region.services.cloudwatch.metrics
      .listMetrics({ namespace: "AWS/EventBridge/Pipes" })
      .filter(({ dimensions }) => dimensions.PipeName === "unlucky")
      .map(({ metricName }) => metricName)
      .toSorted();
    expect(counted).toEqual([
      ...["Duration", "EventCount", "EventSize", "ExecutionFailed", "ExecutionPartiallyFailed"],
      ...["ExecutionThrottled", "ExecutionTimeout", "Invocations", "TargetStageDuration"],
      ...["TargetStageFailed", "TargetStagePartiallyFailed"],
    ]);
    const sum = (metricName: string, of: Readonly<Record<string, string>>, stat = "Sum") => {
      const metric = { namespace: "AWS/EventBridge/Pipes", metricName, dimensions: of };
      const range = { from: 0, until: clock.now() + 60_000 };
      return [
        ...region.services.cloudwatch.metrics.read({ metric, stat, periodSeconds: 60 }, range).values(),
      ];
    };
    expect(sum("ExecutionFailed", { PipeName: "unlucky" }).at(-1)).toBe(1);
    expect(sum("ExecutionThrottled", { PipeName: "unlucky" }).at(-1)).toBe(0);
    expect(sum("Concurrency", { AwsAccountId: "000000000000" }, "Maximum").at(-1)).toBeGreaterThan(0);
  });
});
