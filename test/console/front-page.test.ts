// What a browser finds at the endpoint, beside what S3's clients find there.

import { gunzipSync } from "node:zlib";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pageRoutes } from "../../src/console/page-routes.ts";
import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";
import { s3Api } from "../../src/services/s3/api/api.ts";
import { send } from "../server/raw-request.ts";

const faults: unknown[] = [];
let region: Region;
let server: ApiServer;
beforeAll(async () => {
  server = new ApiServer({ onFault: (fault) => faults.push(fault) });
  await server.listen(0);
  region = await Region.open({ directory: undefined, endpoint: server.url });
  server.serve({ services: [s3Api(region.services.s3)], routes: pageRoutes(region) });
  await region.services.s3.createBucket("bucket");
});
afterAll(async () => {
  await server.close();
  await region.close();
  expect(faults).toEqual([]);
});

const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const get = (headers: Record<string, string>, path = "/") =>
  send(server.port, { method: "GET", path, headers });

test("a browser is led to the console, which loads nothing from elsewhere", async () => {
  const { status, headers } = await get({ ...browser, "sec-fetch-site": "none" });
  expect([status, headers.location]).toEqual([302, "/_millrace/"]);
  const page = await get({ ...browser, "sec-fetch-site": "none" }, "/_millrace/");
  expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.headers["content-security-policy"]).toMatch(
    /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
  );
  const text = page.body.toString();
  expect([...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address?.split(",")[0])).toEqual([
    ...["data:image/svg+xml", "/_millrace/console.css", "/_millrace/console.js", "/health"],
  ]);
});

test("script and style are bundled of the sources, and small", async () => {
  const files = ["console.js", "console.css"].map((file) => `/_millrace/${file}`);
  const plain = await Promise.all(files.map((file) => get({}, file)));
  const sent = await Promise.all(files.map((file) => get({ "accept-encoding": "gzip, br" }, file)));
  expect(plain.map(({ headers }) => headers["content-type"])).toEqual([
    ...["text/javascript; charset=utf-8", "text/css; charset=utf-8"],
  ]);
  expect(sent.map(({ headers }) => headers["content-encoding"])).toEqual(["gzip", "gzip"]);
  expect(sent.map(({ body }) => gunzipSync(body).toString())).toEqual(
    plain.map(({ body }) => body.toString()),
  );
  const size = (answers: readonly { readonly body: Buffer }[]) =>
    answers.reduce((sum, { body }) => sum + body.length, 0);
  expect(size(sent)).toBeLessThan(70_000);
  expect(size(plain)).toBeLessThan(215_000);
});

test.each<[string, Record<string, string>, string]>([
  ["a client that takes anything", { accept: "*/*" }, "/"],
  ["a client that says nothing", {}, "/"],
  [
    "a signed request",
    { ...browser, authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request" },
    "/",
  ],
  ["a request that asks more", browser, "/?x-id=ListBuckets"],
])("%s is S3's", async (_, headers, path) => {
  const { status, body } = await get(headers, path);
  expect([status, body.toString()]).toEqual([200, expect.stringContaining("<Name>bucket</Name>")]);
});

test("a bucket's own host is S3's", async () => {
  const { body } = await get({ ...browser, host: "bucket.localhost" });
  expect(body.toString()).toContain("<ListBucketResult");
});

test("S3's client lists buckets", async () => {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new S3Client({ endpoint: server.url, region: "us-east-1", credentials });
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  client.destroy();
  expect(Buckets).toContainEqual(expect.objectContaining({ Name: "bucket" }));
});

test.each([{ host: "evil.example" }, { origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }])(
  "the page is not for %j",
  async (headers) => {
    for (const path of ["/", "/_millrace/", "/_millrace/api/activities"]) {
      const { status, body } = await get({ ...browser, ...headers }, path);
      expect(status).toBe(403);
      expect(body.toString()).not.toContain("console.js");
    }
  },
);

test("the health is JSON", async () => {
  const { headers, body } = await get(browser, "/health");
  expect(headers["content-type"]).toBe("application/json");
  expect(JSON.parse(body.toString())).toMatchObject({ status: "ok", streams: 0, pipes: [] });
});
