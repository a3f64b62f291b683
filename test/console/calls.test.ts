// What the console asks of the region: AWS's operations as JSON, and what happened of late.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pageRoutes } from "../../src/console/page-routes.ts";
import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";
import { send } from "../server/raw-request.ts";

const faults: unknown[] = [];
let region: Region;
let server: ApiServer;
beforeAll(async () => {
  server = new ApiServer({ onFault: (fault) => faults.push(fault) });
  await server.listen(0);
  region = await Region.open({ directory: undefined, endpoint: server.url });
  server.serve({ services: [...region.apis.values()], routes: pageRoutes(region) });
});
afterAll(async () => {
  await server.close();
  await region.close();
  expect(faults).toEqual([]);
});

async function call(path: string, members: unknown): Promise<Record<string, unknown>> {
  const body = typeof members === "string" ? members : JSON.stringify(members);
  const answered = await send(server.port, { method: "POST", path: `/_millrace/api/call/${path}`, body });
  return JSON.parse(answered.body.toString());
}

async function view(path: string): Promise<{ readonly status: number; readonly value: unknown }> {
  const { status, body } = await send(server.port, { method: "GET", path: `/_millrace/api/${path}` });
  return { status, value: JSON.parse(body.toString()) };
}

const definition = (states: object) => JSON.stringify({ StartAt: "A", States: states });
const create = (name: string, type: string, states: object) =>
  call("sfn/CreateStateMachine", {
    ...{ name, type, definition: definition(states) },
    roleArn: "arn:aws:iam::000000000000:role/r",
  }) as Promise<{ answer: { stateMachineArn: string } }>;

test("an operation answers with dates in milliseconds and bytes in base64", async () => {
  const before = Date.now();
  const { answer } = await create("plain", "STANDARD", { A: { Type: "Succeed" } });
  const described = await call("sfn/DescribeStateMachine", { stateMachineArn: answer.stateMachineArn });
  expect(described.answer).toMatchObject({ name: "plain", creationDate: expect.any(Number) });
  expect((described.answer as { creationDate: number }).creationDate).toBeGreaterThanOrEqual(before);
});

test.each([
  ["sfn/DescribeExecution", { executionArn: "x" }, "InvalidArn"],
  ["sfn/Nothing", {}, "UnknownOperationException"],
  ["nothing/ListStreams", {}, "UnknownOperationException"],
  ["sfn/toString", {}, "UnknownOperationException"],
  ["sfn/ListStateMachines", "{", "SerializationException"],
])("%s of %j is refused with %s", async (path, members, code) => {
  expect(await call(path, members)).toMatchObject({ error: { code, message: expect.any(String) } });
});

test("an Express execution that nobody logs can be opened, while it runs and after it has failed", async () => {
  const { answer } = await create("quick", "EXPRESS", {
    A: { Type: "Pass", Result: 1, Next: "B" },
    B: { Type: "Fail", Error: "Odd", Cause: "it is odd" },
  });
  const { stateMachineArn } = answer;
  const started = await call("sfn/StartExecution", { stateMachineArn, input: '{"a":1}' });
  const { executionArn } = started.answer as { executionArn: string };
  const listed = await view(`express-executions?stateMachineArn=${stateMachineArn}`);
  expect(listed.value).toMatchObject([
    { executionArn, status: "FAILED", error: "Odd", cause: "it is odd", hasHistory: true },
  ]);
  const opened = await view(`express-execution?executionArn=${executionArn}`);
  const { events } = opened.value as { events: { type: string }[] };
  expect(events.map(({ type }) => type)).toEqual([
    ...["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"],
  ]);
  expect(await view("express-execution?executionArn=none")).toMatchObject({ status: 400 });
});

test("what happens is told from the first question on, each thing once", async () => {
  const first = (await view("activities?after=0")).value as { number: number }[];
  const { answer } = await create("told", "EXPRESS", { A: { Type: "Succeed" } });
  await call("sfn/StartSyncExecution", { stateMachineArn: answer.stateMachineArn });
  const after = first.at(-1)?.number ?? 0;
  const fresh = (await view(`activities?after=${after}`)).value as { number: number; name: string }[];
  expect(fresh).toMatchObject([{ name: "told", kind: "execution", isFailure: false }]);
  expect((await view(`activities?after=${fresh.at(-1)?.number}`)).value).toEqual([]);
});
