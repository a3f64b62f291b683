// Step Functions on the wire, byte by byte: AWS JSON 1.0, and what comes of requests that no client would send.

import { request } from "node:http";
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import { activityArn, machineArn, passes, roleArn } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  service.states.machines.create({ name: "orders", definition: passes, roleArn });
  service.states.machines.create({ name: "express", definition: passes, roleArn, type: "EXPRESS" });
});
function post(operation: string, body: string, target = `AWSStepFunctions.${operation}`): Promise<Response> {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
  return fetch(service.url, { method: "POST", headers, body });
}

async function stillServes(): Promise<void> {
  const { stateMachines } = await service.client.send(new ListStateMachinesCommand({}));
  expect(stateMachines?.map(({ name }) => name).sort()).toEqual(["express", "orders"]);
}

test("an answer is AWS JSON 1.0 with a request's id, and times are seconds", async () => {
  const response = await post(
    "DescribeStateMachine",
    JSON.stringify({ stateMachineArn: machineArn("orders") }),
  );
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.0");
  expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const { creationDate } = (await response.json()) as { readonly creationDate: number };
  expect(Math.abs(creationDate * 1000 - Date.now())).toBeLessThan(60_000);
});

test("an answer of nothing is an empty object", async () => {
  const response = await post("DeleteActivity", JSON.stringify({ activityArn: activityArn("none") }));
  expect([response.status, await response.text()]).toEqual([200, "{}"]);
});

test("every request has an id of its own, refused or not", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => post(index % 2 ? "ListActivities" : "Nothing", "{}")),
  );
  const ids = answers.map(({ headers }) => headers.get("x-amzn-requestid"));
  expect(new Set(ids).size).toBe(20);
});

test("the members of an error stand beside its message", async () => {
  const resourceArn = machineArn("none");
  const response = await post("ListTagsForResource", JSON.stringify({ resourceArn }));
  expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.0");
  expect(await response.json()).toEqual({
    __type: "com.amazonaws.swf.service.v2.model#ResourceNotFound",
    message: `Resource not found: '${resourceArn}'`,
    resourceName: resourceArn,
  });
});

test("an error has its type in AWS's namespace, and a message", async () => {
  const response = await post(
    "DescribeStateMachine",
    JSON.stringify({ stateMachineArn: machineArn("none") }),
  );
  expect(response.status).toBe(400);
  expect(response.headers.get("x-amzn-requestid")).toMatch(/\S/);
  expect(await response.json()).toEqual({
    __type: "com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist",
    message: `State Machine Does Not Exist: '${machineArn("none")}'`,
  });
});

const farAway = "arn:aws:states:eu-west-1:999999999999:stateMachine:orders";
const missing = "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: ";
const short = "Member must have length greater than or equal to 1";

describe("bad input is refused, and the server goes on", () => {
  test.each<[what: string, operation: string, body: string, status: number, type: string, message: string]>([
    ["not JSON", "StartExecution", "{", 400, "SerializationException", "The request body is not JSON"],
    ["no object", "StartExecution", "[1]", 400, "SerializationException", "must be a JSON object"],
    ["an unknown operation", "StartEverything", "{}", 400, "UnknownOperationException", ""],
    [
      "a missing ARN",
      "StartExecution",
      "{}",
      400,
      "ValidationException",
      `${missing}Member must not be null`,
    ],
    ["an empty body", "StartExecution", "", 400, "ValidationException", "Member must not be null"],
    ["an empty ARN", "StartExecution", '{"stateMachineArn":""}', 400, "ValidationException", short],
    ["a wrong type", "StartExecution", '{"stateMachineArn":1}', 400, "SerializationException", ""],
    [
      "a list for a text",
      "CreateStateMachine",
      '{"name":["a"],"definition":"{}","roleArn":"r"}',
      400,
      "SerializationException",
      "",
    ],
    [
      "a number out of bounds",
      "ListStateMachines",
      '{"maxResults":1001}',
      400,
      "ValidationException",
      "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
    [
      "no such value",
      "CreateStateMachine",
      JSON.stringify({ name: "n", definition: passes, roleArn, type: "SLOW" }),
      400,
      "ValidationException",
      "Value 'SLOW' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]",
    ],
    [
      "another region's ARN",
      "StartExecution",
      JSON.stringify({ stateMachineArn: farAway }),
      400,
      "StateMachineDoesNotExist",
      `State Machine Does Not Exist: '${farAway}'`,
    ],
    [
      "no ARN at all",
      "StartExecution",
      '{"stateMachineArn":"orders"}',
      400,
      "InvalidArn",
      "Invalid Arn: 'Invalid ARN prefix: orders'",
    ],
    [
      "an ARN of another kind",
      "DescribeExecution",
      JSON.stringify({ executionArn: machineArn("orders") }),
      400,
      "InvalidArn",
      "Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    ],
  ])("%s", async (_what, operation, body, status, type, message) => {
    const response = await post(operation, body);
    const refusal = (await response.json()) as { readonly __type: string; readonly message: string };
    expect([response.status, refusal.__type.split("#").at(-1)]).toEqual([status, type]);
    expect(refusal.message).toContain(message);
    await stillServes();
  });

  test("several broken bounds are told at once", async () => {
    const response = await post("CreateStateMachine", '{"name":"","roleArn":""}');
    const { __type, message } = (await response.json()) as Readonly<Record<"__type" | "message", string>>;
    expect(message).toMatch(/^3 validation errors detected: /);
    for (const member of ["name", "definition", "roleArn"]) expect(message).toContain(`at '${member}'`);
    expect(__type).toBe("com.amazon.coral.validate#ValidationException");
  });

  test("members that nobody knows are ignored", async () => {
    const request = { stateMachineArn: machineArn("orders"), somethingNew: 1, __proto__: { a: 1 } };
    expect((await post("DescribeStateMachine", JSON.stringify(request))).status).toBe(200);
  });

  test.each<[what: string, body: string]>([
    ["a member of many levels that nobody knows", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["null where a member is not required", "null"],
  ])("%s is no matter", async (_what, value) => {
    const body = `{"stateMachineArn":"${machineArn("orders")}","includedData":null,"other":${value}}`;
    expect((await post("DescribeStateMachine", body)).status).toBe(200);
    await stillServes();
  });

  test.each([
    ["a member that every object has", "constructor"],
    ["a member of prototypes", "__proto__"],
    ["another service's operation", "PutRecords"],
    ["no operation", ""],
    ["an operation in small letters", "startexecution"],
  ])("%s is no operation", async (_what, operation) => {
    const response = await post(operation, "{}");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: "UnknownOperationException" });
    await stillServes();
  });

  test.each(["{}\u0000", "\ufeff{}", "{'a':1}", '{"a":1}{"a":2}', "nul", '"text"', "1", "true", "null"])(
    "%j is no request",
    async (body) => {
      const response = await post("ListStateMachines", body);
      expect(response.status).toBe(400);
      expect(response.headers.get("x-amzn-errortype")).toBe("SerializationException");
      expect(await response.json()).toMatchObject({
        __type: "com.amazonaws.swf.service.v2.model#SerializationException",
        message: expect.stringMatching(/JSON/),
      });
      await stillServes();
    },
  );

  test("texts that are no well-formed Unicode are answered as what they are", async () => {
    const headers = { "x-amz-target": "AWSStepFunctions.StartSyncExecution" };
    const before = `{"stateMachineArn":"${machineArn("express")}","input":"\\"`;
    const body = Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe]), Buffer.from('\\""}')]);
    const response = await fetch(service.url, { method: "POST", headers, body });
    expect(await response.json()).toMatchObject({ status: "SUCCEEDED", output: '"\ufffd\ufffd"' });
    await stillServes();
  });

  test("a body that is too large", async () => {
    const input = "x".repeat(17 * 1024 * 1024);
    const response = await post(
      "StartExecution",
      JSON.stringify({ stateMachineArn: machineArn("orders"), input }),
    );
    expect(response.status).toBe(413);
    await response.body?.cancel();
    await stillServes();
  });

  test("a target of no service, and none", async () => {
    const wrong = await post("", "{}", "AWSStepFunctionz.StartExecution");
    expect([wrong.status, await wrong.text()]).toEqual([
      400,
      expect.stringContaining("UnknownOperationException"),
    ]);
    const none = await fetch(service.url, { method: "POST", body: "{}" });
    expect(none.status).toBe(400);
    await none.body?.cancel();
    await stillServes();
  });
});

test("a client that uses the region as its proxy reaches it by the sync- host", async () => {
  const url = "http://sync-states.us-east-1.amazonaws.com/";
  const body = JSON.stringify({ stateMachineArn: machineArn("express"), input: "1" });
  const answer = await new Promise<string>((resolve, reject) => {
    // To a proxy the request line has the whole URL.
    const headers = {
      host: "sync-states.us-east-1.amazonaws.com",
      "x-amz-target": "AWSStepFunctions.StartSyncExecution",
    };
    const proxy = { port: new URL(service.url).port, path: url, method: "POST", headers };
    request(proxy, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end(body);
  });
  expect(JSON.parse(answer)).toMatchObject({ status: "SUCCEEDED", output: "1" });
});

test("an answer of many clients at once is each client's own", async () => {
  const clients = Array.from(
    { length: 8 },
    () =>
      new SFNClient({
        endpoint: service.url,
        region: "us-east-1",
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
      }),
  );
  const names = await Promise.all(
    clients.flatMap((client) =>
      ["orders", "express"].map(
        async (name) =>
          (await client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn(name) }))).name,
      ),
    ),
  );
  expect(names).toEqual(clients.flatMap(() => ["orders", "express"]));
  for (const client of clients) client.destroy();
});
