// Draws the pictures of docs/console.md anew: the weather service is brought up, a year flows through it and an archive once more, and each
// page is looked at in a browser. `-- NAME …` draws some of them only. A page that cannot be drawn keeps none of the others from it.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { launchBrowser } from "../test/browser/launch-browser.ts";
import { prefix, readScene, type Scene, seriesIsLong } from "./console-scene.ts";

/** Records a second: slow enough for its charts to have some minutes. */
const rate = "70";
const root = resolve(import.meta.dirname, "..");
const folder = join(root, "docs", "pictures");
const size = { width: 1280, height: 800 };

interface Pictured {
  readonly name: string;
  readonly hash: (scene: Scene) => string;
  readonly then?: (page: Page) => Promise<void>;
  readonly width?: number;
  readonly height?: number;
  /** Its charts need some minutes to have anything on them. */
  readonly isLate?: boolean;
}

const of = (section: string, name: string, query = "") => `#/${section}/${encodeURIComponent(name)}${query}`;

const pages: readonly Pictured[] = [
  { name: "machine", hash: () => of("machines", `${prefix}-ingest-readings`) },
  { name: "execution", hash: ({ execution }) => of("executions", execution), then: chooseState },
  { name: "timeline", hash: ({ execution }) => of("executions", execution, "?view=timeline") },
  { name: "map-run", hash: ({ mapRun }) => of("map-runs", mapRun) },
  {
    name: "try-state",
    hash: () => "#/try",
    then: (page) => page.getByRole("button", { name: "Run" }).click(),
  },
  { name: "stream", hash: () => of("streams", `${prefix}-readings`), then: readToEnd },
  { name: "pipe", hash: () => of("pipes", `${prefix}-ingest-readings-pipe`) },
  { name: "topic", hash: () => of("topics", `${prefix}-alerts`) },
  { name: "queue", hash: () => of("queues", `${prefix}-readings-dead-letters`), then: openMessage },
  { name: "bus", hash: () => of("buses", `${prefix}-weather`), then: explainEvent, height: 1180 },
  { name: "schedule", hash: () => `#/schedules/${prefix}/${prefix}-summarise-day` },
  { name: "function", hash: () => of("functions", `${prefix}-notify`) },
  { name: "table", hash: () => of("tables", `${prefix}-alert-log`) },
  { name: "bucket", hash: ({ bucket, key }) => of("buckets", bucket, `?${objectQuery(key)}`) },
  { name: "secret", hash: ({ secret }) => of("secrets", secret) },
  { name: "narrow", hash: () => of("machines", `${prefix}-ingest-readings`), width: 360 },
  { name: "stack", hash: () => of("stacks", prefix) },
  {
    name: "insights",
    hash: () => of("logs", `/aws/lambda/${prefix}-notify`, "?view=insights"),
    then: askInsights,
  },
  { name: "traces", hash: () => "#/traces" },
  { name: "trace", hash: ({ trace }) => of("traces", trace) },
  { name: "approvals", hash: () => "#/approvals" },
  { name: "dashboard", hash: () => of("metrics", prefix), then: lastQuarter, height: 1100, isLate: true },
  { name: "metrics", hash: () => "#/metrics?view=all", then: drawMetric, isLate: true },
  {
    name: "alarm",
    hash: () => of("alarms", `${prefix}-readings-dead-letters`),
    then: lastQuarter,
    isLate: true,
  },
];

async function chooseState(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Validate/ }).click();
}

async function openMessage(page: Page): Promise<void> {
  await page.getByRole("table", { name: "Messages" }).getByRole("button").first().click();
}

async function readToEnd(page: Page): Promise<void> {
  await page.getByText("reading on").waitFor({ state: "detached", timeout: 60_000 });
}

async function explainEvent(page: Page): Promise<void> {
  const form = page.getByRole("form", { name: "Put an event" });
  await form.getByLabel("Detail", { exact: true }).fill(JSON.stringify({ severity: "none" }));
  await form.getByRole("button", { name: "Put" }).click();
  await page.getByRole("row", { name: /Tried/ }).waitFor();
  const event = {
    source: "weather.stations",
    "detail-type": "ConditionEnded",
    detail: { severity: "severe" },
  };
  await page.getByLabel("Event", { exact: true }).fill(JSON.stringify(event, null, 2));
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByText("does not match").waitFor();
}

function objectQuery(key: string): string {
  return new URLSearchParams({ prefix: key.replace(/[^/]*$/, ""), key }).toString();
}

async function askInsights(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Slowest invocations" }).click();
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("table", { name: "Results" }).waitFor();
}

async function drawMetric(page: Page): Promise<void> {
  await page.getByLabel(/^Filter by namespace/).fill("IncomingRecords");
  await page.getByRole("button", { name: "IncomingRecords" }).first().click();
}

async function lastQuarter(page: Page): Promise<void> {
  await page.locator("select").first().selectOption("15");
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => name !== "home" && !pages.some((each) => each.name === name));
if (unknown.length > 0) throw new Error(`There is no picture ${unknown.join(", ")}`);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

const service = spawn(
  process.execPath,
  [join(root, "bin/millrace.js"), "replay", "--in-memory", "--port", "0", "--rate", rate],
  { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
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
const failures: Error[] = [];
try {
  mkdirSync(folder, { recursive: true });
  const page = await browser.newPage({ viewport: size });
  const look = async (name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  await untilPrinted(/executions [1-9]/);
  const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)?.[0] ?? "";
  if (isWanted("home")) {
    await page.goto(`${url}_millrace/#/`);
    // Its rates are of this minute and the one before.
    await page.waitForTimeout(60_000);
    // Wide enough for all of the service.
    await page.setViewportSize({ width: 1500, height: 920 });
    await look("home");
  }
  await untilPrinted(/The books balance/);
  const scene = await readScene(url);
  const drawn = pages.filter(({ name }) => isWanted(name));
  for (const each of drawn.filter(({ isLate }) => isLate !== true)) await draw(each);
  const late = drawn.filter(({ isLate }) => isLate === true);
  if (late.length > 0) await seriesIsLong(url);
  for (const each of late) await draw(each);

  async function draw({
    name,
    hash,
    then,
    width = size.width,
    height = size.height,
  }: Pictured): Promise<void> {
    try {
      await page.setViewportSize({ width, height });
      await page.goto("about:blank");
      await page.goto(`${url}_millrace/${hash(scene)}`);
      await page.waitForTimeout(2500);
      await then?.(page);
      // What has the focus has a rim that says nothing here.
      await page.evaluate("document.activeElement.blur()");
      await page.waitForTimeout(1500);
      await look(name);
    } catch (cause) {
      failures.push(new Error(`The picture ${name} could not be taken`, { cause }));
    }
  }
} finally {
  await browser.close();
  service.kill("SIGINT");
}
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
