// The process that is killed: a region with a pipe from every kind of source, under load, whose targets are throttled, refuse and go
// away, whose dead-letter queue comes and goes, and whose clock jumps. What was acknowledged and what became of it is written into
// a ledger outside. The last life takes nothing new and tells what is unaccounted for.

import { openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { delivered } from "../../src/aws/delivery.ts";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { Region } from "../../src/region/region.ts";
import type { PipeDefinition } from "../../src/services/pipes/pipe-definition.ts";
import { type Clock, systemClock } from "../../src/time/clock.ts";
import { arnOf } from "../support/local-arn.ts";

export type SourcesLine =
  | { readonly type: "acknowledged"; readonly source: string }
  | {
      readonly type: "books";
      readonly put: number;
      readonly lost: readonly string[];
      readonly repeated: number;
      readonly deadLetters: number;
    };

const [directory = "", ledgerFile = "", isLast] = process.argv.slice(2);
const ledger = openSync(ledgerFile, "a");
const note = (what: "put" | "took" | "letter", id: string) => writeSync(ledger, `${what} ${id}\n`);
const tell = (line: SourcesLine) => process.stdout.write(`${JSON.stringify(line)}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const chance = (of: number) => Math.random() < of;

const mostJumpMs = 30 * 60_000;
/** At the end it is later than it has ever been: what a clock put back has hidden in a queue can be seen again. */
let jumpMs = isLast === "last" ? 2 * mostJumpMs : 0;
/** It jumps to and fro, and what waits waits a fiftieth of its time. */
const clock: Clock = {
  now: () => Date.now() + jumpMs,
  setTimer: (delayMs, fire) => systemClock.setTimer(delayMs / 50, fire),
};

const region = await Region.open({
  directory: join(directory, "data"),
  endpoint: "http://127.0.0.1:4566",
  clock,
});
const { kinesis: streams, sqs: queues, dynamodb: tables, states, pipes } = region.services;
const RoleArn = "arn:aws:iam::000000000000:role/faults";
const machineArn = arnOf("states", "stateMachine:takes");

region.router.add({ service: "toy", resource: /^fickle$/, deliver: ({ payload }) => fickle(payload.text) });
const streamArn = await setUp();
region.start();
const consumers = [consume("to", tookIn), consume("dead", lettersIn), consume("dead-of-queue", tookIn)];
const isAtEnd = isLast === "last";
if (isAtEnd) await settle();
else {
  const jumping = setInterval(() => {
    jumpMs = Math.round((Math.random() * 2 - 1) * mostJumpMs);
  }, 100);
  jumping.unref();
  await Promise.all([...Object.entries(sources()).map(([name, give]) => load(name, give)), ...consumers]);
}

/** Each gives its source something of this id, and resolves once that is acknowledged. */
function sources(): Readonly<Record<string, (id: string) => Promise<unknown>>> {
  const record = (id: string) => ({ partitionKey: id, data: Buffer.from(id) });
  return {
    "stream-to-queue": (id) => streams.putRecord({ streamName: "for-queue" }, record(id)),
    "stream-to-machine": (id) => streams.putRecord({ streamName: "for-machine" }, record(id)),
    table: (id) => tables.request("PutItem", { TableName: "items", Item: { id: { S: id } } }),
    queue: (id) => queues.send("from", id),
  };
}

async function load(source: string, give: (id: string) => Promise<unknown>): Promise<void> {
  for (let number = 0; ; number++) {
    const id = `${source}-${process.pid}-${number}${chance(0.02) ? "-bad" : ""}`;
    await give(id);
    note("put", id);
    tell({ type: "acknowledged", source });
    await pause(2);
  }
}

/** Takes most of what it is given; what is bad it never takes. */
function fickle(text: string) {
  const id = idIn(JSON.parse(text));
  if (chance(0.1)) throw new ServiceError("ThrottlingException", "Rate exceeded", { status: 429 });
  if (id.endsWith("-bad") || chance(0.02)) throw new ServiceError("Refused", `not ${id}`);
  note("took", id);
  return delivered;
}

function idIn(event: Json): string {
  const { data, body, dynamodb } = event as JsonObject;
  if (typeof data === "string") return Buffer.from(data, "base64").toString();
  if (typeof body === "string") return body;
  return (dynamodb as { readonly Keys: { readonly id: { readonly S: string } } }).Keys.id.S;
}

async function setUp(): Promise<string> {
  const there = new Set(streams.all.map(({ name }) => name));
  for (const streamName of ["for-queue", "for-machine"])
    if (!there.has(streamName)) await streams.createStream({ streamName, shardCount: 2 });
  for (const queueName of ["to", "dead", "dead-of-queue"]) await queues.createQueue({ queueName });
  const deadLetterTargetArn = queues.queueArn("dead-of-queue");
  const attributes = new Map([
    ["VisibilityTimeout", "1"],
    ["RedrivePolicy", JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 4 })],
  ]);
  await queues.createQueue({ queueName: "from", attributes });
  const { TableNames } = await tables.request("ListTables", {});
  if (String(TableNames) === "") {
    await tables.request("CreateTable", {
      ...{ TableName: "items", BillingMode: "PAY_PER_REQUEST" },
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    });
  }
  const { Table } = (await tables.request("DescribeTable", { TableName: "items" })) as {
    readonly Table: { readonly LatestStreamArn: string };
  };
  const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
  states.machines.create({ name: "takes", type: "EXPRESS", definition, roleArn: RoleArn });
  states.onExecutionEnded(({ end }) => {
    if (end.status === "SUCCEEDED")
      for (const event of end.output as readonly Json[]) note("took", idIn(event));
  });
  const position = { StartingPosition: "TRIM_HORIZON", BatchSize: 10 } as const;
  const fickleArn = arnOf("toy", "fickle");
  const wanted: Readonly<Record<string, Omit<PipeDefinition, "RoleArn">>> = {
    "for-queue": {
      ...{ Source: arnOf("kinesis", "stream/for-queue"), Target: queues.queueArn("to") },
      SourceParameters: { KinesisStreamParameters: position },
    },
    "for-machine": {
      ...{ Source: arnOf("kinesis", "stream/for-machine"), Target: machineArn },
      SourceParameters: { KinesisStreamParameters: { ...position, ParallelizationFactor: 2 } },
    },
    table: {
      ...{ Source: Table.LatestStreamArn, Target: fickleArn },
      SourceParameters: {
        DynamoDBStreamParameters: {
          ...{ ...position, MaximumRetryAttempts: 1, OnPartialBatchItemFailure: "AUTOMATIC_BISECT" },
          DeadLetterConfig: { Arn: queues.queueArn("dead") },
        },
      },
    },
    queue: { Source: queues.queueArn("from"), Target: fickleArn },
  };
  for (const [name, each] of Object.entries(wanted))
    if (!pipes.has(name)) pipes.create(name, { RoleArn, ...each });
  return Table.LatestStreamArn;
}

/** Notes what comes to a queue, which goes away now and then, when there is nothing in it, and comes back. */
async function consume(queueName: string, notes: (body: string) => void | Promise<void>): Promise<void> {
  const queueUrl = queues.queueUrl(queueName);
  for (;;) {
    for (const { message, receiptHandle } of await queues.receiveMessage({
      queueUrl,
      maxNumberOfMessages: 10,
    })) {
      await notes(message.body);
      await queues.deleteMessage(queueUrl, receiptHandle);
    }
    await pause(5);
    if (isAtEnd || queueName === "dead-of-queue" || queues.messageCount(queueName) > 0 || !chance(0.05))
      continue;
    await queues.deleteQueue(queueUrl, { freesName: true });
    await pause(50);
    await queues.createQueue({ queueName });
  }
}

function tookIn(body: string): void {
  note("took", body.startsWith("{") ? idIn(JSON.parse(body)) : body);
}

/** A dead letter tells where its records are. */
async function lettersIn(body: string): Promise<void> {
  const { DDBStreamBatchInfo: batch } = JSON.parse(body) as {
    readonly DDBStreamBatchInfo: Readonly<Record<"shardId" | "startSequenceNumber", string>> & {
      readonly batchSize: number;
    };
  };
  const { ShardIterator = null } = await tables.requestStreams("GetShardIterator", {
    ...{ StreamArn: streamArn, ShardId: batch.shardId, ShardIteratorType: "AT_SEQUENCE_NUMBER" },
    SequenceNumber: batch.startSequenceNumber,
  });
  const { Records = [] } = await tables.requestStreams("GetRecords", {
    ShardIterator,
    Limit: batch.batchSize,
  });
  for (const record of Records as readonly Json[]) note("letter", idIn(record));
}

async function settle(): Promise<void> {
  let books = balance();
  for (let waited = 0; waited < 60_000 && books.lost.length > 0; waited += 100) {
    await pause(100);
    books = balance();
  }
  tell({ type: "books", ...books });
}

function balance() {
  const ids = { put: new Set<string>(), took: new Set<string>(), letter: new Set<string>() };
  let repeated = 0;
  for (const line of readFileSync(ledgerFile, "utf8").split("\n")) {
    const [what = "", id = ""] = line.split(" ");
    if (what === "took" && ids.took.has(id)) repeated++;
    if (Object.hasOwn(ids, what)) ids[what as keyof typeof ids].add(id);
  }
  const lost = [...ids.put].filter((id) => !ids.took.has(id) && !ids.letter.has(id));
  return { put: ids.put.size, lost, repeated, deadLetters: ids.letter.size };
}
