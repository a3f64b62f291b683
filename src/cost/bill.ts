// What a design costs for some hours of a workload: every service on a record's way, in the units that AWS counts.

import type { Design } from "./designs.ts";
import { billedMemoryMb, expressGbHours, perAlert, perApproval, statesOfBatch } from "./executions.ts";
import { monitoringUsage, watchedOf } from "./monitoring.ts";
import { chargeFor, type PriceSource, prices } from "./prices.ts";
import { lanesFor } from "./scale.ts";
import { streamUsage } from "./stream.ts";
import type { Usage } from "./usage.ts";
import { alertsPerSecond, eventBytes, handlerMs, recordsOfBatch, type Workload } from "./workload.ts";

/** A month as AWS counts one. */
export const monthHours = 730;

export interface BillLine extends Usage {
  readonly unit: string;
  /** How the price is known. */
  readonly source: PriceSource;
  readonly usd: number;
}

export interface Bill {
  readonly design: Design;
  readonly lines: readonly BillLine[];
  readonly usd: number;
  readonly usdPerMillionRecords: number;
}

const kb = 1024;
const chunkBytes = 64 * kb;
const validateMb = 1024;
const assessMb = 512;
const alertMb = 512;
const definitionBytes = 10 * kb;
/** Lambda polls a queue by five at least, each call waiting for twenty seconds. */
const idlePollsPerSecond = 5 / 20;

export function billFor(workload: Workload, design: Design, hours = monthHours): Bill {
  const seconds = hours * 3600;
  const records = design.executionOf === "record" ? 1 : recordsOfBatch(workload, lanesFor(workload));
  const executionsPerSecond = workload.recordsPerSecond / records;
  const executions = executionsPerSecond * seconds;
  const alerts = alertsPerSecond(workload) * seconds;
  const runs: Runs = { records, executions, alerts, approvals: alerts * workload.severe };
  const usage = [
    ...streamUsage(workload, hours),
    pipeUsage(workload, records, executions),
    ...workflowUsage(workload, design, runs),
    ...handlerUsage(workload, runs),
    ...alertUsage(workload, runs, seconds),
    ...monitoringUsage(watchedOf(workload, executionsPerSecond), seconds),
  ];
  const lines = usage.map((each) => {
    const price = prices[each.price];
    return { ...each, unit: price.unit, source: price.source, usd: chargeFor(price, each.quantity) };
  });
  const usd = lines.reduce((sum, line) => sum + line.usd, 0);
  return { design, lines, usd, usdPerMillionRecords: (usd / (workload.recordsPerSecond * seconds)) * 1e6 };
}

function pipeUsage(workload: Workload, records: number, executions: number): Usage {
  const each = eventBytes(workload);
  const requests =
    workload.pipesCount === "record"
      ? executions * records * Math.ceil(each / chunkBytes)
      : executions * Math.ceil((each * records) / chunkBytes);
  return { service: "Pipes", price: "pipeRequest", quantity: requests };
}

interface Runs {
  /** Of a batch. */
  readonly records: number;
  readonly executions: number;
  readonly alerts: number;
  /** Of the alerts, those that somebody approves. */
  readonly approvals: number;
}

function workflowUsage(
  workload: Workload,
  { type }: Design,
  { records, executions, alerts, approvals }: Runs,
): readonly Usage[] {
  const service = "Step Functions";
  const { transitions, batchMs } = statesOfBatch(workload, records);
  const ofBatch = billedMemoryMb(definitionBytes, eventBytes(workload) * records, 1);
  const ofAlert = billedMemoryMb(definitionBytes, kb, 1);
  const alertHours = expressGbHours(alerts, perAlert.milliseconds, ofAlert);
  const ofApprovals = approvals * perApproval.transitions;
  if (type === "STANDARD") {
    return [
      { service, price: "stateTransition", quantity: executions * transitions + ofApprovals },
      { service, price: "expressRequest", quantity: alerts },
      { service, price: "expressDuration", quantity: alertHours },
    ];
  }
  return [
    { service, price: "stateTransition", quantity: ofApprovals },
    { service, price: "expressRequest", quantity: executions + alerts },
    {
      service,
      price: "expressDuration",
      quantity: expressGbHours(executions, batchMs, ofBatch) + alertHours,
    },
  ];
}

function handlerUsage(
  workload: Workload,
  { records, executions, alerts, approvals }: Runs,
): readonly Usage[] {
  const invocations =
    executions * 2 + alerts * (1 + perAlert.notifications) + approvals * perApproval.invocations;
  const seconds = handlerMs(workload, records) / 1000;
  const alertSeconds = handlerMs(workload, 1) / 1000;
  const gbSeconds =
    (executions * seconds * (validateMb + assessMb)) / 1024 +
    ((invocations - executions * 2) * alertSeconds * alertMb) / 1024;
  return [
    { service: "Lambda", price: "lambdaRequest", quantity: invocations },
    { service: "Lambda", price: "lambdaArmDuration", quantity: gbSeconds },
  ];
}

/** What findings, alerts and rejected records cost beside the workflows. It is the same in every design. */
function alertUsage(workload: Workload, { alerts, approvals }: Runs, seconds: number): readonly Usage[] {
  const records = workload.recordsPerSecond * seconds;
  const findings = records * workload.findings;
  return [
    {
      service: "DynamoDB",
      price: "tableWrite",
      quantity: findings + alerts * (1 + perAlert.tableWrites) + approvals * perApproval.tableWrites,
    },
    {
      service: "DynamoDB",
      price: "tableRead",
      quantity: alerts * perAlert.tableReads + approvals * perApproval.tableReads,
    },
    { service: "EventBridge", price: "busEvent", quantity: alerts + approvals * perApproval.busEvents },
    { service: "SNS", price: "topicMessage", quantity: alerts + approvals * perApproval.questions },
    {
      service: "SQS",
      price: "queueRequest",
      quantity: records * workload.rejected + alerts * perAlert.queueRequests + idlePollsPerSecond * seconds,
    },
  ];
}
