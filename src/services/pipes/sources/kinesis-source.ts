// A Kinesis stream as the source of a pipe.

import { asJson } from "../../../aws/json.ts";
import { compileRecordFilter } from "../../../event-sources/record-filter.ts";
import type { KinesisCursor, SourceStream } from "../../../event-sources/stream-source.ts";
import type { StreamParameters } from "../pipe-definition.ts";
import { filteredPayload } from "./filtered-payload.ts";
import { KinesisBatch, type KinesisRecord, RecordWriter } from "./kinesis-records.ts";
import type { OpenSource, SourceSettings } from "./pipe-source.ts";
import { StreamReading } from "./stream-reading.ts";

export interface SourceStreams {
  /** Throws ResourceNotFoundException. */
  stream(reference: { readonly streamArn: string }): SourceStream<KinesisCursor>;
}

/** Throws ResourceNotFoundException. */
export function kinesisSource(
  streams: SourceStreams,
  parameters: StreamParameters,
  settings: SourceSettings,
): OpenSource {
  const { sourceArn: streamArn, awsRegion, roleArn, filters, take } = settings;
  const passes = filters.length === 0 ? undefined : compileRecordFilter(filters, filteredPayload.kinesis);
  const find = () => streams.stream({ streamArn });
  return new StreamReading<KinesisCursor, KinesisRecord>(find, parameters, settings, {
    batchInfo: "KinesisBatchInfo",
    writer: (shard) => new RecordWriter(shard, { streamArn, awsRegion, roleArn }),
    filter:
      passes &&
      (({ record, bytes }, cursor) => passes(asJson(record), () => cursor.data().toString(), bytes)),
    isNamed: ({ eventID, sequenceNumber }, name) => eventID === name || sequenceNumber === name,
    take: (entries) => take(new KinesisBatch(entries)),
  });
}
