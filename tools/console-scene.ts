// What the pictures of the console are of: the weather service after a year, an archive that was replayed, and one of each thing to look at.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { replayReadings } from "../src/weather/observations.ts";
import { AskedRegion } from "./asked-region.ts";
import { addMeasures } from "./scene-measures.ts";

/** What the names of the service begin with on this machine. */
export const prefix = "millrace-dev";

export interface Scene {
  readonly bucket: string;
  readonly key: string;
  /** ARNs. */
  readonly execution: string;
  /** Of another machine, whose data are small. */
  readonly alert: string;
  readonly mapRun: string;
  /** Of an archive that is not there. */
  readonly failure: string;
  readonly trace: string;
  readonly secret: string;
  /** The UUID of an event source mapping. */
  readonly mapping: string;
}

const key = "readings/2009.jsonl";
/** Of a year some four months: eight batches. */
const readings = 4000;

/** `url` is the region's. */
export async function readScene(url: string): Promise<Scene> {
  const region = new AskedRegion(url);
  const bucket = await archiveBucket(region);
  const body = archive();
  const put = await fetch(`${url}${bucket}/${key}`, {
    method: "PUT",
    headers: { "content-type": "application/x-ndjson" },
    body,
  });
  if (!put.ok) throw new Error(`The archive could not be put: ${await put.text()}`);
  await addMeasures(region, { bucket, normals: normals() });
  return {
    ...{ bucket, key },
    mapRun: await replayed(region),
    failure: await failed(region),
    execution: await keptExecution(region, "ingest-readings"),
    alert: await keptExecution(region, "handle-alert"),
    trace: await longestTrace(region),
    secret: await firstSecret(region),
    mapping: await firstMapping(region),
  };
}

/** Minutes of the dead letters' number, so that its alarm has something to show. */
const enoughMinutes = 4;
const patienceMs = 8 * 60_000;

/** Resolves once an alarm's metric has been there for some minutes. */
export async function seriesIsLong(url: string): Promise<void> {
  const region = new AskedRegion(url);
  const dimensions = [{ Name: "QueueName", Value: `${prefix}-readings-dead-letters` }];
  const metric = {
    ...{ Namespace: "AWS/SQS", MetricName: "ApproximateNumberOfMessagesVisible" },
    Dimensions: dimensions,
  };
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const now = Date.now() / 1000;
    const { Datapoints } = await region.call<{ Datapoints?: readonly unknown[] }>(
      "cloudwatch/GetMetricStatistics",
      { ...metric, Statistics: ["Maximum"], Period: 60, StartTime: now - 900, EndTime: now },
    );
    if ((Datapoints?.length ?? 0) >= enoughMinutes) return;
    await sleep(5000);
  }
  throw new Error("The dead letters have no series");
}

async function firstSecret(region: AskedRegion): Promise<string> {
  const { SecretList } = await region.call<{ SecretList: readonly { readonly ARN: string }[] }>(
    "secretsmanager/ListSecrets",
    {},
  );
  const [found] = SecretList;
  if (found === undefined) throw new Error("There is no secret");
  return found.ARN;
}

async function archiveBucket(region: AskedRegion): Promise<string> {
  const { Buckets } = await region.call<{ Buckets: readonly { readonly Name: string }[] }>(
    "s3/ListBuckets",
    {},
  );
  const found = Buckets.find(({ Name }) => Name.startsWith(`${prefix}-archive`));
  if (found === undefined) throw new Error("There is no bucket for archives");
  return found.Name;
}

async function firstMapping(region: AskedRegion): Promise<string> {
  const { EventSourceMappings } = await region.call<{
    EventSourceMappings: readonly { readonly UUID: string }[];
  }>("lambda/ListEventSourceMappings", {});
  const [found] = EventSourceMappings;
  if (found === undefined) throw new Error("There is no event source mapping");
  return found.UUID;
}

function normals(): string {
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  return readFileSync(join(dirname(entry), "..", "data", "seattle-weather-hourly-normals.csv"), "utf8");
}

/** Readings of the year before, as JSON lines. */
function archive(): string {
  const lines: string[] = [];
  for (const reading of replayReadings(normals())) {
    lines.push(JSON.stringify({ ...reading, observedAt: reading.observedAt.replace(/^\d{4}/, "2009") }));
    if (lines.length === readings) break;
  }
  return `${lines.join("\n")}\n`;
}

async function machineArn(region: AskedRegion, name: string): Promise<string> {
  const { stateMachines } = await region.call<{
    stateMachines: readonly { readonly name: string; readonly stateMachineArn: string }[];
  }>("sfn/ListStateMachines", {});
  const found = stateMachines.find((each) => each.name === `${prefix}-${name}`);
  if (found === undefined) throw new Error(`There is no state machine ${name}`);
  return found.stateMachineArn;
}

interface Ended {
  readonly executionArn: string;
  readonly status: string;
  readonly cause?: string;
}

/** The replay of an archive, once it is over. */
async function replay(region: AskedRegion, archiveKey: string): Promise<Ended> {
  const stateMachineArn = await machineArn(region, "replay-archive");
  const input = JSON.stringify({ key: archiveKey });
  const { executionArn } = await region.call<{ executionArn: string }>("sfn/StartExecution", {
    ...{ stateMachineArn, input },
  });
  for (;;) {
    const ended = await region.call<Ended>("sfn/DescribeExecution", { executionArn });
    if (ended.status !== "RUNNING") return ended;
    await sleep(200);
  }
}

async function failed(region: AskedRegion): Promise<string> {
  const { executionArn, status } = await replay(region, "readings/1999.jsonl");
  if (status !== "FAILED") throw new Error(`An archive that is not there was replayed: ${status}`);
  return executionArn;
}

/** The Map Run of the archive, once it is over. */
async function replayed(region: AskedRegion): Promise<string> {
  const { executionArn, status, cause = "" } = await replay(region, key);
  if (status !== "SUCCEEDED") throw new Error(`The archive was not replayed: ${status} ${cause}`);
  const { mapRuns } = await region.call<{ mapRuns: readonly { readonly mapRunArn: string }[] }>(
    "sfn/ListMapRuns",
    { executionArn },
  );
  if (mapRuns[0] === undefined) throw new Error("The replay of the archive has no Map Run");
  return mapRuns[0].mapRunArn;
}

interface Recent {
  readonly executionArn: string;
  readonly hasHistory: boolean;
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** Of those whose history was kept the one that took longest: it has a path worth looking at. */
async function keptExecution(region: AskedRegion, machine: string): Promise<string> {
  const stateMachineArn = await machineArn(region, machine);
  const recent = await region.view<readonly Recent[]>("express-executions", { stateMachineArn });
  const took = ({ startedAt, endedAt = startedAt }: Recent) => endedAt - startedAt;
  const [longest] = recent
    .filter(({ hasHistory }) => hasHistory)
    .toSorted((one, other) => took(other) - took(one));
  if (longest === undefined) throw new Error("No execution's history was kept");
  return longest.executionArn;
}

interface Summary {
  readonly Id: string;
  readonly Duration?: number;
}

async function longestTrace(region: AskedRegion): Promise<string> {
  const now = Date.now() / 1000;
  const { TraceSummaries } = await region.call<{ TraceSummaries: readonly Summary[] }>(
    "xray/GetTraceSummaries",
    { StartTime: now - 1800, EndTime: now },
  );
  const [longest] = TraceSummaries.toSorted(({ Duration: one = 0 }, { Duration: other = 0 }) => other - one);
  if (longest === undefined) throw new Error("There is no trace");
  return longest.Id;
}
