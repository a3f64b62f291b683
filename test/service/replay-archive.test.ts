// The workflow replay-archive on virtual time: batches, records that shards refuse, batches that fail, and archives that are not there.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { type Json, type RunResult, StateMachine, type TaskStubs } from "../../src/index.ts";
import { readReading } from "../../src/weather/readings.ts";

const machine = StateMachine.fromFile("statemachines/replay-archive.asl.json");

interface PutRecords {
  readonly StreamName: string;
  readonly Records: readonly { readonly Data: string; readonly PartitionKey: string }[];
}

const readings = (count: number) =>
  Array.from({ length: count }, (_, sequence) => ({ stationId: `station-${sequence % 7}`, sequence }));

const replay = (tasks: TaskStubs, input: Json = { key: "readings/2010.jsonl" }): Promise<RunResult> =>
  machine.run(input, { name: "replay", tasks });

/** A stream that refuses the records that it is told to, and notes what it took. */
function stream(refuses: (sequence: number, call: number) => boolean = () => false) {
  const calls: PutRecords[] = [];
  const taken: number[] = [];
  const PutRecords = (input: Json) => {
    const request = input as unknown as PutRecords;
    calls.push(request);
    const Records = request.Records.map(({ Data }) => {
      const { sequence } = JSON.parse(Data) as { readonly sequence: number };
      if (refuses(sequence, calls.length)) return { ErrorCode: "ProvisionedThroughputExceededException" };
      taken.push(sequence);
      return { SequenceNumber: String(sequence), ShardId: "shardId-000000000000" };
    });
    return { FailedRecordCount: Records.filter((each) => "ErrorCode" in each).length, Records };
  };
  return { calls, taken, PutRecords };
}

test("an archive is put in batches of at most 500, by station, and its results are in the bucket", async () => {
  const { calls, taken, PutRecords } = stream();
  const run = await replay({ ReplayBatches: () => readings(1201), PutRecords });
  expect(run).toMatchObject({ status: "SUCCEEDED", output: { archive: "readings/2010.jsonl" } });
  expect(run.output).toMatchObject({
    results: expect.stringMatching(/^replays\/replay\/.+\/manifest\.json$/),
  });
  expect(calls.map(({ Records }) => Records.length).toSorted((a, b) => b - a)).toEqual([500, 500, 201]);
  expect(taken.toSorted((a, b) => a - b)).toEqual(readings(1201).map(({ sequence }) => sequence));
  expect(calls.flatMap(({ Records }) => Records)).toContainEqual({
    Data: '{"stationId":"station-1","sequence":1}',
    PartitionKey: "station-1",
  });
});

test.each([["one line", [{ stationId: "cape", sequence: 1 }]]])(
  "an archive of %s is replayed",
  async (_, items) => {
    const { taken, PutRecords } = stream();
    expect((await replay({ ReplayBatches: () => items, PutRecords })).status).toBe("SUCCEEDED");
    expect(taken).toEqual([1]);
  },
);

test("a line that is no reading goes to the stream, where it is set aside with its reason", async () => {
  const keys: string[] = [];
  const PutRecords = (input: Json) => {
    const { Records } = input as unknown as PutRecords;
    keys.push(...Records.map(({ PartitionKey }) => PartitionKey));
    return { FailedRecordCount: 0, Records: Records.map(() => ({ SequenceNumber: "1" })) };
  };
  await replay({ ReplayBatches: () => [{ sequence: 1 }, "text", { stationId: 7 }], PutRecords });
  expect(keys).toEqual(["unknown", "unknown", "7"]);
});

describe("records that a shard refuses", () => {
  test("are put again, they alone, after longer and longer pauses", async () => {
    const { calls, taken, PutRecords } = stream((sequence, call) => sequence % 3 === 0 && call <= 3);
    const run = await replay({ ReplayBatches: () => readings(10), PutRecords });
    expect(calls.map(({ Records }) => Records.length)).toEqual([10, 4, 4, 4]);
    expect(taken.toSorted((a, b) => a - b)).toEqual(readings(10).map(({ sequence }) => sequence));
    expect(run).toMatchObject({ status: "SUCCEEDED", durationSeconds: 1 + 2 + 4 });
  });

  test("fail their batch after six tries, and the replay if more fail than it tolerates", async () => {
    const refusing = () => stream((sequence) => sequence === 3).PutRecords;
    const strict = await replay({ ReplayBatches: () => readings(10), PutRecords: refusing() });
    expect(strict).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
    expect(strict.durationSeconds).toBe(1 + 2 + 4 + 8 + 16);
    const lenient = await replay(
      { ReplayBatches: () => readings(10), PutRecords: refusing() },
      { key: "readings/2010.jsonl", toleratedFailurePercentage: 100 },
    );
    expect(lenient.status).toBe("SUCCEEDED");
  });
});

test("a stream that fails altogether is tried again", async () => {
  const { PutRecords } = stream();
  const failing = { Throw: { Error: "Kinesis.KinesisException", Cause: "internal" } };
  const run = await replay({ ReplayBatches: () => readings(3), PutRecords: [failing, failing, PutRecords] });
  expect(run.status).toBe("SUCCEEDED");
  const never = await replay({ ReplayBatches: () => readings(3), PutRecords: failing });
  expect(never).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
});

test("an archive that cannot be read is named", async () => {
  const run = await replay({
    ReplayBatches: { Throw: { Error: "States.ItemReaderFailed", Cause: "no such key" } },
  });
  expect(run).toMatchObject({
    status: "FAILED",
    error: "NoArchive",
    cause: "The archive readings/2010.jsonl cannot be read: no such key",
  });
});

test("a replay without a key fails at once", async () => {
  expect(await replay({}, {})).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
});

test("the line that the documentation shows is a reading", () => {
  const [, line = ""] =
    /A line is a reading:\n\n```json\n(.*)\n```/.exec(readFileSync("docs/workflows.md", "utf8")) ?? [];
  expect(readReading(Buffer.from(line).toString("base64"))).toEqual(JSON.parse(line));
});
