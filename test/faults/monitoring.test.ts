// Metrics, log events, alarms and dashboards over kills: what was acknowledged of them is there.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";

const child = join(import.meta.dirname, "monitoring-child.ts");
const lives = 3;
const ofEachKind = 20;

/** What a region acknowledged until it was killed in the midst of its work. */
async function killOne(directory: string, life: number): Promise<readonly string[]> {
  const args = ["--disable-warning=ExperimentalWarning", child, directory, `life${life}`];
  const region = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const acknowledged: string[] = [];
  const counts = new Map<string, number>();
  for await (const name of createInterface(region.stdout)) {
    // The kill may tear the last line.
    if (!/^\w+-life\d-\d+$/.test(name)) break;
    acknowledged.push(name);
    const kind = name.split("-")[0] ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (counts.size === 5 && Math.min(...counts.values()) >= ofEachKind) region.kill("SIGKILL");
  }
  return acknowledged.slice(0, -1);
}

test(`what was acknowledged of metrics, logs, alarms and dashboards is there after ${lives} kills`, async () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-monitoring-"));
  const acknowledged: string[] = [];
  for (let life = 0; life < lives; life++) acknowledged.push(...(await killOne(directory, life)));
  const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
  const { cloudwatch, logs } = region.services;
  const there = new Set([
    ...cloudwatch.metrics.listMetrics({ namespace: "Kept" }).map(({ metricName }) => metricName),
    ...logs.filterLogEvents({ logGroupName: "kept", limit: 10_000 }).events.map(({ message }) => message),
    ...cloudwatch.alarms
      .describeAlarms({ stateValue: "ALARM" })
      .map(({ configuration }) => configuration.alarmName),
    ...cloudwatch.composites.all().map(({ configuration }) => configuration.alarmName),
    ...cloudwatch.dashboards.listDashboards().map(({ dashboardName }) => dashboardName),
  ]);
  await region.close();
  expect(acknowledged.length).toBeGreaterThanOrEqual(lives * 5 * (ofEachKind - 1));
  expect(acknowledged.filter((name) => !there.has(name))).toEqual([]);
  rmSync(directory, { recursive: true });
});
