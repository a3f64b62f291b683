// A real browser on another origin can neither read nor change anything of the region: cross-site, from another port of this machine,
// from a sandbox, by a rebound name, and by a page in a bucket.

import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { pageRoutes } from "../../src/console/page-routes.ts";
import type { Region } from "../../src/region/region.ts";
import { send } from "../server/raw-request.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { executablePath, launchBrowser, newPage } from "./launch-browser.ts";

const attacks = readFileSync(join(import.meta.dirname, "attacks.js"), "utf8");
const isInstalled = existsSync(executablePath);
// A machine that tests for everybody has the browser, or has to say that it has not.
const needsBrowser = isInstalled || Boolean(process.env.CI);

let served: ServedRegion;
let region: Region;
let attacker: Server;
let browser: Browser;
let page: Page;

(needsBrowser ? describe : describe.skip)("a page of another origin, in Chromium", () => {
  beforeAll(async () => {
    served = await serveRegion({ pages: pageRoutes });
    ({ region } = served);
    const { kinesis: streams, sqs: queues, s3: objects } = region.services;
    await streams.createStream({ streamName: "s", shardCount: 1 });
    await queues.createQueue({ queueName: "q", attributes: new Map(), tags: new Map() });
    await objects.createBucket("bucket");
    const script =
      "parent.planted = document.title = 'planted'; fetch('/health').then(r => r.text()).then(t => { document.title = t; })";
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
    const kept: readonly (readonly [string, string, string])[] = [
      ["secret", "text/plain", "the secret"],
      ["page.html", "text/html", `<title>a page</title><script>${script}</script>`],
      ["script.js", "text/javascript", "window.planted = true"],
      ["style.css", "text/css", "body { color: red }"],
      ["image.svg", "image/svg+xml", svg],
    ];
    for (const [key, contentType, text] of kept)
      await objects.putObject({ bucket: "bucket", key, contentType, bytes: Buffer.from(text) });
    attacker = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>attacker</title><body>");
    });
    await new Promise<void>((resolve) => attacker.listen(0, "127.0.0.1", resolve));
    browser = await launchBrowser(
      // A guard of Chromium's own, of which other browsers have none.
      "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
      "--host-resolver-rules=MAP *.example 127.0.0.1",
    );
    page = await newPage(browser);
  });

  afterAll(async () => {
    await browser?.close();
    attacker?.close();
    await served?.close();
  }, 180_000);

  let before: unknown;
  beforeEach(async () => {
    before = await held();
  });

  const attackerPort = () => (attacker.address() as AddressInfo).port;
  const loopback = () => served.server.url;

  async function expectNothing(url: string): Promise<void> {
    for (const kind of ["Fetch", "Forms", "Elements"] as const) expect(await attack(kind, url)).toEqual([]);
    expect(await held()).toEqual(before);
  }

  async function attack(kind: "Fetch" | "Forms" | "Elements", url: string): Promise<unknown> {
    return page.evaluate(`{ ${attacks} } attackBy${kind}(${JSON.stringify(url)})`);
  }

  test.each([
    ["of another site", () => `http://evil.example:${attackerPort()}/`],
    ["of another port of this machine", () => `http://127.0.0.1:${attackerPort()}/`],
    ["of another name of this machine", () => `http://localhost:${attackerPort()}/`],
  ])(
    "%s reads and changes nothing",
    async (_, origin) => {
      await page.goto(origin());
      await expectNothing(loopback());
      await expectNothing(loopback().replace("127.0.0.1", "localhost"));
    },
    120_000,
  );

  test("without an origin of its own reads and changes nothing", async () => {
    await page.route("**/sandboxed", (route) =>
      route.fulfill({
        contentType: "text/html",
        headers: { "content-security-policy": "sandbox allow-scripts allow-forms" },
        body: "<body>",
      }),
    );
    await page.goto(`http://evil.example:${attackerPort()}/sandboxed`);
    await expectNothing(loopback());
  });

  test("whose name was rebound to this machine reads and changes nothing", async () => {
    const rebound = `http://rebound.example:${served.server.port}`;
    // The first answer is the attacker's; all that follow are the region's, under the same name.
    await page.route(`${rebound}/attack`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<body>" }),
    );
    await page.goto(`${rebound}/attack`);
    const read = await page.evaluate(() => fetch("/health").then((answer) => answer.status));
    expect(read).toBe(403);
    expect(await attack("Fetch", rebound)).toEqual([]);
    expect(await attack("Elements", rebound)).toEqual([]);
    // What a form is answered can be read here, as the page has the name: it is the refusal.
    await attack("Forms", rebound);
    expect(await held()).toEqual(before);
  });

  test("in a bucket is shown and runs nothing", async () => {
    await page.goto(`${loopback()}/bucket/page.html`);
    expect(await page.title()).toBe("a page");
    expect(await held()).toEqual(before);
  }, 180_000);

  test("of the region's own is served: what is refused above is refused for its origin", async () => {
    await page.goto(`${loopback()}/health`);
    const asked = await page.evaluate(async () => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AmazonSQS.ListQueues",
      };
      const answer = await fetch("/", { method: "POST", headers, body: "{}" });
      return [answer.status, await answer.text()];
    });
    expect(asked).toEqual([200, expect.stringContaining("/000000000000/q")]);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const body = "Action=DeleteQueue&Version=2012-11-05&QueueUrl=x/q";
    expect((await send(served.server.port, { headers: form, body })).status).toBe(200);
    expect(await held()).not.toEqual(before);
  }, 180_000);
});

/** All that a page could have changed. */
async function held(): Promise<unknown> {
  const { kinesis: streams, sqs: queues, s3: objects, states } = region.services;
  return {
    streams: streams.all.map(({ name }) => name),
    queues: queues.listQueues(),
    objects: objects.buckets.map((bucket) => [
      bucket,
      objects.listObjects(bucket).objects.map(({ key, etag }) => [key, etag]),
    ]),
    machines: states.machines.list({}).items.map(({ name }) => name),
  };
}
