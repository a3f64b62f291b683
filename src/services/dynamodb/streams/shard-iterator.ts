// Where a reader of a stream's shard stands, as a text that only this region reads.

import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { validationError } from "../refusals.ts";

export interface ShardPosition {
  readonly arn: string;
  /** The number of the record that comes next. */
  readonly next: number;
  /** When the iterator was given out, in milliseconds since the epoch. */
  readonly at: number;
}

const validMs = 15 * 60 * 1000;

export function formatIterator({ arn, next, at }: ShardPosition): string {
  return `${arn}|1|${Buffer.from(JSON.stringify([next, at])).toString("base64")}`;
}

/** Throws ValidationException, ExpiredIteratorException. */
export function readIterator(iterator: string, now: number): ShardPosition {
  const [arn = "", , content = ""] = iterator.split("|");
  const [next, at] = contentOf(content);
  if (!isWhole(next) || !isWhole(at)) throw validationError("Invalid ShardIterator");
  if (now - at > validMs) {
    throw new ServiceError(
      "ExpiredIteratorException",
      "The shard iterator is expired. Shard iterators are valid for 15 minutes.",
    );
  }
  return { arn, next, at };
}

function contentOf(text: string): readonly unknown[] {
  const content = jsonOrUndefined(Buffer.from(text, "base64").toString());
  return Array.isArray(content) ? content : [];
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
