// Kinesis over HTTP, side by side with kinesalite: each server in a process of its own, one client for both, one run.

import { type BenchRow, median, type Pace } from "./bench-row.ts";
import { KeepAliveClient } from "./keep-alive-client.ts";
import { withServer } from "./server-process.ts";

const recordsPerPut = 500;
const recordBytes = 300;
const putsAtOnce = 8;
const shards = 4;
const kinesis = { target: "Kinesis_20131202", contentType: "application/x-amz-json-1.1" };

interface Peer {
  readonly script: string;
  readonly name: string;
}

interface Figures {
  readonly put: number;
  readonly get: number;
}

/** Median of some rounds; the servers take turns, so that a noisy minute hits both. */
export async function streamBenches(pace: Pace): Promise<BenchRow[]> {
  const rounds = Math.min(pace.rounds, 3);
  const milliseconds = pace.millisecondsPerRound * 8;
  const peers: readonly Peer[] = [
    { script: "streams-millrace.ts", name: "millrace" },
    { script: "streams-kinesalite.ts", name: "kinesalite 3.3.3" },
  ];
  const measured: Figures[][] = peers.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, peer] of peers.entries()) measured[index]?.push(await measure(peer, milliseconds));
  }
  const [ours = [], theirs = []] = measured;
  const row = (name: string, figure: (figures: Figures) => number): BenchRow => {
    const millrace = median(ours.map(figure));
    const peer = median(theirs.map(figure));
    return { name, millrace, peer, peerName: "kinesalite 3.3.3", ratio: millrace / peer, unit: "records/s" };
  };
  return [
    row(`PutRecords ${recordsPerPut} x ${recordBytes} B over HTTP`, ({ put }) => put),
    row("GetRecords reading back over HTTP", ({ get }) => get),
  ];
}

function measure({ script }: Peer, milliseconds: number): Promise<Figures> {
  return withServer(script, async (port) => {
    const client = new KeepAliveClient(port, kinesis);
    await client.call("CreateStream", { StreamName: "bench", ShardCount: shards });
    await untilActive(client);
    const put = await measurePuts(client, milliseconds);
    const get = await measureGets(client, milliseconds);
    client.close();
    return { put, get };
  });
}

async function measurePuts(client: KeepAliveClient, milliseconds: number): Promise<number> {
  const Data = Buffer.alloc(recordBytes, "weather ").toString("base64");
  const Records = Array.from({ length: recordsPerPut }, (_, index) => ({
    Data,
    PartitionKey: `station-${index}`,
  }));
  const body = JSON.stringify({ StreamName: "bench", Records });
  await client.send("PutRecords", body);
  const startedAt = performance.now();
  const endsAt = startedAt + milliseconds;
  let puts = 0;
  const putUntilTheEnd = async () => {
    do {
      await client.send("PutRecords", body);
      puts++;
    } while (performance.now() < endsAt);
  };
  await Promise.all(Array.from({ length: putsAtOnce }, putUntilTheEnd));
  return (puts * recordsPerPut * 1000) / (performance.now() - startedAt);
}

async function measureGets(client: KeepAliveClient, milliseconds: number): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + milliseconds;
  let records = 0;
  const readShard = async (shard: number) => {
    const ShardId = `shardId-${String(shard).padStart(12, "0")}`;
    const start = { StreamName: "bench", ShardId, ShardIteratorType: "TRIM_HORIZON" };
    let { ShardIterator } = await client.call<{ ShardIterator: string }>("GetShardIterator", start);
    do {
      const answer = await client.send("GetRecords", JSON.stringify({ ShardIterator, Limit: 1000 }));
      // Parsing every answer would measure the client, so records are counted in the text.
      records += answer.split('"PartitionKey"').length - 1;
      if (!answer.includes('"PartitionKey"')) return;
      ShardIterator = /"NextShardIterator":"([^"]+)"/.exec(answer)?.[1] ?? "";
    } while (performance.now() < endsAt);
  };
  await Promise.all(Array.from({ length: shards }, (_, shard) => readShard(shard)));
  return (records * 1000) / (performance.now() - startedAt);
}

async function untilActive(client: KeepAliveClient): Promise<void> {
  const asked = JSON.stringify({ StreamName: "bench" });
  while (!(await client.send("DescribeStreamSummary", asked)).includes('"ACTIVE"'));
}
