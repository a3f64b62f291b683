// What is to be remembered of a stream besides its records, and AWS's rules for setting and changing it.

import { Constraints, invalidArgument } from "../api/constraints.ts";
import { firstShards, type ShardTable } from "../shards/shard-table.ts";

const usualShards = 4;
export const defaultRetentionHours = 24;
const longestRetentionHours = 8760;
export const defaultMaxRecordSizeInKiB = 1024;
const mostWarmMiBps = 10 * 1024;

export const streamModes = ["PROVISIONED", "ON_DEMAND"] as const;
export type StreamMode = (typeof streamModes)[number];
export type RecordDistribution = "AUTO" | "USER_PARTITION_KEY";

/** Names of metrics that are counted by shard. */
export type ShardLevelMetric = (typeof shardLevelMetrics)[number];
export const shardLevelMetrics = [
  "IncomingBytes",
  "IncomingRecords",
  "OutgoingBytes",
  "OutgoingRecords",
  "WriteProvisionedThroughputExceeded",
  "ReadProvisionedThroughputExceeded",
  "IteratorAgeMilliseconds",
] as const;

/** Who reads by enhanced fan-out. */
export interface StreamConsumer {
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string | undefined;
}

export interface StreamProperties {
  readonly name: string;
  readonly createdAt: number;
  readonly shardTable: ShardTable;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  /** What came before had expired when the retention period was made longer, and stays unreadable. */
  readonly readableSince: number;
  readonly maxRecordSizeInKiB: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Whose key its records would be encrypted with; they are kept as they are. */
  readonly encryptionKeyId?: string | undefined;
  readonly shardLevelMetrics?: readonly ShardLevelMetric[];
  readonly warmThroughputMiBps?: number | undefined;
  readonly recordDistribution?: RecordDistribution;
  readonly consumers?: readonly StreamConsumer[];
  readonly policy?: string | undefined;
  /** When UpdateShardCount and UpdateStreamMode were called in the last day. */
  readonly scaledAt?: readonly number[];
  readonly modeChangedAt?: readonly number[];
}

/** As an older Millrace saved them, whose streams kept the shards that they were made with. */
interface FormerProperties extends Omit<StreamProperties, "shardTable"> {
  readonly shardCount: number;
}

export function asSaved(saved: StreamProperties | FormerProperties): StreamProperties {
  if ("shardTable" in saved) return saved;
  const { shardCount, ...rest } = saved;
  return { ...rest, shardTable: firstShards(shardCount, saved.createdAt) };
}

export interface CreateStreamRequest {
  readonly streamName: string;
  /** @default 4 */
  readonly shardCount?: number | undefined;
  /** @default "PROVISIONED" */
  readonly streamMode?: StreamMode | undefined;
  /** @default 24 */
  readonly retentionPeriodHours?: number | undefined;
  /** @default 1024 */
  readonly maxRecordSizeInKiB?: number | undefined;
  readonly warmThroughputMiBps?: number | undefined;
  readonly recordDistribution?: RecordDistribution | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export function newProperties(request: CreateStreamRequest, createdAt: number): StreamProperties {
  const { streamName: name, streamMode: mode = "PROVISIONED", tags = {} } = request;
  const { retentionPeriodHours: retentionHours = defaultRetentionHours } = request;
  const { maxRecordSizeInKiB = defaultMaxRecordSizeInKiB, recordDistribution } = request;
  const constraints = new Constraints().name("streamName", name);
  checkMode(constraints, mode);
  constraints.range("shardCount", request.shardCount, { least: 1, most: 100_000 });
  constraints.throwIfBroken();
  checkMaxRecordSize(maxRecordSizeInKiB);
  checkRetention(retentionHours);
  checkWarmThroughput(request.warmThroughputMiBps, mode);
  checkDistribution(recordDistribution, mode);
  const shardCount = mode === "ON_DEMAND" ? usualShards : (request.shardCount ?? usualShards);
  return {
    ...{ name, createdAt, mode, retentionHours, maxRecordSizeInKiB, tags },
    shardTable: firstShards(shardCount, createdAt),
    readableSince: 0,
    warmThroughputMiBps: request.warmThroughputMiBps,
    ...(recordDistribution === undefined ? {} : { recordDistribution }),
  };
}

function checkMode(constraints: Constraints, mode: string): void {
  constraints.oneOf("streamModeDetails.streamMode", mode, streamModes);
}

export function checkModeName(mode: string): void {
  const constraints = new Constraints();
  checkMode(constraints, mode);
  constraints.throwIfBroken();
}

export function checkWarmThroughput(mibps: number | undefined, mode: StreamMode): void {
  new Constraints().range("warmThroughputMiBps", mibps, { least: 0, most: mostWarmMiBps }).throwIfBroken();
  if (mibps !== undefined && mode !== "ON_DEMAND")
    throw invalidArgument("Warm throughput is only supported for streams with the on-demand capacity mode.");
}

export function checkDistribution(strategy: RecordDistribution | undefined, mode: StreamMode): void {
  new Constraints()
    .oneOf("recordDistributionStrategy", strategy, ["AUTO", "USER_PARTITION_KEY"])
    .throwIfBroken();
  if (strategy === "AUTO" && mode !== "ON_DEMAND") {
    throw invalidArgument(
      "The record distribution strategy AUTO is only supported for streams with the on-demand capacity mode.",
    );
  }
}

export function checkIncrease({ name, retentionHours }: StreamProperties, hours: number): void {
  checkRetention(hours);
  if (hours >= retentionHours) return;
  throw invalidArgument(
    `Requested retention period (${hours} hours) for stream ${name} can not be shorter than existing retention ` +
      `period (${retentionHours} hours). Use DecreaseRetentionPeriod API.`,
  );
}

export function checkDecrease({ name, retentionHours }: StreamProperties, hours: number): void {
  checkRetention(hours);
  if (hours <= retentionHours) return;
  throw invalidArgument(
    `Requested retention period (${hours} hours) for stream ${name} can not be longer than existing retention ` +
      `period (${retentionHours} hours). Use IncreaseRetentionPeriod API.`,
  );
}

export function checkMaxRecordSize(kib: number): void {
  new Constraints().range("maxRecordSizeInKiB", kib, { least: 1024, most: 10_240 }).throwIfBroken();
}

function checkRetention(hours: number): void {
  new Constraints()
    .range("retentionPeriodHours", hours, { least: 1, most: longestRetentionHours })
    .throwIfBroken();
  if (hours >= defaultRetentionHours) return;
  throw invalidArgument(
    `Minimum allowed retention period is 24 hours. Requested retention period (${hours} hours) is too short.`,
  );
}
