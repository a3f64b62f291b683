// A function URL in a real browser: its page runs and asks its own function, pages that its CORS allows read it, and a page at the
// address with the id in the path reaches nothing else of the region.

import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { pageRoutes } from "../../src/console/page-routes.ts";
import type { Region } from "../../src/region/region.ts";
import { zipFiles } from "../../src/services/lambda/code/zip-files.ts";
import { completeSettings } from "../../src/services/lambda/functions/function-settings.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { until } from "../support/until.ts";
import { executablePath, launchBrowser, newPage } from "./launch-browser.ts";

const needsBrowser = existsSync(executablePath) || Boolean(process.env.CI);

/** The page asks for its data beside itself, and for the region's health, and shows what it got in its title. */
const page = `<!doctype html><script>
const text = (url, init) => fetch(url, init).then(async (r) => r.status + " " + (await r.text()).slice(0, 40), () => "refused");
(async () => {
  const data = await text("data", { method: "PUT", headers: { "x-own": "1" }, body: "sent" });
  document.title = JSON.stringify([data, await text("/health"), await text(HEALTH)]);
})();
</script>`;
const handler = `exports.handler = async (event) => {
  const { method, path } = event.requestContext.http;
  if (path.endsWith("/data")) return { statusCode: 200, body: method + " " + (event.body ? Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8") : "") };
  return { statusCode: 200, headers: { "content-type": "text/html" }, body: PAGE };
};`;

let served: ServedRegion;
let region: Region;
let stranger: Server;
let browser: Browser;

(needsBrowser ? describe : describe.skip)("a function URL, in Chromium", () => {
  beforeAll(async () => {
    served = await serveRegion({ pages: pageRoutes });
    ({ region } = served);
    const { functions, sources } = region.services.lambda;
    const shown = JSON.stringify(page.replace("HEALTH", JSON.stringify(`${served.server.url}/health`)));
    const zip = zipFiles({ "index.js": Buffer.from(handler.replace("PAGE", () => shown)) });
    const code = await sources.packageFrom({ zip });
    const settings = completeSettings("web", { runtime: "nodejs22.x", handler: "index.handler", code });
    functions.create({ name: "web", settings });
    stranger = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>stranger</title>");
    });
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    browser = await launchBrowser(
      // A guard of Chromium's own, of which other browsers have none.
      "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
    );
  });
  afterAll(async () => {
    await browser?.close();
    stranger?.close();
    await served?.close();
  }, 180_000);

  const idOf = () => region.services.lambda.urls.get("web", undefined).url.id;
  const byHost = () => `http://${idOf()}.lambda-url.us-east-1.localhost:${served.server.port}/`;

  async function titleOf(url: string): Promise<readonly string[]> {
    const opened = await newPage(browser);
    await opened.goto(url);
    const title = await until(async () => (await opened.title()) || undefined);
    await opened.close();
    return JSON.parse(title);
  }

  /** What a page of another origin gets of the function. */
  async function readByStranger(): Promise<string> {
    const opened = await newPage(browser);
    await opened.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
    const asked = `fetch(${JSON.stringify(`${byHost()}data`)}, { method: "PUT", headers: { "x-own": "1" }, body: "x" })`;
    const got = await opened.evaluate(`${asked}.then((r) => r.text(), () => "refused")`);
    await opened.close();
    return String(got);
  }

  test("its page asks its own function, and nothing of the region", async () => {
    region.services.lambda.urls.create("web", undefined, { authType: "NONE", invokeMode: "BUFFERED" });
    const [data, health, regionsHealth] = await titleOf(byHost());
    expect(data).toBe("200 PUT sent");
    // The function answers whatever is asked of its host.
    expect(health).toMatch(/^200 <!doctype html>/);
    expect(regionsHealth).toBe("refused");
  });

  test("with its id in the path its page is in a sandbox", async () => {
    const url = `${served.server.url}/_millrace/lambda-url/${idOf()}/`;
    expect(await titleOf(url)).toEqual(["refused", "refused", "refused"]);
  });

  test("a page of another origin reads it if its CORS says so", async () => {
    expect(await readByStranger()).toBe("refused");
    const origin = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const lists = { allowHeaders: ["x-own"], allowMethods: ["PUT"], exposeHeaders: [] };
    const cors = { allowCredentials: false, allowOrigins: [origin], ...lists };
    region.services.lambda.urls.update("web", undefined, { cors });
    expect(await readByStranger()).toBe("PUT x");
  });
});
