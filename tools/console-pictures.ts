// Draws the pictures of docs/console.md anew: the weather service is brought up, a year flows through it, and each page is looked at in
// a browser. `-- NAME …` draws some of them only.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { launchBrowser } from "../test/browser/launch-browser.ts";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "docs", "pictures");

interface Pictured {
  readonly name: string;
  readonly hash: string;
  readonly then?: (page: Page) => Promise<void>;
}

/** What the names of the service begin with on this machine. */
const prefix = "millrace-dev";
const firstOf = async (page: Page) => page.locator(".long-list .body a").first().click();

const pages: readonly Pictured[] = [
  { name: "machine", hash: `#/machines/${prefix}-handle-alert` },
  { name: "execution", hash: `#/machines/${prefix}-ingest-readings`, then: openPath },
  { name: "timeline", hash: `#/machines/${prefix}-ingest-readings`, then: openTimeline },
  { name: "map-run", hash: `#/machines/${prefix}-replay-archive`, then: openMapRun },
  { name: "try-state", hash: "#/try", then: tryState },
  { name: "stream", hash: `#/streams/${prefix}-readings` },
  { name: "queue", hash: `#/queues/${prefix}-readings-dead-letters` },
  { name: "bus", hash: `#/buses/${prefix}-weather`, then: explainEvent },
  { name: "schedule", hash: "#/schedules", then: firstOf },
  { name: "function", hash: `#/functions/${prefix}-notify` },
  { name: "table", hash: `#/tables/${prefix}-alert-log` },
  { name: "bucket", hash: "#/buckets", then: openObject },
  { name: "stack", hash: "#/stacks", then: firstOf },
  { name: "insights", hash: `#/logs/%2Faws%2Flambda%2F${prefix}-notify?view=insights`, then: askInsights },
  { name: "dashboard", hash: `#/metrics/${prefix}`, then: lastQuarter },
  { name: "alarm", hash: "#/metrics", then: firstOf },
  { name: "traces", hash: "#/traces" },
  { name: "trace", hash: "#/traces", then: firstOf },
  { name: "approvals", hash: "#/approvals" },
];

async function openPath(page: Page): Promise<void> {
  await page.getByRole("row", { name: /kept/ }).last().getByRole("link").click();
  await page.getByRole("button", { name: /^Validate/ }).click();
}

async function openTimeline(page: Page): Promise<void> {
  await openPath(page);
  await page.getByRole("tab", { name: "Timeline" }).click();
}

async function openMapRun(page: Page): Promise<void> {
  await firstOf(page);
  await page.getByRole("button", { name: /^ReplayBatches/ }).click({ position: { x: 9, y: 9 } });
  await page.locator(".panel").getByRole("link").first().click();
}

async function tryState(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run" }).click();
}

async function explainEvent(page: Page): Promise<void> {
  const event = {
    source: "weather.stations",
    "detail-type": "ConditionEnded",
    detail: { severity: "severe" },
  };
  await page.getByLabel("Event", { exact: true }).fill(JSON.stringify(event, null, 2));
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByText("does not match").scrollIntoViewIfNeeded();
}

async function openObject(page: Page): Promise<void> {
  for (const name of [new RegExp(`^${prefix}-archive`), /readings\//, /2009\.jsonl/])
    await page.getByRole("table").getByRole("link", { name }).click();
}

async function askInsights(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Slowest invocations" }).click();
  await page.getByRole("button", { name: "Run" }).click();
}

async function lastQuarter(page: Page): Promise<void> {
  await page.locator("select").first().selectOption("15");
}

/** An archive of readings, and a replay of it: a Map Run to look at. */
async function replayArchive(url: string): Promise<void> {
  const call = async (operation: string, members: object) => {
    const response = await fetch(`${url}api/call/${operation}`, {
      method: "POST",
      body: JSON.stringify(members),
    });
    return ((await response.json()) as { answer: Record<string, unknown> }).answer;
  };
  const { Buckets } = await call("s3/ListBuckets", {});
  const names = (Buckets as readonly { readonly Name: string }[]).map(({ Name }) => Name);
  const Bucket = names.find((name) => name.startsWith(`${prefix}-archive`));
  const reading = (hour: number) =>
    JSON.stringify({
      ...{ stationId: "snoqualmie-pass", sequence: hour, temperatureCelsius: hour % 24 },
      observedAt: new Date(Date.UTC(2009, 0, 1, hour)).toISOString().replace(".000", ""),
      ...{ pressureHpa: 1013, pressureTendencyHpa: 0, windMetresPerSecond: 4 },
    });
  const Key = "readings/2009.jsonl";
  const lines = Array.from({ length: 5000 }, (_, hour) => reading(hour)).join("\n");
  await call("s3/PutObject", { Bucket, Key, Body: Buffer.from(lines).toString("base64") });
  const { stateMachines } = await call("sfn/ListStateMachines", {});
  const machine = (
    stateMachines as readonly { readonly name: string; readonly stateMachineArn: string }[]
  ).find(({ name }) => name.endsWith("replay-archive"));
  const input = JSON.stringify({ key: Key });
  await call("sfn/StartExecution", { stateMachineArn: machine?.stateMachineArn, input });
}

const size = { width: 1280, height: 800 };
const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

const service = spawn(
  process.execPath,
  [join(root, "bin/millrace.js"), "replay", "--in-memory", "--port", "0"],
  {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  },
);
let printed = "";
service.stdout.setEncoding("utf8").on("data", (text: string) => {
  printed += text;
});

async function untilPrinted(pattern: RegExp): Promise<void> {
  while (!pattern.test(printed)) {
    if (service.exitCode !== null) throw new Error(`the service ended: ${printed}`);
    await sleep(100);
  }
}

const browser = await launchBrowser();
try {
  mkdirSync(folder, { recursive: true });
  const page = await browser.newPage({ viewport: size });
  const look = async (name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  await untilPrinted(/executions [1-9]/);
  const url = /http:\/\/127\.0\.0\.1:\d+\/_millrace\//.exec(printed)?.[0] ?? "";
  await page.goto(`${url}#/`);
  await page.waitForTimeout(8000);
  // Wide enough for all of the service.
  await page.setViewportSize({ width: 1500, height: 860 });
  if (isWanted("home")) await look("home");
  await page.setViewportSize(size);
  await untilPrinted(/The books balance/);
  await replayArchive(url);
  for (const { name, hash, then } of pages.filter((each) => isWanted(each.name))) {
    await page.goto("about:blank");
    await page.goto(`${url}${hash}`);
    await page.waitForTimeout(2500);
    try {
      await then?.(page);
    } catch (cause) {
      throw new Error(`The picture ${name} could not be taken`, { cause });
    }
    await page.waitForTimeout(1500);
    await look(name);
  }
} finally {
  await browser.close();
  service.kill("SIGINT");
}
