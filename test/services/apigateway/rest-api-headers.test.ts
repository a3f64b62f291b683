// Headers that REST APIs keep for themselves on the way to a backend and on the way back, as AWS's guide lists them.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { type Answer, gatewayOfFile } from "./open-gateway.ts";

/** What backends say, each in its own words. */
const said = {
  ...{ "x-own": "1", authorization: "a", "content-md5": "m", "max-forwards": "2", server: "s" },
  ...{ "user-agent": "u", "www-authenticate": 'Basic realm="r"', "x-amzn-requestid": "backend" },
  ...{ date: "Mon, 01 Jan 2024 00:00:00 GMT", via: "1.1 v", expect: "e", host: "h", te: "t" },
};

const handler = `exports.handler = async ({ headers, multiValueHeaders }) => ({
  statusCode: 200,
  headers: ${JSON.stringify(said)},
  multiValueHeaders: { "WWW-Authenticate": ["Basic", "Bearer"], "Content-Length": ["7"] },
  body: JSON.stringify(headers),
});`;

const declared = { schema: { type: "string" } };

function method(integration: JsonObject): JsonObject {
  return {
    "x-amazon-apigateway-any-method": {
      responses: {
        200: {
          description: "any",
          headers: { "WWW-Authenticate": declared, Accept: declared, "X-Own": declared },
        },
      },
      "x-amazon-apigateway-integration": integration,
    },
  };
}

const gateway = gatewayOfFile();
let backend: Server;
let id = "";

beforeAll(async () => {
  backend = createServer(({ headers }, response) => {
    response.sendDate = false;
    response.writeHead(200, said).end(JSON.stringify(headers));
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const uri = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/`;
  const mapped = {
    "method.response.header.WWW-Authenticate": "integration.response.header.www-authenticate",
    "method.response.header.Accept": "'a'",
    "method.response.header.X-Own": "integration.response.header.x-own",
  };
  ({ Id: id = "" } = await gateway.deploy("headers", {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Front: {
        Type: "AWS::Serverless::Api",
        Properties: {
          StageName: "prod",
          DefinitionBody: {
            ...{ openapi: "3.0.1", info: { title: "headers", version: "1" } },
            paths: {
              "/function": method({
                ...{ type: "aws_proxy", httpMethod: "POST" },
                uri: {
                  "Fn::Sub":
                    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations",
                },
              }),
              "/passed": method({ type: "http_proxy", httpMethod: "ANY", uri }),
              "/mapped": method({
                ...{ type: "http", httpMethod: "GET", uri },
                responses: { default: { statusCode: "200", responseParameters: mapped } },
              }),
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
  }));
}, 60_000);
afterAll(() => {
  backend.close();
});

const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  gateway.ask(id, `/prod${path}`, { headers });

const renamed = {
  ...{ "x-amzn-remapped-authorization": "a", "x-amzn-remapped-content-md5": "m" },
  ...{
    "x-amzn-remapped-max-forwards": "2",
    "x-amzn-remapped-server": "s",
    "x-amzn-remapped-user-agent": "u",
  },
  ...{ "x-amzn-remapped-x-amzn-requestid": "backend", "x-amzn-remapped-date": said.date, "x-own": "1" },
};

test.each<[string, JsonObject]>([
  [
    "/function",
    { "x-amzn-remapped-www-authenticate": "Basic, Bearer", "x-amzn-remapped-content-length": "7" },
  ],
  [
    "/passed",
    {
      "x-amzn-remapped-www-authenticate": said["www-authenticate"],
      "x-amzn-remapped-connection": "keep-alive",
    },
  ],
])("%s: what the backend says is told by another name, or not at all", async (path, more) => {
  const { status, headers } = await ask(path);
  expect([status, headers]).toEqual([200, expect.objectContaining({ ...renamed, ...more })]);
  for (const name of ["authorization", "www-authenticate", "via", "expect", "host", "te", "server"])
    expect(headers[name]).toBeUndefined();
  expect(headers.date).not.toBe(said.date);
});

test("an answer tells its ids, and of a function the trace that it was called in", async () => {
  const { headers, text } = await ask("/function");
  const told = JSON.parse(text) as Readonly<Record<string, string>>;
  expect(told["X-Amzn-Trace-Id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  expect(headers["x-amzn-trace-id"]).toMatch(/^Root=\S+;Parent=[0-9a-f]{16};Sampled=0$/);
  expect(String(headers["x-amzn-trace-id"]).split(";", 1)).toEqual([told["X-Amzn-Trace-Id"]]);
  expect([headers["x-amzn-requestid"], headers["x-amz-apigw-id"]]).toEqual([
    expect.stringMatching(/^[0-9a-f-]{36}$/),
    expect.stringMatching(/^[\w-]{15}=$/),
  ]);
  const trace = "Root=1-00000001-000000000000000000000001;Parent=0000000000000001;Sampled=1";
  expect((await ask("/function", { "x-amzn-trace-id": trace })).headers["x-amzn-trace-id"]).toBe(trace);
  expect((await ask("/passed")).headers["x-amzn-trace-id"]).toBeUndefined();
});

test("what an integration response maps to such a name is told by the other one", async () => {
  const { headers } = await ask("/mapped");
  expect(headers).toMatchObject({
    "x-amzn-remapped-www-authenticate": said["www-authenticate"],
    "x-own": "1",
  });
  expect([headers["www-authenticate"], headers.accept]).toEqual([undefined, undefined]);
});

const sent = {
  ...{ "content-md5": "m", "max-forwards": "3", "proxy-authenticate": "p", server: "s", "x-own": "1" },
  ...{ "www-authenticate": "w", via: "1.1 v", "content-encoding": "identity", authorization: "Bearer t" },
};

test.each([
  ["/function", ["authorization", "content-encoding", "via", "x-own"]],
  ["/passed", ["authorization", "x-own"]],
])("%s: of %j the backend is told", async (path, names) => {
  const told = JSON.parse((await ask(path, sent)).text) as JsonObject;
  expect(
    Object.keys(sent)
      .filter((name) => name in told)
      .toSorted(),
  ).toEqual(names);
});

test.each(["/function", "/passed"])("%s: a signature is for the API alone", async (path) => {
  const authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/execute-api/aws4_request";
  expect(JSON.parse((await ask(path, { authorization })).text)).not.toHaveProperty("authorization");
});
