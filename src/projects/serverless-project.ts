// A project of the Serverless Framework, or of a fork of it: packaged by the very tool that deploys it to AWS.

import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { unzipSync } from "fflate";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { type ArtifactSource, artifactBucket, contentKey } from "./artifacts.ts";
import { declaredPackage } from "./declared-package.ts";
import { packagingAlone } from "./packaging-lock.ts";
import { preloadedModule, preloading } from "./preloaded-module.ts";
import {
  type Destination,
  type MadeFor,
  type Project,
  type ProjectOptions,
  ProjectProblem,
  type ProjectStack,
  type Upload,
} from "./project.ts";
import { RepeatedTool } from "./repeated-tool.ts";
import { installedProgram, type ToolRun } from "./run-tool.ts";
import { withServerlessPlaces, writtenConfiguration } from "./serverless-places.ts";
import { regionInProgram, serverlessRegion } from "./serverless-region.ts";
import { packageInstall } from "./tool-hints.ts";

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
export const frameworkPrograms = ["serverless", "sls", "osls"];
const packageFolder = ".serverless";
const templateFile = "cloudformation-template-update-stack.json";
const stateFile = "serverless-state.json";
/** The framework itself, called by someone else at the same time, empties the folder and writes in it as well. */
const mostTries = 3;

export function serverlessProject(folder: string, file: string, options: ProjectOptions): Project {
  const { stage, region, environment } = options;
  const configuration = writtenConfiguration(folder, file);
  const tool = new RepeatedTool(folder, { isTheTool: ({ pid }, startedPid) => pid === startedPid });
  return {
    kind: "serverless",
    folder,
    file,
    madeFor: regionAlone(
      serverlessRegion(configuration ?? regionInProgram(readFileSync(join(folder, file), "utf8")), {
        ...{ stage, region, environment },
      }),
    ),
    prepare: () => tool.prepare(),
    close: () => tool.close(),
    async stacks(destination) {
      const program = installedProgram(folder, frameworkPrograms, environment);
      if (program === undefined) {
        const declared = declaredPackage(folder, frameworkPrograms);
        throw new ProjectProblem(
          `${file} has no framework to package it: none is installed in ${folder}`,
          declared === undefined ? installing(configuration) : packageInstall(folder),
        );
      }
      const told = Object.entries({ stage, region }).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}`, value],
      );
      const args = ["package", ...told];
      const run = { folder, program, args, environment: asking(destination, environment), lastWords };
      return await packagingAlone(folder, () => packaged(tool, run, { file, options })).catch((problem) => {
        if (!(problem instanceof ProjectProblem) || !otherVersion.test(problem.message)) throw problem;
        throw new ProjectProblem(problem.message, installing(configuration));
      });
    },
  };
}

/** How the framework reports an error. What a plugin has begun, such as a bundler, may keep it from ending then. */
const lastWords = /^Environment: [\s\S]*^Error:\n|Your Environment Information/m;
const otherVersion = /does not satisfy the\s+"frameworkVersion"/;

/** How to get a framework of the version that the service asks for: each refuses what is for another. */
function installing(configuration: JsonObject | undefined): string {
  const { frameworkVersion: range = "" } = configuration ?? {};
  const [major] = /\d+/.exec(String(range)) ?? [];
  const isOpen = /^\s*>/.test(String(range)) && !String(range).includes("<");
  if (major === undefined || isOpen || Number(major) > 3) return "npm install --save-dev osls";
  return `npm install --save-dev ${major === "3" ? "osls" : "serverless"}@${major}`;
}

function regionAlone(region: Json | undefined): MadeFor {
  return typeof region === "string" ? { region } : {};
}

/** Variables such as `${aws:accountId}` and `${ssm:…}` ask AWS: here the region, unless the user has chosen whom to ask. */
function asking(destination: Destination | undefined, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { AWS_ENDPOINT_URL: chosen, AWS_PROFILE: profile } = environment;
  if (destination === undefined || chosen !== undefined || profile !== undefined) return environment;
  const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  const NODE_OPTIONS = preloading(environment.NODE_OPTIONS, preloadedModule("packaging-requests"));
  return { ...credentials, ...environment, AWS_ENDPOINT_URL: destination.url, NODE_OPTIONS };
}

async function packaged(
  tool: RepeatedTool,
  run: ToolRun,
  { file, options }: { readonly file: string; readonly options: ProjectOptions },
): Promise<readonly ProjectStack[]> {
  for (let triesLeft = mostTries - 1; ; triesLeft -= 1) {
    await tool.run(run, `${file} could not be packaged`);
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
  const files = new PackagedTemplates(folder, file);
  const template = files.read(templateFile);
  const state = files.json(stateFile);
  const { region } = providerOf(state);
  return {
    stackName: stackName ?? stackNameOf(state),
    template: { file, body: withServerlessPlaces(template, folder, file), transforms: [] },
    madeFor: regionAlone(region),
    parameters,
    uploads: files.uploads,
  };
}

/** The templates in the framework's folder, and what they name: each thing that they name is to lie in our bucket, by its content. */
class PackagedTemplates {
  readonly uploads: Upload[] = [];
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string, file: string) {
    this.#folder = folder;
    this.#file = file;
  }

  json(name: string): JsonObject {
    return JSON.parse(readFileSync(join(this.#folder, packageFolder, name), "utf8")) as JsonObject;
  }

  read(name: string): JsonObject {
    const template = this.json(name);
    const resources = Object.entries(template.Resources as JsonObject).map(([id, resource]) => {
      const { Properties: properties } = resource as { readonly Properties?: Json };
      if (!isJsonObject(properties)) return [id, resource];
      return [id, { ...(resource as JsonObject), Properties: this.#located(properties) }];
    });
    return { ...template, Resources: Object.fromEntries(resources) };
  }

  /** The framework puts the time of day into the names of its packages, by which every function would be a new one. */
  #located(properties: JsonObject): JsonObject {
    const nested = this.#nestedTemplate(properties.TemplateURL);
    if (nested !== undefined) return { ...properties, TemplateURL: nested };
    const member = ["Code", "Content"].find((name) => isJsonObject(properties[name]));
    const code = member === undefined ? undefined : properties[member];
    if (member === undefined || !isJsonObject(code) || typeof code.S3Key !== "string") return properties;
    const path = packageAt(this.#folder, this.#file, basename(code.S3Key));
    if (path.endsWith(".zip")) checkZip(path);
    const { bucket, key } = this.#put({ path });
    return { ...properties, [member]: { ...code, S3Bucket: bucket, S3Key: key } };
  }

  /** A plugin that splits a large stack writes the parts beside it, and names them where it would upload them. */
  #nestedTemplate(url: Json | undefined): string | undefined {
    const name = basename(lastText(url) ?? "");
    if (!name.endsWith(".json") || !existsSync(join(this.#folder, packageFolder, name))) return undefined;
    const content = JSON.stringify(this.read(name));
    const { bucket, key } = this.#put({ content, ending: ".template" });
    return `https://s3.amazonaws.com/${bucket}/${key}`;
  }

  #put(source: ArtifactSource): Upload {
    const upload = { bucket: artifactBucket, key: contentKey(source), ...source };
    this.uploads.push(upload);
    return upload;
  }
}

/** Of a text that is joined of several the last. */
function lastText(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return lastText(value.at(-1));
  return isJsonObject(value) ? lastText(Object.values(value)[0]) : undefined;
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

function stackNameOf(state: JsonObject): string {
  const { service } = state.service as { readonly service: string };
  const { stackName, stage = "dev" } = providerOf(state);
  return typeof stackName === "string" ? stackName : `${service}-${stage}`;
}

function providerOf({ service }: JsonObject): JsonObject {
  return (service as { readonly provider: JsonObject }).provider;
}
