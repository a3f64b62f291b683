// Executions and the events of their history, as answers show them.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html

import type { WireObject } from "../../../aws/wire/operation.ts";
import type { HistoryEvent } from "../../../engine/history/event.ts";
import { billOf } from "../executions/billing.ts";
import {
  type EndMembers,
  type ExecutionRecord,
  endMembers,
  type ListedExecution,
} from "../executions/execution-record.ts";
import type { SyncEnd } from "../executions/express-executions.ts";
import { withoutData } from "../monitoring/history-data.ts";

/** What a list and a description have in common. */
export function listed(record: ListedExecution): WireObject {
  return {
    executionArn: record.arn,
    stateMachineArn: record.stateMachine.arn,
    name: record.name,
    status: record.status,
    startDate: new Date(record.startedAt),
    stopDate: record.endedAt === undefined ? undefined : new Date(record.endedAt),
    mapRunArn: record.mapRunArn,
    itemCount: record.itemCount,
    stateMachineVersionArn: record.stateMachineVersionArn,
    stateMachineAliasArn: record.stateMachineAliasArn,
    redriveCount: record.redriveCount,
    redriveDate: record.redrivenAt === undefined ? undefined : new Date(record.redrivenAt),
  };
}

export function described(record: ExecutionRecord, withData: boolean): WireObject {
  const { itemCount: _, ...members } = listed(record);
  return {
    ...members,
    ...endedWith(record, withData),
    traceHeader: record.traceHeader,
    redriveStatus: record.redrive.redriveStatus,
    redriveStatusReason: record.redrive.redriveStatusReason,
  };
}

export interface SyncedOptions {
  readonly withData: boolean;
  readonly traceHeader: string | undefined;
}

export function synced(sync: SyncEnd, { withData, traceHeader }: SyncedOptions): WireObject {
  const bill = billOf(sync.endedAt - sync.startedAt);
  const { output, error, cause } = endMembers(sync.end);
  const included = { included: withData };
  return {
    executionArn: sync.executionArn,
    stateMachineArn: sync.stateMachineArn,
    name: sync.name,
    startDate: new Date(sync.startedAt),
    stopDate: new Date(sync.endedAt),
    status: sync.end.status,
    input: withData ? sync.input : undefined,
    inputDetails: included,
    output: withData ? output : undefined,
    // Told of an execution that failed as well, unlike by DescribeExecution.
    outputDetails: included,
    error,
    cause,
    traceHeader,
    billingDetails: {
      billedMemoryUsedInMB: bill.memoryMb,
      billedDurationInMilliseconds: bill.durationMs,
    },
  };
}

/** Input and output, or that they are left out; error and cause are told in any case. */
function endedWith(
  { input, end, setAside }: Pick<ExecutionRecord, "input" | "end" | "setAside">,
  withData: boolean,
): WireObject {
  const { output, error, cause } = setAside === undefined ? endMembers(end) : notGoingOn(setAside);
  const included = { included: withData };
  return {
    input: withData ? input : undefined,
    inputDetails: included,
    output: withData ? output : undefined,
    outputDetails: output === undefined ? undefined : included,
    error,
    cause,
  };
}

export function historyEvent(event: HistoryEvent, withData: boolean): WireObject {
  const members = Object.entries(event).map(([name, value]) => {
    if (name === "timestamp") return [name, new Date(value as number)];
    if (withData || typeof value !== "object" || value === null) return [name, value];
    return [name, withoutData(value)];
  });
  return Object.fromEntries(members);
}

/** AWS has no words for an execution that runs and does not go on: those of one that failed say why. */
function notGoingOn(cause: string): EndMembers {
  return { output: undefined, error: "States.Runtime", cause };
}
