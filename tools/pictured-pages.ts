// The pages of the console of which there is a picture, what is done on each before it is taken, and where it is.

import type { Page } from "playwright-core";
import { prefix, type Scene } from "./console-scene.ts";

export interface Pictured {
  readonly name: string;
  readonly hash: (scene: Scene) => string;
  readonly then?: (page: Page) => Promise<void>;
  readonly width?: number;
  readonly height?: number;
  /** Its charts need some minutes to have anything on them. */
  readonly isLate?: boolean;
}

const of = (section: string, name: string, query = "") => `#/${section}/${encodeURIComponent(name)}${query}`;

export const pages: readonly Pictured[] = [
  { name: "machines", hash: () => "#/machines" },
  { name: "machine", hash: () => of("machines", `${prefix}-ingest-readings`), height: 1120 },
  { name: "execution", hash: ({ execution }) => of("executions", execution), then: chooseState },
  { name: "failure", hash: ({ failure }) => of("executions", failure) },
  { name: "evaluation", hash: ({ alert }) => of("executions", alert), then: openEvaluation },
  { name: "execution-table", hash: ({ execution }) => of("executions", execution, "?view=table") },
  {
    name: "execution-events",
    hash: ({ execution }) => of("executions", execution, "?view=events"),
    then: (page) => page.getByRole("button", { name: "TaskSucceeded" }).first().click(),
  },
  { name: "timeline", hash: ({ execution }) => of("executions", execution, "?view=timeline") },
  { name: "execution-data", hash: ({ execution }) => of("executions", execution, "?view=data") },
  { name: "map-run", hash: ({ mapRun }) => of("map-runs", mapRun) },
  { name: "approvals", hash: () => "#/approvals" },
  {
    name: "try-state",
    hash: () => "#/try",
    then: (page) => page.getByRole("button", { name: "Run" }).click(),
  },
  { name: "streams", hash: () => "#/streams" },
  { name: "stream", hash: () => of("streams", `${prefix}-readings`), then: readToEnd, height: 1180 },
  { name: "pipes", hash: () => "#/pipes" },
  { name: "pipe", hash: () => of("pipes", `${prefix}-ingest-readings-pipe`) },
  { name: "mapping", hash: ({ mapping }) => of("mappings", mapping) },
  { name: "queues", hash: () => "#/queues" },
  {
    name: "queue",
    hash: () => of("queues", `${prefix}-readings-dead-letters`),
    then: openMessage,
    height: 1120,
  },
  { name: "topics", hash: () => "#/topics" },
  { name: "topic", hash: () => of("topics", `${prefix}-alerts`) },
  { name: "buses", hash: () => "#/buses" },
  { name: "bus", hash: () => of("buses", `${prefix}-weather`), then: explainEvent, height: 1180 },
  { name: "schedules", hash: () => "#/schedules" },
  { name: "schedule", hash: () => `#/schedules/${prefix}/${prefix}-summarise-day` },
  { name: "functions", hash: () => "#/functions" },
  { name: "function", hash: () => of("functions", `${prefix}-notify`), height: 1180 },
  { name: "tables", hash: () => "#/tables" },
  { name: "table", hash: () => of("tables", `${prefix}-alert-log`) },
  { name: "buckets", hash: () => "#/buckets" },
  { name: "bucket", hash: ({ bucket, key }) => of("buckets", bucket, `?${objectQuery(key)}`) },
  { name: "delivery-streams", hash: () => "#/delivery-streams" },
  { name: "delivery-stream", hash: () => of("delivery-streams", `${prefix}-metrics`), isLate: true },
  { name: "secrets", hash: () => "#/secrets" },
  { name: "secret", hash: ({ secret }) => of("secrets", secret) },
  { name: "narrow", hash: () => of("machines", `${prefix}-ingest-readings`), width: 360 },
  { name: "stacks", hash: () => "#/stacks" },
  { name: "stack", hash: () => of("stacks", prefix) },
  { name: "logs", hash: () => "#/logs" },
  { name: "log", hash: () => of("logs", `/aws/lambda/${prefix}-notify`), then: openLine },
  {
    name: "insights",
    hash: () => of("logs", `/aws/lambda/${prefix}-notify`, "?view=insights"),
    then: askInsights,
  },
  { name: "traces", hash: () => "#/traces" },
  { name: "trace", hash: ({ trace }) => of("traces", trace) },
  { name: "alarms", hash: () => "#/metrics", isLate: true },
  { name: "dashboard", hash: () => of("metrics", prefix), then: lastQuarter, height: 1100, isLate: true },
  { name: "metrics", hash: () => "#/metrics?view=all", then: drawMetric, height: 1000, isLate: true },
  {
    name: "metric-streams",
    hash: () => "#/metrics?view=streams",
    then: (page) => page.getByRole("button", { name: `${prefix}-all` }).click(),
    isLate: true,
  },
  {
    name: "detectors",
    hash: () => "#/metrics?view=detectors",
    then: (page) => page.getByRole("button", { name: /Weather/ }).click(),
    isLate: true,
  },
  {
    name: "alarm",
    hash: () => of("alarms", `${prefix}-readings-dead-letters`),
    then: lastQuarter,
    isLate: true,
  },
];

async function chooseState(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Validate/ }).click();
  await page.getByRole("button", { name: "decode base64" }).first().click();
}

/** What stands in the panel below the input and the output. */
async function openEvaluation(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Notify/ }).click();
  const evaluation = page.getByText("What each field made of it");
  await evaluation.click();
  await page.locator(".evaluation .field").first().waitFor();
  await page.locator(".evaluation").evaluate((element) => element.scrollIntoView());
}

async function openLine(page: Page): Promise<void> {
  await page.getByRole("table", { name: "Log events" }).getByRole("button").first().click();
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
