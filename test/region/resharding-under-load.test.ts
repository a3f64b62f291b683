// A stream that is scaled up and down while it is written to, and all who read it at once: by polling, by enhanced fan-out, and a
// pipe. Each has every record, and those of a key in their order, whichever shards they went through.

import * as sdk from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";

const StreamName = "readings";
const StreamARN = arnOf("kinesis", `stream/${StreamName}`);
const keys = 40;
let served: ServedRegion;
let client: sdk.KinesisClient;

beforeAll(async () => {
  served = await serveRegion();
  served.region.start();
  client = new sdk.KinesisClient(served.clientConfiguration);
  await served.region.services.kinesis.createStream({ streamName: StreamName, shardCount: 1 });
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

/** What a reader has been given: the numbers of each key, in the order in which they came. */
class Reader {
  readonly #numbers = new Map<string, number[]>();
  count = 0;

  take(records: readonly sdk._Record[] = []): void {
    for (const { PartitionKey = "", Data = new Uint8Array() } of records)
      this.add(PartitionKey, Number(Buffer.from(Data).toString()));
  }

  add(key: string, number: number): void {
    const numbers = this.#numbers.get(key) ?? [];
    numbers.push(number);
    this.#numbers.set(key, numbers);
    this.count++;
  }

  get numbers(): Readonly<Record<string, readonly number[]>> {
    return Object.fromEntries(this.#numbers);
  }
}

/** Reads a shard to its end, and then those that came out of it and have no parent that is still read. */
class Family {
  readonly #done = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #read: (shardId: string) => Promise<readonly sdk.ChildShard[]>;
  readonly reading: Promise<void>[] = [];

  constructor(read: (shardId: string) => Promise<readonly sdk.ChildShard[]>) {
    this.#read = read;
  }

  begin(shardId: string): void {
    if (this.#begun.has(shardId)) return;
    this.#begun.add(shardId);
    this.reading.push(
      this.#read(shardId).then((children) => {
        this.#done.add(shardId);
        for (const { ShardId = "", ParentShards = [] } of children)
          if (ParentShards.every((parent) => this.#done.has(parent))) this.begin(ShardId);
      }),
    );
  }
}

const first = "shardId-000000000000";

test("nothing is lost, doubled or out of order for anybody", async () => {
  const { kinesis, pipes, sqs } = served.region.services;
  let isOver = false;

  const polling = new Reader();
  const polled = new Family(async (ShardId) => {
    const from = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
    let { ShardIterator } = await client.send(new sdk.GetShardIteratorCommand(from));
    while (ShardIterator !== undefined && !isOver) {
      const answer: sdk.GetRecordsOutput = await client.send(new sdk.GetRecordsCommand({ ShardIterator }));
      polling.take(answer.Records);
      if (answer.NextShardIterator === undefined) return answer.ChildShards ?? [];
      ShardIterator = answer.NextShardIterator;
    }
    return [];
  });

  const pushed = new Reader();
  const { Consumer } = await client.send(
    new sdk.RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "fan-out" }),
  );
  const subscribed = new Family(async (ShardId) => {
    const { EventStream = [] } = await client.send(
      new sdk.SubscribeToShardCommand({
        ...{ ConsumerARN: Consumer?.ConsumerARN, ShardId, StartingPosition: { Type: "TRIM_HORIZON" } },
      }),
    );
    for await (const { SubscribeToShardEvent } of EventStream) {
      pushed.take(SubscribeToShardEvent?.Records);
      if (SubscribeToShardEvent?.ChildShards?.length) return SubscribeToShardEvent.ChildShards;
      if (isOver) break;
    }
    return [];
  });

  await sqs.createQueue({
    queueName: "piped.fifo",
    attributes: new Map([
      ["FifoQueue", "true"],
      ["ContentBasedDeduplication", "true"],
    ]),
  });
  pipes.create("p", {
    RoleArn: "arn:aws:iam::000000000000:role/any",
    Source: StreamARN,
    SourceParameters: {
      KinesisStreamParameters: { StartingPosition: "TRIM_HORIZON", ParallelizationFactor: 2 },
    },
    Target: arnOf("sqs", "piped.fifo"),
    TargetParameters: {
      SqsQueueParameters: { MessageGroupId: "$.partitionKey" },
      InputTemplate: '{"key":<$.partitionKey>,"data":<$.data>}',
    },
  });
  polled.begin(first);
  subscribed.begin(first);

  let put = 0;
  const putMore = () =>
    kinesis.append(
      StreamName,
      Array.from({ length: keys }, () => ({
        partitionKey: `key-${put % keys}`,
        data: Buffer.from(String(put++)),
      })),
    );
  const puts: Promise<unknown>[] = [];
  for (const TargetShardCount of [2, 4, 8, 5, 3, 2, 4]) {
    const scaled = client.send(
      new sdk.UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }),
    );
    for (let turn = 0; turn < 20; turn++) {
      puts.push(putMore());
      await new Promise((resolve) => setImmediate(resolve));
    }
    await scaled;
    await kinesis.stream({ streamName: StreamName }).status.settled();
  }
  await Promise.all(puts);
  await until(() => polling.count >= put && pushed.count >= put && sqs.messageCount("piped.fifo") >= put);
  isOver = true;

  const piped = new Reader();
  for (const { body } of sqs.messages("piped.fifo")) {
    const { key, data } = JSON.parse(body) as { readonly key: string; readonly data: number };
    piped.add(key, data);
  }
  const wanted = Object.fromEntries(
    Array.from({ length: keys }, (_, key) => [
      `key-${key}`,
      Array.from({ length: put / keys }, (_, turn) => turn * keys + key),
    ]),
  );
  for (const reader of [polling, pushed, piped]) expect(reader.numbers).toEqual(wanted);
  await putMore();
  await Promise.all(polled.reading);
}, 120_000);
