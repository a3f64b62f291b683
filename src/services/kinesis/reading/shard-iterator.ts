// Shard iterators: opaque text that says where to read on, and when it was given out. An iterator lives five minutes.

import { ServiceError } from "../../../aws/service-error.ts";
import { invalidArgument } from "../api/constraints.ts";
import { formatToken, parseToken } from "./token.ts";

const lifetimeMs = 300_000;

export interface IteratorPosition {
  readonly streamName: string;
  /** Tells a stream from an earlier one of the same name. */
  readonly streamCreatedAt: number;
  readonly shardIndex: number;
  readonly offset: number;
  /** Records that came earlier are passed over: this is what is left of AT_TIMESTAMP. */
  readonly sinceMs: number;
}

export function formatShardIterator(position: IteratorPosition, now: number): string {
  const { streamName, streamCreatedAt, shardIndex, offset, sinceMs } = position;
  return formatToken([streamName, streamCreatedAt, shardIndex, offset, sinceMs, now]);
}

export function parseShardIterator(iterator: string, now: number): IteratorPosition {
  const [streamName, created, shard, offset, since, issued] = parseToken(iterator) ?? [];
  if (streamName === undefined) throw invalidArgument("Invalid ShardIterator.");
  const issuedAt = Number(issued);
  if (now - issuedAt > lifetimeMs) throw expired(issuedAt, now);
  return {
    streamName,
    streamCreatedAt: Number(created),
    shardIndex: Number(shard),
    offset: Number(offset),
    sinceMs: Number(since),
  };
}

/** Undefined for what is no iterator. */
export function streamOfIterator(iterator: string): string | undefined {
  return parseToken(iterator)?.[0];
}

function expired(issuedAt: number, now: number): ServiceError {
  return new ServiceError(
    "ExpiredIteratorException",
    `Iterator expired. The iterator was created at time ${javaDate(issuedAt)} while right now it is ${javaDate(now)} ` +
      `which is further in the future than the tolerated delay of ${lifetimeMs} milliseconds.`,
  );
}

/** Thu Jan 22 01:22:02 UTC 2015, as AWS writes it. */
function javaDate(at: number): string {
  const [weekday = "", day, month, year, time] = new Date(at).toUTCString().split(" ");
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`;
}
