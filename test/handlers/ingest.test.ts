// The validate and assess handlers, with their middleware, on a batch as EventBridge Pipes sends it.

import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { StreamRecord, ValidatedBatch } from "../../src/weather/batches.ts";
import type { Finding } from "../../src/weather/conditions.ts";
import { lambdaContext, readEvent } from "./lambda-context.ts";

process.env.POWERTOOLS_DEV = "true"; // Powertools then writes to the console, where a test can read it.
process.env.POWERTOOLS_METRICS_DISABLED = "false"; // As the former would have it.
process.env.POWERTOOLS_SERVICE_NAME = "ingest-readings";
process.env.POWERTOOLS_METRICS_NAMESPACE = "WeatherStations";

type Handlers = [
  typeof import("../../handlers/validate.ts").handler,
  typeof import("../../handlers/assess.ts").handler,
];

let validate: Handlers[0];
let assess: Handlers[1];
let lines: string[];

beforeAll(async () => {
  ({ handler: validate } = await import("../../handlers/validate.ts"));
  ({ handler: assess } = await import("../../handlers/assess.ts"));
});

beforeEach(() => {
  lines = [];
  for (const method of ["info", "log", "warn"] as const) {
    jest.spyOn(console, method).mockImplementation((line: string) => void lines.push(line));
  }
});

afterEach(() => {
  jest.restoreAllMocks();
});

const batch = readEvent<StreamRecord[]>("pipe-kinesis-batch");

function metricsOf(lineTexts: readonly string[]): Record<string, number> {
  const line = lineTexts.map((text) => JSON.parse(text)).find((entry) => "_aws" in entry);
  const metrics = line._aws.CloudWatchMetrics[0].Metrics as readonly { Name: string }[];
  return Object.fromEntries(metrics.map(({ Name }) => [Name, line[Name]]));
}

describe("validate", () => {
  test("splits the batch and gives the receipt", async () => {
    const { receipt, readings, rejected } = await validate(batch, lambdaContext("validate"));
    expect(receipt).toEqual({
      shardId: "shardId-000000000002",
      firstSequenceNumber: batch[0]?.sequenceNumber,
      lastSequenceNumber: batch[4]?.sequenceNumber,
      received: 5,
      accepted: 3,
      rejected: 2,
    });
    expect(readings.stationId).toEqual(["cape-disappointment", "tacoma-narrows", "cape-disappointment"]);
    expect(readings.windMetresPerSecond).toEqual([26.3, 9.1, 25]);
    expect(rejected.map(({ reason }) => reason)).toEqual(["NotJson", "NotAReading"]);
  });

  test("says of a rejected record where it is, what is wrong, and what it held", async () => {
    const { rejected } = await validate(batch, lambdaContext("validate"));
    expect(rejected[1]).toEqual({
      shardId: "shardId-000000000002",
      sequenceNumber: batch[3]?.sequenceNumber,
      partitionKey: "olympia-airport",
      arrivedAt: "2018-12-17T22:10:53.987Z",
      reason: "NotAReading",
      detail: "pressureHpa: Invalid input: expected number, received string",
      data: batch[3]?.data,
    });
  });

  test("writes one log line and one line of metrics for the whole batch", async () => {
    await validate(batch, lambdaContext("validate"));
    expect(lines).toHaveLength(2);
    expect(metricsOf(lines)).toEqual({
      ReadingsReceived: 5,
      ReadingsAccepted: 3,
      ReadingsRejected: 2,
      BatchAge: expect.any(Number),
    });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      message: "batch validated",
      service: "ingest-readings",
      function_name: "validate",
      received: 5,
    });
  });

  test.each([[[]], [{ Records: [] }], [[{ ...batch[0], data: undefined }]], [null]])(
    "refuses an event that is not a batch from a pipe: %j",
    async (event) => {
      await expect(
        validate(event as unknown as StreamRecord[], lambdaContext("validate")),
      ).rejects.toMatchObject({
        name: "ParseError",
      });
    },
  );
});

describe("assess", () => {
  test("finds each condition once and counts the findings", async () => {
    const { readings }: ValidatedBatch = await validate(batch, lambdaContext("validate"));
    lines = [];
    const findings: Finding[] = await assess(readings, lambdaContext("assess"));
    expect(findings.map(({ findingId }) => findingId)).toEqual([
      "cape-disappointment/gale/warning/2010-11-01",
      "cape-disappointment/pressure-fall/warning/2010-11-01",
    ]);
    expect(metricsOf(lines)).toEqual({ FindingsDetected: 2 });
  });
});
