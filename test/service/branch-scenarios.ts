// What leads each workflow through all of its states: inputs, and what the services behind its tasks answer.

import type { Json, JsonObject, TaskStubs } from "../../src/index.ts";

export interface Scenario {
  readonly input: Json;
  readonly tasks: TaskStubs;
}

const given = (Return: Json) => ({ Return });
const thrown = (error: string) => ({ Throw: { Error: error, Cause: "it is broken" } });

const finding = {
  ...{ findingId: "f", stationId: "s", condition: "gale", severity: "warning", batch: "b" },
  ...{ observedAt: "2026-01-01T00:00:00Z", value: 18.5, unit: "m/s" },
};

function ingest(accepted: number, rejected: number, findings: number, more: TaskStubs = {}): Scenario {
  const receipt = { shardId: "s", firstSequenceNumber: "1", lastSequenceNumber: "2", received: 4 };
  const of = (count: number) => Array.from({ length: count }, () => ({}));
  const Payload = { receipt: { ...receipt, accepted, rejected }, readings: {}, rejected: of(rejected) };
  const done = given({});
  return {
    input: [],
    tasks: {
      ...{ Validate: given({ Payload }), SendToDeadLetters: done, RecordFinding: done },
      Assess: given({ Payload: Array.from({ length: findings }, () => finding) }),
      ...{ AnnounceFinding: done, MarkAnnounced: done, ...more },
    },
  };
}

function alert(notice: JsonObject = {}, more: TaskStubs = {}): Scenario {
  const Payload = { subject: "Gale", message: "A gale", severity: "warning", repeated: false, ...notice };
  const done = given({});
  return {
    input: { detail: finding },
    tasks: {
      LookUpStation: given({ Item: { name: { S: "Cape" }, place: { S: "Ilwaco" } } }),
      ...{ Notify: given({ Payload }), LookUpFinding: done, AskForApproval: done, Publish: done },
      ...{ MarkPublished: done, KeepAlert: done, ...more },
    },
  };
}

function approval(decision: string, more: TaskStubs = {}, limits: JsonObject = {}): Scenario {
  const answer = given({ decision, decidedAt: "2026-01-01T00:00:00Z" });
  return {
    input: { warning: { findingId: "f", stationId: "s", subject: "Gale", message: "A gale" }, ...limits },
    tasks: {
      ...{ AskForecaster: answer, AskChief: answer, TellNobodyAnswered: given({}) },
      IssueWarning: given({ Entries: [{ EventId: "e" }] }),
      ...more,
    },
  };
}
const silent = thrown("States.Timeout");

const replay = (more: TaskStubs = {}): Scenario => ({
  input: { key: "readings/june.jsonl" },
  tasks: { ReplayBatches: given([{ stationId: "s" }]), PutRecords: given({ Records: [{}] }), ...more },
});

const refused = given({ Records: [{ ErrorCode: "ProvisionedThroughputExceededException" }] });
const batch = (PutRecords: unknown): Scenario => ({
  input: { Items: [{ stationId: "s" }] },
  tasks: { PutRecords } as TaskStubs,
});

function summary(input: JsonObject, more: TaskStubs = {}): Scenario {
  return {
    input,
    tasks: {
      ...{ ReplayCorrection: given({ Status: "SUCCEEDED" }), RunJob: given({ Id: "jr_1" }) },
      CountTable: given({ Table: { ItemCount: 3 } }),
      Word: given({ Payload: { subject: "Weather", message: "Quiet" } }),
      ...{ Tell: given({ MessageId: "1" }), TellFailure: given({ MessageId: "2" }), ...more },
    },
  };
}

export const scenarios: Readonly<Record<string, readonly Scenario[]>> = {
  "ingest-readings": [
    ingest(3, 1, 1),
    ingest(0, 4, 0),
    ingest(4, 0, 0),
    ingest(4, 0, 1, { RecordFinding: thrown("DynamoDB.ConditionalCheckFailedException") }),
  ],
  "handle-alert": [
    alert(),
    alert({}, { LookUpStation: given({}) }),
    alert({ severity: "severe" }),
    alert({ repeated: true }),
    alert({ repeated: true }, { LookUpFinding: given({ Item: { publishedAt: { S: "2026" } } }) }),
    alert({}, { Publish: thrown("SNS.NotFoundException") }),
  ],
  "approve-warning": [
    approval("approve"),
    approval("reject", {}, { limits: { answerSeconds: 5, silenceSeconds: 10 } }),
    approval("maybe"),
    approval("approve", { AskForecaster: silent }),
    approval("approve", { AskForecaster: silent, AskChief: silent }),
  ],
  "replay-archive": [replay(), replay({ ReplayBatches: thrown("States.ItemReaderFailed") })],
  // Each batch is an execution of its own.
  "replay-archive, a batch": [
    batch([refused, given({ Records: [{}] })]),
    batch([refused, refused, refused, refused, refused, refused]),
  ],
  "summarise-day": [
    summary({ scheduledAt: "2026-01-01T00:05:00Z" }),
    summary({ day: "2025-06-01", correction: "readings/june.jsonl" }),
    summary({ day: "2025-06-01" }, { Word: thrown("TypeError") }),
  ],
};
