// What one execution of `ingest-readings` does, and what follows from one alert. Their numbers are those of the definitions in
// `statemachines`, against which a test holds them.

import { anyOf, handlerMs, type Workload } from "./workload.ts";

/** Between two states, and for a call that a state makes by itself. */
const callMs = 10;
/** How many findings, or rejected records, a Map works on at once. */
const mapConcurrency = 10;

/** States that an execution enters, by what is in its batch. */
const states = {
  accepted: 7,
  allRejected: 5,
  setAside: 1,
  rejected: 1,
  announced: 4,
  repeated: 2,
} as const;

/** Of an alert that is new: the calls of `handle-alert`, of `notify` with its idempotency, and of `chronicle`. */
export const perAlert = {
  milliseconds: 150,
  /** Idempotency begun and done, the finding's mark of publication, the alert log. */
  tableWrites: 4,
  /** The station's item, eventually consistent. */
  tableReads: 0.5,
  notifications: 1,
  /** The message into the queue of the alert log, and its share of receiving and deleting ten at a time. */
  queueRequests: 1.2,
  /** Every event of the execution, with its data. */
  workflowLogBytes: 20_000,
} as const;

/** Of a severe one beside it: `approve-warning`, which is Standard, asked once and answered on its page. */
export const perApproval = {
  transitions: 7,
  /** `ask`, and `answer` for the page and for the button. */
  invocations: 3,
  /** The question, its answer, and that the answer was handed on. */
  tableWrites: 3,
  /** The page reads it twice, consistently. */
  tableReads: 2,
  questions: 1,
  busEvents: 1,
} as const;

export interface StatesOfBatch {
  /** State transitions that Standard bills, on average. */
  readonly transitions: number;
  /** How long the execution runs, on average. */
  readonly batchMs: number;
}

export function statesOfBatch(workload: Workload, records: number): StatesOfBatch {
  const { findings, repeated, rejected } = workload;
  const anyAccepted = 1 - rejected ** records;
  const found = findings * records;
  const transitions =
    anyAccepted * states.accepted +
    (1 - anyAccepted) * states.allRejected +
    anyOf(rejected, records) * states.setAside +
    rejected * records * states.rejected +
    found * ((1 - repeated) * states.announced + repeated * states.repeated);
  const mapped = (chance: number, calls: number) =>
    Math.max(anyOf(chance, records), (chance * records) / mapConcurrency) * calls * callMs;
  const handlers = 2 * (handlerMs(workload, records) + callMs);
  return { transitions, batchMs: handlers + mapped(rejected, 1) + mapped(findings, 3 - 2 * repeated) };
}

const expressMs = 100;
const expressMb = 64;
const mb = 2 ** 20;

/** Memory of an Express execution as it is billed: AWS's estimate, rounded up to 64 MB. */
export function billedMemoryMb(definitionBytes: number, payloadBytes: number, mapSteps: number): number {
  const used = 50 + definitionBytes / mb + (payloadBytes * Math.max(1, mapSteps)) / mb;
  return Math.ceil(used / expressMb) * expressMb;
}

/** GB-hours of Express executions, each rounded up to 100 ms. */
export function expressGbHours(executions: number, milliseconds: number, memoryMb: number): number {
  const seconds = (Math.max(1, Math.ceil(milliseconds / expressMs - 1e-9)) * expressMs) / 1000;
  return (executions * seconds * memoryMb) / 1024 / 3600;
}
