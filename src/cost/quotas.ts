// AWS's quotas that a rate comes up against, in us-east-1, and what a scale takes of each.

import type { Scale } from "./scale.ts";
import type { Workload } from "./workload.ts";

export interface Quota {
  readonly name: string;
  /** What an account has from the start, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** Whether AWS raises it when asked. */
  readonly raisable: boolean;
  /** What the service takes of it. */
  readonly need: (scale: Scale, workload: Workload) => number;
}

/** Of Pipes, under way in an account; other regions begin with fewer. */
export const pipeExecutions = 3000;

export const quotas: readonly Quota[] = [
  {
    name: "Kinesis: shards of an account",
    value: 20_000,
    unit: "shards",
    raisable: true,
    need: ({ shards }) => shards,
  },
  {
    name: "Kinesis: records into a shard",
    value: 1000,
    unit: "records/s",
    raisable: false,
    need: ({ shards }, { recordsPerSecond }) => recordsPerSecond / shards,
  },
  {
    name: "Pipes: executions under way",
    value: pipeExecutions,
    unit: "executions",
    raisable: true,
    need: ({ lanes }) => lanes,
  },
  {
    name: "Pipes: what the lanes can hand over",
    value: 1,
    unit: "of their time",
    raisable: false,
    need: ({ batchesPerSecond, batchSeconds, lanes }) => (batchesPerSecond * batchSeconds) / lanes,
  },
  {
    name: "Pipes, Step Functions: seconds of an execution that is waited for",
    value: 300,
    unit: "s",
    raisable: false,
    need: ({ batchSeconds }) => batchSeconds,
  },
  {
    name: "Step Functions: StartExecution of Express, for alerts",
    value: 6000,
    unit: "calls/s",
    raisable: true,
    need: ({ busEventsPerSecond }) => busEventsPerSecond,
  },
  {
    name: "Step Functions: StartExecution of Standard, for approvals",
    value: 300,
    unit: "calls/s",
    raisable: true,
    need: ({ approvalsPerSecond }) => approvalsPerSecond,
  },
  {
    name: "Lambda: invocations under way",
    value: 1000,
    unit: "invocations",
    raisable: true,
    need: ({ handlerConcurrency }) => handlerConcurrency,
  },
  {
    name: "EventBridge: PutEvents, an entry a call",
    value: 10_000,
    unit: "calls/s",
    raisable: true,
    need: ({ busEventsPerSecond }) => busEventsPerSecond,
  },
  {
    name: "EventBridge: invocations of targets",
    value: 18_750,
    unit: "invocations/s",
    raisable: true,
    need: ({ busEventsPerSecond }) => busEventsPerSecond,
  },
  {
    name: "DynamoDB: writes to a new table on demand",
    value: 4000,
    unit: "write units/s",
    raisable: true,
    need: ({ tableWritesPerSecond }) => tableWritesPerSecond,
  },
  {
    name: "CloudWatch Logs: PutLogEvents, a call an invocation at most",
    value: 5000,
    unit: "calls/s",
    raisable: true,
    need: ({ logCallsPerSecond }) => logCallsPerSecond,
  },
];

export interface QuotaUse {
  readonly quota: Quota;
  readonly need: number;
  readonly fits: boolean;
}

export function quotaUses(scale: Scale, workload: Workload): readonly QuotaUse[] {
  return quotas.map((quota) => {
    const need = quota.need(scale, workload);
    return { quota, need, fits: need <= quota.value };
  });
}
