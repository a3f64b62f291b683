// How a CDK app is synthesized: by the CDK of the project or of the user, else by the command that `cdk.json` has for the app, as CDK's
// own command calls it. An app of Python, Java or Go mostly comes with no CDK of its own, and needs it only to look something up.
// https://docs.aws.amazon.com/cdk/v2/guide/cli.html#cli-config
// https://docs.aws.amazon.com/cdk/v2/guide/configure-synth.html

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { declaredPackage } from "./declared-package.ts";
import type { ToolRecord } from "./held-tool.ts";
import { ProjectProblem } from "./project.ts";
import { RepeatedTool } from "./repeated-tool.ts";
import { installedProgram } from "./run-tool.ts";
import { packageInstall } from "./tool-hints.ts";

export interface Synthesis {
  readonly tool: RepeatedTool;
  readonly folder: string;
  /** Where the cloud assembly goes, from the folder. */
  readonly output: string;
  readonly environment: NodeJS.ProcessEnv;
}

const purpose = "the CDK app could not be synthesized";
/** What CDK's command tells every app beside the project's own context. */
const commandContext: JsonObject = {
  "aws:cdk:enable-path-metadata": true,
  "aws:cdk:enable-asset-metadata": true,
  "aws:cdk:version-reporting": true,
  "aws:cdk:bundling-stacks": ["**"],
};

/** Rejects with ProjectProblem, which holds the words of CDK or of the app. */
export async function synthesize({ tool, folder, output, environment }: Synthesis): Promise<void> {
  const program = installedProgram(folder, ["cdk"], environment);
  if (program !== undefined) {
    const args = ["synth", "--quiet", "--output", output];
    return tool.run({ folder, program, args, environment }, purpose);
  }
  const manifest = join(folder, output, "manifest.json");
  if (declaredPackage(folder, ["aws-cdk"]) !== undefined) {
    // An assembly that is passed on goes without what made it.
    if (existsSync(manifest)) return;
    throw new ProjectProblem(
      `cdk.json has no CDK to synthesize it: its packages are not installed in ${folder}`,
      packageInstall(folder),
    );
  }
  const { app, context = {} } = readObject(join(folder, "cdk.json"));
  if (typeof app !== "string")
    throw new ProjectProblem(
      "cdk.json names no app",
      "install CDK's command: npm install --save-dev aws-cdk",
    );
  const kept = join(folder, "cdk.context.json");
  const all = { ...commandContext, ...objectOrEmpty(context), ...(existsSync(kept) ? readObject(kept) : {}) };
  const variables = { CDK_OUTDIR: resolve(folder, output), CDK_CONTEXT_JSON: JSON.stringify(all) };
  await tool.run({ folder, program: app, environment: { ...environment, ...variables } }, purpose);
  checkComplete(manifest);
}

/**
 * The app alone, without the command that calls it: it is handed what the command last handed it, as long as `cdk.json` and the context
 * are the same. Types are not checked again, as they are not where a handler is bundled again, and CDK's own rules for templates, which
 * take it longer than all else, are asked afterwards, too.
 */
export function appOf(folder: string, output: string): RepeatedTool {
  return new RepeatedTool(folder, {
    // Of an app in another language the library is in a process that its own starts.
    isTheTool: ({ env, modules }) =>
      env.CDK_OUTDIR !== undefined &&
      env.JSII_AGENT === undefined &&
      modules.some((path) => path.includes("/node_modules/aws-cdk-lib/")),
    environment: { TS_NODE_TRANSPILE_ONLY: "true", CDK_VALIDATION: "false" },
    isGood: () => missedIn(join(folder, output, "manifest.json")).length === 0,
  });
}

/** What is wrong with what a held run does not look at: the app is run once more, into a folder that is thrown away. */
export async function complaintOf(tool: RepeatedTool, signal: AbortSignal): Promise<string | undefined> {
  const output = mkdtempSync(join(tmpdir(), "millrace-types-"));
  try {
    return await tool.complaint(
      (record) => checksTypes(record) || checksTemplates(record),
      { CDK_OUTDIR: output },
      signal,
    );
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function checksTypes({ env, modules }: ToolRecord): boolean {
  const isChecked = env.TS_NODE_TRANSPILE_ONLY === undefined || env.TS_NODE_TRANSPILE_ONLY === "false";
  return isChecked && modules.some((path) => path.includes("/node_modules/ts-node/"));
}

function checksTemplates({ modules }: ToolRecord): boolean {
  return modules.some((path) => path.includes("/node_modules/@aws/cloudformation-validate/"));
}

/** An app that is told nothing of what it looks up goes on with values of no meaning, and names what it has missed. */
function checkComplete(manifest: string): void {
  if (!existsSync(manifest))
    throw new ProjectProblem("the CDK app has made no cloud assembly", "does it call app.synth()?");
  const keys = missedIn(manifest);
  if (keys.length === 0) return;
  throw new ProjectProblem(
    `the CDK app looks up what only CDK's command can ask AWS for: ${keys.join(", ")}`,
    "write their values into cdk.context.json, or install the command: npm install --save-dev aws-cdk",
  );
}

function missedIn(manifest: string): readonly string[] {
  const { missing = [] } = readObject(manifest);
  return (Array.isArray(missing) ? missing : []).map((each) => (isJsonObject(each) ? String(each.key) : ""));
}

function readObject(path: string): JsonObject {
  try {
    return objectOrEmpty(JSON.parse(readFileSync(path, "utf8")) as Json);
  } catch (cause) {
    throw new ProjectProblem(`${path} cannot be read: ${(cause as Error).message}`);
  }
}
