// What is to be done about what the tools of projects say.

import { expect, test } from "@jest/globals";
import { hintOf } from "../../src/projects/tool-hints.ts";

test.each([
  ["ModuleNotFoundError: No module named 'aws_cdk'", "pip install what is missing"],
  ["Error: docker not found! Please install it.", "start Docker, or have it packaged without a container"],
  ["Error: spawnSync docker ENOENT", "start Docker, or have it packaged without a container"],
  [
    "Error:\nNo file matches include / exclude patterns",
    "build what it packages first, such as by make build",
  ],
  [
    'Cannot resolve variable at "provider.environment.X": Value not found at "env" source',
    "--env-file FILE gives variables",
  ],
  [
    'Cannot resolve variable at "custom.name": Value not found at "opt" source',
    "--stage NAME gives a stage, --region NAME a region",
  ],
  ["python3.9 not found! Install it according to the poetry docs.", "install python3.9, which packages it"],
  ['Error:\nServerless plugin "serverless-lift" not found.', "npm install"],
  ["Error: Cannot find module './webpack.config.js'", "npm install"],
  ['✘ [ERROR] Could not resolve "@middy/core"', "npm install"],
  [
    "Configuration error at 'functions.a.runtime': must be equal to one of the allowed values [nodejs24.x]",
    "npm install --save-dev osls@3, which knows older runtimes",
  ],
  [
    "Configuration error at root: unrecognized property 'build'",
    "npm install --save-dev serverless@4, whose own bundling it is",
  ],
  ["sh: 1: ts-node: not found", "install ts-node first"],
  ["bash: line 1: mvn: command not found", "install mvn first"],
  ["Error: the region is full", undefined],
])("of %j: %s", (output, hint) => {
  expect(hintOf(output, "/nowhere")).toBe(hint);
});
