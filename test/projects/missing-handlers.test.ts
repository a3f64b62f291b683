// Functions whose package lacks what their handler names.

import { expect, test } from "@jest/globals";
import { missingHandlers } from "../../src/projects/missing-handlers.ts";
import type { ProjectStack } from "../../src/projects/project.ts";
import { readTemplateText } from "../../src/services/cloudformation/template/template-source.ts";

type Files = readonly string[] | Readonly<Record<string, string>>;

/** Files of which only the names are given are empty. */
function warningsOf(properties: string, files: Files, globals = ""): readonly string[] {
  const isSam = properties.includes("CodeUri");
  const text = `${globals}Resources:\n  F:\n    Type: AWS::${isSam ? "Serverless" : "Lambda"}::Function\n    Properties: ${properties}\n`;
  const stack: ProjectStack = {
    stackName: "s",
    template: readTemplateText(text, "t.yaml"),
    parameters: {},
    uploads: [{ bucket: "b", key: "k.zip", path: "/k.zip" }],
  };
  const named = Array.isArray(files) ? files.map((name) => [name, ""] as const) : Object.entries(files);
  const packaged = new Map(named.map(([name, content]) => [name, Buffer.from(content)] as const));
  return missingHandlers(stack, (key) => (key === "k.zip" ? packaged : undefined));
}

const code = "Code: { S3Bucket: b, S3Key: k.zip }";

test.each([
  ["nodejs20.x", "src/a.handler", ["src/a.js"]],
  ["nodejs20.x", "./src/a.b.handler", ["src/a.mjs"]],
  ["nodejs20.x", "index.handler", ["index/package.json"]],
  ["nodejs20.x", "lib.handler", ["node_modules/lib/package.json"]],
  ["nodejs24.x", "a.handler", ["a.ts"]],
  ["nodejs20.x", "/opt/wrapper.handler", ["a.js"]],
  ["python3.12", "src.app.main", ["src/app.py"]],
  ["python3.12", "src/app.main", ["src/app/__init__.py"]],
  ["ruby3.3", "app.App.run", ["app.rb"]],
  ["provided.al2023", "hello", ["bootstrap"]],
  ["go1.x", "bin/hello", ["bin/hello"]],
  ["java21", "com.acme.App", []],
])("nothing is said of %s with %s in %j", (runtime, handler, files) => {
  expect(warningsOf(`{ Runtime: ${runtime}, Handler: ${handler}, ${code} }`, files)).toEqual([]);
});

test.each([
  ["nodejs20.x", "src/a.handler", ["a.js"], "src/a.js for the handler src/a.handler"],
  [
    "nodejs20.x",
    "a.handler",
    ["a.ts"],
    "a.js for the handler a.handler, but a.ts, which nodejs20.x does not load: compile it first",
  ],
  ["python3.12", "app.main", ["src/app.py"], "app.py for the handler app.main"],
  ["provided.al2023", "hello", ["main.go"], "bootstrap, which its runtime starts: build it first"],
  ["go1.x", "bin/hello", ["go.mod"], "bin/hello, which its runtime starts: build it first"],
])("%s with %s in %j is told of", (runtime, handler, files, missing) => {
  expect(warningsOf(`{ Runtime: ${runtime}, Handler: ${handler}, ${code} }`, files)).toEqual([
    `t.yaml:2: the package of the function F has no ${missing}`,
  ]);
});

test("SAM's functions have what is said of all", () => {
  const globals = "Globals: { Function: { Runtime: nodejs22.x, Handler: app.handler } }\n";
  expect(warningsOf("{ CodeUri: s3://b/k.zip }", ["index.js"], globals)).toEqual([
    "t.yaml:3: the package of the function F has no app.js for the handler app.handler",
  ]);
});

test("a layer may have the file, and another's package is not looked at", () => {
  expect(
    warningsOf(`{ Runtime: nodejs20.x, Handler: a.handler, Layers: [arn], ${code} }`, ["index.js"]),
  ).toEqual([]);
  expect(
    warningsOf("{ Runtime: nodejs20.x, Handler: a.handler, Code: { S3Bucket: b, S3Key: other.zip } }", []),
  ).toEqual([]);
});

test.each([
  ["nodejs22.x", "a.handler", "a.mjs", "export const handle = () => 1;\n"],
  ["nodejs22.x", "a.handler", "a.js", "exports.handle = () => 1;\n"],
  ["nodejs24.x", "src/a.handler", "src/a.ts", "export function handle() {}\n"],
  ["python3.13", "a.handler", "a.py", "def handle(event, context):\n    return 1\n"],
])("%s with %s in %s, which does not have it, is told of", (runtime, handler, file, text) => {
  expect(warningsOf(`{ Runtime: ${runtime}, Handler: ${handler}, ${code} }`, { [file]: text })).toEqual([
    `t.yaml:2: the function F is never run: ${file} has no handler, which its handler ${handler} names`,
  ]);
});

test.each([
  ["a.mjs", "export const handler = 1;\n"],
  ["a.mjs", 'export * from "./b.mjs";\n'],
  ["a.js", "exports.handler = 1;\n"],
  ["a.js", 'module.exports = require("./b");\n'],
  ["a.js", "exports.one = 1;\nObject.assign(exports, made());\n"],
  ["a.js", "registered();\n"],
  ["a.py", "from b import *\ndef one(): pass\n"],
  ["a.py", "from b import handler\n"],
])("nothing is said of %s that may have its handler: %j", (file, text) => {
  const runtime = file.endsWith(".py") ? "python3.13" : "nodejs22.x";
  expect(warningsOf(`{ Runtime: ${runtime}, Handler: a.handler, ${code} }`, { [file]: text })).toEqual([]);
});
