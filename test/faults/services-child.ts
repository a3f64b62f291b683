// The process that is killed, or that has no room on its disk: a region whose services all take what they are given at once.
// What they acknowledge is written into a ledger outside; when it comes up, the ledger is held against what is there.

import { openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../src/aws/json.ts";
import { readRequest } from "../../src/aws/wire/shape.ts";
import { Region } from "../../src/region/region.ts";
import { extendedS3Destination } from "../../src/services/firehose/streams/destination-shapes.ts";

export type ServicesLine =
  | { readonly type: "checked"; readonly acknowledged: number; readonly lost: readonly string[] }
  | { readonly type: "acknowledged"; readonly kind: string }
  | { readonly type: "refused"; readonly kind: string; readonly status: unknown; readonly message: string };

const [directory = "", ledgerFile = ""] = process.argv.slice(2);
const ledger = openSync(ledgerFile, "a");
const tell = (line: ServicesLine) => process.stdout.write(`${JSON.stringify(line)}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const region = await Region.open({ directory: join(directory, "data"), endpoint: "http://127.0.0.1:4566" });
const {
  kinesis: streams,
  sqs: queues,
  sns: topics,
  s3: objects,
  firehose: deliveryStreams,
  dynamodb: tables,
  states,
  events: { buses },
} = region.services;
const machineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:faults";
const filler = "x".repeat(400);
const toDelivered = {
  type: "S3",
  settings: readRequest(extendedS3Destination, {
    ...{ RoleARN: "arn:aws:iam::000000000000:role/faults", BucketARN: "arn:aws:s3:::delivered" },
    BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 1 },
  }),
} as const;

await setUp();
region.start();
await check();
await Promise.all(Object.entries(services()).map(([kind, give]) => load(kind, give)));

/** Each gives its service a thing of this name, and resolves once that is acknowledged. */
function services(): Readonly<Record<string, (name: string) => Promise<unknown>>> {
  return {
    record: (name) =>
      streams.putRecord({ streamName: "s" }, { partitionKey: name, data: Buffer.from(`${name} ${filler}`) }),
    message: (name) =>
      queues.sendMessage({ queueUrl: queues.queueUrl("q"), messageBody: `${name} ${filler}` }),
    publication: (name) =>
      topics.publish({ topicArn: "arn:aws:sns:us-east-1:000000000000:t", message: `${name} ${filler}` }),
    event: (name) =>
      buses.putEvents([
        { source: "faults", detailType: "given", detail: JSON.stringify({ name: `${name} `, filler }) },
      ]),
    delivery: (name) => deliveryStreams.put("f", [Buffer.from(`${name} ${filler}\n`)]),
    object: (name) => objects.putObject({ bucket: "faults", key: name, bytes: Buffer.from(filler) }),
    item: (name) =>
      tables.request("PutItem", { TableName: "items", Item: { id: { S: name }, filler: { S: filler } } }),
    execution: (name) =>
      states.startExecution({ stateMachineArn: machineArn, name, input: JSON.stringify({ filler }) }),
  };
}

async function load(kind: string, give: (name: string) => Promise<unknown>): Promise<void> {
  const life = process.pid;
  for (let number = 0; ; number++) {
    const name = `${kind}-${life}-${number}`;
    try {
      await give(name);
      writeSync(ledger, `${name}\n`);
      tell({ type: "acknowledged", kind });
    } catch (refusal) {
      const { status, message } = refusal as { readonly status?: unknown; readonly message?: unknown };
      tell({ type: "refused", kind, status, message: String(message) });
      await pause(50);
    }
  }
}

async function setUp(): Promise<void> {
  if (streams.all.length === 0) await streams.createStream({ streamName: "s", shardCount: 2 });
  for (const queueName of ["q", "of-topic", "of-bus"]) await queues.createQueue({ queueName });
  const { topicArn } = topics.createTopic("t");
  topics.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint: queues.queueArn("of-topic") });
  await topics.committed();
  await buses.putRule({ name: "r", eventPattern: '{"source":["faults"]}', enabled: true });
  await buses.putTargets("r", [{ id: "q", arn: queues.queueArn("of-bus") }]);
  await objects.createBucket("faults");
  await objects.createBucket("delivered");
  if (!deliveryStreams.has("f")) deliveryStreams.create({ name: "f", destination: toDelivered });
  const { TableNames = [] } = await tables.request("ListTables", {});
  if (String(TableNames) === "") {
    await tables.request("CreateTable", {
      TableName: "items",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
  }
  states.machines.create({
    name: "faults",
    definition: JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } }),
    roleArn: "arn:aws:iam::000000000000:role/faults",
  });
}

async function check(): Promise<void> {
  // What was accepted and not delivered yet is delivered now.
  while (buses.pendingDeliveries > 0) await pause(20);
  const there = new Set<string>();
  for (const shard of streams.stream({ streamName: "s" }).shards) {
    const reader = streams.stream({ streamName: "s" }).reader(shard, 1);
    for (;;) {
      while (reader.advance()) there.add(reader.record.partitionKey());
      const loading = reader.load();
      if (loading === undefined) break;
      await loading;
    }
  }
  for (const queue of ["q", "of-topic", "of-bus"])
    for (const { body } of queues.messages(queue))
      there.add(/(?:message|publication|event)-\d+-\d+/.exec(body)?.[0] ?? "");
  let startAfter: string | undefined;
  do {
    const page = objects.listObjects("faults", { startAfter });
    for (const { key } of page.objects)
      if ((await objects.getObject("faults", key)).bytes.length > 0) there.add(key);
    startAfter = page.nextContinuationToken === undefined ? undefined : page.objects.at(-1)?.key;
  } while (startAfter !== undefined);
  let start: Json | undefined;
  do {
    const page = await tables.request("Scan", {
      TableName: "items",
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    for (const item of page.Items as readonly { readonly id: { readonly S: string } }[]) there.add(item.id.S);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  const names = readFileSync(ledgerFile, "utf8").split("\n").slice(0, -1);
  for (const name of await delivered(names.filter((name) => name.startsWith("delivery-")))) there.add(name);
  for (const name of names) {
    const arn = `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    if (name.startsWith("execution-") && isKnown(arn)) there.add(name);
  }
  tell({ type: "checked", acknowledged: names.length, lost: names.filter((name) => !there.has(name)) });
}

/** What is in the objects of the delivery stream, once all of these are or enough time has passed for it. */
async function delivered(names: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const read = new Set<string>();
  for (let looks = 0; looks < 300; looks++) {
    for (let startAfter: string | undefined, isMore = true; isMore; ) {
      const page = objects.listObjects("delivered", { startAfter });
      for (const { key } of page.objects.filter((each) => !read.has(each.key))) {
        read.add(key);
        const { bytes } = await objects.getObject("delivered", key);
        for (const [name] of bytes.toString().matchAll(/delivery-\d+-\d+/g)) found.add(name);
      }
      isMore = page.nextContinuationToken !== undefined;
      startAfter = page.objects.at(-1)?.key;
    }
    if (names.every((name) => found.has(name))) break;
    await pause(100);
  }
  return found;
}

function isKnown(executionArn: string): boolean {
  try {
    return states.standard.records.describe(executionArn).arn === executionArn;
  } catch {
    return false;
  }
}
