// A package that is not whole, because something else packages the same folder meanwhile.

import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { filesOf } from "../../src/projects/packaged-files.ts";
import { serverlessProject } from "../../src/projects/serverless-project.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder | undefined;
afterEach(() => folder?.remove());

const zip = Buffer.from(zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") }));

/** Writes half of its package so many times, and then the whole. */
const framework = (halves: number) => `#!${process.execPath}
const fs = require("node:fs");
fs.mkdirSync(".serverless", { recursive: true });
fs.appendFileSync("runs", "x");
if (fs.existsSync("busy")) throw new Error("two at once");
fs.writeFileSync("busy", "");
const zip = Buffer.from("${zip.toString("base64")}", "base64");
const isHalf = fs.readFileSync("runs").length <= ${halves};
fs.writeFileSync(".serverless/brew.zip", isHalf ? zip.subarray(0, zip.length / 2) : zip);
const Code = { S3Bucket: { Ref: "ServerlessDeploymentBucket" }, S3Key: "serverless/coffee/dev/1-2/brew.zip" };
const Resources = { BrewLambdaFunction: { Type: "AWS::Lambda::Function", Properties: { Code } } };
fs.writeFileSync(".serverless/cloudformation-template-update-stack.json", JSON.stringify({ Resources }));
fs.writeFileSync(".serverless/serverless-state.json", JSON.stringify({ service: { service: "coffee", provider: {} } }));
fs.rmSync("busy");
`;

function projectOf(halves: number): ProjectFolder {
  const made = projectFolder({ "serverless.yml": "service: coffee\n" });
  made.write({ "node_modules/.bin/serverless": framework(halves) });
  chmodSync(join(made.path, "node_modules/.bin/serverless"), 0o755);
  return made;
}

const stacksOf = ({ path }: ProjectFolder) =>
  serverlessProject(path, "serverless.yml", { environment: process.env, parameters: {} }).stacks();

test("a package that is half written is made anew", async () => {
  folder = projectOf(1);
  const [stack] = await stacksOf(folder);
  expect(readFileSync(join(folder.path, "runs"), "utf8")).toBe("xx");
  const [upload] = stack?.uploads ?? [];
  expect(upload === undefined ? [] : [...filesOf(upload).keys()]).toEqual(["index.js"]);
});

test("commands that package one folder wait for each other", async () => {
  const project = projectOf(0);
  folder = project;
  await Promise.all([stacksOf(project), stacksOf(project), stacksOf(project)]);
  expect(readFileSync(join(project.path, "runs"), "utf8")).toBe("xxx");
});

test("a package that never is whole is a problem of the project", async () => {
  folder = projectOf(9);
  await expect(stacksOf(folder)).rejects.toMatchObject({
    name: "ProjectProblem",
    message: "serverless.yml was packaged, but not whole: invalid zip data",
    hint: "does something else package this project at the same time?",
  });
});

test("of a package that is gone no file is renewed by itself", () => {
  expect(filesOf({ bucket: "b", key: "k", path: join("nowhere", "brew.zip") })).toEqual(new Map());
});
