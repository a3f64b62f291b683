// Records, messages and events in the largest batches.

import { each, events, kinesis, type LargeRequest, query, sqs, times, told } from "./large-request.ts";

export const streams: readonly LargeRequest[] = [
  {
    name: "Kinesis PutRecords of 500 records, 5 MB",
    prepare: (target) => kinesis(target, "CreateStream", { StreamName: "large", ShardCount: 1 }),
    ask: (target) =>
      told(
        kinesis(target, "PutRecords", {
          StreamName: "large",
          Records: times(500, () => ({ PartitionKey: "k", Data: Buffer.alloc(9_000, 7).toString("base64") })),
        }),
      ),
  },
  {
    name: "Kinesis PutRecords of 10 MB",
    ask: (target) =>
      told(
        kinesis(target, "PutRecords", {
          StreamName: "large",
          Records: times(10, () => ({
            PartitionKey: "k",
            Data: Buffer.alloc(999_000, 7).toString("base64"),
          })),
        }),
      ),
  },
  {
    name: "Kinesis GetRecords of 10 MB",
    ask: async (target) => {
      const { body } = await kinesis(target, "DescribeStream", { StreamName: "large" });
      const ShardId = JSON.parse(body).StreamDescription.Shards[0].ShardId;
      const iterator = await kinesis(target, "GetShardIterator", {
        StreamName: "large",
        ShardId,
        ShardIteratorType: "TRIM_HORIZON",
      });
      const { ShardIterator } = JSON.parse(iterator.body);
      return told(kinesis(target, "GetRecords", { ShardIterator, Limit: 10_000 }));
    },
  },
];

const queueUrl = "http://127.0.0.1/000000000000/large";
const sns = query("2010-03-31");
const topicArn = "arn:aws:sns:us-east-1:000000000000:large";
export const messages: readonly LargeRequest[] = [
  {
    name: "SQS SendMessageBatch of 1 MB",
    prepare: (target) => sqs(target, "CreateQueue", { QueueName: "large" }),
    ask: (target) =>
      told(
        sqs(target, "SendMessageBatch", {
          QueueUrl: queueUrl,
          Entries: times(10, (at) => ({ Id: String(at), MessageBody: "é".repeat(50_000) })),
        }),
      ),
  },
  {
    name: "SQS ReceiveMessage of 1 MB",
    ask: (target) => told(sqs(target, "ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: 10 })),
  },
  {
    name: "EventBridge PutEvents of 256 KB over 300 rules",
    prepare: (target) =>
      each(300, (at) =>
        events(target, "PutRule", {
          Name: `r${at}`,
          EventPattern: JSON.stringify({ source: ["large"], detail: { [`k${at}`]: [{ exists: true }] } }),
        }),
      ),
    ask: (target) =>
      told(
        events(target, "PutEvents", {
          Entries: times(1, () => ({
            Source: "large",
            DetailType: "d",
            Detail: JSON.stringify(Object.fromEntries(times(15_000, (n) => [`k${n}`, `v${n}`]))),
          })),
        }),
      ),
  },
  {
    name: "EventBridge PutEvents of 10 over lists of 20,000 values",
    ask: (target) =>
      told(
        events(target, "PutEvents", {
          Entries: times(10, () => ({
            Source: "large",
            DetailType: "d",
            Detail: JSON.stringify({ k0: times(2_000, (n) => `v${n}`), k1: times(300, (n) => ({ n })) }),
          })),
        }),
      ),
  },
  {
    name: "EventBridge ListRules of 2,000, and what they are named by target",
    prepare: (target) =>
      each(2000, (at) =>
        events(target, "PutRule", { Name: `s${at}`, EventPattern: JSON.stringify({ source: [`s${at}`] }) }),
      ),
    ask: (target) => told(events(target, "ListRules", { NamePrefix: "s", Limit: 100 })),
  },
  {
    name: "EventBridge TestEventPattern of the longest pattern and event",
    ask: (target) =>
      told(
        events(target, "TestEventPattern", {
          EventPattern: JSON.stringify({ detail: { l: times(200, (n) => ({ prefix: `${n}` })) } }).slice(
            0,
            1e6,
          ),
          Event: JSON.stringify({
            ...{
              id: "1",
              account: "1",
              source: "s",
              time: "2026-01-01T00:00:00Z",
              region: "r",
              resources: [],
            },
            "detail-type": "d",
            detail: { l: times(20_000, (n) => `x${n}`) },
          }),
        }),
      ),
  },
  {
    name: "SNS Publish over 200 filter policies of a message's body",
    prepare: async (target) => {
      await sns(target, "CreateTopic", { Name: "large" });
      await each(200, (at) =>
        sns(target, "Subscribe", {
          TopicArn: topicArn,
          Protocol: "sqs",
          Endpoint: "arn:aws:sqs:us-east-1:000000000000:large",
          "Attributes.entry.1.key": "FilterPolicyScope",
          "Attributes.entry.1.value": "MessageBody",
          "Attributes.entry.2.key": "FilterPolicy",
          "Attributes.entry.2.value": JSON.stringify({ l: { n: [{ numeric: ["=", -1 - at] }] } }),
        }),
      );
    },
    ask: (target) =>
      told(
        sns(target, "Publish", {
          TopicArn: topicArn,
          Message: JSON.stringify({ l: times(15_000, (n) => ({ n })) }),
        }),
      ),
  },
  {
    name: "SQS SendMessageBatch as a form of 1 MB",
    ask: (target) =>
      told(
        query("2012-11-05")(target, "SendMessageBatch", {
          QueueUrl: queueUrl,
          ...Object.fromEntries(
            times(10, (at) => [
              [`SendMessageBatchRequestEntry.${at + 1}.Id`, String(at)],
              [`SendMessageBatchRequestEntry.${at + 1}.MessageBody`, "&<é".repeat(25_000)],
            ]).flat(),
          ),
        }),
      ),
  },
  {
    name: "SQS ReceiveMessage as a form, of 10 messages of 100 KB of signs",
    ask: (target) =>
      told(query("2012-11-05")(target, "ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: "10" })),
  },
  {
    name: "SQS PurgeQueue of 20,000 messages",
    prepare: (target) =>
      each(2000, (batch) =>
        sqs(target, "SendMessageBatch", {
          QueueUrl: queueUrl,
          Entries: times(10, (at) => ({ Id: String(at), MessageBody: `${batch} ${at}` })),
        }),
      ),
    ask: (target) => told(sqs(target, "PurgeQueue", { QueueUrl: queueUrl })),
  },
];
