// Where the deploy tools are that no dependency of this project brings: in a folder of the user's cache, each in the version that
// the tests were written with.

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

export const versions = {
  npm: { "aws-cdk": "2.1148.1", "aws-cdk-lib": "2.276.0", constructs: "10.8.1", serverless: "3.40.0" },
  pip: { "aws-sam-cli": "1.170.0", awscli: "1.45.11" },
} as const;

export const toolsFolder = process.env.MILLRACE_TOOLS ?? join(homedir(), ".cache", "millrace-tools");
export const npmFolder = join(toolsFolder, "npm");
/** The two Python tools want different versions of what they share. */
export const pipFolder = (name: keyof typeof versions.pip) => join(toolsFolder, name);

export interface Tool {
  readonly name: string;
  readonly command: string;
  /** What precedes the arguments. */
  readonly arguments: readonly string[];
}

const node = process.execPath;
const packages = resolve(import.meta.dirname, "../../../node_modules");

export const serverless: Tool = {
  name: "serverless",
  command: node,
  arguments: [join(packages, "serverless", "bin", "serverless.js")],
};
/** By AWS's SDK 2, which knows no AWS_ENDPOINT_URL. */
export const serverless3: Tool = {
  name: "serverless@3",
  command: node,
  arguments: [join(npmFolder, "node_modules", "serverless", "bin", "serverless.js")],
};
export const cdk: Tool = {
  name: "cdk",
  command: node,
  arguments: [join(npmFolder, "node_modules", "aws-cdk", "bin", "cdk")],
};
export const sam: Tool = {
  name: "sam",
  command: join(pipFolder("aws-sam-cli"), "bin", "sam"),
  arguments: [],
};
export const aws: Tool = { name: "aws", command: join(pipFolder("awscli"), "bin", "aws"), arguments: [] };

export function isThere({ command, arguments: [script] }: Tool): boolean {
  return existsSync(command) && (script === undefined || existsSync(script));
}
