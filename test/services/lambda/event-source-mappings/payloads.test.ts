// Payloads of each source byte for byte, and what destinations are told.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { failedDelivery } from "../../../../src/aws/delivery.ts";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import type { GivenSettings } from "../../../../src/services/lambda/event-source-mappings/mapping-checks.ts";
import { settled } from "../../../support/until.ts";
import { functionArn, Mappings, recordsOf } from "./support/open-mappings.ts";
import { makeStream, put } from "./support/sources.ts";

let opened: Mappings;
beforeEach(async () => {
  opened = await Mappings.open();
});
afterEach(() => opened.close());

const streamArn = "arn:aws:kinesis:us-east-1:000000000000:stream/readings";

async function readKinesis(settings: GivenSettings = {}) {
  await makeStream(opened, "kinesis");
  return opened.mappings.create({
    sourceArn: streamArn,
    functionName: "consume",
    settings: { StartingPosition: "TRIM_HORIZON", ...settings },
  });
}

describe("a payload", () => {
  test("of a Kinesis record", async () => {
    await readKinesis();
    await opened.streams.append("readings", [{ partitionKey: 'p"ü', data: Buffer.from("hello") }]);
    await settled();
    const number = opened.streams.stream({ streamName: "readings" }).shards[0]?.sequenceNumber(1);
    expect(JSON.stringify(opened.calls[0]?.event)).toBe(
      `{"Records":[{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"p\\"ü","sequenceNumber":"${number}","data":"aGVsbG8=","approximateArrivalTimestamp":1767225600},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"shardId-000000000000:${number}","eventName":"aws:kinesis:record","invokeIdentityArn":"arn:aws:iam::000000000000:role/r","awsRegion":"us-east-1","eventSourceARN":"${streamArn}"}]}`,
    );
  });

  test("of a table's change", async () => {
    const sourceArn = await makeStream(opened, "dynamodb");
    opened.mappings.create({ sourceArn, functionName: "consume", settings: { StartingPosition: "LATEST" } });
    await put(opened, "dynamodb", ["hello"]);
    expect(Object.keys(recordsOf(opened.calls[0]?.event ?? {})[0] ?? {})).toEqual([
      ...["eventID", "eventName", "eventVersion", "eventSource", "awsRegion", "dynamodb", "eventSourceARN"],
    ]);
    expect(recordsOf(opened.calls[0]?.event ?? {})[0]).toMatchObject({
      eventName: "INSERT",
      eventSource: "aws:dynamodb",
      eventSourceARN: sourceArn,
      dynamodb: { NewImage: { text: { S: "hello" } }, SequenceNumber: "100000000000000000001" },
    });
  });

  test.each([
    ["without a window has no digest of no attributes", 0, ""],
    ["with a window has null for it", 1, '"md5OfMessageAttributes":null,'],
  ])("of a message %s", async (_, MaximumBatchingWindowInSeconds, digest) => {
    const { queueUrl } = await opened.queues.createQueue({ queueName: "orders" });
    const settings = { MaximumBatchingWindowInSeconds };
    opened.mappings.create({
      sourceArn: opened.queues.queueArn("orders"),
      functionName: "consume",
      settings,
    });
    const { messageId } = await opened.queues.sendMessage({ queueUrl, messageBody: "b" });
    await opened.run(2);
    const handle = Buffer.from(`${messageId} 1 orders`).toString("base64");
    expect(JSON.stringify(opened.calls[0]?.event)).toBe(
      `{"Records":[{"messageId":"${messageId}","receiptHandle":"${handle}","body":"b","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1767225600000","SenderId":"AIDAMILLRACE","ApproximateFirstReceiveTimestamp":"1767225600000"},"messageAttributes":{},${digest}"md5OfBody":"92eb5ffee6ae2fec3ad71c777531578f","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:000000000000:orders","awsRegion":"us-east-1"}]}`,
    );
  });

  test("of a FIFO message has its group, its sequence number and its deduplication id; attributes have their digest", async () => {
    const attributes = new Map([["FifoQueue", "true"]]);
    const { queueUrl } = await opened.queues.createQueue({ queueName: "orders.fifo", attributes });
    const sourceArn = opened.queues.queueArn("orders.fifo");
    opened.mappings.create({ sourceArn, functionName: "consume", settings: {} });
    await opened.queues.sendMessage({
      ...{ queueUrl, messageBody: "b", messageGroupId: "g", messageDeduplicationId: "d" },
      messageAttributes: new Map([
        ["kind", { dataType: "String", stringValue: "x" }],
        ["raw", { dataType: "Binary", binaryValue: Buffer.from("y") }],
      ]),
    });
    await settled();
    expect(recordsOf(opened.calls[0]?.event ?? {})[0]).toMatchObject({
      attributes: { MessageGroupId: "g", MessageDeduplicationId: "d", SequenceNumber: expect.any(String) },
      messageAttributes: {
        kind: { stringValue: "x", stringListValues: [], binaryListValues: [], dataType: "String" },
        raw: { binaryValue: "eQ==", stringListValues: [], binaryListValues: [], dataType: "Binary" },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
});

describe("a destination is told where the records lie", () => {
  const givesUp = { MaximumRetryAttempts: 1 };
  const expected = () => {
    const shard = opened.streams.stream({ streamName: "readings" }).shards[0];
    return {
      requestContext: {
        requestId: "request-1",
        functionArn,
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      timestamp: "2026-01-01T00:00:01.000Z",
      KinesisBatchInfo: {
        shardId: "shardId-000000000000",
        startSequenceNumber: shard?.sequenceNumber(1),
        endSequenceNumber: shard?.sequenceNumber(2),
        approximateArrivalOfFirstRecord: "2026-01-01T00:00:00.000Z",
        approximateArrivalOfLastRecord: "2026-01-01T00:00:00.000Z",
        batchSize: 2,
        streamArn,
      },
    };
  };
  const giveUp = async (destination: string) => {
    const mapping = await readKinesis({
      ...givesUp,
      DestinationConfig: { OnFailure: { Destination: destination } },
    });
    opened.answer = () => "fail";
    await put(opened, "kinesis", ["1", "2"]);
    await opened.run(2);
    return mapping;
  };

  test("a queue", async () => {
    await opened.queues.createQueue({ queueName: "failures" });
    await giveUp(opened.queues.queueArn("failures"));
    const [message] = opened.queues.messages("failures");
    expect(message?.body).toBe(JSON.stringify(expected()));
  });

  test("a topic", async () => {
    const { topicArn } = opened.topics.createTopic("failures");
    await giveUp(topicArn);
    const [published] = opened.topics.published(topicArn);
    expect(JSON.parse(published?.message ?? "")).toEqual(expected());
  });

  test("a bucket, which is given the whole event", async () => {
    await opened.objects.createBucket("failures");
    const { record } = await giveUp("arn:aws:s3:::failures");
    const [found] = opened.objects.listObjects("failures").objects;
    expect(found?.key).toMatch(
      new RegExp(
        `^aws/lambda/${record.uuid}/shardId-000000000000/2026/01/01/2026-01-01T00\\.00\\.01-[0-9a-f-]{36}$`,
      ),
    );
    const { bytes } = await opened.objects.getObject("failures", found?.key ?? "");
    const { payload, ...told } = JSON.parse(bytes.toString()) as JsonObject;
    expect(told).toEqual(expected());
    expect(JSON.parse(String(payload))).toEqual(opened.calls[0]?.event);
  });

  test("of a table's changes, to the second", async () => {
    const sourceArn = await makeStream(opened, "dynamodb");
    await opened.queues.createQueue({ queueName: "failures" });
    opened.mappings.create({
      ...{ sourceArn, functionName: "consume" },
      settings: {
        ...{ StartingPosition: "TRIM_HORIZON", MaximumRetryAttempts: 0 },
        DestinationConfig: { OnFailure: { Destination: opened.queues.queueArn("failures") } },
      },
    });
    opened.answer = () => "fail";
    await put(opened, "dynamodb", ["1"]);
    const [message] = opened.queues.messages("failures");
    expect(JSON.parse(message?.body ?? "{}").DDBStreamBatchInfo).toMatchObject({
      startSequenceNumber: "100000000000000000001",
      approximateArrivalOfFirstRecord: "2026-01-01T00:00:00Z",
      streamArn: sourceArn,
    });
  });

  test("again and again while it has no room, and the shard waits", async () => {
    await opened.queues.createQueue({ queueName: "failures" });
    const { deliver } = opened;
    opened.deliver = () =>
      failedDelivery(new ServiceError("RequestThrottled", "Request is throttled.", { status: 429 }));
    const mapping = await giveUp(opened.queues.queueArn("failures"));
    opened.answer = () => "ok";
    await put(opened, "kinesis", ["3"]);
    await opened.run(1);
    expect(opened.calls).toHaveLength(2);
    opened.deliver = deliver;
    await opened.run(5);
    expect(opened.queues.messages("failures")).toHaveLength(1);
    expect(opened.calls).toHaveLength(3);
    expect(mapping.lastResult).toBe("OK");
  });

  test.each([
    ["queue", () => opened.queues.queueArn("nope")],
    ["bucket", () => "arn:aws:s3:::nope"],
  ])(
    "not again if there is no such %s: the records are dropped, and the shard goes on",
    async (_, destination) => {
      const mapping = await giveUp(destination());
      opened.answer = () => "ok";
      await put(opened, "kinesis", ["3"]);
      await opened.run(1);
      expect(opened.calls).toHaveLength(3);
      expect(mapping.lastResult).toBe("OK");
    },
  );
});
