// Objects of an older Millrace: a folder for each bucket, and in it a file for each object, a line of JSON and then the bytes. They are
// entered in the catalogue as they lie, once, and read where they are.

import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { type Damage, met, type Repair } from "../../../storage/damage.ts";
import { readLines } from "../../../storage/journal-line.ts";
import type { Buckets } from "../buckets/buckets.ts";
import { nullVersion } from "../objects/version-ids.ts";
import type { Catalogue } from "./catalogue.ts";
import type { ObjectFacts } from "./records.ts";

/** The list that an older Millrace kept beside the folders: where it is, there is something to take over. */
const olderList = "objects.journal";
/** A key has at most 1 KiB and metadata 2 KiB. */
const headBytes = 16 * 1024;

export interface Takeover {
  readonly directory: string;
  readonly buckets: Buckets;
  readonly catalogue: Catalogue;
  readonly repair: Repair | undefined;
  /** Whether the folder had no catalogue yet: the first Millrace kept no list either. */
  readonly isNew: boolean;
}

/** On disk when it resolves. Throws DamagedFile unless a repair is under way. */
export async function takeOver(takeover: Takeover): Promise<void> {
  const { directory, buckets, catalogue, repair, isNew } = takeover;
  const list = join(directory, olderList);
  if (!existsSync(list) && !isNew) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const { name: bucket } = entry;
    if (!entry.isDirectory() || bucket.startsWith(".")) continue;
    // What was said of a bucket did not tell its name.
    const known = buckets.has(bucket) ? buckets.get(bucket) : { settings: {}, createdAt: 0 };
    buckets.put({ ...known, name: bucket });
    for (const file of readdirSync(join(directory, bucket))) {
      if (!/^[0-9a-f]{64}$/.test(file)) continue;
      const path = join(directory, bucket, file);
      const object = readObject(path);
      if ("problem" in object || fileNameOf(object.facts.key) !== file) {
        const problem = "problem" in object ? object.problem : "its key is not the one of its name";
        met(damage(path, problem, bucket), repair);
        continue;
      }
      const { facts, at, md5 } = object;
      catalogue.put({
        ...facts,
        ...{ bucket, versionId: nullVersion, order: catalogue.nextOrder() },
        segments: [{ blob: `${bucket}/${file}`, at, size: facts.size, md5 }],
      });
    }
  }
  await Promise.all([buckets.book.committed(), catalogue.committed()]);
  for (const file of [list, `${list}.extent`]) rmSync(file, { force: true });
}

interface OlderObject {
  readonly facts: ObjectFacts;
  /** Where the bytes begin. */
  readonly at: number;
  /** The first Millrace kept none but the ETag. */
  readonly md5: string | undefined;
}

function readObject(path: string): OlderObject | { readonly problem: string } {
  const start = readStart(path);
  const end = start.indexOf(10);
  const line = start.subarray(0, end + 1);
  const head = end === -1 ? undefined : (readLines(line).sound[0]?.entry ?? readPlain(line));
  if (head === undefined) return { problem: "it does not begin with an object's head and its checksum" };
  const { md5, ...facts } = head as JsonObject & { readonly md5?: string };
  const known = facts as unknown as ObjectFacts;
  const { size } = statSync(path);
  if (size < end + 1 + known.size)
    return { problem: `it ends after ${size} bytes, and the object has ${end + 1 + known.size}` };
  return { facts: known, at: end + 1, md5: md5 ?? (known.etag.includes("-") ? undefined : known.etag) };
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

function readPlain(line: Buffer): Json | undefined {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}

function fileNameOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function damage(path: string, problem: string, bucket: string): Damage {
  return { path, offset: 0, bytes: 0, problem, lost: [`an object of the bucket ${bucket}`] };
}
