import { expect, test } from "@jest/globals";
import {
  parseTaskSettings,
  SettingsError,
} from "../../../../../src/services/step-functions/tasks/outside/settings.ts";

test("an empty file configures nothing", () => {
  expect(parseTaskSettings({})).toEqual({ mocks: new Map(), jobs: new Map(), allowAwsCalls: new Set() });
});

test("every form that the documentation shows is read", () => {
  const settings = parseTaskSettings({
    mocks: {
      "glue:startJobRun.sync": { return: { JobRunState: "SUCCEEDED" } },
      "aws-sdk:translate:translateText": [
        { when: { state: "Greet", arguments: { Text: "hi" } }, return: { TranslatedText: "hallo" } },
        { answers: [{ throw: { error: "Translate.ThrottlingException", cause: "slow" } }, { return: {} }] },
      ],
    },
    jobs: {
      "glue:startJobRun": { nightly: { command: ["python3", "nightly.py"] }, "*": { module: "./any.mjs" } },
    },
    allowAwsCalls: ["aws-sdk:textract:*", "bedrock:invokeModel"],
  });
  expect([...settings.mocks.keys()]).toEqual(["glue:startJobRun.sync", "aws-sdk:translate:translateText"]);
  expect(settings.jobs.get("glue:startJobRun")?.get("*")).toEqual({
    type: "module",
    module: "./any.mjs",
    exportName: "default",
  });
});

test.each<[string, unknown, readonly string[]]>([
  ["a list", [], ["/: expected an object, found []"]],
  ["an unknown member", { mock: {} }, ["/mock: unknown; expected one of mocks, jobs, allowAwsCalls"]],
  [
    "a resource that is none",
    { mocks: { glue: { return: 1 } } },
    ['/mocks/glue: expected a resource without "arn:aws:states:::", such as'],
  ],
  [
    "a pattern that AWS does not offer",
    { mocks: { "dynamodb:putItem.sync": { return: 1 } } },
    [
      "/mocks/dynamodb:putItem.sync: AWS does not offer 'dynamodb:putItem.sync'. It offers 'dynamodb:putItem'.",
    ],
  ],
  [
    "an action that AWS does not have",
    { mocks: { "glue:startJob": { return: 1 } } },
    [
      "/mocks/glue:startJob: There is no optimized integration 'glue:startJob'. The actions of 'glue' are startJobRun.",
    ],
  ],
  [
    "no answer",
    { mocks: { "ecs:runTask": {} } },
    ["/mocks/ecs:runTask: expected one of 'return' and 'throw'"],
  ],
  [
    "two answers",
    { mocks: { "ecs:runTask": { return: 1, throw: { error: "x" } } } },
    ["/mocks/ecs:runTask: expected one of 'return' and 'throw'"],
  ],
  [
    "an error that has no name",
    { mocks: { "ecs:runTask": [{ throw: { cause: "x" } }] } },
    ["/mocks/ecs:runTask/0/throw/error: expected a text, found nothing"],
  ],
  [
    "a job that cannot run here, and a program that is none",
    {
      jobs: {
        "lambda:invoke": {},
        "glue:startJobRun": { j: {}, k: { command: "make" }, l: { command: [] } },
      },
    },
    [
      "/jobs/lambda:invoke: expected a job that can run here: one of glue:startJobRun, ",
      '/jobs/glue:startJobRun/j: expected {"command": ["program", "argument", …]} or {"module": ',
      '/jobs/glue:startJobRun/k/command: expected a list, found "make"',
      "/jobs/glue:startJobRun/k/command: expected a program and its arguments, found none",
      "/jobs/glue:startJobRun/l/command: expected a program and its arguments, found none",
    ],
  ],
  [
    "an allowed call that is no name",
    { allowAwsCalls: ["*", 3] },
    [
      '/allowAwsCalls/0: expected a name such as "aws-sdk:translate:translateText"',
      "/allowAwsCalls/1: expected a text, found 3",
      "/allowAwsCalls/1",
    ],
  ],
])("%s is refused with its place", (_what, value, problems) => {
  let thrown: unknown;
  try {
    parseTaskSettings(value);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(SettingsError);
  const found = (thrown as SettingsError).problems;
  expect(found).toHaveLength(problems.length);
  for (const [index, problem] of problems.entries()) expect(found[index]).toContain(problem);
});
