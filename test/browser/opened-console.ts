// A region with its console, looked at in a browser.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { pageRoutes } from "../../src/console/page-routes.ts";
import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";
import { launchBrowser } from "./launch-browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const roleArn = "arn:aws:iam::000000000000:role/r";

export class OpenedConsole {
  readonly region: Region;
  readonly server: ApiServer;
  readonly page: Page;
  readonly #browser: Browser;
  /** What went wrong without anybody being told. */
  readonly faults: unknown[];

  private constructor(parts: Pick<OpenedConsole, "region" | "server" | "page" | "faults">, browser: Browser) {
    this.region = parts.region;
    this.server = parts.server;
    this.page = parts.page;
    this.faults = parts.faults;
    this.#browser = browser;
  }

  static async open(): Promise<OpenedConsole> {
    const faults: unknown[] = [];
    const server = new ApiServer({ onFault: (fault) => faults.push(fault) });
    await server.listen(0);
    const region = await Region.open({ directory: undefined, endpoint: server.url });
    server.serve({ services: [...region.apis.values()], routes: pageRoutes(region) });
    region.start();
    const browser = await launchBrowser();
    const page = await browser.newPage();
    const clipboard = ["clipboard-read", "clipboard-write"];
    await page.context().grantPermissions(clipboard, { origin: server.url });
    page.on("pageerror", (error) => faults.push(error));
    return new OpenedConsole({ region, server, page, faults }, browser);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.close();
    await this.region.close();
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
