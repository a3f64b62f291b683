// A project whose code lies beside its folder: it is taken in as it is saved there.

import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { DevSession } from "../../../src/cli/dev/dev-session.ts";
import { findProject } from "../../../src/projects/find-project.ts";
import { watchFolder } from "../../../src/projects/watch-folder.ts";
import { Region } from "../../../src/region/region.ts";
import { type ProjectFolder, projectFolder } from "../../projects/support/project-folder.ts";
import { until } from "../../support/until.ts";

let folder: ProjectFolder;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  folder.remove();
});

const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: greet, Runtime: nodejs24.x, Handler: index.handler, CodeUri: ../src }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: { Name: flow, Type: EXPRESS, DefinitionUri: ../flows/flow.asl.json }
`;
const handler = (word: string) => `export const handler = async () => "${word}";`;
const flow = (word: string) => ({ StartAt: "A", States: { A: { Type: "Pass", Result: word, End: true } } });

test("the code and the definition beside the folder are watched, and put where they belong", async () => {
  folder = projectFolder({
    ...{ "infra/template.yaml": template, "src/index.mjs": handler("hello") },
    "flows/flow.asl.json": flow("one"),
  });
  const region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  closing.push(() => region.close());
  const infra = join(folder.path, "infra");
  const project = findProject(infra, { stackName: "dev", parameters: {}, environment: process.env });
  const session = new DevSession(project, region.services, { allowMissing: false });
  await session.deploy();
  expect(session.outside.toSorted()).toEqual(
    expect.arrayContaining([join(folder.path, "flows/flow.asl.json"), join(folder.path, "src")]),
  );
  const reloads: string[] = [];
  const events = {
    deployed: (_: unknown, { saved }: { readonly saved: readonly string[] }) => void reloads.push(...saved),
    failed: (problem: unknown) => void reloads.push(String(problem)),
    complained: (problem: string) => void reloads.push(problem),
  };
  let isWatching = false;
  const watch = watchFolder(
    infra,
    (paths) => {
      isWatching = true;
      session.saved(paths, events);
    },
    (fault) => reloads.push(String(fault)),
  );
  closing.push(
    () => watch.close(),
    () => session.stop(),
  );
  watch.follow(session.outside);
  await until(() => isWatching);
  folder.write({ "src/index.mjs": handler("bye") });
  await until(() => reloads.includes(join(folder.path, "src/index.mjs")));
  expect(JSON.parse((await region.services.lambda.invoke({ functionName: "greet" })).payload)).toBe("bye");
  folder.write({ "flows/flow.asl.json": flow("two") });
  await until(() => reloads.includes(join(folder.path, "flows/flow.asl.json")));
  const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:flow";
  expect(JSON.stringify(region.services.states.machines.describe(machine))).toContain("two");
});
