// A data folder with something of every kind in it, and how much of it a region finds there.

import type { Target } from "./target.ts";

export interface Holdings {
  readonly messages: number;
  readonly records: number;
  readonly items: number;
  readonly objects: number;
  readonly executions: number;
  readonly rules: number;
  readonly topics: number;
}

const each = 40;
const queueUrl = "http://127.0.0.1/000000000000/seeded";
const roleArn = "arn:aws:iam::000000000000:role/r";
const sns = (target: Target, parameters: Record<string, string>) =>
  target.request("POST", "/", {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Version: "2010-03-31", ...parameters }).toString(),
  });

async function call(
  target: Target,
  prefix: string,
  operation: string,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await target.call(prefix, operation, body);
  if (answer.status !== 200) throw new Error(`${operation} answered ${answer.status}: ${answer.body}`);
  return answer.body === "" ? {} : JSON.parse(answer.body);
}

export async function seed(target: Target): Promise<void> {
  await call(target, "AmazonSQS", "CreateQueue", { QueueName: "seeded" });
  await call(target, "Kinesis_20131202", "CreateStream", { StreamName: "seeded", ShardCount: 1 });
  await call(target, "DynamoDB_20120810", "CreateTable", {
    TableName: "seeded",
    AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}';
  const machine = await call(target, "AWSStepFunctions", "CreateStateMachine", {
    name: "seeded",
    definition,
    roleArn,
  });
  await target.request("PUT", "/seeded");
  for (let at = 0; at < each; at++) {
    const text = `${at} ${"x".repeat(100)}`;
    await call(target, "AmazonSQS", "SendMessage", { QueueUrl: queueUrl, MessageBody: text });
    const record = {
      StreamName: "seeded",
      PartitionKey: String(at),
      Data: Buffer.from(text).toString("base64"),
    };
    await call(target, "Kinesis_20131202", "PutRecord", record);
    await call(target, "DynamoDB_20120810", "PutItem", { TableName: "seeded", Item: { k: { S: text } } });
    await call(target, "AWSStepFunctions", "StartExecution", { stateMachineArn: machine.stateMachineArn });
    await call(target, "AWSEvents", "PutRule", {
      Name: `seeded-${at}`,
      EventPattern: `{"source":["${at}"]}`,
    });
    await target.request("PUT", `/seeded/${at}`, { body: text });
    await sns(target, { Action: "CreateTopic", Name: `seeded-${at}` });
  }
}

/** What can be read of it. A part that is not there at all counts as nothing. */
export async function holdings(target: Target): Promise<Holdings> {
  return {
    messages: await orNone(async () => {
      const { Attributes } = await call(target, "AmazonSQS", "GetQueueAttributes", {
        QueueUrl: queueUrl,
        AttributeNames: ["All"],
      });
      return Number((Attributes as Record<string, string>).ApproximateNumberOfMessages);
    }),
    records: await orNone(() => countRecords(target)),
    items: await orNone(async () =>
      Number(
        (await call(target, "DynamoDB_20120810", "Scan", { TableName: "seeded", Select: "COUNT" })).Count,
      ),
    ),
    objects: await orNone(() => countObjects(target)),
    executions: await orNone(async () => {
      const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:seeded";
      const { executions } = await call(target, "AWSStepFunctions", "ListExecutions", {
        stateMachineArn,
        maxResults: 1000,
      });
      return (executions as unknown[]).length;
    }),
    rules: await orNone(
      async () =>
        ((await call(target, "AWSEvents", "ListRules", { NamePrefix: "seeded" })).Rules as unknown[]).length,
    ),
    topics: await orNone(
      async () => ((await sns(target, { Action: "ListTopics" })).body.match(/seeded-\d+/g) ?? []).length,
    ),
  };
}

async function countRecords(target: Target): Promise<number> {
  const shard = { StreamName: "seeded", ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" };
  const { ShardIterator } = await call(target, "Kinesis_20131202", "GetShardIterator", shard);
  const { Records } = await call(target, "Kinesis_20131202", "GetRecords", { ShardIterator });
  return (Records as unknown[]).length;
}

/** An object counts if it is served whole. */
async function countObjects(target: Target): Promise<number> {
  let whole = 0;
  for (let at = 0; at < each; at++) {
    const { status, body } = await target.request("GET", `/seeded/${at}`);
    if (status === 200 && body === `${at} ${"x".repeat(100)}`) whole += 1;
    else if (status === 200) throw new Error(`the object ${at} is served damaged: ${body.slice(0, 60)}`);
  }
  return whole;
}

async function orNone(count: () => Promise<number>): Promise<number> {
  try {
    return await count();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("the object")) throw error;
    return 0;
  }
}
