import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { billFor } from "../../src/cost/bill.ts";
import { breakEvens, crossing, executionUsd } from "../../src/cost/break-even.ts";
import { designNamed, designs } from "../../src/cost/designs.ts";
import { perApproval, statesOfBatch } from "../../src/cost/executions.ts";
import { obstaclesTo } from "../../src/cost/obstacles.ts";
import { defaultWorkload, eventBytes, keyBytes, recordsOfBatch } from "../../src/cost/workload.ts";
import type { SourceShard } from "../../src/event-sources/stream-source.ts";
import { StateMachine } from "../../src/library/state-machine.ts";
import { RecordWriter } from "../../src/services/pipes/sources/kinesis-records.ts";
import { costPicture } from "../../tools/cost-pictures.ts";

const root = resolve(import.meta.dirname, "../..");
const workload = { ...defaultWorkload, recordsPerSecond: 100_000 };
const quiet = { ...workload, findings: 0, rejected: 0 };

const line = (name: string, price: string, of = quiet, hours = 1) =>
  billFor(of, designNamed(name), hours).lines.find((each) => each.price === price);

describe("an hour of 100,000 quiet records a second, worked out by hand", () => {
  // 360 million records in 1,440,000 batches of 250, each 250 x (268 + 582) = 212,500 bytes: four pieces of 64 KB.
  test.each([
    ["express-batch", "shardHour", 125, 1.875],
    ["express-batch", "putPayloadUnit", 360e6, 5.04],
    ["express-batch", "pipeRequest", 5_760_000, 2.304],
    ["express-batch", "expressRequest", 1_440_000, 1.44],
    // 220 ms count as 300 in 64 MB: 1,440,000 x 0.3 s / 16 = 27,000 GB-seconds.
    ["express-batch", "expressDuration", 7.5, 0.45009],
    ["express-batch", "lambdaRequest", 2_880_000, 0.576],
    // 100 ms each with 1,024 and 512 MB.
    ["express-batch", "lambdaArmDuration", 216_000, 2.88001],
    ["standard-batch", "stateTransition", 10_080_000, 252],
    ["standard", "stateTransition", 2_520e6, 63_000],
    ["standard", "pipeRequest", 360e6, 144],
    ["express", "expressRequest", 360e6, 360],
    ["express", "lambdaRequest", 720e6, 144],
  ] as const)("%s: %s", (name, price, quantity, usd) => {
    expect(line(name, price)?.quantity).toBeCloseTo(quantity, 3);
    expect(line(name, price)?.usd).toBeCloseTo(usd, 4);
  });

  test("records that Pipes counts by themselves cost 360 million requests in a batch, too", () => {
    expect(line("express-batch", "pipeRequest", { ...quiet, pipesCount: "record" })?.usd).toBeCloseTo(144, 9);
  });

  test("a bill is the sum of its lines, and a million records their share", () => {
    const bill = billFor(workload, designNamed("express-batch"), 1);
    expect(bill.usd).toBeCloseTo(
      bill.lines.reduce((sum, { usd }) => sum + usd, 0),
      9,
    );
    expect(bill.usdPerMillionRecords).toBeCloseTo(bill.usd / 360, 9);
  });
});

test.each([
  ["EventBridge", "busEvent", 36_000],
  ["SNS", "topicMessage", 36_000],
  // A write for each of 360,000 findings, and five more for each that is new.
  ["DynamoDB", "tableWrite", 540_000],
  ["DynamoDB", "tableRead", 18_000],
  ["handle-alert", "expressRequest", 1_440_000 + 36_000],
] as const)(
  "one record in a thousand shows a finding, of which one in ten is new: %s",
  (_, price, quantity) => {
    expect(line("express-batch", price, { ...workload, rejected: 0, severe: 0 })?.quantity).toBeCloseTo(
      quantity,
      3,
    );
  },
);

test.each([
  ["approve-warning", "stateTransition", 360 * 7],
  ["EventBridge", "busEvent", 36_000 + 360],
  ["SNS", "topicMessage", 36_000 + 360],
  ["DynamoDB", "tableWrite", 540_000 + 3 * 360],
  ["Lambda", "lambdaRequest", 2_880_000 + 72_000 + 3 * 360],
] as const)("one in a hundred of those is severe: %s", (_, price, quantity) => {
  expect(line("express-batch", price, { ...workload, severe: 0.01 })?.quantity).toBeCloseTo(quantity, 3);
});

test("an approval that is given at once enters the states that are counted", async () => {
  const approval = StateMachine.fromFile(join(root, "statemachines/approve-warning.asl.json"), {
    substitutions: {
      ...{ AskArn: "ask", ApprovalsTopicArn: "topic", EscalationsTopicArn: "chief", WeatherBus: "bus" },
    },
  });
  const run = await approval.run(
    { warning: { findingId: "f", stationId: "s", subject: "Gale", message: "A gale is coming" } },
    {
      tasks: {
        AskForecaster: { Return: { decision: "approve", decidedAt: "2026-01-01T00:00:00Z" } },
        IssueWarning: { Return: { Entries: [{ EventId: "e" }] } },
      },
    },
  );
  expect(run.error).toBeUndefined();
  expect(run.path).toHaveLength(perApproval.transitions);
});

test("what a pipe adds to a record is its envelope, with the service's names", () => {
  const number = "4".repeat(56);
  const shard: SourceShard = {
    ...{ index: 0, id: "shardId-000000000000", committedOffset: 1 },
    ...{ sequenceNumber: () => number, onCommit: () => () => {} },
  };
  const writer = new RecordWriter(shard, {
    ...{
      streamArn: "arn:aws:kinesis:us-east-1:123456789012:stream/millrace-dev-readings",
      awsRegion: "us-east-1",
    },
    roleArn: "arn:aws:iam::123456789012:role/millrace-dev-IngestReadingsPipeRole-1A2B3C4D5E6F",
  });
  const data = Buffer.alloc(200);
  const { bytes } = writer.entry({
    ...{ offset: 1, arrivalMs: Date.UTC(2026, 0) + 123 },
    ...{
      partitionKey: () => "k".repeat(keyBytes),
      data: () => data,
      dataBase64: () => data.toString("base64"),
    },
  });
  expect(bytes + 1).toBe(eventBytes({ bytes: 200 }));
});

describe("the states that are counted are those of ingest-readings", () => {
  const receipt = { shardId: "s", firstSequenceNumber: "1", lastSequenceNumber: "2", received: 4 };
  const machine = StateMachine.fromFile(join(root, "statemachines/ingest-readings.asl.json"), {
    type: "EXPRESS",
    substitutions: {
      ...{ ValidateArn: "validate", AssessArn: "assess", DeadLettersUrl: "url" },
      ...{ FindingsTable: "findings", WeatherBus: "bus" },
    },
  });
  const finding = {
    ...{ findingId: "f", stationId: "s", condition: "gale", severity: "warning" },
    ...{ observedAt: "2010-06-01T00:00:00Z", value: 18.5, unit: "m/s" },
  };
  const announced = {
    RecordFinding: { Return: {} },
    AnnounceFinding: { Return: {} },
    MarkAnnounced: { Return: {} },
  };
  const repeated = {
    RecordFinding: { Throw: { Error: "DynamoDB.ConditionalCheckFailedException", Cause: "announced" } },
    ...{ AnnounceFinding: { Return: {} }, MarkAnnounced: { Return: {} } },
  };
  const entered = async (accepted: number, rejected: number, findings: number, tasks: object) => {
    const run = await machine.run([], {
      tasks: {
        Validate: {
          Return: {
            Payload: {
              receipt: { ...receipt, accepted, rejected },
              readings: {},
              rejected: Array.from({ length: rejected }, () => ({})),
            },
          },
        },
        Assess: { Return: { Payload: Array.from({ length: findings }, () => finding) } },
        SendToDeadLetters: { Return: {} },
        ...tasks,
      },
    });
    expect(run.status).toBe("SUCCEEDED");
    return run.path.length;
  };

  // Four records a batch, so that shares are what is in it; what an average would spread is certain here.
  test.each([
    ["nothing unusual", 4, 0, 0, announced, { findings: 0, repeated: 0, rejected: 0 }],
    ["all rejected", 0, 4, 0, announced, { findings: 0, repeated: 0, rejected: 1 }],
    ["a new finding in each", 4, 0, 4, announced, { findings: 1, repeated: 0, rejected: 0 }],
    ["a repeated finding in each", 4, 0, 4, repeated, { findings: 1, repeated: 1, rejected: 0 }],
  ])("%s", async (_, accepted, rejected, findings, tasks, shares) => {
    const { transitions } = statesOfBatch({ ...workload, ...shares }, 4);
    expect(transitions).toBeCloseTo(await entered(accepted, rejected, findings, tasks), 9);
  });
});

describe("a batch", () => {
  test("fills when enough records come to a lane in its window", () => {
    expect(recordsOfBatch(workload, 250)).toBe(250);
    expect(recordsOfBatch({ ...workload, recordsPerSecond: 100 }, 2)).toBe(50);
    expect(recordsOfBatch({ ...workload, recordsPerSecond: 1 }, 2)).toBe(1);
  });

  test("of records up to 345 bytes fits what a state machine takes, as the pipe's settings say", () => {
    expect(recordsOfBatch({ ...workload, bytes: 348 }, 250)).toBe(250);
    expect(recordsOfBatch({ ...workload, bytes: 372 }, 250)).toBeLessThan(250);
    expect(eventBytes({ bytes: 200 })).toBe(850);
  });
});

describe("break-even points", () => {
  test("cost the same on both sides", () => {
    const at = (unit: string) => breakEvens(workload).find((each) => each.unit === unit)?.at ?? Number.NaN;
    const { standard, express } = executionUsd(statesOfBatch(workload, 1).transitions, at("ms"));
    expect(Math.abs(express - standard) / standard).toBeLessThan(0.01);
    const batchUsd = (batch: number) => billFor({ ...workload, batch }, designNamed("standard-batch")).usd;
    const express1 = billFor(workload, designNamed("express")).usd;
    expect(batchUsd(at("records"))).toBeLessThanOrEqual(express1);
    expect(batchUsd(at("records") - 1)).toBeGreaterThan(express1);
    const [provisioned, onDemand] = (["provisioned", "on-demand"] as const).map((stream) =>
      billFor({ ...workload, stream, headroom: at("times") - 1 }, designNamed("express-batch")),
    );
    expect(provisioned?.usd).toBeCloseTo(onDemand?.usd ?? 0, -2);
  });

  test("are looked for where they can be, and told to be absent", () => {
    expect(crossing((at) => 10 - at, 0, 100)).toBeCloseTo(10, 6);
    expect(crossing((at) => 10 - at, 20, 100)).toBe(20);
    expect(crossing(() => 1, 0, 100)).toBeUndefined();
  });
});

test("Express per batch is the least at every rate, and the only one that 100,000 records a second leave possible", () => {
  for (const recordsPerSecond of [1, 10, 1000, 100_000]) {
    const bills = designs.map((design) => billFor({ ...workload, recordsPerSecond }, design).usd);
    expect(Math.min(...bills)).toBe(bills.at(-1));
  }
  const possible = designs.filter((design) => obstaclesTo(workload, design).length === 0);
  expect(possible.map(({ name }) => name)).toEqual(["express-batch"]);
});

test("docs/pictures/cost.svg is what tools/cost-pictures.ts draws", () => {
  expect(readFileSync(join(root, "docs/pictures/cost.svg"), "utf8")).toBe(costPicture());
});
