// Looks through the objects' files when they are opened: whether each begins as an object does and is long enough, and whether one
// is missing. Their bytes are checked when they are read, and by a repair, which sets aside every object that is not whole.

import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Damage, met, type Repair } from "../../storage/damage.ts";
import { makePrivateFolder, narrow } from "../../storage/private-files.ts";
import type { ObjectCatalogue } from "./object-catalogue.ts";
import { md5Hex, type ObjectFacts, type ObjectHead, readObjectHead } from "./stored-object.ts";

export const unfinished = ".part";
/** A key has at most 1 KiB and metadata 2 KiB. */
const headBytes = 16 * 1024;

export function fileNameOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

export interface ObjectRecovery {
  readonly directory: string;
  readonly catalogue: ObjectCatalogue;
  readonly repair: Repair | undefined;
}

/** What is told of the objects of each bucket. Throws DamagedFile unless a repair is under way. */
export async function recoverObjects(
  recovery: ObjectRecovery,
): Promise<ReadonlyMap<string, readonly ObjectFacts[]>> {
  const { directory, catalogue, repair } = recovery;
  const present = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const found = new Map<string, readonly ObjectFacts[]>();
  for (const bucket of new Set([...present, ...catalogue.buckets])) {
    if (!present.includes(bucket)) {
      const problem = "the folder of a bucket is missing";
      met({ path: join(directory, bucket), offset: 0, bytes: 0, problem, lost: [] }, repair);
    }
    makePrivateFolder(join(directory, bucket));
    catalogue.add(bucket);
    found.set(bucket, await recoverBucket(bucket, recovery));
  }
  return found;
}

async function recoverBucket(
  bucket: string,
  { directory, catalogue, repair }: ObjectRecovery,
): Promise<readonly ObjectFacts[]> {
  const folder = join(directory, bucket);
  const missing = new Map([...catalogue.keys(bucket)].map((key) => [fileNameOf(key), key]));
  const found: ObjectFacts[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // What a crash left half written was never acknowledged.
    if (name.endsWith(unfinished)) rmSync(path);
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    const key = missing.get(name);
    missing.delete(name);
    const object = look(path, repair !== undefined);
    if ("facts" in object && fileNameOf(object.facts.key) === name) {
      catalogue.add(bucket, object.facts.key);
      found.push(object.facts);
      continue;
    }
    const damage = "facts" in object ? damageOf(path, "its key is not the one of its name") : object;
    met({ ...damage, lost: [nameOf(bucket, damage.lost[0] ?? key)] }, repair);
    rmSync(path);
    if (key !== undefined) await catalogue.remove(bucket, key);
  }
  for (const [name, key] of missing) {
    met({ ...damageOf(join(folder, name), "the file is missing"), lost: [nameOf(bucket, key)] }, repair);
    await catalogue.remove(bucket, key);
  }
  return found;
}

function nameOf(bucket: string, key: string | undefined): string {
  return `${key === undefined ? "an object" : `the object ${key}`} of the bucket ${bucket}`;
}

function damageOf(path: string, problem: string): Damage {
  return { path, offset: 0, bytes: 0, problem, lost: [] };
}

/** The object's facts, or what is wrong with its file; the damage then tells of the key, where it is known. */
function look(path: string, isThorough: boolean): { readonly facts: ObjectFacts } | Damage {
  narrow(path);
  const { size } = statSync(path);
  const start = readStart(path);
  const head =
    readObjectHead(start) ?? (size > start.length ? readObjectHead(readFileSync(path)) : undefined);
  if (head === undefined) {
    const problem = size === 0 ? "it is empty" : "it does not begin with an object's head and its checksum";
    return { ...damageOf(path, problem), bytes: size };
  }
  const { facts, length } = head;
  const problem =
    size < length + facts.size
      ? `it ends after ${size} bytes, and the object has ${length + facts.size}`
      : isThorough
        ? bodyProblem(readFileSync(path), head)
        : undefined;
  if (problem === undefined) return { facts };
  return {
    path,
    offset: Math.min(size, length),
    bytes: Math.max(0, size - length),
    problem,
    lost: [facts.key],
  };
}

function readStart(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(headBytes);
    return start.subarray(0, readSync(file, start, 0, headBytes, 0));
  } finally {
    closeSync(file);
  }
}

/** What is wrong with the bytes of an object. */
export function bodyProblem(file: Buffer, head: ObjectHead | undefined): string | undefined {
  if (head === undefined) return "it does not begin with an object's head and its checksum";
  const bytes = file.subarray(head.length, head.length + head.facts.size);
  if (bytes.length < head.facts.size) return `it ends after ${file.length} bytes`;
  if (head.md5 !== undefined && md5Hex(bytes) !== head.md5) return "its bytes do not have their MD5";
  return undefined;
}
