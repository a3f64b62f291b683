// DynamoDB over HTTP, side by side with dynalite: each server in a process of its own, one client for both, one run. Transactions,
// which dynalite hasn't got, beside as many rows by bare node:sqlite, which promises the same.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { localIdentity } from "../../src/aws/arn.ts";
import { Tables } from "../../src/services/dynamodb/tables.ts";
import { systemClock } from "../../src/time/clock.ts";
import { noStreams } from "../services/dynamodb/support/no-streams.ts";
import { type BenchRow, compare, inTurns, type Pace, rowOf } from "./bench-row.ts";
import { KeepAliveClient } from "./keep-alive-client.ts";
import { withServer } from "./server-process.ts";

const dynamodb = { target: "DynamoDB_20120810", contentType: "application/x-amz-json-1.0" };
const callers = [1, 32];
const stations = 50;
const readingsEach = 20;
const rowsATransaction = 25;

const table = {
  TableName: "readings",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "station", KeyType: "HASH" },
    { AttributeName: "time", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "station", AttributeType: "S" },
    { AttributeName: "time", AttributeType: "N" },
  ],
};

/** About 300 bytes. */
function reading(number: number) {
  return {
    station: { S: `station-${number % stations}` },
    time: { N: String(Math.floor(number / stations)) },
    temperature: { N: "21.5" },
    conditions: { L: [{ S: "windy" }, { S: "dry" }] },
    source: { M: { model: { S: "WS-80" }, firmware: { S: "2.1.4" }, notes: { S: "x".repeat(120) } } },
  };
}

const operations: Readonly<Record<string, (number: number) => readonly [string, object]>> = {
  puts: (number) => ["PutItem", { TableName: "readings", Item: reading(number) }],
  gets: (number) => {
    const { station, time } = reading(number % (stations * readingsEach));
    return ["GetItem", { TableName: "readings", Key: { station, time } }];
  },
  [`queries of ${readingsEach} items`]: (number) => [
    "Query",
    {
      TableName: "readings",
      KeyConditionExpression: "station = :station AND #time < :end",
      ExpressionAttributeNames: { "#time": "time" },
      ExpressionAttributeValues: {
        ":station": reading(number).station,
        ":end": { N: String(readingsEach) },
      },
    },
  ],
};

export async function tableBenches(pace: Pace): Promise<BenchRow[]> {
  return [...(await besideDynalite(pace)), ...(await besideSqlite(pace))];
}

const peerName = "dynalite 4.0.0";

/** Both servers are up, and take turns in short rounds, so that a noisy moment hits both. */
function besideDynalite(pace: Pace): Promise<BenchRow[]> {
  return withServer("tables-millrace.ts", (port) =>
    withServer("tables-dynalite.ts", async (peerPort) => {
      const readings = Math.ceil(stations * readingsEach * pace.scale);
      const clients = [await filled(port, readings), await filled(peerPort, readings)];
      const rows: BenchRow[] = [];
      for (const [name, operation] of Object.entries(operations)) {
        for (const count of callers) {
          const asked = { count, milliseconds: pace.millisecondsPerRound };
          const sides = clients.map((client) => () => callsASecond(client, operation, asked));
          const [millrace = [], peer = []] = await inTurns(sides, pace.rounds);
          const label = `${name} over HTTP, ${count === 1 ? "1 caller" : `${count} callers`}`;
          rows.push(rowOf({ name: label, millrace, peer, peerName, unit: "calls/s" }));
        }
      }
      for (const client of clients) client.close();
      return rows;
    }),
  );
}

/** A client of a server that has the table with its first readings. */
async function filled(port: number, readings: number): Promise<KeepAliveClient> {
  const client = new KeepAliveClient(port, dynamodb);
  await client.call("CreateTable", table);
  while (!(await client.send("DescribeTable", '{"TableName":"readings"}')).includes('"ACTIVE"'));
  const puts = Array.from({ length: readings }, (_, number) => put(client, number));
  await Promise.all(puts);
  return client;
}

function put(client: KeepAliveClient, number: number): Promise<string> {
  return client.send("PutItem", JSON.stringify({ TableName: "readings", Item: reading(number) }));
}

async function callsASecond(
  client: KeepAliveClient,
  operation: (number: number) => readonly [string, object],
  { count, milliseconds }: { count: number; milliseconds: number },
): Promise<number> {
  let calls = 0;
  const startedAt = performance.now();
  const callUntilTheEnd = async () => {
    do {
      const [name, members] = operation(calls++);
      await client.send(name, JSON.stringify(members));
    } while (performance.now() - startedAt < milliseconds);
  };
  await Promise.all(Array.from({ length: count }, callUntilTheEnd));
  return (calls * 1000) / (performance.now() - startedAt);
}

async function besideSqlite(pace: Pace): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  const onFault = (fault: unknown) => {
    throw fault;
  };
  const tables = await Tables.open({
    directory,
    clock: systemClock,
    identity: localIdentity,
    onFault,
    ...noStreams,
  });
  await tables.request("CreateTable", table);
  const bare = new DatabaseSync(join(directory, "bare.sqlite"));
  bare.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE readings (station TEXT, time REAL, item TEXT, PRIMARY KEY (station, time)) WITHOUT ROWID`);
  const insert = bare.prepare("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)");
  /** Readings that have not been there before. */
  const batches = () => {
    let number = 0;
    return () => Array.from({ length: rowsATransaction }, () => reading(number++));
  };
  const [ours, theirs] = [batches(), batches()];
  try {
    return await compare(
      {
        name: `transactions of ${rowsATransaction} puts, 1 caller`,
        unit: "transactions/s",
        millrace: () => {
          const puts = ours().map((Item) => ({
            Put: { TableName: "readings", Item },
          }));
          return tables.request("TransactWriteItems", { TransactItems: puts });
        },
        peers: {
          "bare node:sqlite": () => {
            bare.exec("BEGIN IMMEDIATE");
            for (const item of theirs()) {
              insert.run(item.station.S, Number(item.time.N), JSON.stringify(item));
            }
            bare.exec("COMMIT");
          },
        },
      },
      pace,
    );
  } finally {
    bare.close();
    await tables.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
