// The parts of a region that keep files, each filled with what can be told apart, and opened again to see what is there.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { localIdentity } from "../../src/aws/arn.ts";
import { delivered } from "../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../src/event-patterns/compile-pattern.ts";
import { Checkpoints } from "../../src/event-sources/checkpoints.ts";
import { ReceiptBook } from "../../src/load/receipt-book.ts";
import type { Stack } from "../../src/services/cloudformation/stacks/stack.ts";
import { StackBook } from "../../src/services/cloudformation/stacks/stack-book.ts";
import { Tables } from "../../src/services/dynamodb/tables.ts";
import { EventBuses } from "../../src/services/eventbridge/buses/event-buses.ts";
import { Connections } from "../../src/services/eventbridge/connections/connections.ts";
import { Streams } from "../../src/services/kinesis/streams.ts";
import { Objects } from "../../src/services/s3/objects.ts";
import { Topics } from "../../src/services/sns/topics.ts";
import { Queues } from "../../src/services/sqs/queues.ts";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import type { Repair } from "../../src/storage/damage.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { newExecution, turnOf } from "../services/step-functions/store/support/open-store.ts";

const clock = new VirtualClock();
const identity = localIdentity;
const endpoint = "http://127.0.0.1:4566";
const count = 24;
const numbers = Array.from({ length: count }, (_, number) => number);
const streamName = "readings";

/** A part that is open. */
interface Opened {
  /** Everything that can be found in it, each thing by a name of its own. */
  inventory(): Promise<readonly string[]>;
  close(): Promise<void> | void;
}

export interface StoredPart {
  readonly name: string;
  /** Puts everything into a new folder, and closes it. */
  fill(directory: string): Promise<void>;
  open(directory: string, repair?: Repair): Promise<Opened>;
}

const openStreams = (directory: string, repair?: Repair) =>
  Streams.open({ directory, clock, identity, repair, memoryBytesPerStream: 1 });

const streams: StoredPart = {
  name: "streams",
  async fill(directory) {
    const opened = await openStreams(directory);
    const stream = await opened.createStream({ streamName, shardCount: 2 });
    for (const number of numbers) {
      await stream.append([{ partitionKey: `k${number}`, data: Buffer.from(`record ${number}`) }]);
      // Every eighth begins a segment.
      if (number % 8 === 7) clock.advanceBy(2 * 3_600_000);
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openStreams(directory, repair);
    return {
      async inventory() {
        const found: string[] = [];
        for (const stream of opened.all) {
          for (const { id: shardId } of stream.shards) {
            const name = { streamName: stream.name };
            let iterator = opened.getShardIterator(name, { shardId, shardIteratorType: "TRIM_HORIZON" });
            for (;;) {
              const { records, nextShardIterator, millisBehindLatest } = await opened.getRecords(iterator);
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
};

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

const executions: StoredPart = {
  name: "executions",
  async fill(directory) {
    const opened = new SqliteStore({ directory, clock });
    for (const number of numbers) {
      opened.append(opened.add(newExecution(`e${number}`)), turnOf(1, { data: "x".repeat(600) }));
      await opened.committed();
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = new SqliteStore({ directory, clock, repair });
    return {
      inventory: async () =>
        opened
          .getAll(opened.open())
          .flatMap(({ id, arn, input }) => [
            `${arn} with ${input}`,
            ...opened.turns(id).map((turn) => `turn of ${id}: ${JSON.stringify(turn)}`),
          ]),
      close: () => opened.close(),
    };
  },
};

const openTables = (directory: string, repair?: Repair) =>
  Tables.open({ directory, clock, identity, repair, onFault: () => undefined });

const tables: StoredPart = {
  name: "tables",
  async fill(directory) {
    const opened = await openTables(directory);
    await opened.request("CreateTable", {
      TableName: "stations",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    for (const number of numbers) {
      const Item = { id: { S: `s${number}` }, text: { S: "x".repeat(600) } };
      await opened.request("PutItem", { TableName: "stations", Item });
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openTables(directory, repair);
    return {
      async inventory() {
        const { TableNames = [] } = await opened.request("ListTables", {});
        if (String(TableNames) === "") return [];
        const { Items = [] } = await opened.request("Scan", { TableName: "stations" });
        return (Items as readonly object[]).map((item) => JSON.stringify(item)).sort();
      },
      close: () => opened.close(),
    };
  },
};

const openStacks = (directory: string, repair?: Repair) => StackBook.open({ directory, clock, repair });

const stacks: StoredPart = {
  name: "stacks",
  async fill(directory) {
    const opened = await openStacks(directory);
    for (const number of numbers) {
      const stack: Stack = {
        ...{ id: `arn:stack/${number}`, name: `s${number}`, status: "CREATE_COMPLETE", createdAt: 0 },
        ...{ outputs: [], imports: [], leftovers: [], onFailure: "ROLLBACK", isProtected: false },
        input: {
          ...{ body: "{}", file: "t.json", processed: {}, transforms: [], parameters: [], capabilities: [] },
          ...{ tags: [], notificationArns: [], leftOut: [] },
        },
      };
      const resource = {
        logicalId: `R${number}`,
        type: "T",
        status: "CREATE_COMPLETE",
        changedAt: 0,
      } as const;
      // As a creation writes it: the stack at its beginning and at its end.
      await opened.save({ type: "stack", stack: { ...stack, status: "CREATE_IN_PROGRESS" } });
      await opened.save({ type: "resource", stackId: stack.id, resource });
      await opened.save({ type: "stack", stack });
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openStacks(directory, repair);
    return {
      inventory: async () => opened.all.flatMap(({ stack, resources }) => [stack.id, ...resources.keys()]),
      close: () => opened.close(),
    };
  },
};

export const storedParts: readonly StoredPart[] = [
  streams,
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
