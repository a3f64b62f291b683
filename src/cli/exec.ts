// `millrace exec`: any tool as a client of a region that is up. Tools read where to ask of their environment; those that are made with
// AWS's SDK for JavaScript 2, as Serverless Framework 3 is, know no AWS_ENDPOINT_URL, and what they ask AWS is sent to the region.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { installedProgram } from "../projects/run-tool.ts";
import { askingOptions, RegionClient } from "./asking/region-client.ts";
import type { Command } from "./command.ts";
import { exitCodes, UsageError } from "./usage-error.ts";

/** What is printed is the tool's own. */
const { output: _, ...address } = askingOptions;

export const execCommand: Command = {
  name: "exec",
  summary: "run a tool as a client of a region that is up, whatever it was made with",
  examples: [
    "millrace exec -- serverless deploy --stage dev",
    "millrace exec -- aws stepfunctions list-state-machines",
    "millrace exec --endpoint-url http://127.0.0.1:4567 -- node scripts/seed.js",
  ],
  words: { value: "-- COMMAND…", least: 1, most: Number.POSITIVE_INFINITY },
  options: address,
  async run(options, printer, [name = "", ...args]) {
    const client = new RegionClient(options);
    const { region } = await client.health();
    const { regionAskedFor } = await import("../projects/tool-region.ts");
    const asked = regionAskedFor(process.cwd(), [name, ...args], process.env);
    if (asked !== undefined && asked !== region)
      printer.warning(
        `${name} is for ${asked}, and the region at ${client.endpoint} is ${region}: ARNs that it writes out lead nowhere there; start one with --region ${asked}`,
      );
    const { regionEnvironment } = await import("../projects/tool-environment.ts");
    const environment = regionEnvironment({ url: client.endpoint, region }, process.env);
    const program = name.includes("/")
      ? name
      : (installedProgram(process.cwd(), [name], process.env) ?? name);
    return ended(program, args, environment);
  },
};

/** Resolves with the tool's exit code. Rejects with UsageError for a tool that cannot be run. */
function ended(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env });
    // Ctrl-C reaches it from the terminal, and it says when it is done.
    const stay = () => {};
    const end = () => void child.kill("SIGTERM");
    process.on("SIGINT", stay);
    process.on("SIGTERM", end);
    child.on("error", ({ message }) =>
      reject(new UsageError(`${program} cannot be run: ${message}`, { hint: "install it first" })),
    );
    child.on("close", (code, signal) => {
      process.off("SIGINT", stay);
      process.off("SIGTERM", end);
      // As a shell tells of a program that a signal ended.
      resolve(code ?? (signal === null ? exitCodes.failed : 128 + constants.signals[signal]));
    });
  });
}
