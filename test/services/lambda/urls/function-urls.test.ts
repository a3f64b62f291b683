// Function URLs by the SDK and over real HTTP: their configuration, what a function gets of a request, and what a client gets of its
// response.

import {
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionUrlConfigsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { lambdaApi } from "../../../../src/services/lambda/api/api.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { type OpenedLambda, openLambda } from "../open-lambda.ts";
import { type Asked, askUrl, idIn } from "./support/ask-url.ts";
import { answers, makeWebFunctions } from "./support/web-handlers.ts";

let opened: OpenedLambda;
let server: SdkServer;
let client: LambdaClient;

/** Of a function's URL: each metric's values. */
const measured = new Map<string, number[]>();

beforeAll(async () => {
  opened = await openLambda(undefined, {
    metrics: {
      series: (_, name, { FunctionName }) => ({
        record: (value) => {
          const key = `${FunctionName} ${name}`;
          measured.set(key, [...(measured.get(key) ?? []), value]);
        },
      }),
    },
  });
  server = await serve(lambdaApi(opened.lambda));
  client = new LambdaClient({ ...server.clientConfiguration, maxAttempts: 1 });
  await makeWebFunctions(client);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await opened.lambda.close();
  expect(server.faults).toEqual([]);
});

const ask = (id: string, path: string, asked: Asked = {}) => askUrl(server.url, id, path, asked);

async function urlOf(FunctionName: string, more: object = {}): Promise<string> {
  const given = { FunctionName, AuthType: "NONE", ...more } as const;
  return idIn((await client.send(new CreateFunctionUrlConfigCommand(given))).FunctionUrl);
}

const remove = (FunctionName: string) => client.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));

describe("a function's answer", () => {
  let id: string;
  beforeAll(async () => {
    id = await urlOf("web");
  });
  afterAll(() => remove("web"));

  test.each(answers)("%s is %d", async (path, status, headers, body) => {
    const answer = await ask(id, path);
    expect([answer.status, answer.body.toString()]).toEqual([status, body]);
    expect(answer.headers).toMatchObject(headers);
  });

  test("a request arrives in payload format 2.0, whatever it looks like", async () => {
    const { body } = await ask(id, "/a%20b/c?x=1&x=2&y=%20z&e", {
      method: "POST",
      headers: {
        ...{
          "content-type": "application/json",
          cookie: "k=v; l=w",
          "x-amz-target": "Kinesis_20131202.PutRecord",
        },
        "user-agent": "test",
      },
      body: '{"a":1}',
    });
    const event = JSON.parse(body.toString());
    const domain = `${id}.lambda-url.us-east-1.localhost`;
    expect(event).toMatchObject({
      ...{ version: "2.0", routeKey: "$default", rawPath: "/a%20b/c", rawQueryString: "x=1&x=2&y=%20z&e" },
      ...{ cookies: ["k=v", "l=w"], body: '{"a":1}', isBase64Encoded: false },
      queryStringParameters: { x: "1,2", y: " z", e: "" },
      headers: { "x-amz-target": "Kinesis_20131202.PutRecord", "content-type": "application/json" },
      requestContext: {
        ...{ accountId: "anonymous", apiId: id, domainName: domain, domainPrefix: id },
        http: {
          method: "POST",
          path: "/a%20b/c",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test",
        },
        ...{ routeKey: "$default", stage: "$default", timeEpoch: expect.any(Number) },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    });
    expect(event.headers.cookie).toBeUndefined();
  });

  test.each([
    ["application/x-www-form-urlencoded", "Action=ListQueues&Version=2012-11-05", true],
    ["text/csv", "a,b", false],
    ["application/octet-stream", "xyz", true],
  ])("a body of %s", async (type, sent, isBase64Encoded) => {
    const { body } = await ask(id, "/", { method: "POST", headers: { "content-type": type }, body: sent });
    const event = JSON.parse(body.toString());
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body, isBase64Encoded ? "base64" : "utf8").toString()).toBe(sent);
  });

  test.each(["/health", "/2015-03-31/functions", "/", "/bucket/key?acl"])(
    "what is a path of the region's elsewhere is the function's here: %s",
    async (path) => {
      expect(JSON.parse((await ask(id, path)).body.toString()).rawPath).toBe(path.replace(/\?.*/, ""));
    },
  );

  test("the id may stand in the path, where a page cannot reach the rest of the region", async () => {
    const answer = await fetch(`${server.url}/_millrace/lambda-url/${id}/a/b?c=d`, {
      headers: { connection: "close" },
    });
    expect(await answer.json()).toMatchObject({ rawPath: "/a/b", rawQueryString: "c=d" });
    expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox /);
    const root = await fetch(`${server.url}/_millrace/lambda-url/${id}`, {
      headers: { connection: "close" },
    });
    expect(await root.json()).toMatchObject({ rawPath: "/" });
  });

  test("HEAD has a length and no body", async () => {
    const { status, body, headers } = await ask(id, "/custom", { method: "HEAD" });
    expect([status, headers["content-length"], body.length]).toEqual([201, "4", 0]);
  });

  test("an unknown id is nobody's", async () => {
    const { status, body } = await ask("nobody", "/");
    expect([status, body.toString()]).toEqual([404, '{"Message":null}']);
  });

  test("a throttled function is told as such", async () => {
    const concurrency = { FunctionName: "web", ReservedConcurrentExecutions: 0 };
    await client.send(new PutFunctionConcurrencyCommand(concurrency));
    const { status, body } = await ask(id, "/text");
    expect([status, JSON.parse(body.toString())]).toMatchObject([429, { message: "Rate Exceeded." }]);
    await client.send(new PutFunctionConcurrencyCommand({ ...concurrency, ReservedConcurrentExecutions: 9 }));
  });
});

test("a URL of IAM's wants a signature, and tells the function who asks", async () => {
  const id = await urlOf("web", { AuthType: "AWS_IAM" });
  const refused = await ask(id, "/");
  expect(refused.status).toBe(403);
  expect(refused.body.toString()).toMatch(/^\{"Message":"Forbidden\. For troubleshooting /);
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00";
  const { body } = await ask(id, "/", { headers: { authorization } });
  expect(JSON.parse(body.toString()).requestContext).toMatchObject({
    accountId: "000000000000",
    authorizer: { iam: { accessKey: "AKIDEXAMPLE", accountId: "000000000000" } },
  });
  await remove("web");
});

describe("CORS", () => {
  test("is the URL's where it is configured", async () => {
    const Cors = {
      ...{ AllowOrigins: ["https://a.example"], AllowMethods: ["GET", "PUT"], AllowHeaders: ["x-own"] },
      ...{ ExposeHeaders: ["x-shown"], AllowCredentials: true, MaxAge: 60 },
    };
    const id = await urlOf("web", { Cors });
    const origin = "https://a.example";
    const shared = {
      ...{ "access-control-allow-origin": origin, "access-control-allow-credentials": "true" },
      ...{ "access-control-expose-headers": "x-shown", vary: "Origin" },
    };
    const preflight = await ask(id, "/text", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "PUT" },
    });
    expect([preflight.status, preflight.body.length]).toEqual([200, 0]);
    expect(preflight.headers).toMatchObject({
      ...shared,
      "access-control-allow-methods": "GET,PUT",
      "access-control-allow-headers": "x-own",
      "access-control-max-age": "60",
    });
    const asked = await ask(id, "/text", { headers: { origin } });
    expect(asked.headers).toMatchObject(shared);
    expect(asked.body.toString()).toBe('"hello"');
    const other = await ask(id, "/text", { headers: { origin: "https://b.example" } });
    expect(other.headers["access-control-allow-origin"]).toBeUndefined();
    await remove("web");
  });

  test("names every page that asks where all may, with credentials and without, and what the function says as well", async () => {
    const origin = "https://a.example";
    for (const credentials of ["true", undefined]) {
      const AllowCredentials = credentials !== undefined;
      const id = await urlOf("web", { Cors: { AllowOrigins: ["*"], AllowCredentials } });
      const headers = { origin, "access-control-request-method": "PUT" };
      const before = await ask(id, "/shared", { method: "OPTIONS", headers });
      const after = await ask(id, "/shared", { headers: { origin } });
      const told = ({ headers }: typeof before) =>
        ["origin", "credentials"].map((what) => headers[`access-control-allow-${what}`]);
      expect(told(before)).toEqual([origin, credentials]);
      expect(told(after)).toEqual([`${origin}, *`, credentials]);
      await remove("web");
    }
  });

  test("is the function's own where it is not", async () => {
    const id = await urlOf("web");
    const headers = { origin: "https://a.example", "access-control-request-method": "PUT" };
    const { body } = await ask(id, "/own", { method: "OPTIONS", headers });
    expect(JSON.parse(body.toString()).requestContext.http.method).toBe("OPTIONS");
    await remove("web");
  });
});

describe("a streamed response", () => {
  let id: string;
  beforeAll(async () => {
    id = await urlOf("streaming", { InvokeMode: "RESPONSE_STREAM" });
  });

  test.each<[string, number, object]>([
    ["/", 200, { "content-type": "text/plain", "transfer-encoding": "chunked" }],
    ["/head", 202, { "x-own": "streamed", "set-cookie": ["c=3"] }],
  ])("%s is told in pieces", async (path, status, headers) => {
    const answer = await ask(id, path);
    expect([answer.status, answer.body.toString(), answer.isWhole]).toEqual([status, "one two three", true]);
    expect(answer.headers).toMatchObject(headers);
  });

  test("that breaks off does not look whole; one that never began is 502", async () => {
    const broken = await ask(id, "/break");
    expect([broken.body.toString(), broken.isWhole]).toEqual(["one two three", false]);
    const thrown = await ask(id, "/throw");
    expect([thrown.status, thrown.body.toString()]).toEqual([502, "Internal Server Error"]);
  });

  test.each<[string, string, string, object]>([
    ["streaming", "/", "one two three", {}],
    ["streaming", "/throw", "", { ErrorCode: "Unhandled" }],
    ["web", "/text", '"hello"', {}],
  ])("InvokeWithResponseStream of %s with %s", async (FunctionName, rawPath, text, completion) => {
    const { EventStream = [], ExecutedVersion } = await client.send(
      new InvokeWithResponseStreamCommand({
        FunctionName,
        Payload: JSON.stringify({ rawPath }),
        LogType: "Tail",
      }),
    );
    const pieces: string[] = [];
    let ended: object | undefined;
    for await (const { PayloadChunk, InvokeComplete } of EventStream) {
      if (PayloadChunk) pieces.push(Buffer.from(PayloadChunk.Payload ?? []).toString());
      if (InvokeComplete) ended = InvokeComplete;
    }
    expect(ExecutedVersion).toBe("$LATEST");
    if (text !== "") expect(pieces.join("")).toBe(text);
    expect(ended).toMatchObject({ ...completion, LogResult: expect.any(String) });
  });
});

describe("a configuration", () => {
  const FunctionName = "configured";
  test("is made, told, changed, listed and deleted", async () => {
    await client.send(new PublishVersionCommand({ FunctionName }));
    await client.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
    const Cors = { AllowOrigins: ["*"], MaxAge: 5 };
    const created = await client.send(
      new CreateFunctionUrlConfigCommand({ FunctionName, Qualifier: "live", AuthType: "NONE", Cors }),
    );
    const FunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:configured:live";
    expect(created).toMatchObject({ FunctionArn, AuthType: "NONE", Cors });
    const updated = await client.send(
      new UpdateFunctionUrlConfigCommand({ FunctionName: FunctionArn, InvokeMode: "RESPONSE_STREAM" }),
    );
    expect(updated).toMatchObject({
      ...{ FunctionUrl: created.FunctionUrl, InvokeMode: "RESPONSE_STREAM", Cors },
      ...{ CreationTime: created.CreationTime, LastModifiedTime: expect.any(String) },
    });
    const { FunctionUrlConfigs } = await client.send(new ListFunctionUrlConfigsCommand({ FunctionName }));
    expect(FunctionUrlConfigs).toMatchObject([{ FunctionArn }]);
    await client.send(new DeleteFunctionUrlConfigCommand({ FunctionName, Qualifier: "live" }));
    await expect(
      client.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier: "live" })),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    });
  });

  const create = (more: object) =>
    client.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE", ...more }));
  test.each<[string, () => Promise<unknown>, object]>([
    [
      "a second one",
      async () => {
        await create({});
        await create({});
      },
      {
        name: "ResourceConflictException",
        message:
          "Failed to create function url config for [functionArn = arn:aws:lambda:us-east-1:000000000000:function:configured]. Error message:  FunctionUrlConfig exists for this Lambda function",
      },
    ],
    [
      "no function",
      () => create({ FunctionName: "none" }),
      { name: "ResourceNotFoundException", message: "Function does not exist" },
    ],
    ["$LATEST", () => create({ Qualifier: "$LATEST" }), { name: "ValidationException" }],
    ["a version", () => create({ Qualifier: "1" }), { name: "ValidationException" }],
    [
      "an unknown way to authorize",
      () => create({ AuthType: "ALL" }),
      {
        name: "ValidationException",
        message:
          "1 validation error detected: Value 'ALL' at 'authType' failed to satisfy constraint: Member must satisfy enum value set: [NONE, AWS_IAM]",
      },
    ],
    ["too long an age", () => create({ Cors: { MaxAge: 86_401 } }), { name: "ValidationException" }],
  ])("is refused: %s", async (_, call, error) => {
    await expect(call()).rejects.toMatchObject(error);
  });
});

test("a URL's requests are measured", async () => {
  const id = await urlOf("measured");
  for (const path of ["/text", "/throw"]) await ask(id, path);
  await client.send(new UpdateFunctionUrlConfigCommand({ FunctionName: "measured", AuthType: "AWS_IAM" }));
  expect((await ask(id, "/text")).status).toBe(403);
  expect(measured.get("measured UrlRequestCount")).toEqual([1, 1, 1]);
  expect(measured.get("measured UrlRequestLatency")).toHaveLength(3);
  expect([measured.get("measured Url4xxCount"), measured.get("measured Url5xxCount")]).toEqual([[1], [1]]);
});
