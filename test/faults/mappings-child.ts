// The process that is killed: a region in which functions are called with what comes to a stream, a table and two queues, under load.
// What is acknowledged is written into one ledger, and what a function took into another.

import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Region } from "../../src/region/region.ts";
import { completeSettings } from "../../src/services/lambda/functions/function-settings.ts";
import { fixtureCode } from "../support/fixture-code.ts";
import { createStreamedTable } from "../support/streamed-table.ts";

const sources = ["stream", "table", "queue", "fifo"] as const;
export type Source = (typeof sources)[number];

const [directory = "", life] = process.argv.slice(2);
const given = join(directory, "given.txt");
const keys = ["a", "b", "c", "d", "e"];
const region = await Region.open({ directory: join(directory, "data"), endpoint: "http://127.0.0.1:4566" });
const { kinesis, dynamodb, sqs, lambda } = region.services;

const arns = await setUp();
region.start();
if (lambda.mappings.all.length === 0) {
  for (const source of sources) {
    const isStream = source === "stream" || source === "table";
    lambda.mappings.create({
      sourceArn: arns[source],
      functionName: `take-${source}`,
      settings: {
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        BatchSize: 10,
        ...(isStream ? { StartingPosition: "TRIM_HORIZON", ParallelizationFactor: 2 } : {}),
        ...(source === "stream" ? { BisectBatchOnFunctionError: true } : {}),
      },
    });
  }
  lambda.mappings.create({
    ...{ sourceArn: arns.stream, functionName: "count-stream" },
    settings: { StartingPosition: "TRIM_HORIZON", TumblingWindowInSeconds: 2, ParallelizationFactor: 2 },
  });
  await lambda.functions.book.committed();
}
process.stdout.write("up\n");

async function load(source: Source): Promise<void> {
  const ledger = openSync(given, "a");
  // What an earlier life was not told of may be there all the same, so no life gives its numbers again.
  let number = Number(life) * 1_000_000;
  for (;;) {
    const batch = keys.map((key) => [`${source}-${key}`, number] as const);
    number++;
    await give[source](batch);
    writeSync(ledger, batch.map(([key, n]) => `${key} ${n}\n`).join(""));
    await new Promise((after) => setTimeout(after, 5));
  }
}

type Batch = readonly (readonly [key: string, number: number])[];

const give: Readonly<Record<Source, (batch: Batch) => Promise<unknown>>> = {
  stream: (batch) =>
    kinesis.append(
      "s",
      batch.map(([key, n]) => ({ partitionKey: key, data: Buffer.from(`${key} ${n}`) })),
    ),
  table: (batch) =>
    Promise.all(
      batch.map(([key, n]) =>
        dynamodb.request("PutItem", { TableName: "items", Item: { id: { S: key }, n: { N: String(n) } } }),
      ),
    ),
  queue: (batch) => send("q", batch),
  fifo: (batch) => send("q.fifo", batch),
};

if (life !== "0") await Promise.all(sources.map(load));

function send(name: string, batch: Batch): Promise<unknown> {
  const queueUrl = sqs.queueUrl(name);
  return Promise.all(
    batch.map(([key, n]) =>
      sqs.sendMessage({
        ...{ queueUrl, messageBody: `${key} ${n}` },
        ...(name.endsWith(".fifo") ? { messageGroupId: key, messageDeduplicationId: `${key}-${n}` } : {}),
      }),
    ),
  );
}

async function setUp(): Promise<Readonly<Record<Source, string>>> {
  if (kinesis.all.length === 0) await kinesis.createStream({ streamName: "s", shardCount: 2 });
  const hidden = ["VisibilityTimeout", "3"] as const;
  await sqs.createQueue({ queueName: "q", attributes: new Map([hidden]) });
  await sqs.createQueue({ queueName: "q.fifo", attributes: new Map([hidden, ["FifoQueue", "true"]]) });
  for (const source of sources) await makeFunction(`take-${source}`, "ledger.handler", "taken.txt");
  await makeFunction("count-stream", "window-ledger.handler", "counted.txt");
  await lambda.functions.book.committed();
  return {
    stream: kinesis.stream({ streamName: "s" }).arn,
    table: await tableStream(),
    queue: sqs.queueArn("q"),
    fifo: sqs.queueArn("q.fifo"),
  };
}

async function makeFunction(name: string, handler: string, ledger: string): Promise<void> {
  if (lambda.functions.find(name) !== undefined) return;
  const code = await fixtureCode(lambda);
  const settings = completeSettings(name, {
    ...{ runtime: "nodejs24.x", handler, code },
    environment: { LEDGER: join(directory, ledger) },
  });
  lambda.functions.create({ name, settings });
}

async function tableStream(): Promise<string> {
  const present = dynamodb.streams.all[0];
  if (present !== undefined) return present.arn;
  return createStreamedTable(dynamodb, "items");
}
