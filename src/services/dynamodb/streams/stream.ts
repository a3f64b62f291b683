// A table's stream: the changes of its items in order, in one shard.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html

import type { Json } from "../../../aws/json.ts";
import type { KeySchemaElement, StreamViewType } from "../definitions/table-definition.ts";

/** How long a record can be read, in milliseconds. */
export const retentionMs = 24 * 60 * 60 * 1000;

/** As it is kept. Times are milliseconds since the epoch. */
export interface StreamDescription {
  readonly tableName: string;
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly keySchema: readonly KeySchemaElement[];
  readonly createdAt: number;
  /** When it took its last record: it was disabled, or its table deleted. */
  readonly disabledAt?: number;
}

export interface Stream {
  /** Of its records. */
  readonly owner: number;
  readonly arn: string;
  readonly description: StreamDescription;
  readonly shardId: string;
}

/** A record by its number in the stream, which begins at 1. */
export interface StreamRecord {
  readonly number: number;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  /** As GetRecords answers with it. */
  readonly record: Json;
}

/** Sequence numbers are texts of at least 21 digits. */
export function sequenceNumberOf(number: number): string {
  return `1${String(number).padStart(20, "0")}`;
}

/** Undefined for a text that is none of this region's. */
export function numberOfSequence(sequenceNumber: string): number | undefined {
  return /^1\d{20}$/.test(sequenceNumber) ? Number(sequenceNumber.slice(1)) : undefined;
}

export function shardIdOf(owner: number, { createdAt }: StreamDescription): string {
  return `shardId-${String(createdAt).padStart(20, "0")}-${owner.toString(16).padStart(8, "0")}`;
}

/** An ISO 8601 time without its zone, as AWS labels streams. */
export function labelOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, -1);
}
