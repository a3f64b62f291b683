// Draws the pictures of docs/console.md anew: the weather service is brought up, a year flows through it and an archive once more, and each
// page is looked at in a browser. `-- NAME …` draws some of them only; `--looks DIR` puts each in the dark and on a narrow window there, too,
// for who wants to see all of them. A page that cannot be drawn keeps none of the others from it.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { launchBrowser } from "../test/browser/launch-browser.ts";
import { readScene, seriesIsLong } from "./console-scene.ts";
import { type Pictured, pages } from "./pictured-pages.ts";

/** Records a second: slow enough for its charts to have some minutes. */
const rate = "70";
const root = resolve(import.meta.dirname, "..");
const folder = join(root, "docs", "pictures");
const size = { width: 1280, height: 800 };
const narrow = { width: 360, height: 800 };

const { values: asked, positionals: wanted } = parseArgs({
  options: { looks: { type: "string" } },
  allowPositionals: true,
});
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
  for (const each of [folder, asked.looks].filter((path) => path !== undefined))
    mkdirSync(each, { recursive: true });
  const page = await browser.newPage({ viewport: size });
  await untilPrinted(/executions [1-9]/);
  const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)?.[0] ?? "";
  if (isWanted("home")) {
    await page.goto(`${url}_millrace/#/`);
    // Its rates are of this minute and the one before.
    await page.waitForTimeout(60_000);
    // Wide enough for all of the service.
    await look(page, "home", { width: 1500, height: 920 });
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
      await look(page, name, { width, height });
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

async function look(page: Page, name: string, viewport: typeof size): Promise<void> {
  await page.setViewportSize(viewport);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  if (asked.looks === undefined) return;
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: join(asked.looks, `${name}-dark.png`) });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(narrow);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(asked.looks, `${name}-narrow.png`), fullPage: true });
}
