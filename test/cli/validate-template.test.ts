// `millrace validate` of a template: what is wrong with the definitions of its machines.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { run } from "./run.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "validate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | object): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("millrace validate, of a template", () => {
  const template = (states: string) => `
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Inline:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Task
            Resource: !GetAtt F.Arn
            Next: Nowhere
  Text:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\${F.Arn}","End":true}}}'
  Joined:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Join ["", ['{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"', !GetAtt F.Arn, '","End":true}}}']]
  Named:
    Type: AWS::Serverless::StateMachine
    Properties: { Type: EXPRESS, DefinitionUri: ${states} }
`;

  test("tells what is wrong with its machines, each with its place", async () => {
    write("flow.asl.json", { StartAt: "B", States: { A: { Type: "Pass", End: true } } });
    const file = write("template.yaml", template("flow.asl.json"));
    const { exitCode, out, err } = await run("validate", file);
    expect(exitCode).toBe(1);
    expect(err).toContain(
      `${file} is a template: of it 4 state machines are checked here, all else when it is deployed`,
    );
    expect(out).toMatch(
      /error\[MISSING_TRANSITION_TARGET\] .*template\.yaml:13 \/States\/A\/Next\n {2}.*Nowhere/,
    );
    expect(out).toMatch(/error\[\w+\] .*flow\.asl\.json:1:\d+ /);
    expect(out.match(/^error/gm)).toHaveLength(4);
  });

  test("names a definition that is not there by the template's line", async () => {
    const { exitCode, err } = await run("validate", write("template.yaml", template("gone.asl.json")));
    expect(exitCode).toBe(2);
    expect(err).toMatch(/template\.yaml:24 .*there is no .*gone\.asl\.json/);
  });

  test("a service of the Serverless Framework is no definition", async () => {
    const file = write("serverless.yml", "service: s\nprovider: { name: aws }\n");
    const { exitCode, err } = await run("validate", file);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/serverless\.yml is a service of the Serverless Framework.*\n.*millrace dev/);
  });

  test.each([
    ["what it fills in", "{ Fn: !Ref F }", ""],
    ["another name than the definition's", "{ Fnn: !Ref F }", "did you mean ${Fnn}?"],
    ["none", "{}", "DefinitionSubstitutions of the template has no such name"],
    ["what is known at the deployment", "!FindInMap [A, B, C]", "--substitute NAME=VALUE does"],
  ])("DefinitionSubstitutions with %s", async (_what, substitutions, hint) => {
    const task = { Type: "Task", Resource: "${Fn}", End: true };
    const states = { StartAt: "A", States: { A: task } };
    write("flow.asl.json", states);
    const machine = (definition: string) => `
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: ${substitutions}
      ${definition}`;
    const inline = {
      ...states,
      States: {
        A: { ...task, End: undefined, Next: "B" },
        B: { ...task, Resource: { "Fn::GetAtt": ["F", "Arn"] } },
      },
    };
    const file = write(
      "template.yaml",
      `Resources:\n  Named:${machine("DefinitionUri: flow.asl.json")}\n  Inline:${machine(`Definition: ${JSON.stringify(inline)}`)}\n`,
    );
    const { out } = await run("validate", file);
    const told = out
      .split("\n")
      .filter((line) => /OPEN_SUBSTITUTION|Not filled in|hint:.*(?:did you|--sub|no such)/.test(line));
    expect(told).toHaveLength(hint === "" ? 0 : 6);
    expect(told.filter((line) => line.includes(hint)).length).toBe(hint === "" ? 0 : 2);
  });
});

test.each([
  ["Queue=arn", ""],
  ["Quue=arn", "warning: --substitute Quue: no definition here has ${Quue}\n"],
])("--substitute %s reaches the definitions of a template", async (substitute, warned) => {
  const definition = JSON.stringify({
    StartAt: "A",
    States: { A: { Type: "Pass", Result: "${Queue}", End: true } },
  });
  const file = join(folder, "template.json");
  const Properties = { DefinitionString: definition, DefinitionSubstitutions: { Queue: "q" }, RoleArn: "r" };
  writeFileSync(
    file,
    JSON.stringify({ Resources: { M: { Type: "AWS::StepFunctions::StateMachine", Properties } } }),
  );
  const { exitCode, err } = await run("validate", file, "--substitute", substitute);
  expect(exitCode).toBe(0);
  expect(
    err
      .split("\n")
      .filter((line) => line.startsWith("warning"))
      .map((line) => `${line}\n`)
      .join(""),
  ).toBe(warned);
});
