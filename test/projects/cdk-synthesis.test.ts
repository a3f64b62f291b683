// How a CDK app comes to its assembly: by a CDK that is there, else by the command that cdk.json has for the app.

import { chmodSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { cdkProject } from "../../src/projects/cdk-project.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
afterEach(() => folder.remove());

/** No CDK, whatever this machine has. */
const path = dirname(process.execPath);

const stacksOf = (PATH = path) => cdkProject(folder.path, { parameters: {}, environment: { PATH } }).stacks();

/** Writes an assembly where it is told to, with what it is told: as `app.synth()` does in every language. */
const app = `
const fs = require("node:fs");
const { CDK_OUTDIR: out, CDK_CONTEXT_JSON: context } = process.env;
fs.mkdirSync(out, { recursive: true });
const artifacts = { S: { type: "aws:cloudformation:stack", properties: { templateFile: "S.json" } } };
const missing = process.argv.slice(2).map((key) => ({ key, provider: "vpc-provider" }));
fs.writeFileSync(out + "/manifest.json", JSON.stringify({ artifacts, missing }));
fs.writeFileSync(out + "/S.json", JSON.stringify({ Resources: { T: { Type: "AWS::SNS::Topic" } }, Metadata: JSON.parse(context) }));
`;

describe("an app without CDK's command", () => {
  test("is called by the command in cdk.json, with the context of the project", async () => {
    folder = projectFolder({
      "cdk.json": { app: "echo hello && node app.cjs", context: { size: 5, kept: "no" } },
      "cdk.context.json": { kept: "yes" },
      "app.cjs": app,
    });
    const [stack] = await stacksOf();
    expect(stack).toMatchObject({
      stackName: "S",
      template: { body: { Metadata: { size: 5, kept: "yes", "aws:cdk:bundling-stacks": ["**"] } } },
    });
  });

  test("has its virtual environment's programs first", async () => {
    folder = projectFolder({
      "cdk.json": { app: "python3 app.py" },
      "app.cjs": app,
      ".venv/pyvenv.cfg": "",
      ".venv/bin/python3": `#!/bin/sh\nexec ${process.execPath} app.cjs\n`,
    });
    chmodSync(join(folder.path, ".venv/bin/python3"), 0o755);
    expect(await stacksOf()).toHaveLength(1);
  });

  test.each([
    [
      "that looks up what only the command asks for",
      { "cdk.json": { app: "node app.cjs vpc-provider:x" }, "app.cjs": app },
      "the CDK app looks up what only CDK's command can ask AWS for: vpc-provider:x",
      "write their values into cdk.context.json, or install the command: npm install --save-dev aws-cdk",
    ],
    [
      "that makes no assembly",
      { "cdk.json": { app: "true" } },
      "the CDK app has made no cloud assembly",
      "does it call app.synth()?",
    ],
    ["that has no command", { "cdk.json": {} }, "cdk.json names no app", /aws-cdk/],
    ["whose cdk.json is none", { "cdk.json": "{" }, /cdk\.json cannot be read/, undefined],
    [
      "whose Python has not its packages",
      {
        "cdk.json": {
          app: `node -e "console.error('ModuleNotFoundError: No module named x'); process.exit(1)"`,
        },
        "requirements.txt": "x",
      },
      /could not be synthesized:\nModuleNotFoundError/,
      "pip install -r requirements.txt",
    ],
    [
      "whose packages are not installed",
      { "cdk.json": { app: "node app.js" }, "package.json": { devDependencies: { "aws-cdk": "2" } } },
      /its packages are not installed in/,
      "npm install",
    ],
    [
      "whose packages Yarn is to install",
      {
        "cdk.json": { app: "node app.js" },
        "package.json": { dependencies: { "aws-cdk": "2" } },
        "yarn.lock": "",
      },
      /its packages are not installed in/,
      "yarn install",
    ],
  ])("%s says so", async (_what, files, message, hint) => {
    folder = projectFolder(files);
    await expect(stacksOf()).rejects.toMatchObject({
      name: "ProjectProblem",
      message: typeof message === "string" ? message : expect.stringMatching(message),
      hint: hint instanceof RegExp ? expect.stringMatching(hint) : hint,
    });
  });
});

test("the user's own CDK synthesizes an app that has none", async () => {
  folder = projectFolder({
    "cdk.json": { app: "false" },
    "bin/cdk": `#!/bin/sh\necho "$@" > asked\nCDK_OUTDIR=cdk.out CDK_CONTEXT_JSON={} exec ${process.execPath} app.cjs\n`,
    "app.cjs": app,
  });
  chmodSync(join(folder.path, "bin/cdk"), 0o755);
  expect(await stacksOf(join(folder.path, "bin"))).toHaveLength(1);
  expect(readFileSync(join(folder.path, "asked"), "utf8")).toBe("synth --quiet --output cdk.out\n");
});

describe("a save", () => {
  const packages = {
    "node_modules/aws-cdk-lib/index.js": `require("@aws/cloudformation-validate");`,
    "node_modules/@aws/cloudformation-validate/index.js": "",
  };
  const withRules = `
${app}require("aws-cdk-lib");
if (process.env.CDK_VALIDATION !== "false" && fs.existsSync("broken")) { console.error("S.json breaks a rule"); process.exit(1); }
fs.appendFileSync("asked", process.env.CDK_VALIDATION + "\\n");
`;

  test("is synthesized without CDK's own rules for templates, which are asked once it has taken effect", async () => {
    folder = projectFolder({ ...packages, "cdk.json": { app: "node app.cjs" }, "app.cjs": withRules });
    const project = cdkProject(folder.path, { parameters: {}, environment: { PATH: path } });
    const complaint = () => project.check?.(new AbortController().signal);
    await project.stacks();
    expect(await complaint()).toBeUndefined();
    project.prepare?.();
    folder.write({ broken: "" });
    expect(await project.stacks()).toHaveLength(1);
    expect(readFileSync(join(folder.path, "asked"), "utf8")).toBe("undefined\nfalse\n");
    expect(await complaint()).toBe("S.json breaks a rule");
    project.close?.();
  });
});
