// A project of the Serverless Framework, or of a fork of it: packaged by the very tool that deploys it to AWS.

import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { unzipSync } from "fflate";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { artifactBucket, contentKey } from "./artifacts.ts";
import { packagingAlone } from "./packaging-lock.ts";
import {
  type Project,
  type ProjectOptions,
  ProjectProblem,
  type ProjectStack,
  type Upload,
} from "./project.ts";
import { installedProgram, runTool, type ToolRun } from "./run-tool.ts";
import { withServerlessPlaces } from "./serverless-places.ts";

export const serverlessFiles = [
  "serverless.yml",
  "serverless.yaml",
  "serverless.ts",
  "serverless.js",
  "serverless.cjs",
  "serverless.mjs",
  "serverless.json",
];

/** The framework's own command, and those of its forks. */
const frameworkPrograms = ["serverless", "sls", "osls"];
const packageFolder = ".serverless";
/** The framework itself, called by someone else at the same time, empties the folder and writes in it as well. */
const mostTries = 3;

export function serverlessProject(folder: string, file: string, options: ProjectOptions): Project {
  return {
    kind: "serverless",
    folder,
    file,
    async stacks() {
      const program = installedProgram(folder, frameworkPrograms);
      if (program === undefined) {
        throw new ProjectProblem(
          `${file} has no framework to package it: none is installed in ${folder}`,
          "npm install --save-dev osls",
        );
      }
      const stage = options.stage === undefined ? [] : ["--stage", options.stage];
      const run = { folder, program, args: ["package", ...stage], environment: options.environment };
      return await packagingAlone(folder, () => packaged(run, file, options));
    },
  };
}

async function packaged(
  run: ToolRun,
  file: string,
  options: ProjectOptions,
): Promise<readonly ProjectStack[]> {
  for (let triesLeft = mostTries - 1; ; triesLeft -= 1) {
    await runTool(run, `${file} could not be packaged`);
    try {
      return [packagedStack(run.folder, file, options)];
    } catch (problem) {
      if (problem instanceof ProjectProblem) throw problem;
      if (triesLeft === 0) throw new ProjectProblem(...notWhole(file, problem));
    }
  }
}

function notWhole(file: string, problem: unknown): [message: string, hint: string] {
  const reason = problem instanceof Error ? problem.message : String(problem);
  return [
    `${file} was packaged, but not whole: ${reason}`,
    "does something else package this project at the same time?",
  ];
}

/** Throws for a package that is no zip file, or not yet. */
function checkZip(path: string): void {
  unzipSync(readFileSync(path), { filter: () => false });
}

/** Throws ProjectProblem, and any error where a file of the package is gone or half written. */
function packagedStack(
  folder: string,
  file: string,
  { stackName, parameters }: ProjectOptions,
): ProjectStack {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(folder, packageFolder, name), "utf8")) as JsonObject;
  const template = read("cloudformation-template-update-stack.json");
  const uploads: Upload[] = [];
  // The framework puts the time of day into the names of its packages, by which every function would be a new one.
  const located = (code: Json | undefined): JsonObject | undefined => {
    if (!isJsonObject(code) || typeof code.S3Key !== "string") return undefined;
    const path = packageAt(folder, file, basename(code.S3Key));
    if (path.endsWith(".zip")) checkZip(path);
    const upload = { bucket: artifactBucket, key: contentKey({ path }), path };
    uploads.push(upload);
    return { ...code, S3Bucket: upload.bucket, S3Key: upload.key };
  };
  const resources = Object.entries(template.Resources as JsonObject).map(([id, resource]) => {
    const { Properties: properties } = resource as { readonly Properties?: Json };
    if (!isJsonObject(properties)) return [id, resource];
    const member = ["Code", "Content"].find((name) => isJsonObject(properties[name]));
    const code = member === undefined ? undefined : located(properties[member]);
    if (member === undefined || code === undefined) return [id, resource];
    return [id, { ...(resource as JsonObject), Properties: { ...properties, [member]: code } }];
  });
  const body = withServerlessPlaces({ ...template, Resources: Object.fromEntries(resources) }, folder, file);
  return {
    stackName: stackName ?? stackNameOf(read("serverless-state.json")),
    template: { file, body, transforms: [] },
    parameters,
    uploads,
  };
}

/** A package that another tool has made stays where `package.artifact` says. Throws ProjectProblem for one that is not there. */
function packageAt(folder: string, file: string, name: string): string {
  const own = join(folder, packageFolder, name);
  if (existsSync(own)) return own;
  const words = readFileSync(join(folder, file), "utf8").match(/[^\s'"`,]+/g) ?? [];
  const named = words.filter((word) => basename(word) === name).map((word) => resolve(folder, word));
  const found = named.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new ProjectProblem(
    `${file} has the package ${name}, and there is no ${named[0] ?? own}`,
    "build it, or write its path as it is into package.artifact",
  );
}

function stackNameOf({ service }: JsonObject): string {
  const { service: name, provider } = service as { readonly service: string; readonly provider: JsonObject };
  const { stackName, stage = "dev" } = provider;
  return typeof stackName === "string" ? stackName : `${name}-${stage}`;
}
