// The ways to a stream that the stream benchmark takes: the thinnest client over HTTP, AWS's SDK, and a call within the process.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { localIdentity } from "../../src/aws/arn.ts";
import { getRecords, getShardIterator } from "../../src/services/kinesis/reading/get-records.ts";
import { Streams } from "../../src/services/kinesis/streams/streams.ts";
import { systemClock } from "../../src/time/clock.ts";
import { KeepAliveClient } from "./keep-alive-client.ts";

export const recordsPerPut = 500;
export const recordBytes = 300;
const recordsPerRead = 1000;
const data = Buffer.alloc(recordBytes, "weather ");
const keyOf = (index: number) => `station-${index}`;
const idOf = (shard: number) => `shardId-${String(shard).padStart(12, "0")}`;

export interface StreamDoor {
  create(shardCount: number): Promise<void>;
  /** Puts one call's worth of records. */
  put(): Promise<void>;
  /** How many records each read of the shard gives, from its oldest one on. */
  reads(shard: number): AsyncIterable<number>;
  close(): Promise<void>;
}

export function leanHttp(port: number): StreamDoor {
  const StreamName = "lean";
  const client = new KeepAliveClient(port, {
    target: "Kinesis_20131202",
    contentType: "application/x-amz-json-1.1",
  });
  const Data = data.toString("base64");
  const Records = Array.from({ length: recordsPerPut }, (_, index) => ({ Data, PartitionKey: keyOf(index) }));
  const body = JSON.stringify({ StreamName, Records });
  return {
    async create(ShardCount) {
      await client.call("CreateStream", { StreamName, ShardCount });
      const asked = JSON.stringify({ StreamName });
      while (!(await client.send("DescribeStreamSummary", asked)).includes('"ACTIVE"'));
    },
    put: async () => void (await client.send("PutRecords", body)),
    async *reads(shard) {
      const start = { StreamName, ShardId: idOf(shard), ShardIteratorType: "TRIM_HORIZON" };
      let { ShardIterator } = await client.call<{ ShardIterator: string }>("GetShardIterator", start);
      for (;;) {
        const answer = await client.send(
          "GetRecords",
          JSON.stringify({ ShardIterator, Limit: recordsPerRead }),
        );
        // Parsing every answer would measure the client, so records are counted in the text.
        yield answer.split('"PartitionKey"').length - 1;
        ShardIterator = /"NextShardIterator":"([^"]+)"/.exec(answer)?.[1] ?? "";
      }
    },
    close: async () => client.close(),
  };
}

export function bySdk(port: number): StreamDoor {
  const StreamName = "by-sdk";
  const client = new KinesisClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    // The peer speaks nothing newer than HTTP/1.1.
    requestHandler: new NodeHttpHandler(),
  });
  const Records = Array.from({ length: recordsPerPut }, (_, index) => ({
    Data: data,
    PartitionKey: keyOf(index),
  }));
  const isActive = async () => {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    return StreamDescriptionSummary?.StreamStatus === "ACTIVE";
  };
  return {
    async create(ShardCount) {
      await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
      while (!(await isActive()));
    },
    put: async () => void (await client.send(new PutRecordsCommand({ StreamName, Records }))),
    async *reads(shard) {
      const start = { StreamName, ShardId: idOf(shard), ShardIteratorType: "TRIM_HORIZON" } as const;
      let { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
      for (;;) {
        const read = await client.send(new GetRecordsCommand({ ShardIterator, Limit: recordsPerRead }));
        yield read.Records?.length ?? 0;
        ShardIterator = read.NextShardIterator;
      }
    },
    close: async () => client.destroy(),
  };
}

/** On disk and synced, as behind the other doors. */
export async function inProcess(): Promise<StreamDoor> {
  const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
  const records = Array.from({ length: recordsPerPut }, (_, index) => ({ data, partitionKey: keyOf(index) }));
  const stream = { streamName: "in-process" };
  return {
    create: async (shardCount) => void (await streams.createStream({ ...stream, shardCount })),
    put: async () => void (await streams.putRecords(stream, records)),
    async *reads(shard) {
      const start = { shardId: idOf(shard), shardIteratorType: "TRIM_HORIZON" } as const;
      let iterator: string | undefined = getShardIterator(streams, stream, start);
      while (iterator !== undefined) {
        const read = await getRecords(streams, iterator, recordsPerRead);
        yield read.records.length;
        iterator = read.nextShardIterator;
      }
    },
    async close() {
      await streams.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
