// A table's stream as the source of a pipe.

import type { JsonObject } from "../../../aws/json.ts";
import type { Entry } from "../../../event-sources/entry.ts";
import { compileRecordFilter } from "../../../event-sources/record-filter.ts";
import type { ChangeCursor, SourceStream } from "../../../event-sources/stream-source.ts";
import { JsonBatch } from "../event-batch.ts";
import type { StreamParameters } from "../pipe-definition.ts";
import { filteredPayload } from "./filtered-payload.ts";
import type { OpenSource, SourceSettings } from "./pipe-source.ts";
import { StreamReading } from "./stream-reading.ts";

export interface SourceTables {
  /** Throws ResourceNotFoundException. */
  changes(streamArn: string): SourceStream<ChangeCursor>;
}

/** Throws ResourceNotFoundException. */
export function dynamoDbSource(
  tables: SourceTables,
  parameters: StreamParameters,
  settings: SourceSettings,
): OpenSource {
  const { sourceArn, filters, take } = settings;
  const passes = filters.length === 0 ? undefined : compileRecordFilter(filters, filteredPayload.dynamodb);
  const find = () => tables.changes(sourceArn);
  return new StreamReading<ChangeCursor, JsonObject>(find, parameters, settings, {
    batchInfo: "DDBStreamBatchInfo",
    writer: () => ({ entry: (cursor) => entryOf(cursor, sourceArn) }),
    filter: passes && (({ record, bytes }) => passes(record, () => "", bytes)),
    isNamed: (record, name) => record.eventID === name || sequenceNumberOf(record) === name,
    take: (entries) => {
      const records = entries.map(({ record }) => record);
      return take(
        new JsonBatch(
          records,
          records.map(({ eventID }) => String(eventID)),
        ),
      );
    },
  });
}

/** Changes of one item stay in order. */
function entryOf(
  { offset, arrivalMs, record: change }: ChangeCursor,
  eventSourceARN: string,
): Entry<JsonObject> {
  const record = { ...change, eventSourceARN };
  const key = JSON.stringify(changeIn(record).Keys ?? null);
  return { record, offset, arrivalMs, key, bytes: Buffer.byteLength(JSON.stringify(record)) };
}

function sequenceNumberOf(record: JsonObject): unknown {
  return changeIn(record).SequenceNumber;
}

function changeIn({ dynamodb }: JsonObject): JsonObject {
  return (dynamodb ?? {}) as JsonObject;
}
