// Lists in pages: streams by name, and the shards of a stream.

import { ServiceError } from "../../../aws/service-error.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";
import { formatToken, parseToken } from "../reading/token.ts";
import type { Shard } from "../shards/shard.ts";
import type { Stream } from "./stream.ts";
import type { StreamReference, Streams } from "./streams.ts";

const tokenLifetimeMs = 300_000;
const mostShardsPerPage = 1000;
const mostStreamsPerPage = 10_000;
const defaultStreamsPerPage = 100;

export const shardFilterTypes = [
  "AFTER_SHARD_ID",
  "AT_TRIM_HORIZON",
  "FROM_TRIM_HORIZON",
  "AT_LATEST",
  "AT_TIMESTAMP",
  "FROM_TIMESTAMP",
] as const;

export interface ShardFilter {
  readonly type: (typeof shardFilterTypes)[number];
  readonly shardId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number | undefined;
}

export interface ListShardsRequest {
  readonly stream: StreamReference;
  /** Tells a stream from an earlier one of the same name. */
  readonly streamCreatedAt?: number | undefined;
  readonly exclusiveStartShardId?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
  readonly filter?: ShardFilter | undefined;
}

export interface ShardPage {
  readonly shards: readonly Shard[];
  readonly nextToken: string | undefined;
}

/** Where a page begins, and what is looked through from there. */
interface PageStart {
  readonly stream: Stream;
  readonly after: string | undefined;
  readonly filter: ShardFilter | undefined;
}

export function listShards(streams: Streams, request: ListShardsRequest): ShardPage {
  const now = streams.now();
  const { maxResults = mostShardsPerPage } = request;
  new Constraints()
    .name("exclusiveStartShardId", request.exclusiveStartShardId)
    .range("maxResults", maxResults, { least: 1, most: 10_000 })
    .throwIfBroken();
  const { stream, after, filter } = startOf(streams, request, now);
  const passing = filter === undefined ? stream.shards : stream.shards.filter(passes(stream, filter));
  const { shards, hasMore } = shardsAfter(passing, after, Math.min(maxResults, mostShardsPerPage));
  if (!hasMore) return { shards, nextToken: undefined };
  const { name, createdAt } = stream.properties;
  const { type = "", shardId = "", timestamp = "" } = filter ?? {};
  const last = shards.at(-1)?.id ?? "";
  return { shards, nextToken: formatToken([name, createdAt, last, now, type, shardId, timestamp]) };
}

function startOf(streams: Streams, request: ListShardsRequest, now: number): PageStart {
  const { stream: reference, nextToken, exclusiveStartShardId: after, filter } = request;
  const isNamed = reference.streamName !== undefined || reference.streamArn !== undefined;
  if (nextToken === undefined) {
    if (!isNamed) throw invalidArgument("Either NextToken or StreamName should be provided.");
    const stream = streams.stream(reference);
    checkCreation(streams, stream, request.streamCreatedAt);
    if (filter !== undefined) checkFilter(filter);
    return { stream, after, filter };
  }
  const beside = {
    StreamName: isNamed ? reference : undefined,
    ShardFilter: filter,
    ExclusiveStartShardId: after,
    StreamCreationTimestamp: request.streamCreatedAt,
  };
  const [extra] = Object.entries(beside).find(([, value]) => value !== undefined) ?? [];
  if (extra !== undefined) throw invalidArgument(`NextToken and ${extra} cannot be provided together.`);
  return resumed(streams, nextToken, now);
}

function resumed(streams: Streams, nextToken: string, now: number): PageStart {
  const [streamName, createdAt, after, issuedAt, type, shardId, timestamp] = parseToken(nextToken) ?? [];
  if (streamName === undefined) throw invalidArgument("Invalid NextToken.");
  checkTokenAge(Number(issuedAt), now);
  const stream = streams.stream({ streamName });
  if (stream.properties.createdAt !== Number(createdAt)) throw invalidArgument("Invalid NextToken.");
  if (!type) return { stream, after, filter: undefined };
  const filter = { type: type as ShardFilter["type"], shardId, timestamp: Number(timestamp) };
  return { stream, after, filter };
}

/** Throws ExpiredNextTokenException. */
export function checkTokenAge(issuedAt: number, now: number): void {
  if (now - issuedAt <= tokenLifetimeMs) return;
  throw new ServiceError(
    "ExpiredNextTokenException",
    "The NextToken has expired: it is older than 300 seconds.",
  );
}

/** The time may have been rounded to seconds on its way. */
export function checkCreation({ identity }: Streams, stream: Stream, createdAt: number | undefined): void {
  if (createdAt === undefined || Math.abs(createdAt - stream.properties.createdAt) < 1000) return;
  throw new ServiceError(
    "ResourceNotFoundException",
    `Stream ${stream.name} under account ${identity.accountId} with the creation timestamp ` +
      `${new Date(createdAt).toISOString()} not found.`,
  );
}

function checkFilter({ type, shardId, timestamp }: ShardFilter): void {
  const constraints = new Constraints().required("shardFilter.type", type);
  constraints.oneOf("shardFilter.type", type, shardFilterTypes).throwIfBroken();
  if (type === "AFTER_SHARD_ID" && shardId === undefined) {
    throw invalidArgument("ShardId must be specified when using AFTER_SHARD_ID as the ShardFilter type.");
  }
  if (type.endsWith("_TIMESTAMP") && timestamp === undefined) {
    throw invalidArgument(`Timestamp must be specified when using ${type} as the ShardFilter type.`);
  }
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html */
function passes(
  stream: Stream,
  { type, shardId = "", timestamp = 0 }: ShardFilter,
): (shard: Shard) => boolean {
  // A stream that is younger than its retention period begins with its first shards.
  const horizon = Math.max(stream.readableSince, stream.properties.createdAt);
  const since = Math.max(timestamp, horizon);
  const wasOpenAt = (at: number, { record }: Shard) =>
    record.createdAt <= at && (record.closed === undefined || record.closed.at > at);
  switch (type) {
    case "AFTER_SHARD_ID":
      return ({ id }) => id > shardId;
    case "AT_LATEST":
      return ({ record }) => record.closed === undefined;
    case "AT_TRIM_HORIZON":
      return (shard) => wasOpenAt(horizon, shard);
    case "FROM_TRIM_HORIZON":
      return () => true;
    case "AT_TIMESTAMP":
      return (shard) => wasOpenAt(since, shard);
    case "FROM_TIMESTAMP":
      return ({ record }) => record.closed === undefined || record.closed.at >= since;
  }
}

export function shardsAfter(
  shards: readonly Shard[],
  after: string | undefined,
  count: number,
): { readonly shards: readonly Shard[]; readonly hasMore: boolean } {
  const rest = after === undefined ? shards : shards.filter(({ id }) => id > after);
  return { shards: rest.slice(0, count), hasMore: rest.length > count };
}

export interface ListStreamsRequest {
  readonly exclusiveStartStreamName?: string | undefined;
  readonly limit?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface StreamPage {
  readonly streams: readonly Stream[];
  readonly nextToken: string | undefined;
}

export function listStreams(streams: Streams, request: ListStreamsRequest): StreamPage {
  const { limit = defaultStreamsPerPage, nextToken } = request;
  new Constraints().range("limit", limit, { least: 1, most: mostStreamsPerPage }).throwIfBroken();
  const now = streams.now();
  const [resumed, issuedAt] = (nextToken === undefined ? undefined : parseToken(nextToken)) ?? [];
  if (nextToken !== undefined) {
    if (resumed === undefined) throw invalidArgument("Invalid NextToken.");
    checkTokenAge(Number(issuedAt ?? now), now);
  }
  const after = resumed ?? request.exclusiveStartStreamName ?? "";
  const rest = streams.all.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    streams: page,
    nextToken: rest.length > limit && last ? formatToken([last.name, now]) : undefined,
  };
}
