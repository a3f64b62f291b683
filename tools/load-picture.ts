// `npx node tools/load-picture.ts [REPORT]` draws the picture of docs/load-testing.md anew, from the report of the last load test.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launchBrowser } from "../test/browser/launch-browser.ts";

const root = resolve(import.meta.dirname, "..");
const report = resolve(process.argv[2] ?? join(root, ".millrace/load-report.html"));

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1720, height: 800 } });
  await page.goto(pathToFileURL(report).href);
  await page.screenshot({ path: join(root, "docs/pictures/load.png"), fullPage: true, timeout: 120_000 });
} finally {
  await browser.close();
}
