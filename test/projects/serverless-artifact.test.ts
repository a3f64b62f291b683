// A service whose package another tool has made, such as a jar: it is not in the framework's folder.

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
