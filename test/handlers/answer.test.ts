// The page that answers a question, on a real table and a workflow that really waits: also when whoever answered was cut off between the
// table and the workflow, a while ago or just now.

import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { parse } from "yaml";
import { ServiceError } from "../../src/aws/service-error.ts";
import { signedLink } from "../../src/weather/approval-links.ts";
import type { Page } from "../../src/weather/approval-page.ts";
import { type Decision, type Question, questionFor, tellingMs } from "../../src/weather/approvals.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";
import { lambdaContext } from "./lambda-context.ts";

const TableName = "approvals";
const key = "the-key";
let served: ServedRegion;
let answer: typeof import("../../handlers/answer.ts").handler;
let table: typeof import("../../handlers/approval-table.ts");
let asked = 0;

beforeAll(async () => {
  served = await serveRegion();
  served.region.start();
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: served.server.url, AWS_REGION: "us-east-1", AWS_MAX_ATTEMPTS: "1" },
    ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    ...{ APPROVALS_TABLE: TableName, APPROVAL_KEY: "approval-key", POWERTOOLS_DEV: "true" },
    ...{ POWERTOOLS_SERVICE_NAME: "approve-warning", POWERTOOLS_METRICS_NAMESPACE: "WeatherStations" },
  });
  const { dynamodb, states } = served.region.services;
  await dynamodb.request("CreateTable", {
    ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
    AttributeDefinitions: [{ AttributeName: "approvalId", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "approvalId", KeyType: "HASH" }],
  });
  const secret = { Name: "approval-key", SecretString: key };
  const create = served.region.apis.get("secretsmanager")?.operations.CreateSecret;
  await create?.(secret, { requestId: "1", host: "" });
  states.activities.create({ name: "answers" });
  const Ask = { Type: "Task", Resource: arnOf("states", "activity:answers"), End: true };
  states.machines.create({
    ...{ name: "waits", roleArn: "arn:aws:iam::000000000000:role/waits" },
    definition: JSON.stringify({ StartAt: "Ask", States: { Ask } }),
  });
  ({ handler: answer } = await import("../../handlers/answer.ts"));
  table = await import("../../handlers/approval-table.ts");
});

beforeEach(() => {
  for (const method of ["info", "log", "warn", "error"] as const)
    jest.spyOn(console, method).mockImplementation(() => undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => served.close());

interface Asked {
  readonly question: Question;
  readonly executionArn: string;
}

async function ask(): Promise<Asked> {
  const { states } = served.region.services;
  const stateMachineArn = arnOf("states", "stateMachine:waits");
  const { executionArn } = await states.startExecution({ stateMachineArn });
  const isOf = (task: { readonly execution: { readonly arn: string } }) =>
    task.execution.arn === executionArn;
  const taskToken = await until(() => states.tokens.open.find(isOf)?.taskToken);
  const link = { id: `question-${++asked}`, expiresAt: Math.floor(Date.now() / 1000) + 7200 };
  const about = {
    findingId: "f",
    subject: "Gale",
    message: "Gale at Cape",
    topicArn: "",
    answerWithinSeconds: 1,
  };
  const question = questionFor({ ...about, taskToken }, link, Date.now());
  await table.keepQuestion(question);
  return { question, executionArn };
}

/** Follows the link, and presses a button of the page if it says one. */
function follow({ question }: Asked, pressed?: Decision | "later"): Promise<Page> {
  const link = { id: question.approvalId, expiresAt: question.forgetAt - 24 * 60 * 60 };
  const { searchParams } = new URL(signedLink("https://page.example/", link, key));
  const event = {
    queryStringParameters: Object.fromEntries(searchParams),
    requestContext: { http: { method: pressed === undefined ? "GET" : "POST" } },
    ...(pressed === undefined ? {} : { body: `answer=${pressed}` }),
  } as unknown as LambdaFunctionURLEvent;
  return answer(event, lambdaContext("answer"));
}

const titleOf = ({ statusCode, body }: Page) => [statusCode, /<h1>(.*)<\/h1>/.exec(body)?.[1]];
const kept = ({ question }: Asked) => table.findQuestion(question.approvalId);

async function outputOf({ executionArn }: Asked): Promise<Pick<Question, "decision" | "decidedAt">> {
  const { records } = served.region.services.states.standard;
  const { end } = await until(() => {
    const record = records.describe(executionArn);
    return record.end !== undefined && record;
  });
  return end?.status === "SUCCEEDED" ? (end.output as Pick<Question, "decision" | "decidedAt">) : {};
}

/** What is there when whoever pressed a button decided so long ago, and was cut off before the workflow was told. */
async function cutOff({ question }: Asked, decision: Decision, agoMs: number): Promise<string> {
  const decidedAt = new Date(Date.now() - agoMs).toISOString();
  await table.decideOnce({ ...question, decision, decidedAt });
  return decidedAt;
}

test("an answer is told to the workflow, and its token is not kept", async () => {
  const asked = await ask();
  expect(titleOf(await follow(asked))).toEqual([200, "Shall the public be warned?"]);
  expect(titleOf(await follow(asked, "approve"))).toEqual([200, "You approved the warning"]);
  const told = await outputOf(asked);
  expect(told).toEqual({ decision: "approve", decidedAt: expect.any(String) });
  const { taskToken: _, ...question } = asked.question;
  expect(await kept(asked)).toEqual({ ...question, ...told, isHeard: true });
  for (const pressed of [undefined, "reject", "later"] as const) {
    const page = await follow(asked, pressed);
    expect(titleOf(page)).toEqual([409, "This has been answered"]);
    expect(page.body).toContain(`It was approved at ${told.decidedAt}. Your answer changes nothing.`);
  }
});

describe("whoever answered is cut off before the workflow is told", () => {
  test.each([undefined, "approve", "reject"] as const)(
    "and while it may yet be told, %s shows what to do and tells nobody",
    async (pressed) => {
      const asked = await ask();
      const decidedAt = await cutOff(asked, "approve", 0);
      const page = await follow(asked, pressed);
      expect(titleOf(page)).toEqual([202, "The workflow is being told"]);
      expect(page.body).toContain(`It was approved at ${decidedAt}.`);
      expect(page.body).toContain('value="approve">Tell it again</button>');
      expect(page.body).not.toContain(asked.question.taskToken);
      expect(await kept(asked)).toMatchObject({ taskToken: asked.question.taskToken });
    },
  );

  test.each([
    ["approve", [200, "You approved the warning"]],
    ["reject", [409, "This has been answered"]],
    ["later", [409, "This has been answered"]],
  ] as const)("later %s tells the workflow what was answered first", async (pressed, title) => {
    const asked = await ask();
    const decidedAt = await cutOff(asked, "approve", tellingMs);
    expect(titleOf(await follow(asked))).toEqual([202, "The workflow is being told"]);
    expect(titleOf(await follow(asked, pressed))).toEqual(title);
    expect(await outputOf(asked)).toEqual({ decision: "approve", decidedAt });
    expect(await kept(asked)).not.toHaveProperty("taskToken");
    expect(titleOf(await follow(asked))).toEqual([409, "This has been answered"]);
  });

  test("and the workflow has gone on without it: that is said, and nothing is left to tell", async () => {
    const asked = await ask();
    await cutOff(asked, "approve", tellingMs);
    served.region.services.states.tokens.fail(asked.question.taskToken ?? "", "States.Timeout", "silence");
    const page = await follow(asked, "approve");
    expect(titleOf(page)).toEqual([409, "This has been answered"]);
    expect(page.body).toContain("it had heard it before, or had asked somebody else");
    expect(await kept(asked)).toMatchObject({ isHeard: false });
    expect(await kept(asked)).not.toHaveProperty("taskToken");
    expect((await follow(asked)).body).toContain("it had heard it before, or had asked somebody else");
  });
});

test("whoever is cut off when the workflow has been told leaves it to the next to say so", async () => {
  const asked = await ask();
  const told = { decision: "reject", decidedAt: await cutOff(asked, "reject", tellingMs) };
  served.region.services.states.tokens.succeed(asked.question.taskToken ?? "", told);
  expect((await follow(asked, "reject")).body).toContain("it had heard it before");
  expect(await outputOf(asked)).toEqual(told);
  expect(await kept(asked)).not.toHaveProperty("taskToken");
});

test("an answer that Step Functions does not take is taken back, and can be given at once", async () => {
  const asked = await ask();
  const { tokens } = served.region.services.states;
  jest.spyOn(tokens, "succeed").mockImplementationOnce(() => {
    throw new ServiceError("ServiceUnavailable", "busy", { status: 503 });
  });
  await expect(follow(asked, "approve")).rejects.toMatchObject({ name: "ServiceUnavailable" });
  expect(await kept(asked)).toEqual(asked.question);
  expect(titleOf(await follow(asked, "reject"))).toEqual([200, "You rejected the warning"]);
  expect(await outputOf(asked)).toMatchObject({ decision: "reject" });
});

test("an answer that comes too late is taken back, and told so", async () => {
  const asked = await ask();
  served.region.services.states.tokens.fail(asked.question.taskToken ?? "", "States.Timeout", "silence");
  for (const pressed of ["approve", "later"] as const)
    expect(titleOf(await follow(asked, pressed))).toEqual([410, "This question is closed"]);
  expect(await kept(asked)).toEqual(asked.question);
});

test("the function ends before anybody else takes the workflow for untold", () => {
  const { provider } = parse(readFileSync("serverless.yml", "utf8"), { logLevel: "silent" });
  expect(tellingMs).toBeGreaterThan(provider.timeout * 1000);
});
