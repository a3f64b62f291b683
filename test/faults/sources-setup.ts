// What a region of this campaign has: pipes from streams, a table and a queue; functions with event source mappings; a bus with a rule,
// a schedule and an archive; a rule for devices; delivery streams into a bucket. A later life finds it all there.

import type { Json } from "../../src/aws/json.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import type { WireObject } from "../../src/aws/wire/operation.ts";
import type { Region } from "../../src/region/region.ts";
import { completeSettings } from "../../src/services/lambda/functions/function-settings.ts";
import { fixtureCode } from "../support/fixture-code.ts";
import { arnOf } from "../support/local-arn.ts";
import { createStreamedTable } from "../support/streamed-table.ts";

export const streamNames = ["for-queue", "for-machine", "for-function", "for-bucket"] as const;
export const bucket = "delivered";
export const busName = "of-events";
export const roleArn = "arn:aws:iam::000000000000:role/faults";
export const queueUrl = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
const queueArn = (name: string) => arnOf("sqs", name);
const streamArn = (name: string) => arnOf("kinesis", `stream/${name}`);

/** Of a queue that is always there. */
const DeadLetterConfig = { Arn: queueArn("letters") };

/** What an operation of the region answers. Rejects with ServiceError. */
export async function ask(region: Region, api: string, name: string, request: object): Promise<WireObject> {
  const operation = region.apis.get(api)?.operations[name];
  if (operation === undefined) throw new Error(`${api} has no ${name}`);
  return operation({ ...request }, { requestId: "faults", host: "127.0.0.1" });
}

/** Gives the ARN of the table's stream. `fickleArn` is what takes most of what it is given. */
export async function setUp(region: Region, ledgerFile: string, fickleArn: string): Promise<string> {
  const make = async (api: string, name: string, request: object) => {
    try {
      await ask(region, api, name, request);
    } catch (refusal) {
      if (!(refusal instanceof ServiceError && isThere.test(refusal.code))) throw refusal;
    }
  };
  for (const StreamName of streamNames) await make("kinesis", "CreateStream", { StreamName, ShardCount: 2 });
  for (const QueueName of ["to", "dead", "letters", "replayed", "ticks"])
    await make("sqs", "CreateQueue", { QueueName });
  const redrive = { deadLetterTargetArn: DeadLetterConfig.Arn, maxReceiveCount: 4 };
  for (const [QueueName, VisibilityTimeout] of [
    ["from", "1"],
    ["from-function", "3"],
  ])
    await make("sqs", "CreateQueue", {
      QueueName,
      Attributes: { VisibilityTimeout, RedrivePolicy: JSON.stringify(redrive) },
    });
  const { dynamodb } = region.services;
  const tableArn =
    dynamodb.streams.all[0]?.arn ?? (await createStreamedTable(dynamodb, "items", "KEYS_ONLY"));
  const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
  await make("sfn", "CreateStateMachine", { name: "takes", type: "EXPRESS", definition, roleArn });
  for (const [Name, pipe] of Object.entries(pipes(tableArn, fickleArn)))
    await make("pipes", "CreatePipe", { Name, RoleArn: roleArn, ...pipe });
  await setUpFunctions(region, ledgerFile);
  await setUpEvents(make);
  await make("iot", "CreateTopicRule", {
    ruleName: "devices",
    topicRulePayload: {
      sql: "SELECT * FROM 'devices/+'",
      actions: [{ sqs: { roleArn, queueUrl: queueUrl("to") } }],
      errorAction: { sqs: { roleArn, queueUrl: queueUrl("letters") } },
    },
  });
  await make("s3", "CreateBucket", { Bucket: bucket });
  const ExtendedS3DestinationConfiguration = {
    ...{ RoleARN: roleArn, BucketARN: `arn:aws:s3:::${bucket}` },
    BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
  };
  await make("firehose", "CreateDeliveryStream", {
    ...{ DeliveryStreamName: "direct", ExtendedS3DestinationConfiguration },
  });
  await make("firehose", "CreateDeliveryStream", {
    ...{ DeliveryStreamName: "of-stream", DeliveryStreamType: "KinesisStreamAsSource" },
    KinesisStreamSourceConfiguration: { KinesisStreamARN: streamArn("for-bucket"), RoleARN: roleArn },
    ExtendedS3DestinationConfiguration,
  });
  return tableArn;
}

const isThere = /AlreadyExist|InUse|Conflict|AlreadyOwned/;

type Make = (api: string, name: string, request: object) => Promise<void>;

function pipes(
  tableArn: string,
  fickleArn: string,
): Readonly<Record<string, { readonly [name: string]: Json }>> {
  const position = { StartingPosition: "TRIM_HORIZON", BatchSize: 10 };
  return {
    "for-queue": {
      ...{ Source: streamArn("for-queue"), Target: queueArn("to") },
      SourceParameters: { KinesisStreamParameters: position },
    },
    "for-machine": {
      ...{ Source: streamArn("for-machine"), Target: arnOf("states", "stateMachine:takes") },
      SourceParameters: { KinesisStreamParameters: { ...position, ParallelizationFactor: 2 } },
    },
    table: {
      ...{ Source: tableArn, Target: fickleArn },
      SourceParameters: {
        DynamoDBStreamParameters: {
          ...{ ...position, MaximumRetryAttempts: 1, OnPartialBatchItemFailure: "AUTOMATIC_BISECT" },
          DeadLetterConfig: { Arn: queueArn("dead") },
        },
      },
    },
    queue: { Source: queueArn("from"), Target: fickleArn },
  };
}

async function setUpFunctions(region: Region, ledgerFile: string): Promise<void> {
  const { lambda } = region.services;
  if (lambda.functions.find("takes") !== undefined) return;
  const settings = completeSettings("takes", {
    ...{ runtime: "nodejs24.x", handler: "sources-ledger.handler", code: await fixtureCode(lambda) },
    environment: { LEDGER: ledgerFile },
  });
  lambda.functions.create({ name: "takes", settings });
  const mapping = { functionName: "takes" };
  lambda.mappings.create({
    ...{ ...mapping, sourceArn: streamArn("for-function") },
    settings: { StartingPosition: "TRIM_HORIZON", BatchSize: 10, ParallelizationFactor: 2 },
  });
  lambda.mappings.create({
    ...{ ...mapping, sourceArn: queueArn("from-function") },
    settings: { BatchSize: 10, FunctionResponseTypes: ["ReportBatchItemFailures"] },
  });
  await lambda.functions.book.committed();
}

/** One rule for what is put, and one for what an archive gives back; and a rule and a schedule that fire by themselves. */
async function setUpEvents(make: Make): Promise<void> {
  await make("eventbridge", "CreateEventBus", { Name: busName });
  await make("eventbridge", "CreateArchive", {
    ArchiveName: "all-events",
    EventSourceArn: arnOf("events", `event-bus/${busName}`),
  });
  const rules = {
    first: { source: ["faults"], "replay-name": [{ exists: false }] },
    again: { source: ["faults"], "replay-name": [{ exists: true }] },
  };
  const target = (Id: string, queue: string) => ({ Id, Arn: queueArn(queue), DeadLetterConfig });
  for (const [Name, queue] of [
    ["first", "to"],
    ["again", "replayed"],
  ] as const) {
    const EventPattern = JSON.stringify(rules[Name]);
    await make("eventbridge", "PutRule", { Name, EventBusName: busName, EventPattern });
    await make("eventbridge", "PutTargets", {
      ...{ Rule: Name, EventBusName: busName, Targets: [target("queue", queue)] },
    });
  }
  await make("eventbridge", "PutRule", { Name: "ticks", ScheduleExpression: "rate(1 minute)" });
  await make("eventbridge", "PutTargets", { Rule: "ticks", Targets: [target("queue", "ticks")] });
  await make("scheduler", "CreateSchedule", {
    ...{ Name: "rounds", ScheduleExpression: "rate(10 minutes)", FlexibleTimeWindow: { Mode: "OFF" } },
    Target: {
      ...{ Arn: queueArn("ticks"), RoleArn: roleArn, DeadLetterConfig },
      Input: '{"id":"round-<aws.scheduler.execution-id>"}',
    },
  });
}
