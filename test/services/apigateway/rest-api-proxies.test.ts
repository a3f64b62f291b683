// What functions behind REST APIs are told, and bodies of bytes on their way through an API, both as AWS has them.

import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import { type Asked, gatewayOfFile } from "./open-gateway.ts";

const handler = `exports.handler = async (event) => {
  const { bytes } = event.queryStringParameters ?? {};
  if (bytes) return { statusCode: 200, headers: { "Content-Type": bytes }, body: "aGVsbG8=", isBase64Encoded: true };
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

const called = {
  "Fn::Sub": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations",
};
const bucket = "told-bytes";

const declared = (name: string, place: string): JsonObject => ({
  ...{ name, in: place, required: place === "path", schema: { type: "string" } },
});
const parameters = [declared("one", "path"), declared("key", "path"), declared("Content-Type", "header")];

function method(integration: JsonObject): JsonObject {
  return {
    "x-amazon-apigateway-any-method": {
      parameters,
      responses: { 200: { description: "any" } },
      "x-amazon-apigateway-integration": integration,
    },
  };
}

const echo = (more: JsonObject = {}) =>
  method({ type: "aws_proxy", httpMethod: "POST", uri: called, ...more });

/** To and from an object, each of which converts what passes as it says. */
const object = (contentHandling?: string): JsonObject =>
  method({
    ...{ type: "aws", httpMethod: "ANY", uri: `arn:aws:apigateway:us-east-1:s3:path/${bucket}/{key}` },
    ...{ credentials: "arn:aws:iam::000000000000:role/any", ...(contentHandling && { contentHandling }) },
    requestParameters: {
      "integration.request.path.key": "method.request.path.key",
      "integration.request.header.Content-Type": "method.request.header.Content-Type",
    },
    responses: { default: { statusCode: "200", ...(contentHandling && { contentHandling }) } },
  });

const template: JsonObject = {
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Front: {
      Type: "AWS::Serverless::Api",
      Properties: {
        StageName: "prod",
        DefinitionBody: {
          ...{ openapi: "3.0.1", info: { title: "told", version: "1" } },
          "x-amazon-apigateway-binary-media-types": ["image/png"],
          paths: {
            "/told/{proxy+}": echo(),
            "/mapped/{one}": echo({
              requestParameters: {
                "integration.request.header.Made": "'constant'",
                "integration.request.querystring.other": "method.request.path.one",
              },
            }),
            "/by-get": echo({ httpMethod: "GET" }),
            "/kept/{key}": object(),
            "/to-text/{key}": object("CONVERT_TO_TEXT"),
            "/to-bytes/{key}": object("CONVERT_TO_BINARY"),
          },
        },
      },
    },
    Allowed: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        ...{ Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" },
        FunctionName: { Ref: "Echo" },
      },
    },
    Echo: {
      Type: "AWS::Serverless::Function",
      Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: handler },
    },
  },
  Outputs: { Id: { Value: { Ref: "Front" } } },
};

const gateway = gatewayOfFile();
let objects: S3Client;
let id: string;

beforeAll(async () => {
  objects = new S3Client({ ...gateway.clientConfiguration, forcePathStyle: true });
  await objects.send(new CreateBucketCommand({ Bucket: bucket }));
  ({ Id: id = "" } = await gateway.deploy("told", template));
}, 60_000);
afterAll(() => {
  objects.destroy();
});

async function told(path: string, asked: Asked = {}): Promise<JsonObject> {
  const { status, text } = await gateway.ask(id, `/prod${path}`, asked);
  expect(status).toBe(200);
  return JSON.parse(text) as JsonObject;
}

describe("a function is told", () => {
  test("headers by the names that the client wrote, and of the way here", async () => {
    const headers = { "X-Own": "1", "x-LOWER": "2", Connection: "close" };
    const event = await told("/told/a", { headers });
    const host = expect.stringMatching(`^${id}\\.execute-api\\.us-east-1\\.localhost:\\d+$`);
    expect(event.headers).toEqual({
      ...{ "X-Own": "1", "x-LOWER": "2", host },
      "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      ...{ "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": expect.stringMatching(/^\d+$/) },
      "X-Forwarded-Proto": "http",
    });
    expect(event.multiValueHeaders).toMatchObject({ "X-Own": ["1"], "x-LOWER": ["2"] });
  });

  test.each<[string, Json, Json]>([
    ["/told/a%20b/c", "/told/a%20b/c", "a%20b/c"],
    ["/told/a/", "/told/a/", "a"],
    ["/told/a%2Fb", "/told/a%2Fb", "a%2Fb"],
  ])("of %s the path %j and the parameter %j", async (path, toldPath, proxy) => {
    expect(await told(path)).toMatchObject({ path: toldPath, pathParameters: { proxy } });
  });

  test.each([
    ["image/png", "aGVsbG8=", true],
    ["image/png; q=1", "aGVsbG8=", true],
    ["application/octet-stream", "hello", false],
    ["text/plain", "hello", false],
  ])("a body of %s as %s", async (type, body, isBase64Encoded) => {
    const asked = { method: "POST", headers: { "content-type": type }, body: "hello" };
    expect(await told("/told/a", asked)).toMatchObject({ body, isBase64Encoded });
  });

  test("no body as null", async () => {
    expect(await told("/told/a")).toMatchObject({ body: null, isBase64Encoded: false });
  });

  test("what the integration maps", async () => {
    const { headers, queryStringParameters } = await told("/mapped/1?two=2");
    expect([headers, queryStringParameters]).toEqual([
      expect.objectContaining({ Made: "constant" }),
      { two: "2", other: "1" },
    ]);
  });
});

test("a function behind an integration that asks by GET is not called", async () => {
  const { status, text } = await gateway.ask(id, "/prod/by-get");
  expect([status, text]).toEqual([500, '{"message":"Internal server error"}']);
});

test.each([
  ["image/png", "hello"],
  ["image/png,text/plain", "hello"],
  ["text/plain,image/png", "aGVsbG8="],
  ["*/*", "aGVsbG8="],
])("a client that accepts %s gets a function's bytes as %s", async (accept, text) => {
  const answer = await gateway.ask(id, "/prod/told/a?bytes=image/png", { headers: { accept } });
  expect([answer.status, answer.text]).toEqual([200, text]);
});

/** No text: as such, it has other bytes than these. */
const bytes = Buffer.from([0x89, 0x50, 0xff, 0x00]);
const asBase64 = Buffer.from(bytes.toString("base64"));
const asText = Buffer.from(bytes.toString("utf8"));

async function stored(Key: string): Promise<Buffer> {
  const { Body } = await objects.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

test.each<[string, string, Buffer, Buffer]>([
  ["kept", "image/png", bytes, bytes],
  ["kept", "text/plain", bytes, asText],
  ["to-text", "image/png", bytes, asBase64],
  ["to-text", "text/plain", Buffer.from("t"), Buffer.from("t")],
  ["to-bytes", "image/png", bytes, bytes],
  ["to-bytes", "text/plain", asBase64, bytes],
])("%s, a body of %s reaches its backend", async (path, type, body, reached) => {
  const asked = { method: "PUT", headers: { "content-type": type }, body };
  expect((await gateway.ask(id, `/prod/${path}/sent`, asked)).status).toBe(200);
  expect(await stored("sent")).toEqual(reached);
});

test("text that is no base64 is not turned into bytes", async () => {
  const asked = { method: "PUT", headers: { "content-type": "text/plain" }, body: "§" };
  expect((await gateway.ask(id, "/prod/to-bytes/none", asked)).status).toBe(500);
});

test.each<[string, string, string, Buffer, Buffer]>([
  ["kept", "image/png", "image/png", bytes, bytes],
  ["kept", "image/png", "text/plain", bytes, asBase64],
  ["kept", "text/plain", "image/png", asBase64, bytes],
  ["kept", "text/plain", "text/plain", asBase64, asBase64],
  ["to-text", "image/png", "image/png", bytes, asBase64],
  ["to-bytes", "text/plain", "text/plain", asBase64, bytes],
])("%s, an object of %s reaches a client that accepts %s", async (path, type, accept, body, reached) => {
  await objects.send(new PutObjectCommand({ Bucket: bucket, Key: "got", Body: body, ContentType: type }));
  const url = `${gateway.url}/_millrace/execute-api/${id}/prod/${path}/got`;
  const answer = await fetch(url, { headers: { accept } });
  expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, reached]);
});
