// An object: its bytes, and what is told of it. On disk both are one file, a line of JSON and then the bytes, so that no crash
// can part them.

import { createHash } from "node:crypto";
import type { JsonObject } from "../aws/json.ts";

export interface ObjectFacts {
  readonly key: string;
  readonly size: number;
  /** The MD5 of the bytes in hexadecimal, as S3 has it in its ETag; that of a multipart upload ends in the count of parts. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly contentType: string;
  readonly contentEncoding?: string | undefined;
  /** What `x-amz-meta-…` headers said. */
  readonly metadata: Readonly<Record<string, string>>;
}

export function md5Hex(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

export function writeObjectFile(facts: ObjectFacts, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), bytes]);
}

/** Undefined for a file that holds no object. */
export function readObjectFile(
  file: Buffer,
): { readonly facts: ObjectFacts; readonly bytes: Buffer } | undefined {
  const end = file.indexOf(10);
  if (end === -1) return undefined;
  const facts = JSON.parse(file.toString("utf8", 0, end)) as JsonObject as unknown as ObjectFacts;
  return { facts, bytes: file.subarray(end + 1) };
}
