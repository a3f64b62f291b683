// Distributed Maps of a whole region: real files in S3, children that can be listed and described, results in S3, and a
// restart in the middle.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { Region } from "../../src/region/region.ts";
import { noLogging } from "../../src/services/step-functions/machines/state-machine.ts";
import { atOnce } from "../../src/time/time-slice.ts";
import { until } from "../support/until.ts";

const weather = readFileSync("node_modules/vega-datasets/data/seattle-weather.csv");
const machineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:days";

let region: Region;

async function open(directory?: string): Promise<void> {
  region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
  region.start();
}

async function putWeather(): Promise<void> {
  await region.services.s3.createBucket("weather");
  await region.services.s3.putObject({ bucket: "weather", key: "seattle.csv", bytes: weather });
}

/** Of the one test that opens its region again. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-map-runs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  await open();
  await putWeather();
});
afterEach(() => region.close());

const rainy = {
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  StartAt: "Look",
  States: {
    Look: {
      Type: "Choice",
      Choices: [{ Variable: "$.weather", StringEquals: "snow", Next: "TooCold" }],
      Default: "Keep",
    },
    TooCold: { Type: "Fail", Error: "TooCold", Cause: "It snows" },
    Keep: { Type: "Pass", InputPath: "$.date", End: true },
  },
};

const reader = {
  Resource: "arn:aws:states:::s3:getObject",
  ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItems: 30 },
  Parameters: { Bucket: "weather", Key: "seattle.csv" },
};

function days(fields: JsonObject = {}): JsonObject {
  return {
    StartAt: "Days",
    States: {
      Days: {
        Type: "Map",
        Label: "Days",
        ItemReader: reader,
        ItemProcessor: rainy,
        ToleratedFailurePercentage: 50,
        End: true,
        ...fields,
      },
    },
  };
}

async function start(definition: JsonObject, input: Json = {}): Promise<string> {
  const { states } = region.services;
  states.machines.create({
    name: "days",
    type: "STANDARD",
    definition: JSON.stringify(definition),
    roleArn: "arn:aws:iam::000000000000:role/days",
    logging: noLogging,
    tracingEnabled: false,
    tags: {},
  });
  return (await states.startExecution({ stateMachineArn: machineArn, input: JSON.stringify(input) }))
    .executionArn;
}

async function run(definition: JsonObject, input: Json = {}) {
  const arn = await start(definition, input);
  const { end } = await region.services.states.standard.ended(arn);
  const [mapRun] = region.services.states.mapRuns.list(arn, {}).items;
  if (mapRun === undefined) throw new Error("There is no Map Run.");
  return { arn, end, mapRun };
}

function children(arn: string, filter: { statusFilter?: string } = {}) {
  const { records } = region.services.states.standard;
  return atOnce(records.list({ arn }, { maxResults: 1000, ...filter })).items;
}

async function json(key: string): Promise<Json> {
  return JSON.parse((await region.services.s3.getObject("weather", key)).bytes.toString()) as Json;
}

describe.each(["STANDARD", "EXPRESS"])("children that are %s", (ExecutionType) => {
  const processor = { ...rainy, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType } };

  test("run once for every row of a file, and can be listed and described", async () => {
    const { end, mapRun, arn } = await run(days({ ItemProcessor: processor }));
    const { status, output } = end as { readonly status: string; readonly output: readonly string[] };
    expect(status).toBe("SUCCEEDED");
    expect(output.slice(0, 2)).toEqual(["2012-01-01", "2012-01-02"]);
    expect(mapRun).toMatchObject({
      executionArn: arn,
      stateMachineArn: `${machineArn}/Days`,
      status: "SUCCEEDED",
      counts: {
        items: { total: 30, succeeded: output.length, failed: 30 - output.length, running: 0, pending: 0 },
        executions: { total: 30 },
      },
    });
    const [newest] = children(mapRun.arn);
    expect(children(mapRun.arn)).toHaveLength(30);
    expect(children(mapRun.arn, { statusFilter: "FAILED" })).toHaveLength(30 - output.length);
    const described = region.services.states.standard.records.describe(newest?.arn ?? "");
    expect(described.stateMachine.arn).toBe(`${machineArn}/Days`);
    expect(JSON.parse(described.input)).toMatchObject({ date: "2012-01-30" });
    expect(described.mapRunArn).toBe(mapRun.arn);
  });
});

test("results are written to S3 with a manifest", async () => {
  const ResultWriter = {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket: "weather", Prefix: "out" },
  };
  const { end, mapRun } = await run(days({ ResultWriter }));
  const folder = `out/${mapRun.arn.split(":").at(-1)}`;
  expect(end).toEqual({
    status: "SUCCEEDED",
    output: {
      MapRunArn: mapRun.arn,
      ResultWriterDetails: { Bucket: "weather", Key: `${folder}/manifest.json` },
    },
  });
  const sizeOf = (key: string) => region.services.s3.headObject("weather", key).size;
  const [failedKey, succeededKey] = [`${folder}/FAILED_0.json`, `${folder}/SUCCEEDED_0.json`];
  expect(await json(`${folder}/manifest.json`)).toEqual({
    DestinationBucket: "weather",
    MapRunArn: mapRun.arn,
    ResultFiles: {
      FAILED: [{ Key: failedKey, Size: sizeOf(failedKey) }],
      PENDING: [],
      SUCCEEDED: [{ Key: succeededKey, Size: sizeOf(succeededKey) }],
    },
  });
  const [first] = (await json(succeededKey)) as readonly JsonObject[];
  expect(first).toMatchObject({
    Status: "SUCCEEDED",
    Output: '"2012-01-01"',
    StateMachineArn: `${machineArn}/Days`,
  });
  const failed = (await json(failedKey)) as readonly JsonObject[];
  expect(failed[0]).toMatchObject({
    Status: "FAILED",
    Error: "TooCold",
    RedriveStatus: "REDRIVABLE_BY_MAP_RUN",
  });
  expect(mapRun.counts.items.resultsWritten).toBe(30 - failed.length);
});

test("what there was of results is written when too many children failed, and what was left is named", async () => {
  const ResultWriter = {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket: "weather" },
    WriterConfig: { Transformation: "COMPACT", OutputType: "JSONL" },
  };
  const { end, mapRun } = await run(
    days({ ResultWriter, MaxConcurrency: 1, ToleratedFailurePercentage: 0, ToleratedFailureCount: 0 }),
  );
  expect(end).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
  expect(mapRun.status).toBe("FAILED");
  const folder = mapRun.arn.split(":").at(-1);
  const lines = async (name: string) =>
    (await region.services.s3.getObject("weather", `${folder}/${name}`)).bytes.toString().split("\n");
  const [succeeded, failed, pending] = [
    await lines("SUCCEEDED_0.jsonl"),
    await lines("FAILED_0.jsonl"),
    await lines("PENDING_0.jsonl"),
  ];
  expect(succeeded[0]).toBe('"2012-01-01"');
  expect(failed).toHaveLength(1);
  expect(succeeded.length + failed.length + pending.length).toBe(30);
});

test.each<[writer: JsonObject | undefined, output: Json]>([
  [undefined, [[1], [2]]],
  [{ WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" } }, [[1], [2]]],
  [{ WriterConfig: { Transformation: "FLATTEN", OutputType: "JSON" } }, [1, 2]],
  [
    { WriterConfig: { Transformation: "NONE", OutputType: "JSON" } },
    [
      expect.objectContaining({ Output: "[1]", Status: "SUCCEEDED" }),
      expect.objectContaining({ Input: "[2]" }),
    ] as never,
  ],
])("without a bucket the state answers as %j says", async (ResultWriter, output) => {
  const processor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Keep",
    States: { Keep: { Type: "Pass", End: true } },
  };
  const map = { Type: "Map", Label: "L", ItemProcessor: processor, End: true };
  const each = {
    StartAt: "Each",
    States: { Each: ResultWriter === undefined ? map : { ...map, ResultWriter } },
  };
  expect((await run(each, [[1], [2]])).end).toEqual({ status: "SUCCEEDED", output });
});

const waiting = {
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  StartAt: "Wait",
  States: {
    Wait: { Type: "Wait", Seconds: 1, Next: "Keep" },
    Keep: { Type: "Pass", InputPath: "$.date", End: true },
  },
};

test("more than a thousand run at once", async () => {
  const { states } = region.services;
  const States = { Rest: { Type: "Wait", Seconds: 3600, End: true } };
  const ItemProcessor = { ProcessorConfig: rainy.ProcessorConfig, StartAt: "Rest", States };
  const Days = { Type: "Map", Label: "Days", ItemProcessor, End: true };
  const first = await start({ StartAt: "Days", States: { Days } }, [1]);
  const stateMachineArn = machineArn;
  const others = Array.from({ length: 1_000 }, () =>
    states.startExecution({ stateMachineArn, input: "[1]" }),
  );
  await Promise.all(others);
  await until(() => states.mapRuns.running === 1_001);
  const [mapRun] = states.mapRuns.list(first, {}).items;
  await until(() => children(mapRun?.arn ?? "", { statusFilter: "RUNNING" }).length === 1);
});

test("a Map Run goes on after a restart with the children it had", async () => {
  await region.close();
  await open(folder);
  await putWeather();
  const arn = await start(days({ ItemProcessor: waiting, MaxConcurrency: 20 }));
  const runs = () => region.services.states.mapRuns.list(arn, {}).items;
  await until(() => runs()[0]?.counts.executions.running === 20);
  const before = children(runs()[0]?.arn ?? "").map((child) => child.arn);
  await region.close();
  await open(folder);
  const { end } = await region.services.states.standard.ended(arn);
  expect(end).toMatchObject({ status: "SUCCEEDED" });
  const [mapRun] = runs();
  expect(mapRun).toMatchObject({ status: "SUCCEEDED", counts: { executions: { succeeded: 30, total: 30 } } });
  const after = children(mapRun?.arn ?? "").map((child) => child.arn);
  expect(after).toHaveLength(30);
  expect(after).toEqual(expect.arrayContaining(before));
});

test("UpdateMapRun lets more children run, and stopping the execution stops them", async () => {
  const slow = {
    ...waiting,
    States: { ...waiting.States, Wait: { Type: "Wait", Seconds: 600, Next: "Keep" } },
  };
  const arn = await start(days({ ItemProcessor: slow, MaxConcurrency: 2 }));
  const { states } = region.services;
  const mapRun = () => states.mapRuns.list(arn, {}).items[0];
  const running = () => children(mapRun()?.arn ?? "", { statusFilter: "RUNNING" }).length;
  await until(() => mapRun() !== undefined && running() === 2);
  states.mapRuns.update(mapRun()?.arn ?? "", { maxConcurrency: 7 });
  await until(() => running() === 7);
  await states.standard.stop(arn, undefined, undefined);
  await until(() => children(mapRun()?.arn ?? "", { statusFilter: "ABORTED" }).length === 7);
  expect(mapRun()).toMatchObject({ status: "ABORTED", counts: { executions: { aborted: 30 } } });
});

test("a redrive runs only the children that failed, as the executions they were", async () => {
  const { arn, end, mapRun } = await run(days({ ToleratedFailurePercentage: 0 }));
  expect(end).toMatchObject({ status: "FAILED" });
  const failed = children(mapRun.arn, { statusFilter: "FAILED" }).map((child) => child.arn);
  const [child = ""] = failed;
  const { standard } = region.services.states;
  await expect(standard.redrive(child)).rejects.toMatchObject({ code: "ExecutionNotRedrivable" });
  expect(standard.records.describe(child).redrive.redriveStatus).toBe("REDRIVABLE_BY_MAP_RUN");
  await standard.redrive(arn);
  expect((await standard.ended(arn)).end).toMatchObject({ status: "FAILED" });
  expect(standard.records.describe(child)).toMatchObject({ redriveCount: 1, status: "FAILED" });
  expect(children(mapRun.arn).filter(({ redriveCount }) => redriveCount === 1).length).toBeGreaterThan(0);
});
