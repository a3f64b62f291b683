// Which project a folder holds, and what is said where it holds none.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findProject } from "../../src/projects/find-project.ts";
import { ProjectProblem } from "../../src/projects/project.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
beforeEach(() => {
  folder = projectFolder();
});
afterEach(() => folder.remove());

const options = { parameters: {}, environment: process.env };
const sam = "Transform: AWS::Serverless-2016-10-31\nResources: {}\n";
const plain = "Resources: {}\n";

describe("finding a project", () => {
  test.each([
    { files: { "serverless.yml": "service: x" }, kind: "serverless", file: "serverless.yml" },
    { files: { "serverless.ts": "export default {}" }, kind: "serverless", file: "serverless.ts" },
    {
      files: { "serverless.yml": "service: x", "template.yaml": sam },
      kind: "serverless",
      file: "serverless.yml",
    },
    { files: { "cdk.json": "{}", "template.yaml": sam }, kind: "cdk", file: "cdk.json" },
    { files: { "cdk.out/manifest.json": "{}" }, kind: "cdk", file: "cdk.out/manifest.json" },
    { files: { "template.yaml": sam }, kind: "sam", file: "template.yaml" },
    { files: { "template.yml": plain }, kind: "cloudformation", file: "template.yml" },
    { files: { "template.json": '{"Resources":{}}' }, kind: "cloudformation", file: "template.json" },
  ])("$file is a project of $kind", ({ files, kind, file }) => {
    folder.write(files as unknown as Record<string, string>);
    expect(findProject(folder.path, options)).toMatchObject({ kind, file });
  });

  test.each([
    ["provider: { name: aws }", "us-east-1"],
    ["provider: { region: eu-west-2 }", "eu-west-2"],
    ["provider: { region: \"${opt:region, 'eu-west-1'}\" }", "eu-west-1"],
    ["provider: { region: '${opt:region, self:custom.home}' }\ncustom: { home: ap-south-1 }", "ap-south-1"],
    [
      "provider: { region: \"${self:custom.homes.${opt:stage, 'dev'}}\" }\ncustom: { homes: { dev: sa-east-1, prod: eu-west-1 } }",
      "eu-west-1",
    ],
    ["provider: { region: \"${env:HOME_REGION, 'eu-west-3'}\" }", "eu-central-1"],
    ["provider: { region: '${self:provider.region}' }", undefined],
    ["provider: { region: '${ssm:/region}' }", undefined],
    ["provider: ${file(base.yml):provider}", "us-gov-west-1"],
    ["provider: ${file(none.yml):provider}", "us-east-1"],
    ["provider: { region: nowhere }", undefined],
    ["provider: [", undefined],
  ])("%s is for %s", (written, region) => {
    folder.write({ "serverless.yml": written, "base.yml": "provider: { region: us-gov-west-1 }" });
    const given = { parameters: {}, environment: { HOME_REGION: "eu-central-1" }, stage: "prod" };
    expect(findProject(folder.path, given).madeFor).toEqual(region === undefined ? {} : { region });
  });

  test("a service is for the region that the user says", () => {
    folder.write({ "serverless.yml": "provider: { region: '${opt:region}' }" });
    expect(findProject(folder.path, { ...options, region: "eu-north-1" }).madeFor).toEqual({
      region: "eu-north-1",
    });
    expect(findProject(folder.path, options).madeFor).toEqual({});
  });

  test.each([
    ['region: "eu-west-2"', "eu-west-2"],
    ["'region': \"${opt:region, 'eu-west-1'}\"", "eu-west-1"],
    ["region: process.env.AWS_REGION", undefined],
    ["region: `${region}`", undefined],
  ])("a program with %s is for %s", (written, region) => {
    folder.write({ "serverless.ts": `export default { provider: { name: "aws", ${written} } };` });
    expect(findProject(folder.path, options).madeFor).toEqual(region === undefined ? {} : { region });
  });

  test("a folder whose projects are in folders of it is told where", () => {
    folder.write({
      "serverless-compose.yml": "services: {}",
      ...{ "services/orders/serverless.ts": "", "infra/cdk.json": "{}", "node_modules/x/cdk.json": "{}" },
    });
    expect(() => findProject(folder.path, options)).toThrow(
      expect.objectContaining({ hint: "there is one in infra, services/orders: go there first" }),
    );
  });

  test("one template that is called otherwise is the project, of several one is to be named", () => {
    const queue = "Resources:\n  Q: { Type: AWS::SQS::Queue }\n";
    folder.write({
      "infra.yaml": queue,
      "flow.asl.json": { StartAt: "A", States: {} },
      "notes.yaml": "a: 1",
    });
    expect(findProject(folder.path, options)).toMatchObject({ kind: "cloudformation", file: "infra.yaml" });
    folder.write({ "other.json": { Resources: { T: { Type: "AWS::SNS::Topic" } } } });
    expect(() => findProject(folder.path, options)).toThrow(
      expect.objectContaining({ hint: "which of its templates is it: --template infra.yaml, or other.json" }),
    );
  });

  test("a stack is called as CreateStack lets it be", () => {
    folder.write({ "template.yaml": plain });
    expect(() => findProject(folder.path, { ...options, stackName: "bad name" })).toThrow(
      "1 validation error detected: Value 'bad name' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
    );
  });

  test("a template that is named comes before what the folder has", () => {
    folder.write({ "serverless.yml": "service: x", "infra/queue.yaml": plain });
    const project = findProject(folder.path, { ...options, template: "infra/queue.yaml" });
    expect(project).toMatchObject({ kind: "cloudformation", file: "infra/queue.yaml" });
  });

  test("a folder without a project is told what was looked for", () => {
    expect(() => findProject(folder.path, options)).toThrow(`there is no project in ${folder.path}`);
    expect(() => findProject(folder.path, { ...options, template: "none.yaml" })).toThrow(ProjectProblem);
  });
});
