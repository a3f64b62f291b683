// Uploads by the forms of browsers: what they write, what their policies refuse, and how they are answered.

import type { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Objects } from "../../../../src/services/s3/objects.ts";
import type { SdkServer } from "../../../server/sdk-server.ts";
import { type ServedObjects, serveObjects } from "./served-objects.ts";

let served: ServedObjects;
let objects: Objects;
let server: SdkServer;
let s3: S3;
const Bucket = "bucket";

beforeAll(async () => {
  served = await serveObjects();
  ({ objects, server, s3 } = served);
  await objects.createBucket(Bucket);
});
afterAll(() => served.close());

type Fields = Readonly<Record<string, string>>;

function upload(
  fields: Fields,
  file: Blob | undefined = new Blob(["hello"], { type: "text/x-of-the-file" }),
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== undefined) form.append("file", file, "C:\\pictures\\cat.png");
  return send(form);
}

function send(body: FormData | string, headers: Fields = {}): Promise<Response> {
  const url = `${server.clientConfiguration.endpoint}/${Bucket}`;
  return fetch(url, { method: "POST", body, headers, redirect: "manual" });
}

const signed: Fields = {
  ...{
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "local/20260101/us-east-1/s3/aws4_request",
  },
  ...{ "X-Amz-Date": "20260101T000000Z", "X-Amz-Signature": "00" },
};
const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
const policyOf = (conditions: readonly unknown[], expiration = tomorrow) =>
  Buffer.from(JSON.stringify({ expiration, conditions })).toString("base64");
const usual = [
  { bucket: Bucket },
  ["starts-with", "$key", "up/"],
  ["content-length-range", 2, 10],
  ["starts-with", "$Content-Type", "text/"],
  ...Object.keys(signed).map((name) => ["starts-with", `$${name}`, ""]),
];

test("a form writes an object with what its fields say", async () => {
  const tagging = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
  const answer = await upload({
    ...{ key: "up/${filename}", "Content-Type": "text/plain", "x-amz-meta-who": "Zoë" },
    ...{ "Cache-Control": "no-store", tagging },
  });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
  const location = answer.headers.get("location") ?? "";
  expect(location).toMatch(/\/bucket\/up%2Fcat\.png$/);
  expect(await (await fetch(location)).text()).toBe("hello");
  const read = await s3.getObject({ Bucket, Key: "up/cat.png" });
  expect(await read.Body?.transformToString()).toBe("hello");
  expect(read).toMatchObject({ ContentType: "text/plain", CacheControl: "no-store", TagCount: 1 });
  expect(answer.headers.get("etag")).toBe(read.ETag);
});

test("a file of any size comes as it is, whatever stands in it", async () => {
  const bytes = Buffer.alloc(3_000_000, "\r\n--boundary\r\n-");
  expect((await upload({ key: "large" }, new Blob([bytes]))).status).toBe(204);
  const read = await objects.getObject(Bucket, "large");
  expect(Buffer.compare(read.bytes, bytes)).toBe(0);
  expect((await upload({ key: "empty" }, new Blob([]))).status).toBe(204);
  expect((await objects.getObject(Bucket, "empty")).bytes).toHaveLength(0);
});

test("it is answered as it asks", async () => {
  const made = await upload({ key: "a b/c", success_action_status: "201" });
  const text = await made.text();
  expect([made.status, made.headers.get("content-type")]).toEqual([201, "application/xml"]);
  expect(text).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<PostResponse><Location>http:\/\/[^<]+\/bucket\/a%20b%2Fc<\/Location><Bucket>bucket<\/Bucket><Key>a b\/c<\/Key><ETag>/,
  );
  expect((await upload({ key: "a", success_action_status: "200" })).status).toBe(200);
  expect((await upload({ key: "a", success_action_status: "999" })).status).toBe(204);
  const sent = await upload({ key: "a", success_action_redirect: "http://127.0.0.1:1/done?x=1" });
  expect(sent.status).toBe(303);
  expect(sent.headers.get("location")).toMatch(
    /^http:\/\/127\.0\.0\.1:1\/done\?x=1&bucket=bucket&key=a&etag=%22\w{32}%22$/,
  );
});

const allowed = { ...signed, key: "up/a", "Content-Type": "text/plain" };
test.each<[string, Fields, number, string]>([
  ["all that it asks for", { ...allowed, policy: policyOf(usual) }, 204, ""],
  [
    "another key",
    { ...allowed, key: "down", policy: policyOf(usual) },
    403,
    'Policy Condition failed: ["starts-with", "$key", "up/"]',
  ],
  [
    "another bucket",
    { ...allowed, policy: policyOf([...usual, { bucket: "x" }]) },
    403,
    'Condition failed: ["eq", "$bucket", "x"]',
  ],
  [
    "a field too much",
    { ...allowed, acl: "private", policy: policyOf(usual) },
    403,
    "Extra input fields: acl",
  ],
  ["a field that is passed over", { ...allowed, "x-ignore-me": "1", policy: policyOf(usual) }, 204, ""],
  [
    "a time that has passed",
    { ...allowed, policy: policyOf(usual, "2020-01-01T00:00:00Z") },
    403,
    "Invalid according to Policy: Policy expired.",
  ],
  [
    "no signature",
    { key: "up/a", "X-Amz-Credential": "c", policy: policyOf(usual) },
    400,
    "a field named 'X-Amz-Algorithm'",
  ],
  ["no key of anybody", { key: "up/a", policy: policyOf(usual) }, 400, "a field named 'AWSAccessKeyId'"],
  ["no JSON", { ...allowed, policy: "aGVsbG8=" }, 400, "Invalid Policy: Invalid JSON."],
  ["no time", { ...allowed, policy: policyOf(usual, "soon") }, 400, "Policy missing expiration"],
  [
    "a condition of no kind",
    { ...allowed, policy: policyOf([["like", "$key", "a"]]) },
    400,
    "Invalid Condition",
  ],
  [
    "too large a file",
    { ...allowed, policy: policyOf([...usual, ["content-length-range", 0, 4]]) },
    400,
    "exceeds the maximum allowed size",
  ],
  [
    "too small a file",
    { ...allowed, policy: policyOf([...usual, ["content-length-range", 6, 9]]) },
    400,
    "smaller than the minimum allowed size",
  ],
])("a policy with %s", async (_, fields, status, text) => {
  const answer = await upload(fields);
  expect([answer.status, (await answer.text()).replaceAll("&quot;", '"').replaceAll("&apos;", "'")]).toEqual([
    status,
    expect.stringContaining(text),
  ]);
});

test("what is no such form is refused", async () => {
  const told = async (answer: Response) => [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]];
  expect(await told(await send("hello", { "content-type": "text/plain" }))).toEqual([
    412,
    "PreconditionFailed",
  ]);
  expect(await told(await send("hello", { "content-type": "multipart/form-data" }))).toEqual([
    400,
    "MalformedPOSTRequest",
  ]);
  expect(await told(await send("hello", { "content-type": "multipart/form-data; boundary=b" }))).toEqual([
    400,
    "MalformedPOSTRequest",
  ]);
  const cut =
    '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\ncut\r\n--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nhel';
  expect(await told(await send(cut, { "content-type": "multipart/form-data; boundary=b" }))).toEqual([
    400,
    "MalformedPOSTRequest",
  ]);
  expect(await objects.getObject(Bucket, "cut").catch(() => "none")).toBe("none");
  const form = new FormData();
  form.append("key", "a");
  expect(await told(await send(form))).toEqual([400, "InvalidArgument"]);
  expect(await told(await upload({}))).toEqual([400, "InvalidArgument"]);
  expect(await told(await upload({ key: "a", more: "x".repeat(21_000) }))).toEqual([
    400,
    "MaxPostPreDataLengthExceeded",
  ]);
});
