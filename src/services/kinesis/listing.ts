// Lists in pages: streams by name, and the shards of a stream.

import { ServiceError } from "../../aws/service-error.ts";
import { Constraints, invalidArgument } from "./constraints.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { StreamReference, Streams } from "./streams.ts";
import { formatToken, parseToken } from "./token.ts";

const tokenLifetimeMs = 300_000;
const mostShardsPerPage = 1000;
const mostStreamsPerPage = 10_000;
const defaultStreamsPerPage = 100;

const shardFilterTypes = [
  "AFTER_SHARD_ID",
  "AT_TRIM_HORIZON",
  "FROM_TRIM_HORIZON",
  "AT_LATEST",
  "AT_TIMESTAMP",
  "FROM_TIMESTAMP",
] as const;

/** Shards are never split or merged here, so each filter but AFTER_SHARD_ID lets all of them through. */
export interface ShardFilter {
  readonly type: (typeof shardFilterTypes)[number];
  readonly shardId?: string | undefined;
  readonly timestamp?: number | undefined;
}

export interface ListShardsRequest {
  readonly stream: StreamReference;
  readonly exclusiveStartShardId?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
  readonly filter?: ShardFilter | undefined;
}

export interface ShardPage {
  readonly shards: readonly Shard[];
  readonly nextToken: string | undefined;
}

export function listShards(streams: Streams, request: ListShardsRequest): ShardPage {
  const now = streams.now();
  const { maxResults = mostShardsPerPage } = request;
  new Constraints()
    .name("exclusiveStartShardId", request.exclusiveStartShardId)
    .range("maxResults", maxResults, { least: 1, most: 10_000 })
    .throwIfBroken();
  const { stream, after } = startOf(streams, request, now);
  const count = Math.min(maxResults, mostShardsPerPage);
  const { shards, hasMore } = shardsAfter(stream, after, count);
  const last = shards.at(-1)?.id ?? "";
  const { name, createdAt } = stream.properties;
  return { shards, nextToken: hasMore ? formatToken([name, createdAt, last, now]) : undefined };
}

function startOf(
  streams: Streams,
  request: ListShardsRequest,
  now: number,
): { readonly stream: Stream; readonly after: string | undefined } {
  const { stream: reference, nextToken, exclusiveStartShardId, filter } = request;
  const isNamed = reference.streamName !== undefined || reference.streamArn !== undefined;
  if (nextToken === undefined) {
    if (!isNamed) throw invalidArgument("Either NextToken or StreamName should be provided.");
    const stream = streams.stream(reference);
    const filterStart = filter === undefined ? undefined : startOfFilter(filter);
    return { stream, after: exclusiveStartShardId ?? filterStart };
  }
  if (isNamed) throw invalidArgument("NextToken and StreamName cannot be provided together.");
  const [streamName, createdAt, after, issuedAt] = parseToken(nextToken) ?? [];
  if (streamName === undefined) throw invalidArgument("Invalid NextToken.");
  if (now - Number(issuedAt) > tokenLifetimeMs) {
    throw new ServiceError(
      "ExpiredNextTokenException",
      "The NextToken has expired: it is older than 300 seconds.",
    );
  }
  const stream = streams.stream({ streamName });
  if (stream.properties.createdAt !== Number(createdAt)) throw invalidArgument("Invalid NextToken.");
  return { stream, after };
}

function startOfFilter({ type, shardId, timestamp }: ShardFilter): string | undefined {
  const constraints = new Constraints().required("shardFilter.type", type);
  constraints.oneOf("shardFilter.type", type, shardFilterTypes).throwIfBroken();
  if (type === "AFTER_SHARD_ID" && shardId === undefined) {
    throw invalidArgument("ShardId must be specified when using AFTER_SHARD_ID as the ShardFilter type.");
  }
  if (type.endsWith("_TIMESTAMP") && timestamp === undefined) {
    throw invalidArgument(`Timestamp must be specified when using ${type} as the ShardFilter type.`);
  }
  return type === "AFTER_SHARD_ID" ? shardId : undefined;
}

export function shardsAfter(
  stream: Stream,
  after: string | undefined,
  count: number,
): { readonly shards: readonly Shard[]; readonly hasMore: boolean } {
  const rest = after === undefined ? stream.shards : stream.shards.filter(({ id }) => id > after);
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
  const resumed = nextToken === undefined ? undefined : parseToken(nextToken)?.[0];
  if (nextToken !== undefined && resumed === undefined) throw invalidArgument("Invalid NextToken.");
  const after = resumed ?? request.exclusiveStartStreamName ?? "";
  const rest = streams.all.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { streams: page, nextToken: rest.length > limit && last ? formatToken([last.name]) : undefined };
}
