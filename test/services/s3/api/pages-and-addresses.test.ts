// Who asks without a client: pages of other origins, as far as a bucket lets them in, and whoever has been given a signed address.

import { GetObjectCommand, PutObjectCommand, type S3 } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Objects } from "../../../../src/services/s3/objects.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { send } from "../../../server/raw-request.ts";
import type { SdkServer } from "../../../server/sdk-server.ts";
import { type ServedObjects, serveObjects } from "./served-objects.ts";

const Bucket = "bucket";
const clock = new VirtualClock(Date.now());
let served: ServedObjects;
let objects: Objects;
let server: SdkServer;
let s3: S3;
let port: number;
beforeAll(async () => {
  served = await serveObjects({ clock });
  ({ objects, server, s3 } = served);
  port = Number(new URL(server.url).port);
  await objects.createBucket(Bucket);
});
afterAll(() => served.close());
beforeEach(() => objects.putObject({ bucket: Bucket, key: "page", bytes: Buffer.from("content") }));

describe("a page of another origin", () => {
  const origin = "http://app.example:8080";
  const ask = (method: string, more: Record<string, string> = {}, path = "/bucket/page") =>
    send(port, { method, path, headers: { origin, "sec-fetch-site": "cross-site", ...more } });
  const beforehand = (method: string, headers: string) =>
    ask("OPTIONS", { "access-control-request-method": method, "access-control-request-headers": headers });
  const rule = {
    ...{ AllowedOrigins: ["http://*.example:8080"], AllowedMethods: ["GET", "PUT"] },
    ...{ AllowedHeaders: ["content-*", "x-mine"], ExposeHeaders: ["ETag"], MaxAgeSeconds: 60 },
  };

  test("is let in by its bucket alone, and as far as the bucket says", async () => {
    const denied = await ask("GET");
    expect([denied.status, denied.body.toString()]).toEqual([
      403,
      expect.stringContaining("<Code>AccessDenied</Code>"),
    ]);
    await s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: [rule] } });
    const read = await ask("GET");
    expect([read.status, read.body.toString()]).toEqual([200, "content"]);
    expect(read.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "ETag",
      vary: expect.stringContaining("Origin"),
    });
    const asked = await beforehand("PUT", "Content-Type, X-Mine");
    expect([asked.status, asked.body.length]).toEqual([200, 0]);
    expect(asked.headers).toMatchObject({
      "access-control-allow-methods": "GET, PUT",
      "access-control-allow-headers": "content-type, x-mine",
      "access-control-max-age": "60",
    });
    const missing = await ask("GET", {}, "/bucket/missing");
    expect([missing.status, missing.headers["access-control-allow-origin"]]).toEqual([404, origin]);
    for (const refused of [
      await beforehand("DELETE", ""),
      await beforehand("PUT", "authorization"),
      await ask("DELETE"),
      await ask("GET", { origin: "http://evil.test" }),
      await ask("GET", {}, "/"),
      await ask("GET", {}, "/other/page"),
    ])
      expect(refused.status).toBe(403);
    await s3.deleteBucketCors({ Bucket });
    expect((await ask("GET")).status).toBe(403);
  });
});

describe("a signed address", () => {
  test("is good for as long as it says", async () => {
    const read = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "page" }), { expiresIn: 60 });
    expect(await (await fetch(read)).text()).toBe("content");
    const write = new PutObjectCommand({ Bucket, Key: "given", Tagging: "a=b", ContentType: "text/plain" });
    const address = await getSignedUrl(s3, write, { expiresIn: 60 });
    expect((await fetch(address, { method: "PUT", body: "from afar" })).status).toBe(200);
    expect(objects.headObject(Bucket, "given")).toMatchObject({ size: 9, tags: [{ Key: "a", Value: "b" }] });
    clock.advanceBy(120_000);
    const late = await fetch(read);
    expect(late.status).toBe(403);
    expect(await late.text()).toMatch(
      /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message><X-Amz-Expires>60<\/X-Amz-Expires><Expires>[^<]+Z<\/Expires><ServerTime>/,
    );
  });

  const fourth =
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=host";
  const dated = `${fourth}&X-Amz-Date=20260101T000000Z`;
  const needed =
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
  test.each([
    [`${dated}&X-Amz-Expires=604801`, 400, "must be less than a week"],
    [`${dated}&X-Amz-Expires=soon`, 400, "should be a number"],
    [`${fourth}&X-Amz-Expires=60&X-Amz-Date=today`, 400, "ISO8601"],
    [dated, 400, needed],
    [`${fourth}&X-Amz-Expires=60`, 400, needed],
    ["AWSAccessKeyId=a&Signature=b&Expires=1", 403, "Request has expired"],
    ["AWSAccessKeyId=a&Expires=1", 403, "requires the Signature, Expires and AWSAccessKeyId parameters"],
  ])("with %s is refused", async (query, status, message) => {
    const { status: told, body } = await send(port, { method: "GET", path: `/bucket/page?${query}` });
    expect([told, body.toString()]).toEqual([status, expect.stringContaining(message)]);
  });
});

test("a header that S3 would act on is taken with a signed address only if it was signed", async () => {
  const write = new PutObjectCommand({ Bucket, Key: "signed", Metadata: { who: "a" } });
  const put = async (headers: Record<string, string>, unhoistableHeaders = new Set<string>()) => {
    const address = await getSignedUrl(s3, write, { expiresIn: 600, unhoistableHeaders });
    const answer = await fetch(address, { method: "PUT", body: "x", headers });
    return [answer.status, await answer.text()];
  };
  const meta = "x-amz-meta-who";
  expect(await put({ [meta]: "a" }, new Set([meta]))).toEqual([200, ""]);
  expect(await put({ "content-type": "text/plain", "x-custom": "1" })).toEqual([200, ""]);
  expect(await put({ "x-amz-acl": "public-read", "x-amz-meta-more": "b" })).toEqual([
    403,
    expect.stringMatching(
      /<Code>AccessDenied<\/Code><Message>There were headers present in the request which were not signed<\/Message><HeadersNotSigned>x-amz-acl, x-amz-meta-more<\/HeadersNotSigned>/,
    ),
  ]);
});

test.each([
  ["HEAD", "?location", "GET"],
  ["HEAD", "?versioning", "GET, PUT"],
  ["HEAD", "?uploads", "GET"],
  ["POST", "?tagging", "DELETE, GET, PUT"],
  ["HEAD", "/page?acl", "GET, PUT"],
  ["HEAD", "/page?uploadId=a", "DELETE, GET, POST"],
  ["PUT", "/page?uploadId=a", "DELETE, GET, POST"],
])("%s of %s is no operation, and those that there are are told", async (method, at, allowed) => {
  const { status, headers } = await send(port, { method, path: `/bucket${at}` });
  expect([status, String(headers.allow).split(", ").sort().join(", ")]).toEqual([405, allowed]);
});

test.each([
  ["a", "Provided max-keys not an integer or within integer range"],
  ["2147483648", "Provided max-keys not an integer or within integer range"],
  ["-2147483649", "Provided max-keys not an integer or within integer range"],
  ["-1", "Argument max-keys must be an integer between 0 and 2147483647"],
])("%s is no count of keys", async (count, message) => {
  const { status, body } = await send(port, { method: "GET", path: `/bucket?max-keys=${count}` });
  expect([status, body.toString()]).toEqual([400, expect.stringContaining(`<Message>${message}</Message>`)]);
});

test("a bucket is told by the name that AWS would have for it", async () => {
  for (const host of ["bucket.s3.us-east-1.amazonaws.com", "bucket.s3.amazonaws.com"]) {
    const { status, body } = await send(port, { method: "GET", path: "/page", headers: { host } });
    expect([status, body.toString()]).toEqual([200, "content"]);
  }
  const elsewhere = { host: "bucket.s3.amazonaws.com.evil.example" };
  expect((await send(port, { method: "GET", path: "/page", headers: elsewhere })).status).toBe(403);
});
