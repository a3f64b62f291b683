// From a rate to what the template has to provide for it, and what of AWS's quotas that takes.

import { perAlert, perApproval, statesOfBatch } from "./executions.ts";
import { logBytesOfInvocation } from "./monitoring.ts";
import { alertsPerSecond, handlerMs, keyBytes, recordsOfBatch, type Workload } from "./workload.ts";

export interface Scale {
  readonly shards: number;
  /** Batches under way at once at most: shards times the pipe's parallelization. */
  readonly lanes: number;
  readonly recordsOfBatch: number;
  readonly batchesPerSecond: number;
  /** Invocations under way at once, of `validate` and `assess` together. */
  readonly handlerConcurrency: number;
  /** Seconds for which an execution of a batch runs: what a lane needs for a batch. */
  readonly batchSeconds: number;
  readonly tableWritesPerSecond: number;
  readonly busEventsPerSecond: number;
  readonly approvalsPerSecond: number;
  readonly logBytesPerSecond: number;
  readonly logCallsPerSecond: number;
}

export const shardLimits = { recordsPerSecond: 1000, bytesPerSecond: 1_000_000 } as const;

/** An environment takes no more a second, however short they are. */
const invocationsOfEnvironment = 10;

/** Of the capacity that was asked for, headroom included. */
export function shardsFor(workload: Workload): number {
  const { recordsPerSecond, bytes, headroom } = workload;
  const rate = recordsPerSecond * (1 + headroom);
  const byRecords = rate / shardLimits.recordsPerSecond;
  const byBytes = (rate * (bytes + keyBytes)) / shardLimits.bytesPerSecond;
  return Math.max(1, Math.ceil(Math.max(byRecords, byBytes) - 1e-9));
}

/** Batches that are under way at once at most. */
export function lanesFor(workload: Workload): number {
  return shardsFor(workload) * workload.parallelization;
}

export function scaleFor(workload: Workload): Scale {
  const { recordsPerSecond, findings } = workload;
  const shards = shardsFor(workload);
  const lanes = lanesFor(workload);
  const records = recordsOfBatch(workload, lanes);
  const batchesPerSecond = recordsPerSecond / records;
  const alerts = alertsPerSecond(workload);
  const approvals = alerts * workload.severe;
  const { batchMs } = statesOfBatch(workload, records);
  const invocations = 2 * batchesPerSecond;
  return {
    shards,
    lanes,
    recordsOfBatch: records,
    batchesPerSecond,
    handlerConcurrency: Math.ceil(
      invocations * Math.max(handlerMs(workload, records) / 1000, 1 / invocationsOfEnvironment) - 1e-9,
    ),
    batchSeconds: batchMs / 1000,
    tableWritesPerSecond:
      recordsPerSecond * findings + alerts * (1 + perAlert.tableWrites) + approvals * perApproval.tableWrites,
    busEventsPerSecond: alerts + approvals * perApproval.busEvents,
    approvalsPerSecond: approvals,
    logBytesPerSecond: invocations * logBytesOfInvocation + alerts * perAlert.workflowLogBytes,
    logCallsPerSecond:
      invocations + alerts * (1 + perAlert.notifications) + approvals * perApproval.invocations,
  };
}
