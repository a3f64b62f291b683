// The parts of a region that keep files, each filled with what can be told apart, and opened again to see what is there.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { delivered } from "../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../src/event-patterns/compile-pattern.ts";
import { Checkpoints } from "../../src/event-sources/checkpoints.ts";
import { ReceiptBook } from "../../src/load/receipt-book.ts";
import { EventBuses } from "../../src/services/eventbridge/buses/event-buses.ts";
import { Connections } from "../../src/services/eventbridge/connections/connections.ts";
import { getRecords, getShardIterator } from "../../src/services/kinesis/reading/get-records.ts";
import { Streams } from "../../src/services/kinesis/streams/streams.ts";
import { Objects } from "../../src/services/s3/objects.ts";
import { Topics } from "../../src/services/sns/topics/topics.ts";
import { Queues } from "../../src/services/sqs/queues/queues.ts";
import type { Repair } from "../../src/storage/damage.ts";
import { executions, stacks, tables } from "./stored-databases.ts";
import { clock, identity, numbers, type StoredPart } from "./stored-part.ts";

const endpoint = "http://127.0.0.1:4566";
const streamName = "readings";

/** Of which so much is read through when they are opened. */
const streams = (name: string, checkedBytesPerStream: number): StoredPart => ({
  name,
  async fill(directory) {
    const opened = await openStreams(directory, checkedBytesPerStream);
    const stream = await opened.createStream({ streamName, shardCount: 2 });
    for (const number of numbers) {
      await stream.append([{ partitionKey: `k${number}`, data: Buffer.from(`record ${number}`) }]);
      // Every eighth begins a segment.
      if (number % 8 === 7) clock.advanceBy(2 * 3_600_000);
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openStreams(directory, checkedBytesPerStream, repair);
    return {
      async inventory() {
        const found: string[] = [];
        for (const stream of opened.all) {
          for (const { id: shardId } of stream.shards) {
            const name = { streamName: stream.name };
            let iterator = getShardIterator(opened, name, { shardId, shardIteratorType: "TRIM_HORIZON" });
            for (;;) {
              const { records, nextShardIterator, millisBehindLatest } = await getRecords(opened, iterator);
              found.push(...records.map(({ data }) => data.toString()));
              if (nextShardIterator === undefined || (records.length === 0 && millisBehindLatest === 0))
                break;
              iterator = nextShardIterator;
            }
          }
        }
        return [...opened.all.map(({ name, shards }) => `${name} of ${shards.length}`), ...found];
      },
      close: () => opened.close(),
    };
  },
});

const openStreams = (directory: string, checkedBytesPerStream: number, repair?: Repair) =>
  Streams.open({ directory, clock, identity, repair, checkedBytesPerStream, memoryBytesPerStream: 1 });

const queues: StoredPart = {
  name: "queues",
  async fill(directory) {
    const opened = await Queues.open({ directory, clock, identity, endpoint });
    const { queueUrl } = await opened.createQueue({ queueName: "orders" });
    for (const number of numbers) await opened.sendMessage({ queueUrl, messageBody: `message ${number}` });
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await Queues.open({ directory, clock, identity, endpoint, repair });
    return {
      inventory: async () =>
        opened
          .listQueues()
          .flatMap((url) => opened.messages(url.slice(url.lastIndexOf("/") + 1)))
          .map(({ body }) => body),
      close: () => opened.close(),
    };
  },
};

const openTopics = (directory: string, repair?: Repair) =>
  Topics.open({
    ...{ directory, clock, identity, endpoint, repair, compileFilter: compileSnsPattern },
    onUndelivered: () => undefined,
    deliver: () => delivered,
  });

const topics: StoredPart = {
  name: "topics",
  async fill(directory) {
    const opened = await openTopics(directory);
    for (const number of numbers) opened.createTopic(`topic-${number}`);
    await opened.committed();
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openTopics(directory, repair);
    return { inventory: async () => opened.listTopics(), close: () => opened.close() };
  },
};

const openBuses = (directory: string, repair?: Repair) =>
  EventBuses.open({
    ...{ directory, clock, identity, repair },
    deliver: () => new Promise(() => undefined),
  });

const buses: StoredPart = {
  name: "buses",
  async fill(directory) {
    const opened = await openBuses(directory);
    await opened.createEventBus("weather");
    for (const number of numbers)
      await opened.putRule(
        { name: `rule-${number}`, eventPattern: '{"source":["a"]}', enabled: true },
        "weather",
      );
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openBuses(directory, repair);
    return {
      async inventory() {
        try {
          return opened.listRules("weather").map(({ name }) => name);
        } catch {
          // The bus itself is gone.
          return [];
        }
      },
      close: () => opened.close(),
    };
  },
};

const connections: StoredPart = {
  name: "connections",
  async fill(directory) {
    const opened = await Connections.open({ directory, clock, identity });
    for (const number of numbers) {
      await opened.create({
        name: `connection-${number}`,
        authorizationType: "API_KEY",
        authParameters: { ApiKeyAuthParameters: { ApiKeyName: "key", ApiKeyValue: "secret" } },
      });
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await Connections.open({ directory, clock, identity, repair });
    return {
      inventory: async () => opened.list().map(({ name }) => name),
      close: () => opened.close(),
    };
  },
};

const bucket = "archive";
const objects: StoredPart = {
  name: "objects",
  async fill(directory) {
    const opened = await Objects.open({ directory, clock });
    await opened.createBucket(bucket);
    for (const number of numbers.slice(0, 3))
      await opened.putObject({
        bucket,
        key: `object-${number}`,
        bytes: Buffer.from(`the bytes of ${number}`),
      });
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await Objects.open({ directory, clock, repair });
    return {
      async inventory() {
        const found: string[] = [];
        for (const { key } of opened.listObjects(bucket).objects)
          found.push(`${key}: ${String((await opened.getObject(bucket, key)).bytes)}`);
        return found;
      },
      close: () => opened.close(),
    };
  },
};

const openCheckpoints = (directory: string, repair?: Repair) =>
  new Checkpoints({
    directory,
    name: "ingest",
    reader: "the pipe ingest",
    streamCreatedAt: 7,
    lanesPerShard: 1,
    clock,
    repair,
  });

const checkpoints: StoredPart = {
  name: "checkpoints",
  async fill(directory) {
    const opened = openCheckpoints(directory);
    for (const round of [1, 2])
      for (const shardIndex of numbers)
        opened.save(
          { shardIndex, lane: 0 },
          { lowWater: 10 * round, done: 10 * round, handedOut: 10 * round },
        );
    opened.close();
  },
  async open(directory, repair) {
    const opened = openCheckpoints(directory, repair);
    return {
      // A checkpoint that is behind has records delivered again, which loses nothing.
      inventory: async () =>
        numbers
          .filter((number) => Number(opened.restore(number)?.[0]?.lowWater) > 1)
          .map((number) => `shard ${number}`),
      close: () => opened.close(),
    };
  },
};

const receipts: StoredPart = {
  name: "receipts",
  async fill(directory) {
    const book = new ReceiptBook(join(directory, "receipts.jsonl"));
    for (const number of numbers)
      book.enter({ eventIds: [`s:${number}`], accepted: 1, rejected: 0, findings: 0 });
    book.close();
  },
  async open(directory, repair) {
    const book = new ReceiptBook(join(directory, "receipts.jsonl"), repair);
    return {
      inventory: async () => numbers.map((number) => `s:${number}`).filter((id) => book.has(id)),
      close: () => book.close(),
    };
  },
};

export const storedParts: readonly StoredPart[] = [
  streams("streams", Number.POSITIVE_INFINITY),
  streams("streams of which little is read", 1),
  queues,
  topics,
  buses,
  connections,
  objects,
  checkpoints,
  receipts,
  executions,
  tables,
  stacks,
].map((part) => ({
  ...part,
  async fill(directory: string) {
    mkdirSync(directory, { recursive: true });
    await part.fill(directory);
  },
}));
