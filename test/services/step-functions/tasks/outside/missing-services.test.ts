// What a Task asks of a service that is not here is known before it is run, until something answers it; what answers can change.

import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { JsonObject } from "../../../../../src/aws/json.ts";
import { configureOutside } from "../../../../../src/services/step-functions/tasks/outside/configure-outside.ts";
import { parseTaskSettings } from "../../../../../src/services/step-functions/tasks/outside/settings.ts";
import { createTaskRunner } from "../../../../../src/services/step-functions/tasks/task-runner.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { taskCall } from "../task-call.ts";

const named = (resource: string) => `arn:aws:states:::${resource}`;

function runner(settings: JsonObject = {}) {
  const around = { clock: systemClock, identity: localIdentity };
  const outside = configureOutside(parseTaskSettings(settings), { ...around, folder: process.cwd() });
  const sdkService = (service: string) =>
    service === "ssm" ? { operations: { GetParameter: () => ({}) } } : undefined;
  return createTaskRunner({ ...around, outside, sdkService });
}

const command = { command: ["true"] };

test.each<[resource: string, missing: string | undefined, settings: JsonObject]>([
  ["bedrock:invokeModel", "bedrock:invokeModel", {}],
  ["glue:startJobRun.sync", "glue:startJobRun.sync", {}],
  ["ecs:runTask.waitForTaskToken", "ecs:runTask.waitForTaskToken", {}],
  ["aws-sdk:translate:translateText", "aws-sdk:translate:translateText", {}],
  ["aws-sdk:ssm:getParameter", undefined, {}],
  ["aws-sdk:ssm:getDocument", "aws-sdk:ssm:getDocument", {}],
  ["http:invoke", undefined, {}],
  ["apigateway:invoke", undefined, {}],
  ["dynamodb:query", undefined, {}],
  ["bedrock:invokeModel", undefined, { mocks: { "bedrock:invokeModel": { return: {} } } }],
  ["bedrock:invokeModel", undefined, { allowAwsCalls: ["bedrock:invokeModel"] }],
  ["glue:startJobRun.sync", undefined, { mocks: { "glue:startJobRun.sync": { return: {} } } }],
  ["glue:startJobRun.sync", "glue:startJobRun.sync", { mocks: { "glue:startJobRun": { return: {} } } }],
  ["glue:startJobRun.sync", undefined, { jobs: { "glue:startJobRun": { nightly: command } } }],
  ["aws-sdk:glue:getJobRun", undefined, { jobs: { "glue:startJobRun": { nightly: command } } }],
  [
    "aws-sdk:glue:startCrawler",
    "aws-sdk:glue:startCrawler",
    { jobs: { "glue:startJobRun": { "*": command } } },
  ],
])("%s: %j", (resource, missing, settings) => {
  expect(runner(settings).missing(named(resource))?.asked).toBe(missing);
});

test.each([
  "arn:aws:lambda:us-east-1:000000000000:function:f",
  "arn:aws:states:us-east-1:000000000000:activity:a",
  "nothing",
])("%s is no service's", (resource) => {
  expect(runner().missing(resource)).toBeUndefined();
});

test("what is configured later counts from then on, also of what was asked for before", async () => {
  const tasks = runner();
  const call = () => tasks.run(taskCall(named("aws-sdk:translate:translateText"), {}));
  const answered = (text: string) =>
    parseTaskSettings({ mocks: { "aws-sdk:translate:translateText": { return: { text } } } });
  expect(await call()).toMatchObject({ error: "States.Runtime" });
  tasks.configure(answered("one"));
  expect(await call()).toEqual({ text: "one" });
  tasks.configure(answered("two"));
  expect(await call()).toEqual({ text: "two" });
  tasks.configure(parseTaskSettings({}));
  expect(await call()).toMatchObject({ error: "States.Runtime" });
});

test("programs and calls of AWS that are configured later count as well", () => {
  const tasks = runner();
  tasks.configure(parseTaskSettings({ jobs: { "glue:startJobRun": { "*": command } } }));
  expect(tasks.missing(named("glue:startJobRun.sync"))).toBeUndefined();
  tasks.configure(parseTaskSettings({ allowAwsCalls: ["aws-sdk:polly:*"] }));
  expect([
    tasks.missing(named("glue:startJobRun.sync")),
    tasks.missing(named("aws-sdk:polly:synthesizeSpeech")),
  ]).toEqual([{ asked: "glue:startJobRun.sync", job: "glue:startJobRun" }, undefined]);
});
