// What a service's package holds beside what the framework itself makes: what another tool has made, such as a jar, and the parts
// that a plugin splits a large stack into.

import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { serverlessProject } from "../../src/projects/serverless-project.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder | undefined;
afterEach(() => folder?.remove());

/** Writes what the framework writes of a package that it has not made. */
const framework = `#!${process.execPath}
const fs = require("node:fs");
fs.mkdirSync(".serverless", { recursive: true });
const S3Key = "serverless/coffee/dev/1-2/app.jar";
const Code = { S3Bucket: { Ref: "ServerlessDeploymentBucket" }, S3Key };
const Resources = { BrewLambdaFunction: { Type: "AWS::Lambda::Function", Properties: { Code } } };
fs.writeFileSync(".serverless/cloudformation-template-update-stack.json", JSON.stringify({ Resources }));
fs.writeFileSync(".serverless/serverless-state.json", JSON.stringify({ service: { service: "coffee", provider: {} } }));
`;

test.each([
  ["where package.artifact says", "target/app.jar", true],
  ["not there", "target/app.jar", false],
])("a jar that is %s", async (_, artifact, isThere) => {
  folder = projectFolder({
    "serverless.yml": `service: coffee\npackage:\n  artifact: ${artifact}\n`,
    ...(isThere ? { [artifact]: "PK" } : {}),
  });
  folder.write({ "node_modules/.bin/serverless": framework });
  chmodSync(join(folder.path, "node_modules/.bin/serverless"), 0o755);
  const options = { environment: process.env, parameters: {} };
  const stacks = serverlessProject(folder.path, "serverless.yml", options).stacks();
  if (!isThere) await expect(stacks).rejects.toThrow(`there is no ${join(folder.path, artifact)}`);
  else {
    const [stack] = await stacks;
    expect(stack?.uploads).toEqual([
      { bucket: expect.any(String), key: expect.stringMatching(/\.jar$/), path: join(folder.path, artifact) },
    ]);
  }
});

const splitting = `#!${process.execPath}
const fs = require("node:fs");
const write = (name, value) => fs.writeFileSync(".serverless/" + name, JSON.stringify(value));
fs.mkdirSync(".serverless", { recursive: true });
fs.writeFileSync(".serverless/app.jar", "PK");
const S3Key = "serverless/coffee/dev/1-2/app.jar";
const Code = { S3Bucket: { Ref: "ServerlessDeploymentBucketParameter" }, S3Key };
const BrewLambdaFunction = { Type: "AWS::Lambda::Function", Properties: { Code } };
write("cloudformation-template-brew-nested-stack.json", { Resources: { BrewLambdaFunction } });
const at = ["https://s3.amazonaws.com", { Ref: "ServerlessDeploymentBucket" }, "serverless/coffee/dev/1-2"];
const TemplateURL = { "Fn::Join": ["/", [...at, "cloudformation-template-brew-nested-stack.json"]] };
const elsewhere = { "Fn::Join": ["/", [...at, "none.json"]] };
const stack = (TemplateURL) => ({ Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL } });
const Resources = { BrewNestedStack: stack(TemplateURL), Other: stack(elsewhere) };
write("cloudformation-template-update-stack.json", { Resources });
write("serverless-state.json", { service: { service: "coffee", provider: { region: "eu-west-1" } } });
`;

test("the parts of a stack that a plugin has split are nested templates, with the packages that they name", async () => {
  folder = projectFolder({
    "serverless.yml": "service: coffee\n",
    "node_modules/.bin/serverless": splitting,
  });
  chmodSync(join(folder.path, "node_modules/.bin/serverless"), 0o755);
  const options = { environment: process.env, parameters: {} };
  const [stack] = await serverlessProject(folder.path, "serverless.yml", options).stacks();
  const [jar, part] = stack?.uploads ?? [];
  expect(stack?.madeFor).toEqual({ region: "eu-west-1" });
  expect(stack?.template.body.Resources).toMatchObject({
    BrewNestedStack: { Properties: { TemplateURL: `https://s3.amazonaws.com/${part?.bucket}/${part?.key}` } },
    Other: { Properties: { TemplateURL: { "Fn::Join": expect.anything() } } },
  });
  expect(JSON.parse(part !== undefined && "content" in part ? String(part.content) : "")).toEqual({
    Resources: {
      BrewLambdaFunction: {
        Type: "AWS::Lambda::Function",
        Properties: { Code: { S3Bucket: jar?.bucket, S3Key: jar?.key } },
      },
    },
  });
});
