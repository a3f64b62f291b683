// Pipes of one region from end to end: what each source hands over, what passes a filter, and what an enrichment makes of it.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Json } from "../../../src/aws/json.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import {
  bodies,
  clock,
  closeRegion,
  express,
  openRegion,
  pipe,
  position,
  put,
  queue,
  region,
  statistics,
  stream,
  table,
} from "./support/region-of-pipes.ts";

beforeAll(openRegion);
afterAll(closeRegion);

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
    await until(() => region.services.sqs.messageCount("plain") === 0);
  });

  test("a stream that is gone is waited for, which the pipe tells, and one that is made anew is read from its start", async () => {
    const Source = await stream("gone");
    await pipe("gone", {
      ...{ Source, SourceParameters: { KinesisStreamParameters: position }, Target: await queue("of-gone") },
      TargetParameters: { InputTemplate: '{"data":<$.data>}' },
    });
    const { kinesis, pipes } = region.services;
    const state = () => {
      const record = pipes.describe("gone");
      return [record.currentState, pipes.stateReason(record)];
    };
    await put("gone", "1");
    await bodies("of-gone", 1);
    expect(state()).toEqual(["RUNNING", undefined]);
    await kinesis.deleteStream({ streamName: "gone" });
    clock.advanceBy(1000);
    await until(() => state()[1] === `Stream not found: ${Source}`);
    expect(state()[0]).toBe("RUNNING");
    await stream("gone");
    await put("gone", "2");
    clock.advanceBy(1000);
    await bodies("of-gone", 2);
    expect(state()).toEqual(["RUNNING", undefined]);
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
    await until(() => region.services.sqs.messageCount("filtered") === 0);
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
    await until(() => statistics(name)?.recordsDelivered === 1);
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
      return region.services.sqs.messageCount("letters") > 0;
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
    await until(() => region.services.sqs.messageCount("partial") === 1);
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

test("a batch of which an input template would make more than any stage takes fails, and the next one is delivered", async () => {
  const Source = await stream("swelling");
  await queue("letters-of-swelling");
  await pipe("swelling", {
    ...{ Source, Target: await queue("of-swelling") },
    SourceParameters: {
      KinesisStreamParameters: {
        ...{ ...position, BatchSize: 1, MaximumRetryAttempts: 0 },
        DeadLetterConfig: { Arn: arnOf("sqs", "letters-of-swelling") },
      },
    },
    TargetParameters: { InputTemplate: `{"l":[${"<$.data>,".repeat(400)}0]}` },
  });
  await put("swelling", JSON.stringify("x".repeat(20_000)), "7");
  const [letter] = await bodies("letters-of-swelling", 1);
  expect(letter?.KinesisBatchInfo).toMatchObject({ batchSize: 1 });
  const [body] = await bodies("of-swelling", 1);
  expect(body?.l).toHaveLength(401);
  expect(statistics("swelling")?.lastError).toContain("makes more than 6291456 bytes");
});
