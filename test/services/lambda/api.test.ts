import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RawAnswer, RouteCall } from "../../../src/aws/wire/operation.ts";
import { lambdaApi } from "../../../src/services/lambda/api/api.ts";
import type { Lambda } from "../../../src/services/lambda/lambda.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { createFixture, openLambda } from "./open-lambda.ts";

let lambda: Lambda;

beforeAll(async () => {
  ({ lambda } = await openLambda());
  await createFixture(lambda, "everything", { memorySizeMb: 256, environment: { STAGE: "test" } });
  await createFixture(lambda, "other");
  lambda.concurrency.reserve("other", 3);
});
afterAll(() => lambda.close());

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: RouteCall["headers"];
  readonly body?: string;
}

async function send({ method = "GET", path, headers = {}, body = "" }: Call): Promise<RawAnswer> {
  const url = new URL(path, "http://127.0.0.1");
  for (const route of lambdaApi(lambda).routes ?? []) {
    const found = route.method === method ? route.path.exec(url.pathname) : null;
    if (found === null) continue;
    return route.handle({
      requestId: "request",
      host: "127.0.0.1",
      method,
      target: path,
      parameters: found.groups ?? {},
      query: url.searchParams,
      headers,
      body: Buffer.from(body),
    });
  }
  throw new Error(`no route for ${method} ${path}`);
}

function invoke(event: object | string, headers: RouteCall["headers"] = {}, name = "everything") {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  return send({ method: "POST", path: `/2015-03-31/functions/${name}/invocations`, headers, body });
}

describe("Invoke", () => {
  test("answers with the payload as the body", async () => {
    const answer = await invoke({ action: "echo", value: 7 });
    expect(answer).toEqual({
      status: 200,
      headers: { "content-type": "application/json", "x-amz-executed-version": "$LATEST" },
      body: "7",
    });
  });

  test("tells of a function's error in a header, not in the status", async () => {
    const answer = await invoke({ action: "fail" });
    expect(answer.status).toBe(200);
    expect(answer.headers["x-amz-function-error"]).toBe("Unhandled");
    expect(JSON.parse(String(answer.body))).toMatchObject({ errorType: "ReadingError" });
  });

  test("returns the tail of the log as base64", async () => {
    const answer = await invoke({ action: "print" }, { "x-amz-log-type": "Tail" });
    const log = Buffer.from(String(answer.headers["x-amz-log-result"]), "base64").toString();
    expect(log).toMatch(/^(INIT_START.*\n)?START RequestId: [\s\S]*hello world[\s\S]*REPORT RequestId: /);
  });

  test("passes the client context on", async () => {
    const clientContext = Buffer.from('{"custom":{"a":"b"}}').toString("base64");
    const answer = await invoke({ action: "context" }, { "x-amz-client-context": clientContext });
    expect(JSON.parse(String(answer.body)).clientContext).toEqual({ custom: { a: "b" } });
  });

  test.each([
    ["Event", 202],
    ["DryRun", 204],
  ])("of type %s answers %i without a body", async (type, status) => {
    const answer = await invoke({ action: "count" }, { "x-amz-invocation-type": type });
    expect([answer.status, answer.body]).toEqual([status, ""]);
  });

  test.each([
    ["an ARN", "arn:aws:lambda:us-east-1:000000000000:function:everything"],
    ["a partial ARN", "000000000000:function:everything"],
    ["a qualifier", "everything:$LATEST"],
  ])("takes %s", async (_what, name) => {
    expect((await invoke({ action: "echo", value: 1 }, {}, name)).body).toBe("1");
  });

  test.each([
    ["a body that is no JSON", "{", {}, "everything", "InvalidRequestContentException"],
    [
      "an unknown type",
      "{}",
      { "x-amz-invocation-type": "Sometimes" },
      "everything",
      "InvalidParameterValueException",
    ],
    ["a missing function", "{}", {}, "absent", "ResourceNotFoundException"],
  ])("refuses %s", async (_what, body, headers, name, code) => {
    await expect(invoke(body, headers, name)).rejects.toMatchObject({ code });
  });
});

describe("descriptions", () => {
  const configuration = {
    FunctionName: "everything",
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:everything",
    Runtime: "nodejs24.x",
    Handler: "everything.handler",
    Timeout: 3,
    MemorySize: 256,
    Version: "$LATEST",
    Environment: { Variables: { STAGE: "test" } },
    State: "Active",
    LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/everything" },
  };
  const get = async (path: string) => JSON.parse(String((await send({ path })).body));

  test("GetFunctionConfiguration", async () => {
    expect(await get("/2015-03-31/functions/everything/configuration")).toMatchObject(configuration);
  });

  test("GetFunction, with the concurrency that is reserved", async () => {
    expect(await get("/2015-03-31/functions/everything?Qualifier=$LATEST")).toMatchObject({
      Configuration: { ...configuration, FunctionArn: `${configuration.FunctionArn}:$LATEST` },
    });
    expect((await get("/2015-03-31/functions/other")).Concurrency).toEqual({
      ReservedConcurrentExecutions: 3,
    });
  });

  test("ListFunctions, page by page", async () => {
    const first = await get("/2015-03-31/functions/?MaxItems=1");
    const second = await get(`/2015-03-31/functions?MaxItems=1&Marker=${first.NextMarker}`);
    expect([first, second].flatMap((page) => page.Functions.map((each: object) => each))).toMatchObject([
      { FunctionName: "everything" },
      { FunctionName: "other" },
    ]);
    expect(second.NextMarker).toBeUndefined();
  });
});

describe("the SDK's client", () => {
  let server: SdkServer;
  let client: LambdaClient;

  beforeAll(async () => {
    server = await serve(lambdaApi(lambda));
    client = new LambdaClient(server.clientConfiguration);
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  test("invokes", async () => {
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: "everything",
        Payload: Buffer.from('{"action":"echo","value":"21 °C"}'),
        LogType: "Tail",
      }),
    );
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(answer.Payload?.transformToString()).toBe('"21 °C"');
    expect(Buffer.from(answer.LogResult ?? "", "base64").toString()).toContain(
      `START RequestId: ${answer.$metadata.requestId}`,
    );
  });

  test("sees a function's error", async () => {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: "everything", Payload: Buffer.from('{"action":"fail"}') }),
    );
    expect(answer.FunctionError).toBe("Unhandled");
  });

  test("sends events and describes functions", async () => {
    const event = new InvokeCommand({ FunctionName: "everything", InvocationType: "DryRun" });
    expect((await client.send(event)).StatusCode).toBe(204);
    const described = await client.send(new GetFunctionCommand({ FunctionName: "everything" }));
    expect(described.Configuration).toMatchObject({ State: "Active", MemorySize: 256 });
    expect((await client.send(new ListFunctionsCommand({}))).Functions).toHaveLength(2);
  });

  test.each([
    ["ResourceNotFoundException", { FunctionName: "absent" }],
    ["InvalidRequestContentException", { FunctionName: "everything", Payload: Buffer.from("{") }],
  ])("is refused with %s", async (name, input) => {
    await expect(client.send(new InvokeCommand(input))).rejects.toMatchObject({ name, Type: "User" });
  });
});
