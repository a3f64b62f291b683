// Draws the pictures of docs/console.md anew: the weather service is brought up, a year flows through it, and each page is looked at in
// a browser.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { launchBrowser } from "../test/browser/launch-browser.ts";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "docs", "pictures");

const pages: readonly {
  readonly name: string;
  readonly hash: string;
  readonly then?: (page: Page) => Promise<void>;
}[] = [
  { name: "machine", hash: "#/machines/millrace-dev-handle-alert" },
  { name: "execution", hash: "#/machines/millrace-dev-ingest-readings", then: openFirst },
  { name: "timeline", hash: "#/machines/millrace-dev-ingest-readings", then: openTimeline },
  { name: "stream", hash: "#/streams/millrace-dev-readings" },
  { name: "queue", hash: "#/queues/millrace-dev-readings-dead-letters" },
  { name: "dashboard", hash: "#/metrics/millrace-dev", then: lastQuarter },
];

async function openFirst(page: Page): Promise<void> {
  await page.locator(".long-list .body a").first().click();
  await page.getByRole("button", { name: /^AnyRejected/ }).click();
}

async function openTimeline(page: Page): Promise<void> {
  await page.locator(".long-list .body a").first().click();
  await page.getByRole("tab", { name: "Timeline" }).click();
}

async function lastQuarter(page: Page): Promise<void> {
  await page.locator("select").first().selectOption("15");
}

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
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const look = async (name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  await untilPrinted(/executions [1-9]/);
  const url = /http:\/\/127\.0\.0\.1:\d+\/_millrace\//.exec(printed)?.[0] ?? "";
  await page.goto(`${url}#/`);
  await page.waitForTimeout(8000);
  await look("home");
  await untilPrinted(/The books balance/);
  for (const { name, hash, then } of pages) {
    await page.goto("about:blank");
    await page.goto(`${url}${hash}`);
    await page.waitForTimeout(2500);
    await then?.(page);
    await page.waitForTimeout(1500);
    await look(name);
  }
} finally {
  await browser.close();
  service.kill("SIGINT");
}
