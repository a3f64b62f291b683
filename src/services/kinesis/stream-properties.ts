// What is to be remembered of a stream besides its records, and AWS's rules for setting and changing it.

import { Constraints, invalidArgument } from "./constraints.ts";

const onDemandShards = 4;
export const defaultRetentionHours = 24;
const longestRetentionHours = 8760;
export const defaultMaxRecordSizeInKiB = 1024;

export type StreamMode = "PROVISIONED" | "ON_DEMAND";

export interface StreamProperties {
  readonly name: string;
  readonly createdAt: number;
  readonly shardCount: number;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  /** What came before had expired when the retention period was made longer, and stays unreadable. */
  readonly readableSince: number;
  readonly maxRecordSizeInKiB: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface CreateStreamRequest {
  readonly streamName: string;
  readonly shardCount?: number | undefined;
  /** @default "PROVISIONED" */
  readonly streamMode?: StreamMode | undefined;
  /** @default 24 */
  readonly retentionPeriodHours?: number | undefined;
  /** @default 1024 */
  readonly maxRecordSizeInKiB?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export function newProperties(request: CreateStreamRequest, createdAt: number): StreamProperties {
  const { streamName: name, streamMode: mode = "PROVISIONED", tags = {} } = request;
  const { retentionPeriodHours: retentionHours = defaultRetentionHours } = request;
  const { maxRecordSizeInKiB = defaultMaxRecordSizeInKiB } = request;
  const constraints = new Constraints().name("streamName", name);
  constraints.oneOf("streamModeDetails.streamMode", mode, ["PROVISIONED", "ON_DEMAND"]);
  constraints.range("shardCount", request.shardCount, { least: 1, most: 100_000 });
  if (mode === "PROVISIONED") constraints.required("shardCount", request.shardCount);
  constraints.throwIfBroken();
  checkMaxRecordSize(maxRecordSizeInKiB);
  checkRetention(retentionHours);
  const shardCount = mode === "ON_DEMAND" ? onDemandShards : (request.shardCount ?? onDemandShards);
  return { name, createdAt, shardCount, mode, retentionHours, readableSince: 0, maxRecordSizeInKiB, tags };
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
