// PutRecord and PutRecordBatch.
// https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html

import { randomBytes } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { constraintError, optionalBlob, requiredList, requiredObject } from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { readRequest } from "../../../aws/wire/shape.ts";
import { invalidArgument } from "../refusals.ts";
import type { DeliveryStreams } from "../streams/delivery-streams.ts";
import { oneStream } from "./shapes.ts";

const largestRecordBytes = 1_024_000;
const largestBatchBytes = 4 * 1024 * 1024;
const mostRecords = 500;
/** So that an id has 224 characters, as AWS's have. */
const idBytes = 168;

const slowDown = { code: "ServiceUnavailableException", message: "Slow down." };

export function recordOperations(streams: DeliveryStreams): Record<string, Operation> {
  const { clock, count } = streams;
  return {
    async PutRecord(request) {
      const { DeliveryStreamName: name } = readRequest(oneStream, request);
      const data = dataOf(requiredObject(request, "Record"), "record.data");
      const startedAt = clock.now();
      const taken = await streams.put(name, [data]);
      if (taken === 0) throw new ServiceError(slowDown.code, slowDown.message, { status: 503 });
      count(name, "PutRecord.Requests", "Count", 1);
      count(name, "PutRecord.Bytes", "Bytes", data.length);
      count(name, "PutRecord.Latency", "Milliseconds", clock.now() - startedAt);
      return { RecordId: recordIds(1)[0], Encrypted: isEncrypted(streams, name) };
    },
    async PutRecordBatch(request) {
      const { DeliveryStreamName: name } = readRequest(oneStream, request);
      const records = batchOf(request);
      const bytes = records.reduce((sum, { length }) => sum + length, 0);
      if (bytes > largestBatchBytes) throw invalidArgument("Records size exceeds 4 MB limit");
      const startedAt = clock.now();
      const taken = await streams.put(name, records);
      count(name, "PutRecordBatch.Requests", "Count", 1);
      count(name, "PutRecordBatch.Records", "Count", records.length);
      count(name, "PutRecordBatch.Bytes", "Bytes", bytes);
      count(name, "PutRecordBatch.Latency", "Milliseconds", clock.now() - startedAt);
      const refused = { ErrorCode: slowDown.code, ErrorMessage: slowDown.message };
      return {
        FailedPutCount: records.length - taken,
        Encrypted: isEncrypted(streams, name),
        RequestResponses: [
          ...recordIds(taken).map((RecordId) => ({ RecordId })),
          ...records.slice(taken).map(() => refused),
        ],
      };
    },
  };
}

function batchOf(request: WireObject): readonly Buffer[] {
  const records = requiredList(request, "Records");
  const bound = records.length === 0 ? "greater than or equal to 1" : `less than or equal to ${mostRecords}`;
  if (records.length === 0 || records.length > mostRecords)
    throw constraintError(
      "records",
      records.length === 0 ? "[]" : `[${records.length} records]`,
      `have length ${bound}`,
    );
  return records.map((record, index) => dataOf(record, `records.${index + 1}.member.data`));
}

function dataOf(record: WireObject, path: string): Buffer {
  const data = optionalBlob(record, "Data");
  if (data === undefined) throw constraintError(path, undefined, "not be null");
  // AWS does not repeat bytes.
  if (data.length > largestRecordBytes)
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have length less than or equal to ${largestRecordBytes}`,
    );
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function isEncrypted(streams: DeliveryStreams, name: string): boolean {
  return streams.has(name) && streams.stream(name).encryption !== undefined;
}

function recordIds(count: number): readonly string[] {
  const bytes = randomBytes(count * idBytes);
  return Array.from({ length: count }, (_, index) =>
    bytes.toString("base64", index * idBytes, (index + 1) * idBytes),
  );
}
