// REST APIs by template, as SAM and plain CloudFormation write them, asked over real HTTP.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bucketDestination } from "../../region/support/delivery-targets.ts";
import { gatewayOfFile } from "./open-gateway.ts";
import { aws, byPath, plain, sam } from "./rest-api-stacks.ts";

const gateway = gatewayOfFile();
let backend: Server;
let front: string;
let id: string;

beforeAll(async () => {
  backend = createServer((request, response) => {
    response.writeHead(418, { "x-backend": "yes" });
    response.end(JSON.stringify({ url: request.url, own: request.headers["x-own"] }));
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  const outputs = await gateway.deploy("sam", sam);
  front = outputs.Id ?? "";
  const called = `lambda:path/2015-03-31/functions/${outputs.Function}/invocations`;
  const made = await gateway.deploy(
    "plain",
    plain({
      mock: {
        method: "GET",
        integration: {
          ...{
            Type: "MOCK",
            RequestTemplates: {
              "application/json":
                '{"statusCode": #if($input.body == "{}")$input.params("code")#{else}500#end}',
            },
          },
          IntegrationResponses: [
            {
              StatusCode: "200",
              ResponseTemplates: {
                "application/json":
                  '{"who":"$stageVariables.who","path":"$context.resourcePath","agent":"$util.escapeJavaScript($input.params().header.get("user-agent"))"}',
              },
              ResponseParameters: { "method.response.header.x-made": "'constant'" },
            },
            { StatusCode: "404", SelectionPattern: "404", ResponseTemplates: { "application/json": "none" } },
          ],
        },
      },
      loop: {
        method: "POST",
        integration: {
          ...{ Type: "MOCK", RequestTemplates: { "application/json": '{"statusCode": 200}' } },
          IntegrationResponses: [
            {
              StatusCode: "200",
              ResponseTemplates: {
                "application/json":
                  '#set($s = "a,b")#set($x = $s.split(","))$x.size() $input.constructor $s.constructor $input.hasOwnProperty("body")',
              },
            },
          ],
        },
      },
      start: {
        method: "POST",
        integration: aws(
          "states:action/StartExecution",
          `#set($body = $input.path('$'))
{"stateMachineArn": "${outputs.Machine}", "input": "{\\"names\\": [#foreach($each in $body.items)\\"$each.name\\"#if($foreach.hasNext),#end#end]}", "name": "$body.name"}`,
          {
            IntegrationResponses: [
              {
                StatusCode: "200",
                ResponseTemplates: { "application/json": '{"arn":$input.json("$.executionArn")}' },
              },
              {
                StatusCode: "409",
                SelectionPattern: "4\\d{2}",
                ResponseTemplates: { "application/json": '{"error":$input.json("$.__type")}' },
              },
            ],
          },
        ),
      },
      send: {
        method: "POST",
        integration: aws(
          "sqs:path/000000000000/rested",
          "Action=SendMessage&MessageBody=$util.urlEncode($input.body)",
          {
            RequestParameters: {
              "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
            },
          },
        ),
      },
      delivered: {
        method: "PUT",
        integration: aws(
          "firehose:action/PutRecord",
          '{"DeliveryStreamName":"rested","Record":{"Data":"$util.base64Encode($input.json(\'$\'))"}}',
        ),
      },
      ...byPath,
      record: {
        method: "PUT",
        integration: aws(
          "kinesis:action/PutRecord",
          '{"StreamName":"rested","Data":"$util.base64Encode($input.json(\'$.data\'))","PartitionKey":"$input.path(\'$.key\')"}',
        ),
      },
      event: {
        method: "POST",
        integration: aws(
          "events:action/PutEvents",
          '{"Entries":[{"Source":"rest","DetailType":"t","Detail":"$util.escapeJavaScript($input.json(\'$\'))"}]}',
        ),
      },
      call: {
        method: "POST",
        integration: aws(called, '{"fail":$input.json("$.fail")}', {
          IntegrationResponses: [
            { StatusCode: "200" },
            {
              ...{ StatusCode: "400", SelectionPattern: "Refused:.*" },
              ResponseTemplates: { "application/json": '{"why":"$input.path("$.errorMessage")"}' },
            },
          ],
        }),
      },
      strict: {
        method: "POST",
        integration: aws(called, "{}", { PassthroughBehavior: "NEVER" }),
      },
      http: {
        method: "GET",
        integration: {
          ...{ Type: "HTTP_PROXY", IntegrationHttpMethod: "GET", Uri: `${address}/kept` },
          RequestParameters: { "integration.request.header.x-own": "method.request.querystring.q" },
        },
      },
    }),
  );
  id = made.Id ?? "";
});
afterAll(() => {
  backend.close();
});

const send = (path: string, body: unknown, method = "POST", headers = {}) =>
  gateway.ask(id, `/live${path}`, { method, body: JSON.stringify(body), headers });

describe("a REST API of SAM's", () => {
  test("gives its function an event in format 1.0", async () => {
    const { status, headers, text } = await gateway.ask(front, "/prod/things/a%20b?q=1&q=2");
    expect([status, headers["content-type"]]).toEqual([200, "application/json"]);
    expect(JSON.parse(text)).toMatchObject({
      ...{ resource: "/things/{id}", path: "/things/a%20b", httpMethod: "GET", body: null },
      ...{ pathParameters: { id: "a%20b" }, stageVariables: { color: "blue" } },
      ...{ queryStringParameters: { q: "2" }, multiValueQueryStringParameters: { q: ["1", "2"] } },
      requestContext: {
        stage: "prod",
        path: "/prod/things/a%20b",
        resourcePath: "/things/{id}",
        apiId: front,
      },
    });
  });

  test.each([
    ["/prod/things/throw", 502, '{"message":"Internal server error"}'],
    ["/prod/things/bad", 502, '{"message":"Internal server error"}'],
    ["/prod/nowhere", 403, '{"message":"Missing Authentication Token"}'],
    ["/other/things/1", 403, '{"message":"Forbidden"}'],
  ])("answers %s with %i", async (path, status, text) => {
    const answer = await gateway.ask(front, path);
    expect([answer.status, answer.text]).toEqual([status, text]);
  });

  test("hands headers of several values on", async () => {
    const { status, headers } = await gateway.ask(front, "/prod/things/many");
    expect([status, headers["set-cookie"]]).toEqual([202, ["a=1", "b=2"]]);
  });

  test("answers pages that ask beforehand", async () => {
    const { status, headers } = await gateway.ask(front, "/prod/start", {
      ...{
        method: "OPTIONS",
        headers: { origin: "https://page.example", "access-control-request-method": "POST" },
      },
    });
    expect([status, headers["access-control-allow-origin"]]).toEqual([200, "*"]);
  });

  test("starts its state machine", async () => {
    const { status, text } = await gateway.ask(front, "/prod/start", {
      method: "POST",
      body: '{"a":"its"}',
    });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      expect.objectContaining({ executionArn: expect.any(String) }),
    ]);
  });
});

describe("a REST API with mapping templates", () => {
  test("answers by itself, and finds an empty object where nothing was sent", async () => {
    const found = await gateway.ask(id, "/live/mock?code=200", { headers: { "user-agent": `it's "me"` } });
    expect([found.status, found.headers["x-made"]]).toEqual([200, "constant"]);
    expect(found.text).toBe(`{"who":"stage","path":"/mock","agent":"it\\'s \\"me\\""}`);
    const missing = await gateway.ask(id, "/live/mock?code=404");
    expect([missing.status, missing.text]).toEqual([404, "none"]);
  });

  test("reaches nothing of JavaScript's", async () => {
    const { status, text } = await send("/loop", {});
    // A method that Java's texts do not have ends the template.
    expect([status, text]).toEqual([500, '{"message":"Internal server error"}']);
  });

  test("starts executions with what a template makes of the body", async () => {
    const body = { name: "mapped", items: [{ name: "a" }, { name: "b" }] };
    const { status, text } = await send("/start", body);
    expect(status).toBe(200);
    const { arn } = JSON.parse(text);
    const run = gateway.region.apis.get("sfn")?.operations.DescribeExecution;
    const described = await run?.({ executionArn: arn }, { requestId: "r", host: "h" });
    expect(described?.input).toBe('{"names": ["a","b"]}');
    const again = await send("/start", { ...body, items: [] });
    expect([again.status, again.text]).toEqual([409, expect.stringContaining("ExecutionAlreadyExists")]);
  });

  test("sends messages to a queue by a form, and by the query", async () => {
    const { status, text } = await send("/send", { a: "&=" });
    expect([status, (await send("/ask", { b: 2 })).status]).toEqual([200, 200]);
    expect(JSON.parse(text).SendMessageResponse.SendMessageResult.MessageId).toEqual(expect.any(String));
    const run = gateway.region.apis.get("sqs")?.operations.ReceiveMessage;
    const QueueUrl = "http://127.0.0.1/000000000000/rested";
    const received = await run?.({ QueueUrl, MaxNumberOfMessages: 2 }, { requestId: "r", host: "h" });
    const bodies = [{ Body: '{"a":"&="}' }, { Body: '{"b":2}' }].map((each) => expect.objectContaining(each));
    expect(received?.Messages).toEqual(expect.arrayContaining(bodies));
  });

  test("puts what it is sent into a bucket", async () => {
    const ask = (operation: string, request: object) =>
      gateway.region.apis
        .get("s3")
        ?.operations[operation]?.({ Bucket: "rested", ...request }, { requestId: "r", host: "h" });
    await ask("CreateBucket", {});
    expect((await send("/store", { c: 3 }, "PUT")).status).toBe(200);
    expect(await ask("HeadObject", { Key: "a/b" })).toMatchObject({ ContentLength: 7 });
  });

  test("puts records and events", async () => {
    gateway.region.services.firehose.create({ name: "rested", destination: bucketDestination("rested") });
    const delivered = await send("/delivered", { b: 1 }, "PUT");
    expect([delivered.status, JSON.parse(delivered.text)]).toMatchObject([200, { Encrypted: false }]);
    const record = await send("/record", { data: { b: 1 }, key: "k" }, "PUT");
    expect([record.status, JSON.parse(record.text).ShardId]).toEqual([200, "shardId-000000000000"]);
    const event = await send("/event", { b: "/its/" });
    expect([event.status, JSON.parse(event.text).FailedEntryCount]).toEqual([200, 0]);
  });

  test("tells the client of a body that is no JSON", async () => {
    const { status, text, headers } = await gateway.ask(id, "/live/start", {
      method: "POST",
      body: '{"name":',
    });
    expect([status, headers["x-amzn-errortype"]]).toEqual([400, "BadRequestException"]);
    expect(JSON.parse(text).message).toMatch(/^Could not parse request body into json: .*end of JSON/);
  });

  test("chooses its answer by what a function failed with", async () => {
    expect((await send("/call", {})).text).toBe('{"got":{"fail":""}}');
    const { status, text } = await send("/call", { fail: "x" });
    expect([status, text]).toEqual([400, '{"why":"Refused: x"}']);
  });

  test("takes no other content where it says so", async () => {
    const { status, text } = await send("/strict", {}, "POST", { "content-type": "text/plain" });
    expect([status, text]).toEqual([415, '{"message":"Unsupported Media Type"}']);
  });

  test("asks servers of this machine", async () => {
    const { status, headers, text } = await gateway.ask(id, "/live/http?q=1");
    expect([status, headers["x-backend"], JSON.parse(text)]).toEqual([
      418,
      "yes",
      { url: "/kept?q=1", own: "1" },
    ]);
  });
});
