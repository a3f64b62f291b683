// Records that producers have put together, taken apart again.
// https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html

import { isJson } from "../../../aws/json-text.ts";
import { ProcessingFailure } from "./processing-failure.ts";

/** AWS takes no more out of one record. */
const mostSubRecords = 500;
const [space, newline, quote, backslash] = [0x20, 0x0a, 0x22, 0x5c] as const;
const [tab, carriageReturn, open, close] = [0x09, 0x0d, 0x7b, 0x7d] as const;

/** JSON objects, one behind the other, with or without white space between them. Throws ProcessingFailure for anything else. */
export function jsonObjectsIn(data: Buffer): readonly Buffer[] {
  const objects: Buffer[] = [];
  let start = 0;
  while (start < data.length) {
    const byte = data[start];
    if (byte === space || byte === newline || byte === tab || byte === carriageReturn) {
      start++;
      continue;
    }
    const end = byte === open ? endOfObject(data, start) : undefined;
    if (end === undefined) throw notJson();
    const object = data.subarray(start, end);
    checkJson(object);
    objects.push(object);
    start = end;
  }
  return bounded(objects);
}

/** Undefined for one that does not end. */
function endOfObject(data: Buffer, start: number): number | undefined {
  let [depth, isText] = [0, false];
  for (let at = start; at < data.length; at++) {
    const byte = data[at];
    if (isText) {
      if (byte === backslash) at++;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === open) depth++;
    else if (byte === close && --depth === 0) return at + 1;
  }
  return undefined;
}

function checkJson(text: Buffer): void {
  if (!isJson(text.toString())) throw notJson();
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
    start = end + delimiter.length;
  }
  return bounded(parts);
}

function bounded(parts: readonly Buffer[]): readonly Buffer[] {
  if (parts.length <= mostSubRecords) return parts;
  throw new ProcessingFailure(
    "RecordDeAggregation.TooManyRecords",
    `The record holds ${parts.length} records, and at most ${mostSubRecords} are taken out of one.`,
  );
}
