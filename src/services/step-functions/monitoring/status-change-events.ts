// "Step Functions Execution Status Change": what Standard executions tell on the default bus. Best effort, as on AWS.
// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html

import type { JsonObject } from "../../../aws/json.ts";
import type { ServiceEvent } from "../../../aws/service-event.ts";
import { type ExecutionRecord, endMembers } from "../executions/execution-record.ts";
import type { StatusObserver } from "./observers.ts";

const source = "aws.states";
/** Of input and output together, escaped as they are in the event; what is more is left out. */
const mostDataBytes = 248 * 1024;

/** The default bus. */
export interface StatusBus {
  /** Whether an event of this source might be wanted by a rule. */
  isListenedTo(source: string): boolean;
  putServiceEvent(event: ServiceEvent): Promise<void>;
}

export function statusChangeEvents(buses: StatusBus): StatusObserver {
  return {
    isWatching: () => buses.isListenedTo(source),
    // A bus that cannot be written loses the event; nobody waits for it.
    changed: (record) => void buses.putServiceEvent(statusChange(record)).catch(() => undefined),
  };
}

function statusChange(record: ExecutionRecord): ServiceEvent {
  return {
    source,
    detailType: "Step Functions Execution Status Change",
    resources: [record.arn],
    detail: detailOf(record),
  };
}

/** Times are in milliseconds since the epoch. */
function detailOf(record: ExecutionRecord): JsonObject {
  const { output = null, error = null, cause = null } = endMembers(record.end);
  const { input } = record;
  const outputBytes = escapedBytes(output);
  const includesOutput = outputBytes <= mostDataBytes;
  const includesInput = escapedBytes(input) + outputBytes <= mostDataBytes;
  return {
    executionArn: record.arn,
    stateMachineArn: record.stateMachine.arn,
    stateMachineVersionArn: record.stateMachineVersionArn ?? null,
    stateMachineAliasArn: record.stateMachineAliasArn ?? null,
    name: record.name,
    status: record.status,
    startDate: record.startedAt,
    stopDate: record.endedAt ?? null,
    input: includesInput ? input : null,
    output: includesOutput ? output : null,
    inputDetails: { included: includesInput },
    outputDetails: output === null ? null : { included: includesOutput },
    error,
    cause,
    redriveCount: record.redriveCount,
    redriveDate: record.redrivenAt ?? null,
    redriveStatus: record.redrive.redriveStatus,
    redriveStatusReason: record.redrive.redriveStatusReason ?? null,
  };
}

function escapedBytes(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(JSON.stringify(text));
}
