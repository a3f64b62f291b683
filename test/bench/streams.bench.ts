// Kinesis over HTTP, side by side with kinesalite: each server in a process of its own, one client for both, one run.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";

export interface BenchRow {
  readonly name: string;
  readonly millrace: number;
  readonly peer: number;
  readonly peerName: string;
  readonly ratio: number;
  readonly unit: string;
}

const recordsPerPut = 500;
const recordBytes = 300;
const putsAtOnce = 8;
const secondsPerRound = 2;
const rounds = 3;
const shards = 4;

interface Peer {
  readonly script: string;
  readonly name: string;
}

interface Figures {
  readonly put: number;
  readonly get: number;
}

/** Median of some rounds; the servers take turns, so that a noisy minute hits both. */
export async function streamBenches(): Promise<BenchRow[]> {
  const peers: readonly Peer[] = [
    { script: "streams-millrace.ts", name: "millrace" },
    { script: "streams-kinesalite.ts", name: "kinesalite 3.3.3" },
  ];
  const measured: Figures[][] = peers.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, peer] of peers.entries()) measured[index]?.push(await measure(peer));
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function measure(peer: Peer): Promise<Figures> {
  const server = spawn(process.execPath, [new URL(peer.script, import.meta.url).pathname], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const client = new Client(await printedPort(server));
    await client.call("CreateStream", { StreamName: "bench", ShardCount: shards });
    await client.untilActive("bench");
    const put = await measurePuts(client);
    const get = await measureGets(client);
    client.close();
    return { put, get };
  } finally {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
}

async function printedPort({ stdout }: ChildProcess): Promise<number> {
  if (stdout === null) throw new Error("The server has no standard output");
  for await (const line of createInterface(stdout)) return Number(line);
  throw new Error("The server ended before it printed its port");
}

async function measurePuts(client: Client): Promise<number> {
  const Data = Buffer.alloc(recordBytes, "weather ").toString("base64");
  const Records = Array.from({ length: recordsPerPut }, (_, index) => ({
    Data,
    PartitionKey: `station-${index}`,
  }));
  const body = JSON.stringify({ StreamName: "bench", Records });
  await client.send("PutRecords", body);
  const startedAt = performance.now();
  const endsAt = startedAt + secondsPerRound * 1000;
  let puts = 0;
  const putUntilTheEnd = async () => {
    while (performance.now() < endsAt) {
      await client.send("PutRecords", body);
      puts++;
    }
  };
  await Promise.all(Array.from({ length: putsAtOnce }, putUntilTheEnd));
  return (puts * recordsPerPut * 1000) / (performance.now() - startedAt);
}

async function measureGets(client: Client): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + secondsPerRound * 1000;
  let records = 0;
  const readShard = async (shard: number) => {
    const ShardId = `shardId-${String(shard).padStart(12, "0")}`;
    const start = { StreamName: "bench", ShardId, ShardIteratorType: "TRIM_HORIZON" };
    let { ShardIterator } = await client.call<{ ShardIterator: string }>("GetShardIterator", start);
    while (performance.now() < endsAt) {
      const answer = await client.send("GetRecords", JSON.stringify({ ShardIterator, Limit: 1000 }));
      // Parsing every answer would measure the client, so records are counted in the text.
      records += answer.split('"PartitionKey"').length - 1;
      if (!answer.includes('"PartitionKey"')) return;
      ShardIterator = /"NextShardIterator":"([^"]+)"/.exec(answer)?.[1] ?? "";
    }
  };
  await Promise.all(Array.from({ length: shards }, (_, shard) => readShard(shard)));
  return (records * 1000) / (performance.now() - startedAt);
}

/** The thinnest client that both servers take: kept-alive connections, bodies as text, a signature that nobody checks. */
class Client {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(port: number) {
    this.#port = port;
  }

  async call<Answer>(operation: string, members: object): Promise<Answer> {
    return JSON.parse((await this.send(operation, JSON.stringify(members))) || "{}");
  }

  send(operation: string, body: string): Promise<string> {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "content-length": Buffer.byteLength(body),
      "x-amz-target": `Kinesis_20131202.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/kinesis/aws4_request, " +
        "SignedHeaders=host;x-amz-date, Signature=00",
    };
    return new Promise((resolve, reject) => {
      const options = { port: this.#port, host: "127.0.0.1", method: "POST", agent: this.#agent, headers };
      const sending = request(options, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${operation} answered ${response.statusCode}: ${text}`));
      });
      sending.on("error", reject);
      sending.end(body);
    });
  }

  async untilActive(StreamName: string): Promise<void> {
    for (;;) {
      const answer = await this.send("DescribeStreamSummary", JSON.stringify({ StreamName }));
      if (answer.includes('"ACTIVE"')) return;
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

if (process.argv[1] === import.meta.filename) console.table(await streamBenches());
