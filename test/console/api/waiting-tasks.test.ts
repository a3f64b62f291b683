// The tasks that wait for an answer, as the console asks for them: how many, since when, and the same after the region was opened again.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { waitingTasks } from "../../../src/console/api/waiting-tasks.ts";
import { Region } from "../../../src/region/region.ts";
import { until } from "../../support/until.ts";

const endpoint = "http://127.0.0.1:4566";
let folder: string;
let region: Region;
const open = async () => {
  // Roles that are not there may do everything.
  region = await Region.open({ directory: folder, endpoint, permissions: "off" });
  region.start();
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "waiting-"));
  await open();
});
afterAll(async () => {
  await region.close();
  rmSync(folder, { recursive: true });
});

const waiting = () => until(() => region.services.states.tokens.waiting === 2);

test("are there with since when they wait, and keep that", async () => {
  const call = { requestId: "r", host: "localhost" };
  const { operations } = region.apis.get("sfn") ?? {};
  await region.services.sqs.createQueue({ queueName: "letters", attributes: new Map(), tags: new Map() });
  const Approve = {
    ...{ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
    Parameters: { QueueUrl: `${endpoint}/000000000000/letters`, "MessageBody.$": "$$.Task.Token" },
    ...{ TimeoutSeconds: 600, HeartbeatSeconds: 300 },
  };
  const made = await operations?.CreateStateMachine?.(
    {
      ...{ name: "approval", roleArn: "arn:aws:iam::000000000000:role/r" },
      definition: JSON.stringify({ StartAt: "Approve", States: { Approve } }),
    },
    call,
  );
  const { stateMachineArn } = made ?? {};
  const began = Date.now();
  for (const name of ["one", "two"]) await operations?.StartExecution?.({ stateMachineArn, name }, call);
  await waiting();
  const before = waitingTasks(region);
  expect(before).toMatchObject({
    waiting: 2,
    tasks: ["one", "two"].map((name) => ({
      executionArn: expect.stringMatching(new RegExp(`:approval:${name}$`)),
      ...{ stateName: "Approve", timeoutSeconds: 600, heartbeatSeconds: 300 },
    })),
  });
  for (const { enteredAt } of before.tasks) {
    expect(enteredAt).toBeGreaterThanOrEqual(began);
    expect(enteredAt).toBeLessThanOrEqual(Date.now());
  }
  expect(waitingTasks(region, 1)).toEqual({ waiting: 2, tasks: before.tasks.slice(0, 1) });
  expect(waitingTasks(region, 0)).toEqual({ waiting: 2, tasks: [] });
  // What a token was handed on with is known from then on.
  for (const { executionArn } of before.tasks)
    await until(async () =>
      JSON.stringify(await operations?.GetExecutionHistory?.({ executionArn }, call)).includes(
        "TaskSubmitted",
      ),
    );
  await region.close();
  await open();
  await waiting();
  const byToken = ({ tasks }: typeof before) =>
    tasks.toSorted((one, other) => String(one.taskToken).localeCompare(String(other.taskToken)));
  expect(byToken(waitingTasks(region))).toEqual(byToken(before));
});
