// A damaged object is never served as if it were whole, and one that is gone is missed, by its key.

import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Objects } from "../../../src/services/s3/objects.ts";
import { type Damage, type DamagedFile, Repair } from "../../../src/storage/damage.ts";
import { writeLine } from "../../../src/storage/journal-line.ts";
import { systemClock } from "../../../src/time/clock.ts";

const bucket = "readings";
const md5Of = (text: string) => createHash("md5").update(text).digest("hex");
let directory: string;
let path: string;
let told: Damage[];
let served: DamagedFile[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "millrace-objects-"));
  told = [];
  served = [];
  const objects = await open();
  await objects.createBucket(bucket);
  for (const key of ["first", "second", "third"])
    await objects.putObject({ bucket, key, bytes: Buffer.from(`the bytes of ${key}`) });
  const [segment] = objects.headObject(bucket, "second").segments;
  path = objects.store.blobs.pathOf(segment?.blob ?? "");
  await objects.close();
});
afterEach(() => rmSync(directory, { recursive: true }));

const repairing = () => new Repair((damage) => told.push(damage));
const open = (repair?: Repair) =>
  Objects.open({ directory, clock: systemClock, repair, onDamage: (damage) => served.push(damage) });

async function keys(repair?: Repair): Promise<readonly string[]> {
  const objects = await open(repair);
  const { objects: found } = objects.listObjects(bucket);
  await objects.close();
  return found.map(({ key }) => key);
}

function change(at: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
}

test("changed bytes are answered with InternalError and named; a repair sets the object aside", async () => {
  change(statSync(path).size - 3);
  const objects = await open();
  await expect(objects.getObject(bucket, "second")).rejects.toMatchObject({
    code: "InternalError",
    status: 500,
    message: expect.stringContaining(`${path} is damaged at byte`),
  });
  expect(served).toMatchObject([{ damage: { lost: ["the object second of the bucket readings"] } }]);
  expect(String((await objects.getObject(bucket, "third")).bytes)).toBe("the bytes of third");
  await objects.close();
  expect(await keys(repairing())).toEqual(["first", "third"]);
  expect(told).toMatchObject([{ path, lost: ["the object second of the bucket readings"] }]);
  expect(existsSync(`${path}.damaged`)).toBe(true);
  expect(await keys()).toEqual(["first", "third"]);
});

describe.each<readonly [string, () => void, RegExp]>([
  ["emptied", () => truncateSync(path, 0), /damaged at byte 0: it ends after 0 bytes/],
  ["cut", () => truncateSync(path, statSync(path).size - 4), /damaged at byte 0: it ends after/],
  ["missing", () => rmSync(path), /damaged at byte 0: the file is missing/],
])("an object that is %s", (_, damage, refusal) => {
  test("stops the opening, by its file", async () => {
    damage();
    await expect(open()).rejects.toThrow(refusal);
    await expect(open()).rejects.toThrow(path);
  });

  test("is named by a repair, and the others are there", async () => {
    damage();
    expect(await keys(repairing())).toEqual(["first", "third"]);
    expect(told).toMatchObject([{ path, lost: ["the object second of the bucket readings"] }]);
    expect(await keys()).toEqual(["first", "third"]);
  });
});

test("zeros after its end are no part of an object", async () => {
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(100)]));
  const objects = await open();
  expect(String((await objects.getObject(bucket, "second")).bytes)).toBe("the bytes of second");
  await objects.close();
});

test("what a crash left of an upload is swept away, but not by a repair", async () => {
  const folder = join(path, "..");
  writeFileSync(join(folder, randomUUID()), "half of an obj");
  await (await open(repairing())).close();
  expect(readdirSync(folder)).toHaveLength(4);
  await (await open()).close();
  expect(readdirSync(folder)).toHaveLength(3);
  expect(await keys()).toEqual(["first", "second", "third"]);
});

test("what was deleted is not missed", async () => {
  const objects = await open();
  await objects.deleteObject(bucket, "second");
  await objects.createBucket("gone-soon");
  await objects.deleteBucket("gone-soon");
  await objects.close();
  expect(await keys()).toEqual(["first", "third"]);
});

test.each([
  ["with checksums", (facts: object) => writeLine({ ...facts, md5: md5Of("older bytes") } as never)],
  ["without", (facts: object) => `${JSON.stringify(facts)}\n`],
])("objects of an older Millrace, %s, are taken over as they lie", async (_, lineOf) => {
  const facts = { key: "older", size: 11, etag: md5Of("older bytes"), modifiedAt: 1, metadata: { a: "b" } };
  const name = createHash("sha256").update("older").digest("hex");
  mkdirSync(join(directory, "grown-up"));
  const file = join(directory, "grown-up", name);
  writeFileSync(file, `${lineOf({ ...facts, contentType: "text/plain" })}older bytes`);
  writeFileSync(join(directory, "objects.journal"), "");
  for (const _again of [1, 2]) {
    const objects = await open();
    const found = await objects.getObject("grown-up", "older");
    expect([String(found.bytes), found.facts.metadata]).toEqual(["older bytes", { a: "b" }]);
    expect(objects.buckets).toEqual(["grown-up", bucket]);
    await objects.close();
    expect(existsSync(join(directory, "objects.journal"))).toBe(false);
  }
  writeFileSync(file, `${lineOf({ ...facts, contentType: "text/plain" })}other bytes`);
  const objects = await open();
  await expect(objects.getObject("grown-up", "older")).rejects.toMatchObject({ code: "InternalError" });
  await objects.deleteObject("grown-up", "older");
  await objects.close();
});

test("files and folders are their owner's alone", () => {
  for (const name of readdirSync(directory, { recursive: true }))
    expect(statSync(join(directory, String(name))).mode & 0o077).toBe(0);
});
