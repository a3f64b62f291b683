// S3 on the wire where it meets what headers, hosts and browsers can hold.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { s3Api } from "../../../../src/services/s3/api/api.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { send } from "../../../server/raw-request.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";

let folder: string;
let objects: Objects;
let server: SdkServer;
let port: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "s3-wire-"));
  keepAsBefore("old", {
    contentType: "text/中",
    contentEncoding: "a\nb",
    metadata: { author: "中村", "a b": "c" },
  });
  keepAsBefore("\ud800", { contentType: "text/plain", metadata: {} });
  objects = await Objects.open({ directory: folder, clock: systemClock });
  server = await serve(s3Api(objects));
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
  expect(server.faults).toEqual([]);
});
beforeEach(() => objects.createBucket("bucket"));

/** An object that was taken when nothing was refused. */
function keepAsBefore(key: string, told: object): void {
  const bytes = Buffer.from("kept");
  const etag = createHash("md5").update(bytes).digest("hex");
  const facts = { key, size: bytes.length, etag, modifiedAt: 0, ...told };
  mkdirSync(join(folder, "bucket"), { recursive: true });
  const name = createHash("sha256").update(key).digest("hex");
  // As it was written then: a line of JSON and the bytes.
  writeFileSync(
    join(folder, "bucket", name),
    `${JSON.stringify(facts)}
${bytes}`,
  );
}

// As bytes: with a text Node would write the head in the text's encoding.
const put = (key: string, headers: Record<string, string>) =>
  send(port, { method: "PUT", path: `/bucket/${key}`, headers, body: Buffer.from("text") });
const get = (key: string, method = "GET") => send(port, { method, path: `/bucket/${key}` });
const latin1 = (text: string) => Buffer.from(text).toString("latin1");

describe("what headers cannot hold", () => {
  test.each<[string, Record<string, string>]>([
    ["a redirection to nowhere", { "x-amz-website-redirect-location": "nowhere" }],
    ["more metadata than two KB", { "x-amz-meta-a": "b".repeat(2048) }],
  ])("is refused at put: %s", async (_, headers) => {
    const { status, body } = await put("refused", headers);
    expect([status, body.toString()]).toEqual([
      400,
      expect.stringMatching(/<Code>(InvalidRedirectLocation|MetadataTooLarge)</),
    ]);
    expect((await get("refused")).status).toBe(404);
  });

  test("and is a text of metadata is told as RFC 2047 has it", async () => {
    expect(
      (await put("author", { "x-amz-meta-author": latin1("中村"), "x-amz-meta-plain": "as it is" })).status,
    ).toBe(200);
    const { headers } = await get("author", "HEAD");
    expect(headers["x-amz-meta-author"]).toBe(`=?UTF-8?B?${Buffer.from("中村").toString("base64")}?=`);
    expect(headers["x-amz-meta-plain"]).toBe("as it is");
  });

  test.each(["GET", "HEAD"])("was kept before, and the object can be read: %s", async (method) => {
    const { status, headers, body } = await get("old", method);
    expect([status, body.toString()]).toEqual([200, method === "GET" ? "kept" : ""]);
    expect(headers).toMatchObject({ "content-type": "binary/octet-stream", "x-amz-missing-meta": "1" });
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers["x-amz-meta-author"]).toMatch(/^=\?UTF-8\?B\?/);
  });

  test("was kept before as a key, and the bucket can be listed", async () => {
    const { status, body } = await send(port, { method: "GET", path: "/bucket?encoding-type=url" });
    expect([status, body.toString()]).toEqual([200, expect.stringContaining("<Key>%EF%BF%BD</Key>")]);
  });
});

test.each(["/a/%zz", "%", "nothing", "/bucket/"])("a copy of %j is refused", async (source) => {
  const { status, body } = await put("copy", { "x-amz-copy-source": source });
  expect([status, body.toString()]).toEqual([400, expect.stringContaining("<Code>InvalidArgument</Code>")]);
});

test("a path that is not well encoded is refused in XML", async () => {
  const { status, body } = await get("%zz");
  expect([status, body.toString()]).toEqual([400, expect.stringContaining("<Error><Code>InvalidURI</Code>")]);
});

test("a key with a carriage return is listed as it is", async () => {
  await put("a%0Db", {});
  const { body } = await send(port, { method: "GET", path: "/bucket" });
  expect(body.toString()).toContain("<Key>a&#xD;b</Key>");
});

describe("a body in XML", () => {
  const remove = (body: string) => {
    const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
    return send(port, { path: "/bucket?delete", headers, body });
  };

  test("is read with its entities, spaces, comments and namespace", async () => {
    for (const key of ["a&b", "c%20d"]) await put(encodeURIComponent(key), {});
    const { status, body } = await remove(
      '<?xml version="1.0"?>\n<!-- two --><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n' +
        " <Object><Key>a&amp;b</Key></Object>\n <Object ><Key>c&#37;20&#x64;</Key><VersionId/></Object><Quiet>false</Quiet></Delete>",
    );
    expect([status, body.toString()]).toEqual([
      200,
      expect.stringContaining("<Deleted><Key>a&amp;b</Key></Deleted><Deleted><Key>c%20d</Key></Deleted>"),
    ]);
    expect(objects.listObjects("bucket").objects.map(({ key }) => key)).not.toContain("a&b");
  });

  test.each([
    ["is none", ""],
    ["has another root", "<Remove/>"],
    ["has two roots", "<Delete/><Delete/>"],
    ["is not ended", "<Delete><Object><Key>a</Key></Object>"],
    ["is ended crosswise", "<Delete><Object><Key>a</Object></Key></Delete>"],
    ["has a document type", '<!DOCTYPE a [<!ENTITY b "c">]><Delete/>'],
    ["has an entity of its own", "<Delete><Object><Key>&b;</Key></Object></Delete>"],
    ["is deep", "<Delete><Object><Key><a/></Key></Object></Delete>"],
    [
      "has more objects than a call takes",
      `<Delete>${"<Object><Key>a</Key></Object>".repeat(1001)}</Delete>`,
    ],
    ["has half a million elements", `<Delete>${"<a/>".repeat(500_000)}</Delete>`],
  ])("that %s is refused", async (_, xml) => {
    const { status, body } = await remove(xml);
    expect([status, body.toString()]).toEqual([400, expect.stringContaining("<Code>MalformedXML</Code>")]);
  });
});

test("a page in a bucket is kept from the region's origin", async () => {
  await put("page.html", { "content-type": "text/html" });
  expect((await get("page.html")).headers).toMatchObject({
    "content-type": "text/html",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
  });
});

test("a body of any size is taken, and what is left of a refused one is no hindrance to the next", async () => {
  const body = Buffer.alloc(20 * 1024 * 1024, "x");
  expect((await send(port, { method: "PUT", path: "/bucket/large", body })).status).toBe(200);
  expect((await get("large")).body.equals(body)).toBe(true);
  const refused = await send(port, { method: "PUT", path: "/nowhere/large", body });
  expect([refused.status, refused.body.toString()]).toEqual([404, expect.stringContaining("NoSuchBucket")]);
  const document = await send(port, { method: "PUT", path: "/bucket?tagging", body });
  expect([document.status, document.body.toString()]).toEqual([
    400,
    expect.stringContaining("<Code>MaxMessageLengthExceeded</Code>"),
  ]);
});

test("bytes beyond US-ASCII in headers are told as they came", async () => {
  await put("told", { "cache-control": latin1("é"), "content-type": latin1("text/中") });
  await put("disposed", { "content-disposition": 'attachment; filename="\xe9"' });
  const { headers } = await get("told", "HEAD");
  expect([headers["cache-control"], headers["content-type"]]).toEqual([latin1("é"), latin1("text/中")]);
  expect((await get("disposed")).status).toBe(200);
});

describe("a bucket in the host", () => {
  test.each([
    ["bucket.localhost:4650", "/hosted", 200],
    ["bucket.s3.localhost", "/hosted", 200],
    ["bucket.s3.us-east-1.localhost", "/hosted", 200],
    ["s3.localhost:4650", "/bucket/hosted", 200],
    ["s3.us-east-1.localhost", "/bucket/hosted", 200],
    ["localhost", "/bucket/hosted", 200],
    ["bucket.localhost", "/", 200],
    ["other.localhost", "/hosted", 404],
  ])("%s%s", async (host, path, status) => {
    await put("hosted", {});
    expect((await send(port, { method: "GET", path, headers: { host } })).status).toBe(status);
  });

  test("of AWS, by way of a proxy", async () => {
    await put("hosted", {});
    const host = "bucket.s3.us-east-1.amazonaws.com";
    const answer = await send(port, { method: "GET", path: `http://${host}/hosted`, headers: { host } });
    expect([answer.status, answer.body.toString()]).toEqual([200, "text"]);
  });

  test("is where the SDK looks for it unless told otherwise", async () => {
    // Not every machine knows the names under localhost.
    const requestHandler = {
      httpAgent: new Agent({
        lookup: (_host, _options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]),
      }),
    };
    const client = new S3Client({
      ...server.clientConfiguration,
      endpoint: `http://localhost:${port}`,
      requestHandler,
    });
    await client.send(
      new PutObjectCommand({ Bucket: "bucket", Key: "by/sdk", Body: "x", Metadata: { a: "é" } }),
    );
    const { Body } = await client.send(new GetObjectCommand({ Bucket: "bucket", Key: "by/sdk" }));
    expect(await Body?.transformToString()).toBe("x");
    client.destroy();
  });
});
