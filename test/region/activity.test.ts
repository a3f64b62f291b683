// What is told of what happens in the region: what functions print, and which of it says that an invocation failed.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Activity, watchActivity } from "../../src/region/activity.ts";
import { Region } from "../../src/region/region.ts";

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterAll(() => region.close());

async function told(name: string, code: string): Promise<readonly (readonly [string, boolean])[]> {
  const activities: Activity[] = [];
  const F = {
    Type: "AWS::Lambda::Function",
    Properties: {
      ...{ FunctionName: name, Runtime: "nodejs24.x", Handler: "index.handler" },
      ...{ Role: "arn:aws:iam::000000000000:role/r", Code: { ZipFile: code } },
      Timeout: name === "is-late" ? 1 : 20,
    },
  };
  const template = { file: "t.json", body: { Resources: { F } } };
  await region.services.cloudformation.deploy({ template, stackName: name, codeRoot: undefined });
  const watch = watchActivity(region, (activity) => activities.push(activity));
  await region.services.lambda.invoke({ functionName: name });
  watch.stop();
  return activities.map(({ text, isFailure }) => [text, isFailure]);
}

test.each([
  [
    "prints",
    'exports.handler = async () => console.error("an error of its own");',
    [[expect.stringMatching(/ERROR\tan error of its own$/), false]],
  ],
  [
    "throws",
    'exports.handler = async () => { console.log("begins"); throw new Error("wrong"); };',
    [
      [expect.stringMatching(/INFO\tbegins$/), false],
      [expect.stringMatching(/ERROR\tInvoke Error .*wrong/), true],
    ],
  ],
  [
    "is-late",
    "exports.handler = () => new Promise(() => setTimeout(() => {}, 9_000));",
    [[expect.stringMatching(/Task timed out after 1\.00 seconds/), true]],
  ],
])("of a function that %s", async (name, code, lines) => {
  expect(await told(name, code)).toEqual(lines);
});

test("of a function that does not load", async () => {
  const lines = await told("not-there", 'require("nothing-of-that-name");');
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.every(([text, isFailure]) => isFailure && text.includes("nothing-of-that-name"))).toBe(true);
});
