// Mappings over time: what they count, sources that come and go, and restarts.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { splitShard } from "../../../../src/services/kinesis/shards/resharding.ts";
import { settled } from "../../../support/until.ts";
import { Mappings, recordsOf, textOf } from "./support/open-mappings.ts";
import { makeStream, put } from "./support/sources.ts";

let opened: Mappings;
let directory: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "millrace-mappings-"));
  opened = await Mappings.open(directory);
});
afterEach(async () => {
  await opened.close();
  rmSync(directory, { recursive: true });
});

const fromStream = { StartingPosition: "TRIM_HORIZON" } as const;
const taken = () => opened.calls.map(({ event }) => recordsOf(event).map(textOf).join(" "));
const sums = (dimension: string) => {
  const found = new Map<string, number>();
  for (const { name, dimensions, value } of opened.metrics)
    if (dimension in dimensions) found.set(name, (found.get(name) ?? 0) + value);
  return Object.fromEntries(found);
};

test("IteratorAge is how old the last record of a batch is when the function is called", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  await put(opened, "kinesis", ["1"]);
  opened.clock.advanceBy(7000);
  opened.mappings.create({ sourceArn, functionName: "consume", settings: fromStream });
  await settled();
  expect(opened.metrics).toContainEqual({
    name: "IteratorAge",
    dimensions: { FunctionName: "consume" },
    value: 7000,
  });
});

test("a stream's events are counted where that is asked for", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  await opened.queues.createQueue({ queueName: "failures" });
  opened.mappings.create({
    ...{ sourceArn, functionName: "consume" },
    settings: {
      ...fromStream,
      ...{ MetricsConfig: { Metrics: ["EventCount"] }, MaximumRetryAttempts: 1, BatchSize: 2 },
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":[{"exists":true}]}}' }] },
      DestinationConfig: { OnFailure: { Destination: opened.queues.queueArn("failures") } },
    },
  });
  opened.answer = (texts) => (texts.includes('{"a":"bad"}') ? "fail" : "ok");
  await put(opened, "kinesis", ['k:{"a":1}', "k:other", 'k:{"a":2}', 'k:{"a":"bad"}']);
  await opened.run(3);
  expect(sums("EventSourceMappingUUID")).toEqual({
    ...{ PolledEventCount: 4, FilteredOutEventCount: 1, InvokedEventCount: 4, FailedInvokeEventCount: 2 },
    OnFailureDestinationDeliveredEventCount: 1,
  });
});

test("a queue's events are counted where that is asked for, and no others", async () => {
  for (const queueName of ["counted", "uncounted"]) {
    const { queueUrl } = await opened.queues.createQueue({ queueName });
    opened.mappings.create({
      ...{ sourceArn: opened.queues.queueArn(queueName), functionName: "consume" },
      settings: queueName === "counted" ? { MetricsConfig: { Metrics: ["EventCount"] } } : {},
    });
    await opened.queues.sendMessage({ queueUrl, messageBody: "1" });
  }
  await opened.run(2);
  expect(sums("EventSourceMappingUUID")).toEqual({
    ...{ PolledEventCount: 1, InvokedEventCount: 1, DeletedEventCount: 1 },
  });
});

test("a stream that is gone is waited for, and one that is made anew is read from its start", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  const mapping = opened.mappings.create({ sourceArn, functionName: "consume", settings: fromStream });
  await put(opened, "kinesis", ["1"]);
  await opened.streams.deleteStream({ streamName: "readings" });
  await opened.run(2);
  expect([mapping.state, mapping.lastResult]).toEqual(["Enabled", `PROBLEM: Stream not found: ${sourceArn}`]);
  await makeStream(opened, "kinesis");
  await put(opened, "kinesis", ["2"]);
  await opened.run(2);
  expect(taken()).toEqual(["1", "2"]);
});

test("a stream that is split while it is read is read on, parent before children", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  const settings = { ...fromStream, ParallelizationFactor: 2, BatchSize: 1 };
  opened.mappings.create({ sourceArn, functionName: "consume", settings });
  await put(opened, "kinesis", ["a:1", "b:1"]);
  await splitShard(
    opened.streams,
    { streamName: "readings" },
    { shardToSplit: "shardId-000000000000", newStartingHashKey: String(2n ** 127n) },
  );
  await put(opened, "kinesis", ["a:2", "b:2"]);
  await opened.run(1);
  expect([...taken()].sort()).toEqual(["1", "1", "2", "2"]);
  expect(taken().slice(0, 2)).toEqual(["1", "1"]);
});

test("disabled, a mapping calls nothing; enabled again, it goes on where it was", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  const { record } = opened.mappings.create({ sourceArn, functionName: "consume", settings: fromStream });
  await put(opened, "kinesis", ["1"]);
  opened.mappings.update(record.uuid, { isEnabled: false, settings: {} });
  await put(opened, "kinesis", ["2"]);
  expect(taken()).toEqual(["1"]);
  opened.mappings.update(record.uuid, { isEnabled: true, settings: {} });
  await settled();
  expect(taken()).toEqual(["1", "2"]);
});

test("while a call is under way a change waits for its end, and no other change is taken", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  const { record } = opened.mappings.create({ sourceArn, functionName: "consume", settings: fromStream });
  let release = () => {};
  opened.hold = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  await put(opened, "kinesis", ["1"]);
  const mapping = opened.mappings.update(record.uuid, { isEnabled: false, settings: {} });
  await settled();
  expect(mapping.state).toBe("Disabling");
  for (const change of [
    () => opened.mappings.update(record.uuid, { settings: { BatchSize: 1 } }),
    () => opened.mappings.delete(record.uuid),
  ])
    expect(change).toThrow(expect.objectContaining({ code: "ResourceInUseException" }));
  release();
  await settled();
  expect(mapping.state).toBe("Disabled");
});

test("deleted, a mapping is told of until its call has ended, and another begins as it says", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  const { record } = opened.mappings.create({ sourceArn, functionName: "consume", settings: fromStream });
  let release = () => {};
  opened.hold = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  await put(opened, "kinesis", ["1"]);
  opened.mappings.delete(record.uuid);
  await settled();
  expect(opened.mappings.get(record.uuid).state).toBe("Deleting");
  opened.hold = () => Promise.resolve();
  release();
  await settled();
  expect(() => opened.mappings.get(record.uuid)).toThrow("The resource you requested does not exist.");
  opened.mappings.create({ sourceArn, functionName: "consume", settings: fromStream });
  await settled();
  expect(taken()).toEqual(["1", "1"]);
});
