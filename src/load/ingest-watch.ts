// Watches the ingest workflow from outside: which records each ended execution processed, and what it said of them.

import { type Json, objectOrEmpty } from "../aws/json.ts";
import type { Region } from "../region/region.ts";
import type { ExecutionEnded } from "../services/step-functions/monitoring/observers.ts";
import type { Receipt } from "./receipt-book.ts";

/** The names of the service's parts, as its template's outputs tell them. */
export interface ServiceNames {
  readonly streamName: string;
  readonly pipeName: string;
  readonly ingestArn: string;
  readonly alertArn: string;
  readonly approvalArn: string;
  readonly approvalsTopicArn: string;
  readonly deadLettersQueue: string;
  readonly findingsTable: string;
  readonly stationsTable: string;
  /** With a plus sign where a buoy has its id. */
  readonly buoyTopic: string;
}

/** Throws if an output is missing: then this is not the service that the replay and the load test are made for. */
export function serviceNames(outputs: Readonly<Record<string, Json>>): ServiceNames {
  const output = (name: string): string => {
    const value = outputs[name];
    if (typeof value === "string") return value;
    throw new Error(
      `the service's template has no output "${name}", which the replay and the load test need`,
    );
  };
  const queueUrl = output("ReadingsDeadLettersUrl");
  return {
    streamName: output("ReadingsStreamName"),
    pipeName: output("IngestReadingsPipeName"),
    ingestArn: output("IngestReadingsArn"),
    alertArn: output("HandleAlertArn"),
    approvalArn: output("ApproveWarningArn"),
    approvalsTopicArn: output("ApprovalsTopicArn"),
    deadLettersQueue: queueUrl.slice(queueUrl.lastIndexOf("/") + 1),
    findingsTable: output("FindingsTableName"),
    stationsTable: output("StationsTableName"),
    buoyTopic: output("BuoyReadingsTopic"),
  };
}

/** What has been seen since the watch began. */
export interface Sightings {
  executions: number;
  failedExecutions: number;
  alerts: number;
}

/** Calls `take` with the receipt of each execution of the ingest workflow that succeeded, before its pipe is told. */
export function watchIngest(
  region: Region,
  names: ServiceNames,
  take: (receipt: Receipt, ended: ExecutionEnded) => void,
): { readonly seen: Readonly<Sightings>; stop(): void } {
  const seen: Sightings = { executions: 0, failedExecutions: 0, alerts: 0 };
  const stop = region.services.states.onExecutionEnded((ended) => {
    const { arn } = ended.stateMachine;
    if (arn === names.alertArn && ended.end.status === "SUCCEEDED") seen.alerts++;
    if (arn !== names.ingestArn) return;
    seen.executions++;
    if (ended.end.status !== "SUCCEEDED") seen.failedExecutions++;
    else take(toReceipt(ended.input, ended.end.output), ended);
  });
  return { seen, stop };
}

function toReceipt(input: Json, output: Json): Receipt {
  const records = (Array.isArray(input) ? input : []) as readonly { readonly eventID: string }[];
  const counts = objectOrEmpty(output);
  const count = (name: string): number => (typeof counts[name] === "number" ? counts[name] : 0);
  return {
    eventIds: records.map((record) => record.eventID),
    accepted: count("accepted"),
    rejected: count("rejected"),
    findings: count("findings"),
  };
}
