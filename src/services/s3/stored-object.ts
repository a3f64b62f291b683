// An object: its bytes, and what is told of it. On disk both are one file, a line of JSON with its checksum and then the bytes, so
// that no crash can part them. An older Millrace wrote the line without a checksum.

import { createHash } from "node:crypto";
import type { Json, JsonObject } from "../../aws/json.ts";
import { readLines, writeLine } from "../../storage/journal-line.ts";
import type { SystemMetadata } from "./system-metadata.ts";

export interface ObjectFacts extends SystemMetadata {
  readonly key: string;
  readonly size: number;
  /** The MD5 of the bytes in hexadecimal, as S3 has it in its ETag; that of a multipart upload ends in the count of parts. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly contentType: string;
  /** What `x-amz-meta-…` headers said. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectHead {
  readonly facts: ObjectFacts;
  /** Of the bytes. An older Millrace kept none but the ETag. */
  readonly md5: string | undefined;
  /** Where the bytes begin. */
  readonly length: number;
}

export function md5Hex(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

export function writeObjectFile(facts: ObjectFacts, bytes: Uint8Array): readonly [Buffer, Uint8Array] {
  const md5 = facts.etag.includes("-") ? md5Hex(bytes) : facts.etag;
  return [Buffer.from(writeLine({ ...facts, md5 } as unknown as Json)), bytes];
}

/** What a file's first bytes say of its object, or undefined if they hold no whole head. */
export function readObjectHead(start: Buffer): ObjectHead | undefined {
  const end = start.indexOf(10);
  if (end === -1) return undefined;
  const line = start.subarray(0, end + 1);
  const head = readLines(line).sound[0]?.entry ?? readPlain(line);
  if (head === undefined) return undefined;
  const { md5, ...facts } = head as JsonObject & { readonly md5?: string };
  const known = facts as unknown as ObjectFacts;
  return { facts: known, md5: md5 ?? (known.etag.includes("-") ? undefined : known.etag), length: end + 1 };
}

function readPlain(line: Buffer): Json | undefined {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}
