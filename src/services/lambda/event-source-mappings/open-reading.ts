// Begins to read a mapping's source, by its kind.

import { ChangeRecordWriter, KinesisRecordWriter, kinesisFields } from "./mapped-record.ts";
import { kindOf } from "./mapping-checks.ts";
import type { MappingParts, SourceReading } from "./mapping-parts.ts";
import { type MappingRecord, streamArnOf } from "./mapping-record.ts";
import { readQueue } from "./queue-reading.ts";
import { readStream } from "./stream-reading.ts";

/** Throws ResourceNotFoundException for a stream that is not there, and DamagedFile unless a repair is under way. */
export function openReading(mapping: MappingRecord, parts: MappingParts): SourceReading {
  const { sourceArn, functionArn } = mapping;
  const { sources, identity, functionOf } = parts;
  const roleArn = functionOf(functionArn)?.roleArn ?? "";
  const origin = { sourceArn, awsRegion: identity.region, roleArn };
  switch (kindOf(sourceArn)) {
    case "kinesis":
      return readStream(
        mapping,
        sources.kinesis.stream({ streamArn: streamArnOf(sourceArn) }),
        {
          kind: "kinesis",
          writer: (shard) => new KinesisRecordWriter(shard, origin),
          fields: kinesisFields,
          payload: (cursor) => cursor.data().toString(),
        },
        parts,
      );
    case "dynamodb":
      return readStream(
        mapping,
        sources.dynamodb.changes(sourceArn),
        {
          kind: "dynamodb",
          writer: (shard) => new ChangeRecordWriter(shard, origin),
          fields: ({ record }) => record,
          payload: () => "",
        },
        parts,
      );
    case "sqs":
      return readQueue(mapping, parts);
  }
}

/** When the source was made, which tells it from others of its name; undefined for a stream that is not there. */
export function sourceCreatedAt({ sourceArn }: MappingRecord, { sources }: MappingParts): number | undefined {
  const kind = kindOf(sourceArn);
  // What reads a queue asks for it again and again by itself.
  if (kind === "sqs") return 0;
  try {
    return kind === "kinesis"
      ? sources.kinesis.stream({ streamArn: streamArnOf(sourceArn) }).properties.createdAt
      : sources.dynamodb.changes(sourceArn).properties.createdAt;
  } catch {
    return undefined;
  }
}
