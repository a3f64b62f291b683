// A damaged object is never served as if it were whole, and one that is gone is missed, by its key.

import {
  existsSync,
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
import { fileNameOf } from "../../../src/services/s3/recover-objects.ts";
import { type Damage, type DamagedFile, Repair } from "../../../src/storage/damage.ts";
import { systemClock } from "../../../src/time/clock.ts";

const bucket = "readings";
let directory: string;
let path: string;
let told: Damage[];
let served: DamagedFile[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "millrace-objects-"));
  path = join(directory, bucket, fileNameOf("second"));
  told = [];
  served = [];
  const objects = await open();
  await objects.createBucket(bucket);
  for (const key of ["first", "second", "third"])
    await objects.putObject({ bucket, key, bytes: Buffer.from(`the bytes of ${key}`) });
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
  ["emptied", () => truncateSync(path, 0), /damaged at byte 0: it is empty/],
  ["cut", () => truncateSync(path, statSync(path).size - 4), /damaged at byte \d+: it ends after/],
  ["noise", () => writeFileSync(path, Buffer.alloc(300, "no\nise")), /damaged at byte 0: it does not begin/],
  ["changed in its head", () => change(30), /damaged at byte 0: it does not begin/],
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

test("a bucket that is missing is named with its objects", async () => {
  rmSync(join(directory, bucket), { recursive: true });
  await expect(open()).rejects.toThrow(`${join(directory, bucket)} is damaged at byte 0: the folder`);
  expect(await keys(repairing())).toEqual([]);
  expect(told.flatMap(({ lost }) => lost)).toHaveLength(3);
});

test("what was deleted is not missed", async () => {
  const objects = await open();
  await objects.deleteObject(bucket, "second");
  await objects.createBucket("gone-soon");
  await objects.deleteBucket("gone-soon");
  await objects.close();
  expect(await keys()).toEqual(["first", "third"]);
});

test("objects of an older Millrace, without checksums, are taken up and entered", async () => {
  rmSync(join(directory, "objects.journal"));
  rmSync(join(directory, "objects.journal.extent"));
  const [head = "", ...rest] = readFileSync(path, "latin1").split("\n");
  const { md5: _md5, ...facts } = JSON.parse(head.slice(9));
  writeFileSync(path, [JSON.stringify(facts), ...rest].join("\n"), "latin1");
  const objects = await open();
  expect(String((await objects.getObject(bucket, "second")).bytes)).toBe("the bytes of second");
  await objects.close();
  rmSync(path);
  await expect(open()).rejects.toThrow(path);
});

test("files and folders are their owner's alone", () => {
  for (const name of readdirSync(directory, { recursive: true }))
    expect(statSync(join(directory, String(name))).mode & 0o077).toBe(0);
});
