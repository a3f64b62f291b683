// What was acknowledged survives a restart, a torn file and a full disk; what was not may go, but never half.

import { readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { localIdentity } from "../../../src/aws/arn.ts";
import { getRecords, getShardIterator } from "../../../src/services/kinesis/reading/get-records.ts";
import { increaseRetention } from "../../../src/services/kinesis/streams/settings.ts";
import { Streams } from "../../../src/services/kinesis/streams/streams.ts";
import { type Damage, Repair } from "../../../src/storage/damage.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type Fixture, openFixture, readShard, record, temporaryFolder } from "./support/open-streams.ts";

const shard0 = "shardId-000000000000";
let fixture: Fixture;
afterEach(() => fixture.dispose());

async function open(shardCount = 1, settings = {}) {
  fixture = await openFixture("disk", settings);
  return fixture.streams.createStream({ streamName: "readings", shardCount });
}

async function logFiles(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true });
  return found.filter((name) => name.endsWith(".log")).map((name) => join(directory, name));
}

describe("after a restart", () => {
  test("records, properties and sequence numbers go on where they were", async () => {
    const stream = await open(2);
    const before = await stream.append([record("a", "1")]);
    await increaseRetention(fixture.streams, { streamName: "readings" }, 100);
    await stream.update(() => ({ tags: { ["__proto__"]: "data", team: "weather" } }));
    await fixture.reopen();
    const again = fixture.streams.stream({ streamName: "readings" });
    expect(again.properties).toEqual(stream.properties);
    const after = await again.append([record("a", "2")]);
    expect(after.shardId(0)).toBe(before.shardId(0));
    expect(BigInt(after.sequenceNumber(0))).toBe(BigInt(before.sequenceNumber(0)) + 10n ** 20n);
    expect(await readShard(fixture.streams, "readings", after.shardId(0))).toEqual(["1", "2"]);
  });

  test("an iterator from before goes on", async () => {
    const stream = await open();
    await stream.append([record("a", "1")]);
    const name = { streamName: "readings" };
    const iterator = getShardIterator(fixture.streams, name, {
      shardId: shard0,
      shardIteratorType: "TRIM_HORIZON",
    });
    await fixture.reopen();
    expect((await getRecords(fixture.streams, iterator)).records).toHaveLength(1);
  });

  test("a deleted stream stays deleted", async () => {
    await open();
    await fixture.streams.deleteStream({ streamName: "readings" });
    await fixture.reopen();
    expect(fixture.streams.all).toEqual([]);
  });

  test("offsets go on even if retention has dropped every record", async () => {
    const stream = await open();
    const before = await stream.append([record("a", "1")]);
    fixture.clock.advanceBy(100 * 3_600_000);
    await stream.append([]);
    await fixture.reopen();
    const after = await fixture.streams.append("readings", [record("a", "2")]);
    expect(BigInt(after.sequenceNumber(0))).toBeGreaterThan(BigInt(before.sequenceNumber(0)));
  });
});

describe("segments", () => {
  test("whole old segments are deleted once they have expired", async () => {
    const stream = await open();
    const directory = fixture.directory ?? "";
    for (let hour = 0; hour < 60; hour += 2) {
      await stream.append([record("a", `hour ${hour}`)]);
      fixture.clock.advanceBy(2 * 3_600_000);
      await stream.append([]);
    }
    const kept = await readShard(fixture.streams, "readings", shard0);
    expect(kept[0]).toBe("hour 36");
    expect((await logFiles(directory)).length).toBeLessThan(20);
    await fixture.reopen();
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual(kept);
  });

  test("a full segment is followed by a new one, and both are read back without memory's help", async () => {
    const stream = await open(2, { memoryBytesPerStream: 1 });
    const data = Buffer.alloc(1_000_000, 7);
    for (let i = 0; i < 70; i++) await stream.append([{ partitionKey: `key-${i}`, data }]);
    const directory = fixture.directory ?? "";
    expect(await logFiles(directory)).toHaveLength(2);
    await fixture.reopen();
    const counts = await Promise.all(
      stream.shards.map(async ({ id }) => (await readShard(fixture.streams, "readings", id)).length),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(70);
  });

  test("damage in a full segment is an error that names the file, never silence", async () => {
    const stream = await open();
    await stream.append([record("a", "1")]);
    fixture.clock.advanceBy(2 * 3_600_000);
    await stream.append([record("a", "2")]);
    await stream.append([record("a", "3")]);
    const [first = ""] = await logFiles(fixture.directory ?? "");
    await rm(first.replace(".log", ".index"));
    await truncate(first, (await stat(first)).size - 1);
    await expect(fixture.reopen()).rejects.toThrow(first);
    fixture = await openFixture("memory");
    await rm(dirname(dirname(first)), { recursive: true });
  });
});

test("a flipped byte in the last commit is told, and no sequence number is given out again after a repair", async () => {
  const stream = await open();
  await stream.append([record("a", "1")]);
  const lost = (await stream.append([record("a", "2")])).sequenceNumber(0);
  const [path = ""] = await logFiles(fixture.directory ?? "");
  await fixture.streams.close();
  await flipByte(path, (await stat(path)).size - 1);
  await expect(fixture.reopen()).rejects.toThrow(`${path} is damaged at byte 80: `);
  const told = await repaired();
  expect(told).toMatchObject([{ path, offset: 80, bytes: 48, lost: [`the record ${lost} of ${shard0}`] }]);
  await fixture.reopen();
  const after = await fixture.streams.append("readings", [record("a", "3")]);
  expect(BigInt(after.sequenceNumber(0))).toBeGreaterThan(BigInt(lost));
  expect(await readShard(fixture.streams, "readings", shard0)).toEqual(["1", "3"]);
});

async function flipByte(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(path, bytes);
}

/** Opens the streams with a repair, and closes them again. */
async function repaired(): Promise<readonly Damage[]> {
  const told: Damage[] = [];
  const { directory, clock } = fixture;
  const repair = new Repair((damage) => told.push(damage));
  await (await Streams.open({ directory, clock, identity: localIdentity, repair })).close();
  return told;
}

test("a damaged frame in the middle is told with its records, and what follows it is kept", async () => {
  const stream = await open(2, { memoryBytesPerStream: 1 });
  const numbers: string[] = [];
  for (let index = 0; index < 30; index++) {
    const appended = await stream.append([record("a", `${index}a`), record("b", `${index}b`)]);
    numbers.push(appended.sequenceNumber(0));
  }
  const [path = ""] = await logFiles(fixture.directory ?? "");
  const shardOfA = stream.shards.find(({ id }) => numbers[0]?.endsWith(id.slice(-4)))?.id ?? "";
  const before = await readShard(fixture.streams, "readings", shardOfA);
  const text = await readFile(path);
  await flipByte(path, text.indexOf("15a"));
  await expect(fixture.reopen()).rejects.toThrow(
    new RegExp(`${path} is damaged at byte \\d+: .*sound frames`),
  );
  expect(await repaired()).toMatchObject([{ path, lost: [`the record ${numbers[15]} of ${shardOfA}`] }]);
  await fixture.reopen();
  const after = await readShard(fixture.streams, "readings", shardOfA);
  expect(after).toEqual(before.filter((data) => data !== "15a"));
  expect(await repaired()).toEqual([]);
});

describe("stream.json", () => {
  const damages: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ["missing", (path) => rm(path)],
    ["emptied", (path) => truncate(path, 0)],
    ["changed", (path) => flipByte(path, 40)],
  ];
  test.each(damages)("%s: the stream is never deleted, and a repair has it again", async (_, damage) => {
    const stream = await open();
    await stream.append([record("a", "1")]);
    const path = join(stream.folder ?? "", "stream.json");
    await fixture.streams.close();
    await damage(path);
    await expect(fixture.reopen()).rejects.toThrow(`${path} is damaged at byte 0: `);
    expect(await repaired()).toMatchObject([{ path, lost: [] }]);
    await fixture.reopen();
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual(["1"]);
    expect(fixture.streams.stream({ streamName: "readings" }).properties).toEqual(stream.properties);
  });

  test("missing with its copy: the folder is set aside with its records", async () => {
    const stream = await open();
    await stream.append([record("a", "1")]);
    const folder = stream.folder ?? "";
    await fixture.streams.close();
    for (const name of ["stream.json", "stream.copy.json"]) await rm(join(folder, name));
    await expect(fixture.reopen()).rejects.toThrow(`${join(folder, "stream.json")} is damaged at byte 0: `);
    expect(await repaired()).toMatchObject([
      { lost: [`a stream, whose records are kept in ${folder}.damaged`] },
    ]);
    expect(await readdir(`${folder}.damaged`)).toContain("000000000001.log");
  });

  test("missing because the stream was being created: there is no stream, and no word of it", async () => {
    const stream = await open();
    await fixture.streams.close();
    for (const name of ["stream.json", "stream.copy.json"]) await rm(join(stream.folder ?? "", name));
    await fixture.reopen();
    expect(await readdir(fixture.directory ?? "")).toEqual([]);
  });
});

test("whatever the interleaving of puts, reads and restarts, each shard gives each record once and in order", async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ put: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }) }) },
    {
      weight: 6,
      arbitrary: fc.record({ read: fc.integer({ min: 0, max: 2 }), limit: fc.integer({ min: 1, max: 30 }) }),
    },
    { weight: 1, arbitrary: fc.constant("restart" as const) },
  );
  const law = fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, forgetful) => {
    const directory = await temporaryFolder();
    const clock = new VirtualClock();
    const settings = {
      directory,
      clock,
      identity: localIdentity,
      ...(forgetful && { memoryBytesPerStream: 1 }),
    };
    let streams = await Streams.open(settings);
    const { shards } = await streams.createStream({ streamName: "readings", shardCount: 3 });
    const iterators = shards.map(({ id: shardId }) =>
      getShardIterator(streams, { streamName: "readings" }, { shardId, shardIteratorType: "TRIM_HORIZON" }),
    );
    const put = shards.map((): string[] => []);
    const got = shards.map((): string[] => []);
    let serial = 0;
    const read = async (index: number, limit: number) => {
      const result = await getRecords(streams, iterators[index] ?? "", limit);
      iterators[index] = result.nextShardIterator ?? "";
      got[index]?.push(...result.records.map(({ data }) => data.toString()));
      return result.records.length;
    };
    for (const each of steps) {
      clock.advanceBy(1);
      if (each === "restart") {
        await streams.close();
        streams = await Streams.open(settings);
      } else if ("put" in each) {
        const records = each.put.map((key) => record(`key-${key}`, String(serial++)));
        // Two appends at once, so that commits hold more than one call.
        const halves = [records.slice(0, 5), records.slice(5)];
        const appended = await Promise.all(halves.map((half) => streams.append("readings", half)));
        for (const [half, positions] of halves.map((half, index) => [half, appended[index]] as const)) {
          for (const [index, { data }] of half.entries()) {
            put[shards.findIndex(({ id }) => id === positions?.shardId(index))]?.push(data.toString());
          }
        }
      } else await read(each.read, each.limit);
    }
    for (const index of shards.keys()) while ((await read(index, 10_000)) > 0);
    await streams.close();
    await rm(directory, { recursive: true });
    expect(got).toEqual(put);
  });
  fixture = await openFixture("memory");
  await fc.assert(law, { numRuns: 40 });
});

test("a folder that cannot be written gives one error that names it", async () => {
  fixture = await openFixture("disk");
  const path = join(fixture.directory ?? "", "file");
  await writeFile(path, "");
  const settings = { directory: join(path, "streams"), clock: fixture.clock, identity: localIdentity };
  await expect(Streams.open(settings)).rejects.toThrow(
    `Cannot write to the data folder ${settings.directory}`,
  );
});

test("damaged settings of the account are told, and once repaired are gone", async () => {
  const directory = await temporaryFolder();
  const settings = { directory, clock: new VirtualClock(), identity: localIdentity };
  const streams = await Streams.open(settings);
  await streams.account.commit(true);
  await streams.close();
  const path = join(directory, "account.json");
  await writeFile(path, "noise");
  await expect(Streams.open(settings)).rejects.toThrow(`${path} is damaged at byte 0`);
  const told: Damage[] = [];
  const repaired = await Streams.open({
    ...settings,
    repair: new Repair((damage) => void told.push(damage)),
  });
  expect(told.map(({ lost }) => lost)).toEqual([["the account's settings of Kinesis"]]);
  expect(repaired.account.commitment.status).toBe("DISABLED");
  await repaired.close();
  await (await Streams.open(settings)).close();
  await rm(directory, { recursive: true });
});
