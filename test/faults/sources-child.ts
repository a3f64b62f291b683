// The process that is killed: a region with every kind of source under load, whose targets are throttled, refuse and go away, whose
// dead-letter queue comes and goes, whose functions are killed, whose streams are split and merged, and whose clock jumps. What was
// acknowledged and what became of it is written into a ledger outside. The last life takes nothing new, has the archive replayed and
// tells what is unaccounted for.

import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { delivered } from "../../src/aws/delivery.ts";
import type { Json } from "../../src/aws/json.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { Region } from "../../src/region/region.ts";
import { type Clock, systemClock } from "../../src/time/clock.ts";
import type { ClockJump } from "../../src/time/clock-jumps.ts";
import { arnOf } from "../support/local-arn.ts";
import { type Books, balanceOf, type Entry, idIn, type SourceName } from "./sources-ledger.ts";
import { ask, bucket, busName, queueUrl, roleArn, setUp, streamNames } from "./sources-setup.ts";

export type SourcesLine =
  | { readonly type: "acknowledged"; readonly source: string }
  | ({ readonly type: "books" } & Books);

const [directory = "", ledgerFile = "", life] = process.argv.slice(2);
const isLast = life === "last";
const ledger = openSync(ledgerFile, "a");
const note = (entry: Entry, id: string) => writeSync(ledger, `${entry} ${id}\n`);
const tell = (line: SourcesLine) => process.stdout.write(`${JSON.stringify(line)}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const chance = (of: number) => Math.random() < of;

const mostJumpMs = 30 * 60_000;
/** At the end it is later than it has ever been: what a clock put back has hidden in a queue can be seen again. */
let jumpMs = isLast ? 2 * mostJumpMs : 0;
const watchers = new Set<(jump: ClockJump) => void>();
/** It jumps to and fro, and what waits waits a fiftieth of its time. */
const clock: Clock = {
  now: () => Date.now() + jumpMs,
  jumps: {
    watch(told) {
      watchers.add(told);
      return () => void watchers.delete(told);
    },
  },
  setTimer: (delayMs, fire) => systemClock.setTimer(delayMs / 50, fire),
};

const region = await Region.open({
  directory: join(directory, "data"),
  endpoint: "http://127.0.0.1:4566",
  clock,
});
const { kinesis: streams, sqs: queues, dynamodb: tables, s3: objects, states, events, iot } = region.services;

region.router.add({ service: "toy", resource: /^fickle$/, deliver: ({ payload }) => fickle(payload.text) });
const tableStreamArn = await setUp(region, ledgerFile, arnOf("toy", "fickle"));
states.onExecutionEnded(({ end }) => {
  if (end.status === "SUCCEEDED")
    for (const event of end.output as readonly Json[]) note("took", idIn(JSON.stringify(event)));
});
region.start();
const consumers = [
  consume("to", (body) => note("took", idIn(body))),
  consume("dead", lettersIn),
  consume("letters", (body) => note("letter", idIn(body))),
  consume("replayed", (body) => note("took", archived(idIn(body)))),
  consume("ticks", (body) => {
    const { id } = JSON.parse(body) as { readonly id: string };
    note(id.startsWith("round-") ? "round" : "tick", id);
  }),
];
if (isLast) await settle();
else {
  const jumping = setInterval(() => {
    const before = jumpMs;
    jumpMs = Math.round((Math.random() * 2 - 1) * mostJumpMs);
    for (const told of [...watchers]) told({ byMs: jumpMs - before, withinMs: 0 });
  }, 100);
  jumping.unref();
  const loads = Object.entries(await sources()).map(([name, give]) => load(name as SourceName, give));
  await Promise.all([...loads, reshard(), ...consumers]);
}

/** Each gives its source something of this id, and resolves once that is acknowledged. */
async function sources(): Promise<Readonly<Record<SourceName, (id: string) => Promise<unknown>>>> {
  const { port } = await iot.brokerHost.open();
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  const put = (streamName: (typeof streamNames)[number], id: string, end = "") =>
    streams.putRecord({ streamName }, { partitionKey: id, data: Buffer.from(id + end) });
  const Target = { Arn: queues.queueArn("to"), RoleArn: roleArn };
  const DeadLetterConfig = { Arn: queues.queueArn("letters") };
  return {
    "stream-to-queue": (id) => put("for-queue", id),
    "stream-to-machine": (id) => put("for-machine", id),
    "stream-to-function": (id) => put("for-function", id),
    "stream-to-bucket": (id) => put("for-bucket", id, "\n"),
    table: (id) => tables.request("PutItem", { TableName: "items", Item: { id: { S: id } } }),
    queue: (id) => queues.send("from", id),
    "queue-to-function": (id) => queues.send("from-function", id),
    async event(id) {
      const entry = {
        source: "faults",
        detailType: "given",
        detail: JSON.stringify({ id }),
        eventBusName: busName,
      };
      await events.buses.putEvents([entry]);
      note("put", archived(id));
    },
    async schedule(id) {
      const at = new Date(clock.now() + 2000).toISOString().slice(0, 19);
      await ask(region, "scheduler", "CreateSchedule", {
        ...{ Name: id, ScheduleExpression: `at(${at})`, FlexibleTimeWindow: { Mode: "OFF" } },
        ActionAfterCompletion: "DELETE",
        Target: { ...Target, DeadLetterConfig, Input: JSON.stringify({ id }) },
      });
      await pause(20);
    },
    device: (id) => device.publishAsync(`devices/${id}`, JSON.stringify({ id }), { qos: 1 }),
    delivery: (id) => region.services.firehose.put("direct", [Buffer.from(`${id}\n`)]),
  };
}

/** What an archive has to give back. */
function archived(id: string): string {
  return `${id}@archive`;
}

/** Some are put twice, as by a producer that has missed an answer. A name can be only one schedule's. */
async function load(source: SourceName, give: (id: string) => Promise<unknown>): Promise<void> {
  for (let number = 0; ; number++) {
    const id = `${source}-${process.pid}-${number}${chance(0.02) ? "-bad" : ""}`;
    await give(id);
    if (source !== "schedule" && chance(0.02)) await give(id);
    note("put", id);
    tell({ type: "acknowledged", source });
    await pause(2);
  }
}

/** Takes most of what it is given; what is bad it never takes. */
function fickle(text: string) {
  const id = idIn(text);
  if (chance(0.1)) throw new ServiceError("ThrottlingException", "Rate exceeded", { status: 429 });
  if (id.endsWith("-bad") || chance(0.02)) throw new ServiceError("Refused", `not ${id}`);
  note("took", id);
  return delivered;
}

/** Now and then a stream has a shard more, or one less. */
async function reshard(): Promise<void> {
  for (;;) {
    await pause(500);
    const StreamName = streamNames[Math.floor(Math.random() * streamNames.length)] ?? "for-queue";
    const { Shards } = await ask(region, "kinesis", "ListShards", {
      ...{ StreamName, ShardFilter: { Type: "AT_LATEST" } },
    });
    const open = (Shards as readonly OpenShard[]).toSorted((one, other) =>
      BigInt(one.HashKeyRange.StartingHashKey) < BigInt(other.HashKeyRange.StartingHashKey) ? -1 : 1,
    );
    const at = Math.floor(Math.random() * (open.length - 1));
    const [shard, next] = [open[at], open[at + 1]];
    if (shard === undefined) continue;
    const { StartingHashKey, EndingHashKey } = shard.HashKeyRange;
    const middle = (BigInt(StartingHashKey) + BigInt(EndingHashKey)) / 2n;
    const [name, request] =
      next !== undefined && open.length > 2
        ? ["MergeShards", { ShardToMerge: shard.ShardId, AdjacentShardToMerge: next.ShardId }]
        : ["SplitShard", { ShardToSplit: shard.ShardId, NewStartingHashKey: String(middle) }];
    try {
      await ask(region, "kinesis", name, { StreamName, ...request });
      note("resharded", `${StreamName}-${shard.ShardId}`);
    } catch (refusal) {
      if (!(refusal instanceof ServiceError)) throw refusal;
    }
  }
}

interface OpenShard {
  readonly ShardId: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
}

/** Notes what comes to a queue. Those that are nobody's last resort go away now and then, when there is nothing in them, and come back. */
async function consume(queueName: string, notes: (body: string) => unknown): Promise<void> {
  const url = queueUrl(queueName);
  for (;;) {
    const received = await queues.receiveMessage({ queueUrl: url, maxNumberOfMessages: 10 });
    for (const { message, receiptHandle } of received) {
      await notes(message.body);
      await queues.deleteMessage(url, receiptHandle);
    }
    if (received.length === 0) await pause(5);
    const isFickle = queueName === "to" || queueName === "dead";
    if (isLast || !isFickle || queues.messageCount(queueName) > 0 || !chance(0.02)) continue;
    await queues.deleteQueue(url, { freesName: true });
    await pause(50);
    await queues.createQueue({ queueName });
  }
}

/** A dead letter tells where its records are. */
async function lettersIn(body: string): Promise<void> {
  const { DDBStreamBatchInfo: batch } = JSON.parse(body) as {
    readonly DDBStreamBatchInfo: Readonly<Record<"shardId" | "startSequenceNumber", string>> & {
      readonly batchSize: number;
    };
  };
  const { ShardIterator = null } = await tables.requestStreams("GetShardIterator", {
    ...{ StreamArn: tableStreamArn, ShardId: batch.shardId, ShardIteratorType: "AT_SEQUENCE_NUMBER" },
    SequenceNumber: batch.startSequenceNumber,
  });
  const { Records = [] } = await tables.requestStreams("GetRecords", {
    ShardIterator,
    Limit: batch.batchSize,
  });
  for (const record of Records as readonly Json[]) note("letter", idIn(JSON.stringify(record)));
}

async function settle(): Promise<void> {
  while (events.buses.pendingDeliveries > 0) await pause(50);
  await ask(region, "eventbridge", "StartReplay", {
    ...{ ReplayName: `replay-${process.pid}`, EventSourceArn: arnOf("events", "archive/all-events") },
    ...{ EventStartTime: clock.now() / 1000 - 24 * 3600, EventEndTime: clock.now() / 1000 },
    Destination: { Arn: arnOf("events", `event-bus/${busName}`) },
  });
  const read = new Set<string>();
  let books = balanceOf(ledgerFile);
  for (let waited = 0; waited < 240 && books.lost.length > 0; waited++) {
    await pause(500);
    await lookInto(bucket, read);
    books = balanceOf(ledgerFile);
  }
  tell({ type: "books", ...books });
}

async function lookInto(name: string, read: Set<string>): Promise<void> {
  for (let startAfter: string | undefined, isMore = true; isMore; ) {
    const page = objects.listObjects(name, { startAfter });
    for (const { key } of page.objects.filter((each) => !read.has(each.key))) {
      read.add(key);
      const { bytes } = await objects.getObject(name, key);
      for (const id of bytes.toString().split("\n")) if (id !== "") note("took", id);
    }
    isMore = page.nextContinuationToken !== undefined;
    startAfter = page.objects.at(-1)?.key;
  }
}
