// Records that producers have put together, taken apart again.
// https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html

import { jsonInPieces } from "../../../aws/wire/json-in-pieces.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { ProcessingFailure } from "./processing-failure.ts";

/** AWS takes no more out of one record. */
const mostSubRecords = 500;
/** A record may unpack to many megabytes. */
const bytesBetweenYields = 256 * 1024;
const [space, newline, quote, backslash] = [0x20, 0x0a, 0x22, 0x5c] as const;
const [tab, carriageReturn, open, close] = [0x09, 0x0d, 0x7b, 0x7d] as const;

/** JSON objects, one behind the other, with or without white space between them. Rejects with ProcessingFailure for anything else. */
export async function jsonObjectsIn(data: Buffer): Promise<readonly Buffer[]> {
  return inSlices(objectsIn(data));
}

function* objectsIn(data: Buffer): Generator<void, readonly Buffer[]> {
  const objects: Buffer[] = [];
  let start = 0;
  while (start < data.length) {
    const byte = data[start];
    if (byte === space || byte === newline || byte === tab || byte === carriageReturn) {
      start++;
      continue;
    }
    const end = byte === open ? yield* endOfObject(data, start) : undefined;
    if (end === undefined) throw notJson();
    const object = data.subarray(start, end);
    yield* checkJson(object);
    objects.push(object);
    checkCount(objects.length);
    start = end;
  }
  return objects;
}

/** Undefined for one that does not end. */
function* endOfObject(data: Buffer, start: number): Generator<void, number | undefined> {
  let [depth, isText] = [0, false];
  let pauseAt = start + bytesBetweenYields;
  for (let at = start; at < data.length; at++) {
    const byte = data[at];
    if (isText) {
      if (byte === backslash) at++;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === open) depth++;
    else if (byte === close && --depth === 0) return at + 1;
    if (at < pauseAt) continue;
    pauseAt = at + bytesBetweenYields;
    yield;
  }
  return undefined;
}

function* checkJson(object: Buffer): Generator<void, void> {
  try {
    yield* jsonInPieces(object);
  } catch {
    throw notJson();
  }
}

function notJson(): ProcessingFailure {
  return new ProcessingFailure(
    "RecordDeAggregation.InvalidJson",
    "The record is not a sequence of JSON objects.",
  );
}

/** What is between two delimiters, without them. Throws ProcessingFailure. */
export function delimitedIn(data: Buffer, delimiter: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  while (start < data.length) {
    const found = data.indexOf(delimiter, start);
    const end = found < 0 ? data.length : found;
    if (end > start) parts.push(data.subarray(start, end));
    checkCount(parts.length);
    start = end + delimiter.length;
  }
  return parts;
}

function checkCount(found: number): void {
  if (found <= mostSubRecords) return;
  throw new ProcessingFailure(
    "RecordDeAggregation.TooManyRecords",
    `The record holds more than the ${mostSubRecords} records that are taken out of one.`,
  );
}
