// The index of a full segment: the log opens by its beginning, and reads by the rest; whatever becomes of it, no record does.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { FrameBuilder } from "../../../../src/services/kinesis/log/frame.ts";
import { Segment } from "../../../../src/services/kinesis/log/segment.ts";
import { increaseRetention } from "../../../../src/services/kinesis/streams/settings.ts";
import { saveSealed } from "../../../../src/storage/sealed-file.ts";
import { type Fixture, openFixture, readShard, record, temporaryFolder } from "../support/open-streams.ts";

const shard = "shardId-000000000000";
const hour = 3_600_000;
/** More than stay in memory with their blocks. */
const numbers = Array.from({ length: 20 }, (_, number) => `record ${number}`);
let fixture: Fixture;
let folder: string;

/** Of which nothing but the newest segment is read through when it is opened; a record a segment. */
beforeEach(async () => {
  fixture = await openFixture("disk", { memoryBytesPerStream: 1, checkedBytesPerStream: 1 });
  const stream = await fixture.streams.createStream({ streamName: "readings", shardCount: 1 });
  await increaseRetention(fixture.streams, { streamName: "readings" }, 240);
  for (const number of numbers) {
    await stream.append([record("a", number)]);
    fixture.clock.advanceBy(11 * hour);
    await stream.append([]);
  }
  folder = stream.folder ?? "";
});
afterEach(() => fixture.dispose());

const path = (number: number, extension: string) =>
  join(folder, `${String(number).padStart(12, "0")}.${extension}`);
const read = () => readShard(fixture.streams, "readings", shard);

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8((bytes.at(at) ?? 0) ^ 1, at < 0 ? bytes.length + at : at);
  writeFileSync(file, bytes);
}

test("each full segment has one, and old records are found by it", async () => {
  await fixture.reopen();
  const files = readdirSync(folder);
  const ends = (end: string) => files.filter((name) => name.endsWith(end));
  expect(ends(".log").length).toBe(numbers.length + 1);
  expect(ends(".index").length).toBe(numbers.length);
  expect(await read()).toEqual(numbers);
  expect(await read()).toEqual(numbers);
});

test("what an old segment holds is checked when it is read: damage is told by its file and place", async () => {
  flip(path(3, "log"), -1);
  await fixture.reopen();
  await expect(read()).rejects.toThrow(`${path(3, "log")} is damaged at byte 32: `);
});

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ["missing", (file) => rmSync(file)],
  ["changed at its beginning", (file) => flip(file, 20)],
  ["changed at its end, where its blocks are", (file) => flip(file, -2)],
  ["cut", (file) => writeFileSync(file, readFileSync(file).subarray(0, 70))],
];
test.each(damages)("%s: its segment tells where the blocks are, and it is made again", async (_, damage) => {
  const file = path(2, "index");
  const index = readFileSync(file);
  await fixture.streams.close();
  damage(file);
  await fixture.reopen();
  expect(await read()).toEqual(numbers);
  await fixture.reopen();
  expect(readFileSync(file)).toEqual(index);
});

test("a folder of an older Millrace opens by the index that is there, and gets one of this", async () => {
  await fixture.streams.close();
  const indexes = readdirSync(folder).filter((name) => name.endsWith(".index"));
  const before = indexes.map((name) => readFileSync(join(folder, name)));
  for (const name of indexes) {
    const { length, blocks } = Segment.indexed(folder, Number.parseInt(name, 10)) ?? {};
    await saveSealed(join(folder, `${name}.json`), { length, blocks });
    rmSync(join(folder, name));
  }
  // Nobody looks into a segment to open it.
  const log = readFileSync(path(4, "log"));
  flip(path(4, "log"), -1);
  await fixture.reopen();
  expect(indexes.map((name) => readFileSync(join(folder, name)))).toEqual(before);
  writeFileSync(path(4, "log"), log);
  await fixture.reopen();
  expect(await read()).toEqual(numbers);
});

test("it tells of as many shards as there are", async () => {
  const directory = await temporaryFolder();
  const segment = new Segment(directory, 1);
  for (let index = 0; index < 500; index++) {
    const builder = new FrameBuilder({ index, nextOffset: index + 1, lastArrivalMs: index });
    builder.add("key", Buffer.alloc(2_000), 1_000 + index);
    for (const frame of builder.take()) segment.add(frame);
  }
  await segment.saveIndex();
  const found = Segment.indexed(directory, 1);
  expect(found?.summary).toEqual(segment.summary);
  expect(found?.blocks).toEqual(segment.blocks);
  expect(segment.blocks.length).toBeGreaterThan(2);
  rmSync(directory, { recursive: true });
});
