// Turns the service's files into a CloudFormation template, by the very tool that deploys it to AWS.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./usage-error.ts";

/** Where the packaging tool leaves the template, from the service's folder. */
const templateFile = join(".serverless", "cloudformation-template-update-stack.json");

/** Packages the service in `folder` and answers with its template's file. Throws UsageError with the tool's own words. */
export async function packageService(folder: string): Promise<string> {
  if (!existsSync(join(folder, "serverless.yml"))) {
    throw new UsageError(`there is no serverless.yml in ${folder}`, {
      hint: "run this in the service's folder",
    });
  }
  const { code, output } = await run(folder, join(folder, "node_modules", ".bin", "serverless"), ["package"]);
  if (code !== 0) {
    throw new UsageError(`the service could not be packaged:\n${withoutStacks(output).trim()}`, {
      hint: "npx serverless package",
    });
  }
  return join(folder, templateFile);
}

/** The tool's stacks tell of its own code, not of the user's files. */
function withoutStacks(output: string): string {
  return output.replaceAll(/^ +at .*(\n|$)/gm, "");
}

function run(
  cwd: string,
  program: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", (cause) =>
      reject(new UsageError(`${program} cannot be run: ${cause.message}`, { hint: "npm ci installs it" })),
    );
    child.on("close", (code) => resolve({ code, output }));
  });
}
