// The API of DynamoDB Streams, which is a service of its own.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html

import { asJson, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { seconds } from "../definitions/describe-table.ts";
import { validationError } from "../refusals.ts";
import { tableName } from "../requests/members.ts";
import { integer, oneOf, optional, readRequest, required, structure, text } from "../requests/shape.ts";
import { plainName, type TableOperation, type TableService } from "../table-service.ts";
import { formatIterator, readIterator } from "./shard-iterator.ts";
import { numberOfSequence, type Stream, sequenceNumberOf } from "./stream.ts";

const mostStreams = 100;
const mostRecords = 1_000;
const mostBytes = 1024 * 1024;

const arn = text({ min: 37, max: 1024 });
const shardId = text({ min: 28, max: 65 });

const listing = structure({
  TableName: optional(tableName),
  Limit: optional(integer({ min: 1, max: mostStreams })),
  ExclusiveStartStreamArn: optional(arn),
});

function listStreams({ streams }: TableService, parameters: JsonObject): JsonObject {
  const request = readRequest(listing, parameters);
  const { TableName: table, Limit: limit = mostStreams, ExclusiveStartStreamArn: start = "" } = request;
  const found = streams.all
    .filter((stream) => table === undefined || stream.description.tableName === plainName(table))
    .filter((stream) => stream.arn > start)
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    Streams: page.map(({ arn: StreamArn, description: { tableName: TableName, label: StreamLabel } }) => ({
      StreamArn,
      TableName,
      StreamLabel,
    })),
    ...(found.length > page.length && last !== undefined ? { LastEvaluatedStreamArn: last.arn } : {}),
  };
}

const describing = structure({
  StreamArn: required(arn),
  Limit: optional(integer({ min: 1, max: 100 })),
  ExclusiveStartShardId: optional(shardId),
});

function describeStream(service: TableService, parameters: JsonObject): JsonObject {
  const { StreamArn: name, ExclusiveStartShardId: start } = readRequest(describing, parameters);
  const stream = streamNamed(service, name);
  const { description } = stream;
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: description.label,
      StreamStatus: description.disabledAt === undefined ? "ENABLED" : "DISABLED",
      StreamViewType: description.viewType,
      CreationRequestDateTime: seconds(description.createdAt),
      TableName: description.tableName,
      KeySchema: asJson(description.keySchema),
      Shards: start === stream.shardId ? [] : [describeShard(service, stream)],
    },
  };
}

function describeShard({ streams }: TableService, stream: Stream): JsonObject {
  const last = streams.lastNumber(stream);
  return {
    ShardId: stream.shardId,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumberOf(1),
      ...(stream.description.disabledAt === undefined
        ? {}
        : { EndingSequenceNumber: sequenceNumberOf(Math.max(1, last)) }),
    },
  };
}

const iterating = structure({
  StreamArn: required(arn),
  ShardId: required(shardId),
  ShardIteratorType: required(oneOf("AFTER_SEQUENCE_NUMBER", "LATEST", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON")),
  SequenceNumber: optional(text({ min: 21, max: 40 })),
});

function getShardIterator(service: TableService, parameters: JsonObject): JsonObject {
  const request = readRequest(iterating, parameters);
  const stream = streamNamed(service, request.StreamArn);
  if (request.ShardId !== stream.shardId) {
    throw notFound(`Requested resource not found: Shard does not exist, shard: ${request.ShardId}`);
  }
  const next = firstOf(service, stream, request.ShardIteratorType, request.SequenceNumber);
  return { ShardIterator: formatIterator({ arn: stream.arn, next, at: service.clock.now() }) };
}

function firstOf(
  { streams }: TableService,
  stream: Stream,
  type: string,
  sequenceNumber: string | undefined,
): number {
  const first = streams.firstNumber(stream);
  const last = streams.lastNumber(stream);
  if (type === "TRIM_HORIZON" || type === "LATEST") {
    if (sequenceNumber !== undefined) {
      throw validationError(`SequenceNumber is not valid for iterator type ${type}`);
    }
    return type === "LATEST" ? last + 1 : first;
  }
  if (sequenceNumber === undefined) {
    throw validationError(`SequenceNumber must be provided for iterator type ${type}`);
  }
  const number = numberOfSequence(sequenceNumber);
  if (number === undefined || number > last) {
    throw validationError(`Invalid SequenceNumber ${sequenceNumber} for shard ${stream.shardId}`);
  }
  if (number < first && last > 0) throw trimmed();
  return type === "AT_SEQUENCE_NUMBER" ? number : number + 1;
}

const reading = structure({
  ShardIterator: required(text({ min: 1, max: 2048 })),
  Limit: optional(integer({ min: 1, max: mostRecords })),
});

function getRecords(service: TableService, parameters: JsonObject): JsonObject {
  const { ShardIterator: iterator, Limit: limit = mostRecords } = readRequest(reading, parameters);
  const { streams, clock, database } = service;
  const position = readIterator(iterator, clock.now());
  const stream = streamNamed(service, position.arn);
  if (position.next < streams.firstNumber(stream)) throw trimmed();
  const records = database.read(() => streams.read(stream, position.next, { limit, bytes: mostBytes }));
  const next = (records.at(-1)?.number ?? position.next - 1) + 1;
  const isAtEnd = stream.description.disabledAt !== undefined && next > streams.lastNumber(stream);
  return {
    Records: records.map(({ record }) => record),
    ...(isAtEnd ? {} : { NextShardIterator: formatIterator({ arn: stream.arn, next, at: clock.now() }) }),
  };
}

function streamNamed({ streams }: TableService, name: string): Stream {
  const stream = streams.find(name);
  if (stream !== undefined) return stream;
  throw notFound(`Requested resource not found: Stream: ${name} not found`);
}

function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}

function trimmed(): ServiceError {
  return new ServiceError(
    "TrimmedDataAccessException",
    "The operation attempted to read past the oldest stream record in a shard.",
  );
}

export const streamOperations: Readonly<Record<string, TableOperation>> = {
  ListStreams: listStreams,
  DescribeStream: describeStream,
  GetShardIterator: getShardIterator,
  GetRecords: getRecords,
};
