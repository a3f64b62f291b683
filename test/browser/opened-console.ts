// A region with its console, looked at in a browser.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { pageRoutes } from "../../src/console/page-routes.ts";
import type { Region } from "../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { launchBrowser, newPage } from "./launch-browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const roleArn = "arn:aws:iam::000000000000:role/r";

export class OpenedConsole {
  readonly region: Region;
  readonly server: ServedRegion["server"];
  readonly page: Page;
  readonly #served: ServedRegion;
  readonly #browser: Browser;
  /** What went wrong in the page. */
  readonly faults: unknown[] = [];

  private constructor(served: ServedRegion, page: Page, browser: Browser) {
    this.region = served.region;
    this.server = served.server;
    this.page = page;
    this.#served = served;
    this.#browser = browser;
    page.on("pageerror", (error) => this.faults.push(error));
  }

  static async open(): Promise<OpenedConsole> {
    const served = await serveRegion({ pages: pageRoutes });
    served.region.start();
    const browser = await launchBrowser();
    const page = await newPage(browser);
    const clipboard = ["clipboard-read", "clipboard-write"];
    await page.context().grantPermissions(clipboard, { origin: served.server.url });
    return new OpenedConsole(served, page, browser);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#served.close();
  }

  /** By its part of the address, such as `#/machines`. */
  async go(hash: string): Promise<void> {
    await this.page.goto(`${this.server.url}/_millrace/${hash}`);
    await this.page.getByRole("heading", { level: 1 }).first().waitFor();
  }

  async call(service: string, operation: string, members: object): Promise<Record<string, unknown>> {
    const run = this.region.apis.get(service)?.operations?.[operation];
    if (run === undefined) throw new Error(`There is no ${service}:${operation}`);
    return (await run({ ...members }, { requestId: "r", host: "localhost" })) as Record<string, unknown>;
  }

  async createMachine(
    name: string,
    definition: object,
    type: "STANDARD" | "EXPRESS" = "STANDARD",
  ): Promise<string> {
    const members = { name, type, roleArn, definition: JSON.stringify(definition) };
    return String((await this.call("sfn", "CreateStateMachine", members)).stateMachineArn);
  }

  /** What axe finds that keeps somebody from using the page. */
  async seriousProblems(): Promise<readonly string[]> {
    // The page's policy lets no script in but its own; the debugger's goes around it.
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => {
      const { violations } = await (
        globalThis as unknown as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        }
      ).axe.run();
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
    });
  }
}
