// Buckets as websites, asked as a browser asks.

import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { s3Api } from "../../../../src/services/s3/api/api.ts";
import { websiteApi } from "../../../../src/services/s3/api/website-api.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { type RawRequest, send } from "../../../server/raw-request.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";

let objects: Objects;
let server: SdkServer;
let s3: S3;
let port: number;

const hostOf = (bucket: string) => `${bucket}.s3-website-us-east-1.localhost:${port}`;
const get = (bucket: string, path: string, more: RawRequest = {}) =>
  send(port, { method: "GET", path, ...more, headers: { host: hostOf(bucket), ...more.headers } });
const put = (bucket: string, key: string, text: string, more: object = {}) =>
  objects.putObject({ bucket, key, bytes: Buffer.from(text), contentType: "text/html", ...more });

beforeAll(async () => {
  objects = await Objects.open({ directory: undefined, clock: systemClock });
  server = await serve(s3Api(objects), websiteApi(objects));
  port = Number(new URL(server.url).port);
  s3 = new S3({ ...server.clientConfiguration, forcePathStyle: true, maxAttempts: 1 });
  for (const Bucket of ["site", "bare", "plain", "away", "my.site.example"])
    await s3.createBucket({ Bucket });
  await s3.putBucketWebsite({
    Bucket: "site",
    WebsiteConfiguration: {
      IndexDocument: { Suffix: "index.html" },
      ErrorDocument: { Key: "error.html" },
      RoutingRules: [
        { Condition: { KeyPrefixEquals: "docs/" }, Redirect: { ReplaceKeyPrefixWith: "documents/" } },
        {
          Condition: { KeyPrefixEquals: "old/", HttpErrorCodeReturnedEquals: "404" },
          Redirect: { HostName: "old.example", Protocol: "https", HttpRedirectCode: "307" },
        },
        { Condition: { KeyPrefixEquals: "all/" }, Redirect: { ReplaceKeyWith: "one page.html" } },
      ],
    },
  });
  const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
  await s3.putBucketWebsite({ Bucket: "plain", WebsiteConfiguration });
  await s3.putBucketWebsite({ Bucket: "my.site.example", WebsiteConfiguration });
  await s3.putBucketWebsite({
    Bucket: "away",
    WebsiteConfiguration: { RedirectAllRequestsTo: { HostName: "www.example.com", Protocol: "https" } },
  });
  await put("site", "index.html", "<h1>home</h1>", { cacheControl: "max-age=60" });
  await put("site", "a/index.html", "a");
  await put("site", "old/there", "still there");
  await put("site", "gone", "", { websiteRedirectLocation: "/a/" });
  await put("site", "error.html", "sorry");
  await put("site", "frozen", "x", { storageClass: "GLACIER" });
  await put("my.site.example", "index.html", "dots");
});
afterAll(async () => {
  s3.destroy();
  await server.close();
  await objects.close();
  expect(server.faults).toEqual([]);
});

test.each<[string, string, number, string, string | undefined]>([
  ["site", "/", 200, "<h1>home</h1>", undefined],
  ["site", "/?a=b", 200, "<h1>home</h1>", undefined],
  ["site", "/a/", 200, "a", undefined],
  ["site", "/a", 302, "", "/a/"],
  ["site", "/gone", 301, "", "/a/"],
  ["site", "/nothing", 404, "sorry", undefined],
  ["site", "/nothing/", 404, "sorry", undefined],
  ["site", "/frozen", 403, "sorry", undefined],
  ["site", "/docs/a b", 301, "", "http://<host>/documents/a%20b"],
  ["site", "/old/there", 200, "still there", undefined],
  ["site", "/old/x", 307, "", "https://old.example/old/x"],
  ["site", "/all/x", 301, "", "http://<host>/one%20page.html"],
  ["away", "/x/y?z=1", 301, "", "https://www.example.com/x/y?z=1"],
  ["my.site.example", "/", 200, "dots", undefined],
])("of %s the page %s is answered by %d", async (bucket, path, status, text, location) => {
  const { headers, body, ...answer } = await get(bucket, encodeURI(path));
  expect([answer.status, body.toString(), headers.location]).toEqual([
    status,
    text,
    location?.replace("<host>", hostOf(bucket)),
  ]);
});

test.each<[string, string, number, string, Record<string, string>]>([
  ["plain", "/<b>", 404, "NoSuchKey", { Key: "&lt;b&gt;" }],
  ["plain", "/", 404, "NoSuchKey", { Key: "index.html" }],
  ["bare", "/", 404, "NoSuchWebsiteConfiguration", { BucketName: "bare" }],
  ["none", "/", 404, "NoSuchBucket", { BucketName: "none" }],
])("of %s the page %s is the error %d %s", async (bucket, path, status, code, details) => {
  const { headers, body, ...answer } = await get(bucket, encodeURI(path));
  const page = body.toString();
  expect([answer.status, headers["content-type"], headers["x-amz-error-code"]]).toEqual([
    status,
    "text/html; charset=utf-8",
    code,
  ]);
  expect(page).toContain(`<h1>${status} Not Found</h1>`);
  expect(page).toContain(`<li>Code: ${code}</li>`);
  for (const [name, text] of Object.entries(details)) expect(page).toContain(`<li>${name}: ${text}</li>`);
});

test("a page is told of as its object is, in pieces and not anew, and has the origin of its own host", async () => {
  const whole = await get("site", "/");
  expect(whole.headers).toMatchObject({ "content-type": "text/html", "cache-control": "max-age=60" });
  expect(whole.headers["content-security-policy"]).toBeUndefined();
  const piece = await get("site", "/", { headers: { range: "bytes=4-7" } });
  expect([piece.status, piece.body.toString()]).toEqual([206, "home"]);
  const known = await get("site", "/", { headers: { "if-none-match": String(whole.headers.etag) } });
  expect([known.status, known.body.length]).toEqual([304, 0]);
  const head = await get("site", "/", { method: "HEAD" });
  expect([head.status, head.headers["content-length"], head.body.length]).toEqual([200, "13", 0]);
});

test("nothing is written there, and what cannot be shown instead of an error is told of too", async () => {
  expect((await get("site", "/index.html", { method: "PUT", body: "x" })).status).toBe(405);
  expect((await get("site", "/", { method: "POST" })).headers["x-amz-error-code"]).toBe("MethodNotAllowed");
  const ErrorDocument = { Key: "missing.html" };
  const IndexDocument = { Suffix: "index.html" };
  await s3.putBucketWebsite({ Bucket: "bare", WebsiteConfiguration: { IndexDocument, ErrorDocument } });
  const page = (await get("bare", "/")).body.toString();
  expect(page).toContain("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>");
  expect(page).toContain("<li>Key: missing.html</li>");
});

test("without such a host the bucket stands in the path, and its pages have no origin", async () => {
  const path = (rest: string) => `/_millrace/s3-website/site${rest}`;
  const folder = await send(port, { method: "GET", path: path("/a") });
  expect([folder.status, folder.headers.location]).toEqual([302, path("/a/")]);
  const page = await send(port, { method: "GET", path: path("/") });
  expect([page.status, page.body.toString()]).toEqual([200, "<h1>home</h1>"]);
  expect(page.headers["content-security-policy"]).toMatch(/^sandbox/);
  const rule = await send(port, { method: "GET", path: path("/docs/x") });
  expect(rule.headers.location).toBe(`http://127.0.0.1:${port}${path("/documents/x")}`);
});
