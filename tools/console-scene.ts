// What the pictures of the console are of: the weather service after a year, an archive that was replayed, and one of each thing to look at.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { replayReadings } from "../src/weather/observations.ts";

/** What the names of the service begin with on this machine. */
export const prefix = "millrace-dev";

export interface Scene {
  readonly bucket: string;
  readonly key: string;
  /** ARNs. */
  readonly execution: string;
  readonly mapRun: string;
  readonly trace: string;
  readonly secret: string;
}

const key = "readings/2009.jsonl";
/** Of a year some four months: eight batches. */
const readings = 4000;

/** `url` is the region's. */
export async function readScene(url: string): Promise<Scene> {
  const region = new Asked(url);
  const bucket = await archiveBucket(region);
  const body = archive();
  const put = await fetch(`${url}${bucket}/${key}`, {
    method: "PUT",
    headers: { "content-type": "application/x-ndjson" },
    body,
  });
  if (!put.ok) throw new Error(`The archive could not be put: ${await put.text()}`);
  return {
    ...{ bucket, key },
    mapRun: await replayed(region),
    execution: await keptExecution(region),
    trace: await longestTrace(region),
    secret: await firstSecret(region),
  };
}

/** Minutes of the dead letters' number, so that its alarm has something to show. */
const enoughMinutes = 4;
const patienceMs = 8 * 60_000;

/** Resolves once an alarm's metric has been there for some minutes. */
export async function seriesIsLong(url: string): Promise<void> {
  const region = new Asked(url);
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

/** Asks the region as the console does. */
class Asked {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async call<Answer>(named: string, members: object): Promise<Answer> {
    const [service, operation] = named.split("/");
    const response = await fetch(`${this.#url}_millrace/api/calls`, {
      method: "POST",
      body: JSON.stringify([{ service, operation, members }]),
    });
    const [said] = (await response.json()) as [{ readonly answer?: Answer; readonly error?: unknown }];
    if (said.answer === undefined) throw new Error(`${named}: ${JSON.stringify(said.error ?? said)}`);
    return said.answer;
  }

  async view<Answer>(name: string, query: Readonly<Record<string, string>>): Promise<Answer> {
    const response = await fetch(`${this.#url}_millrace/api/${name}?${new URLSearchParams(query)}`);
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}

async function firstSecret(region: Asked): Promise<string> {
  const { SecretList } = await region.call<{ SecretList: readonly { readonly ARN: string }[] }>(
    "secretsmanager/ListSecrets",
    {},
  );
  const [found] = SecretList;
  if (found === undefined) throw new Error("There is no secret");
  return found.ARN;
}

async function archiveBucket(region: Asked): Promise<string> {
  const { Buckets } = await region.call<{ Buckets: readonly { readonly Name: string }[] }>(
    "s3/ListBuckets",
    {},
  );
  const found = Buckets.find(({ Name }) => Name.startsWith(`${prefix}-archive`));
  if (found === undefined) throw new Error("There is no bucket for archives");
  return found.Name;
}

/** Readings of the year before, as JSON lines. */
function archive(): string {
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  const file = join(dirname(entry), "..", "data", "seattle-weather-hourly-normals.csv");
  const lines: string[] = [];
  for (const reading of replayReadings(readFileSync(file, "utf8"))) {
    lines.push(JSON.stringify({ ...reading, observedAt: reading.observedAt.replace(/^\d{4}/, "2009") }));
    if (lines.length === readings) break;
  }
  return `${lines.join("\n")}\n`;
}

async function machineArn(region: Asked, name: string): Promise<string> {
  const { stateMachines } = await region.call<{
    stateMachines: readonly { readonly name: string; readonly stateMachineArn: string }[];
  }>("sfn/ListStateMachines", {});
  const found = stateMachines.find((each) => each.name === `${prefix}-${name}`);
  if (found === undefined) throw new Error(`There is no state machine ${name}`);
  return found.stateMachineArn;
}

/** The Map Run of the archive, once it is over. */
async function replayed(region: Asked): Promise<string> {
  const stateMachineArn = await machineArn(region, "replay-archive");
  const input = JSON.stringify({ key });
  const { executionArn } = await region.call<{ executionArn: string }>("sfn/StartExecution", {
    ...{ stateMachineArn, input },
  });
  for (;;) {
    const { status, cause } = await region.call<{ status: string; cause?: string }>("sfn/DescribeExecution", {
      executionArn,
    });
    if (status === "SUCCEEDED") break;
    if (status !== "RUNNING") throw new Error(`The archive was not replayed: ${status} ${cause ?? ""}`);
    await sleep(200);
  }
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
async function keptExecution(region: Asked): Promise<string> {
  const stateMachineArn = await machineArn(region, "ingest-readings");
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

async function longestTrace(region: Asked): Promise<string> {
  const now = Date.now() / 1000;
  const { TraceSummaries } = await region.call<{ TraceSummaries: readonly Summary[] }>(
    "xray/GetTraceSummaries",
    { StartTime: now - 1800, EndTime: now },
  );
  const [longest] = TraceSummaries.toSorted(({ Duration: one = 0 }, { Duration: other = 0 }) => other - one);
  if (longest === undefined) throw new Error("There is no trace");
  return longest.Id;
}
