// HTTP APIs by template, as SAM and plain CloudFormation write them, asked over real HTTP.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { actions, samTemplate } from "./http-api-stacks.ts";
import { askAt, gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
let backend: Server;
let front: string;
let fronted: string;

beforeAll(async () => {
  backend = createServer((request, response) => {
    const { url, method, headers } = request;
    response.writeHead(418, { "x-backend": "yes", "x-secret": "s" });
    response.end(JSON.stringify({ url, method, made: headers["x-made"], gone: headers["x-gone"] }));
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  const sam = await gateway.deploy("sam", samTemplate());
  const plain = await gateway.deploy("plain", actions(address));
  front = sam.Id ?? "";
  fronted = plain.Id ?? "";
});
afterAll(() => {
  backend.close();
});

const post = (path: string, body: unknown, headers = {}) =>
  gateway.ask(fronted, path, { method: "POST", body: JSON.stringify(body), headers });

async function api(sdkName: string, operation: string, request: object): Promise<Record<string, unknown>> {
  const run = gateway.region.apis.get(sdkName)?.operations[operation];
  return { ...(await run?.({ ...request }, { requestId: "r", host: "127.0.0.1" })) };
}

describe("an HTTP API of SAM's", () => {
  test("gives its function an event in format 2.0", async () => {
    const headers = { cookie: "c=1; d=2", "x-own": "h" };
    const { status, headers: told, text } = await gateway.ask(front, "/items/a%20b?q=1&q=2&e=", { headers });
    expect([status, told["content-type"], told["apigw-requestid"]]).toEqual([
      200,
      "text/plain;charset=UTF-8",
      expect.any(String),
    ]);
    const event = JSON.parse(text);
    expect(event).toMatchObject({
      ...{ version: "2.0", routeKey: "GET /items/{id}", rawPath: "/items/a b", rawQueryString: "q=1&q=2&e=" },
      ...{
        cookies: ["c=1", "d=2"],
        queryStringParameters: { q: "1,2", e: "" },
        pathParameters: { id: "a b" },
      },
      ...{ stageVariables: { color: "blue" }, isBase64Encoded: false },
      headers: { "x-own": "h" },
      requestContext: {
        ...{ accountId: "000000000000", apiId: front, domainPrefix: front, stage: "$default" },
        ...{
          routeKey: "GET /items/{id}",
          http: { method: "GET", path: "/items/a b", sourceIp: "127.0.0.1" },
        },
      },
    });
    expect(event.headers.cookie).toBeUndefined();
  });

  test.each([
    ["/items/fixed", "GET /items/fixed"],
    ["/items/other", "GET /items/{id}"],
    ["/rest/a/b", "ANY /rest/{proxy+}"],
  ])("chooses the route of %s that says most", async (path, routeKey) => {
    expect(JSON.parse((await gateway.ask(front, path)).text).routeKey).toBe(routeKey);
  });

  test("gives its function an event in format 1.0 where it is asked for", async () => {
    const { headers, text } = await gateway.ask(front, "/v1/older?q=1&q=2", { method: "POST", body: "x" });
    expect(headers["x-list"]).toBe("1, 2");
    expect(JSON.parse(text)).toMatchObject({
      ...{ version: "1.0", resource: "/v1/older", path: "/v1/older", httpMethod: "POST" },
      ...{ queryStringParameters: { q: "2" }, multiValueQueryStringParameters: { q: ["1", "2"] } },
      ...{ pathParameters: null, body: "eA==", isBase64Encoded: true },
      requestContext: { resourcePath: "/v1/older", stage: "$default", identity: { sourceIp: "127.0.0.1" } },
    });
  });

  test.each([
    ["/rest/text", 200, '"plain"'],
    ["/rest/status", 201, "made"],
    ["/rest/throw", 500, '{"message":"Internal Server Error"}'],
    ["/rest/bad", 500, '{"message":"Internal Server Error"}'],
    ["/nowhere", 404, '{"message":"Not Found"}'],
    ["/rest", 404, '{"message":"Not Found"}'],
  ])("answers %s with %i", async (path, status, text) => {
    const answer = await gateway.ask(front, path);
    expect([answer.status, answer.text]).toEqual([status, text]);
  });

  test("hands cookies on, one header each", async () => {
    expect((await gateway.ask(front, "/rest/status")).headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });

  test("takes ten megabytes and no more", async () => {
    const { status, text } = await gateway.ask(front, "/rest/x", {
      ...{ method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) },
    });
    expect([status, text]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  test("answers for pages of the origins that it lets in", async () => {
    const origin = "https://page.example";
    const asking = { origin, "access-control-request-method": "PUT" };
    const before = await gateway.ask(front, "/rest/x", { method: "OPTIONS", headers: asking });
    expect([before.status, before.text]).toEqual([204, ""]);
    expect(before.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET,PUT",
      "access-control-allow-headers": "x-own",
    });
    const after = await gateway.ask(front, "/rest/x", { headers: { origin } });
    expect(after.headers["access-control-allow-origin"]).toBe(origin);
    const stranger = await gateway.ask(front, "/rest/x", { headers: { origin: "https://other.example" } });
    expect(stranger.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("is found by its path and by AWS's host", async () => {
    const port = Number(new URL(gateway.url).port);
    const byPath = await askAt(port, `/_millrace/execute-api/${front}/items/1`, {});
    expect(byPath.status).toBe(200);
    expect(byPath.headers["content-security-policy"]).toContain("sandbox");
    const host = `${front}.execute-api.us-east-1.amazonaws.com`;
    expect((await askAt(port, "/items/1", { headers: { host } })).status).toBe(200);
  });
});

describe("an HTTP API in front of services", () => {
  test("sends messages", async () => {
    const { status, headers, text } = await post("/live/send?who=me", { message: { a: 1 } });
    expect([status, headers["content-type"]]).toEqual([200, "text/xml"]);
    expect(text).toMatch(/<SendMessageResult>.*<MessageId>[0-9a-f-]{36}<\/MessageId>/);
    const QueueUrl = "http://127.0.0.1/000000000000/fronted";
    const { Messages } = await api("sqs", "ReceiveMessage", { QueueUrl, MessageAttributeNames: ["All"] });
    expect(Messages).toEqual([
      expect.objectContaining({
        Body: '{"a":1}',
        MessageAttributes: { who: { DataType: "String", StringValue: "me of stage" } },
      }),
    ]);
  });

  test("starts executions", async () => {
    const { status, text } = await post("/live/start/first", { a: 1 });
    expect(status).toBe(200);
    const { executionArn, startDate } = JSON.parse(text);
    expect([executionArn, startDate]).toEqual([expect.stringMatching(/:first$/), expect.any(Number)]);
    expect((await api("sfn", "DescribeExecution", { executionArn })).input).toBe('{"a":1}');
    const again = await post("/live/start/first", { a: 2 });
    expect([again.status, JSON.parse(again.text).__type]).toEqual([
      400,
      expect.stringContaining("ExecutionAlreadyExists"),
    ]);
  });

  test("starts executions and waits for them", async () => {
    const { status, text } = await post("/live/sync", { a: 1 });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      expect.objectContaining({ status: "SUCCEEDED", output: '{"a":1}' }),
    ]);
  });

  test("puts events", async () => {
    const { status, text } = await post("/live/events", { b: 2 }, { "x-type": "Told" });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { Entries: [{ EventId: expect.any(String) }], FailedEntryCount: 0 },
    ]);
    const QueueUrl = "http://127.0.0.1/000000000000/seen";
    const { Messages } = await api("sqs", "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
    const [message] = Messages as { Body: string }[];
    expect(JSON.parse(message?.Body ?? "{}")).toMatchObject({ "detail-type": "Told", detail: { b: 2 } });
  });

  test("puts records", async () => {
    const { status, text } = await post("/live/records", { data: "bytes" });
    expect([status, JSON.parse(text).ShardId]).toEqual([200, "shardId-000000000000"]);
  });

  test("asks servers of this machine, with what its mappings change", async () => {
    const { status, headers, text } = await gateway.ask(fronted, "/live/http/x/y?a=1&b=2", {
      headers: { "x-gone": "1" },
    });
    expect(status).toBe(202);
    expect([headers["x-from"], headers["x-secret"]]).toEqual(["yes", undefined]);
    expect(JSON.parse(text)).toEqual({ url: "/kept/x/y?a=over&b=2", method: "GET", made: "live" });
  });

  test("has no stage but its own", async () => {
    expect((await post("/send", {})).text).toBe('{"message":"Not Found"}');
  });

  test("counts requests, and writes a line of each", async () => {
    const { Datapoints } = await api("cloudwatch", "GetMetricStatistics", {
      ...{ Namespace: "AWS/ApiGateway", MetricName: "Count", Statistics: ["Sum"], Period: 3600 },
      Dimensions: [
        { Name: "ApiId", Value: fronted },
        { Name: "Stage", Value: "live" },
      ],
      ...{ StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date(Date.now() + 60_000) },
    });
    const counted = (Datapoints as { Sum: number }[]).reduce((sum, each) => sum + each.Sum, 0);
    expect(counted).toBeGreaterThan(4);
    const { events } = await api("cloudwatchlogs", "FilterLogEvents", { logGroupName: "access" });
    const lines = (events as { message: string }[]).map(({ message }) => message);
    expect(lines).toContain("POST POST /send 200 127.0.0.1 -");
  });
});

describe("an API whose document lies in a bucket", () => {
  const mock = { type: "mock", requestTemplates: { "application/json": '{"statusCode": 204}' } };
  const restDocument = `swagger: "2.0"
info: { title: twice, title: kept }
paths:
  /kept:
    get:
      responses: { 204: { description: none } }
      x-amazon-apigateway-integration: ${JSON.stringify({ ...mock, responses: { default: { statusCode: "204" } } })}
`;
  const httpDocument = JSON.stringify({
    ...{ openapi: "3.0.1", info: { title: "kept http" } },
    paths: {
      "/kept": {
        get: {
          "x-amazon-apigateway-integration": {
            ...{
              type: "http_proxy",
              httpMethod: "GET",
              uri: "http://127.0.0.1:9",
              payloadFormatVersion: "1.0",
            },
          },
        },
      },
    },
  });
  const at = (Key: string) => ({ BodyS3Location: { Bucket: "documents", Key } });

  beforeAll(async () => {
    const { s3 } = gateway.region.services;
    await s3.createBucket("documents");
    for (const [key, text] of [
      ["rest.yaml", restDocument],
      ["http.json", httpDocument],
      ["list.json", "[]"],
      ["torn.json", "{"],
    ] as const)
      await s3.putObject({ bucket: "documents", key, bytes: Buffer.from(text) });
  });

  test("is what the document says, in YAML and in JSON", async () => {
    const outputs = await gateway.deploy("documents", {
      Resources: {
        Rest: { Type: "AWS::ApiGateway::RestApi", Properties: at("rest.yaml") },
        Deployment: {
          Type: "AWS::ApiGateway::Deployment",
          Properties: { RestApiId: { Ref: "Rest" }, StageName: "live" },
        },
        Http: { Type: "AWS::ApiGatewayV2::Api", Properties: at("http.json") },
      },
      Outputs: { Rest: { Value: { Ref: "Rest" } }, Http: { Value: { Ref: "Http" } } },
    });
    expect((await gateway.ask(outputs.Rest ?? "", "/live/kept")).status).toBe(204);
    const { apigateway } = gateway.region.services;
    expect(apigateway.restApis.find(outputs.Rest ?? "")?.name).toBe("kept");
    expect(apigateway.httpApis.find(outputs.Http ?? "")?.name).toBe("kept http");
  });

  test.each([
    ["list.json", "documents/list.json must be an object"],
    ["torn.json", "documents/torn.json is neither JSON nor YAML"],
    ["none.json", "documents/none.json cannot be read: The specified key does not exist."],
    ["rest.yaml of another version", "documents/rest.yaml cannot be read: "],
  ])("is refused for %s", async (what, problem) => {
    const [key = "", Version] = what.split(" of another ");
    const { BodyS3Location: location } = at(key);
    const Properties = { BodyS3Location: { ...location, ...(Version === undefined ? {} : { Version }) } };
    const body = { Resources: { Rest: { Type: "AWS::ApiGateway::RestApi", Properties } } };
    await expect(
      gateway.region.services.cloudformation.deploy({
        ...{ stackName: "refused", template: { file: "t.json", body } },
      }),
    ).rejects.toThrow(`/Resources/Rest/Properties/BodyS3Location: ${problem}`);
  });
});
