// Reads the command line, runs one command, and turns what went wrong into a message and an exit code.

import { existsSync, readFileSync } from "node:fs";
import { didYouMean } from "../aws/did-you-mean.ts";
import { InvalidDefinition } from "../library/state-machine.ts";
import { doctorCommand } from "./asking/doctor.ts";
import { eventsCommand } from "./asking/events.ts";
import { executionsCommand } from "./asking/executions.ts";
import { logsCommand } from "./asking/logs.ts";
import { policiesCommand } from "./asking/policies.ts";
import { putCommand } from "./asking/put.ts";
import { endWithOutput } from "./closed-output.ts";
import { colouring } from "./color-option.ts";
import { type Command, parseCommandLine } from "./command.ts";
import { costCommand } from "./cost.ts";
import { devCommand } from "./dev/dev-command.ts";
import { execCommand } from "./exec.ts";
import { graphCommand } from "./graph.ts";
import { helpCommand, helpOverview } from "./help.ts";
import type { Origins } from "./option-variables.ts";
import { Printer } from "./printer.ts";
import { runCommand } from "./run.ts";
import { loadCommand, replayCommand, startCommand } from "./service-commands.ts";
import { testCommand } from "./test.ts";
import { exitCodes, UsageError } from "./usage-error.ts";
import { validateCommand } from "./validate.ts";

export const commands: readonly Command[] = [
  devCommand,
  startCommand,
  execCommand,
  runCommand,
  validateCommand,
  graphCommand,
  testCommand,
  executionsCommand,
  logsCommand,
  eventsCommand,
  putCommand,
  policiesCommand,
  doctorCommand(() => commands),
  costCommand,
  ...(isRepository() ? [replayCommand, loadCommand] : []),
];

/** The package comes without the weather service, which only its own commands need. */
function isRepository(): boolean {
  return existsSync(new URL("../load", import.meta.url));
}

/** Runs the command that `args` name and answers with the exit code. Never throws. */
export async function main(args: readonly string[], printer: Printer = ownPrinter()): Promise<number> {
  try {
    return await dispatch(args, printer);
  } catch (error) {
    if (error instanceof UsageError) {
      printer.error(error.message, error.hint);
      return error.exitCode;
    }
    if (error instanceof InvalidDefinition) {
      printer.note(error.message);
      return exitCodes.failed;
    }
    printer.error(`this is a bug of millrace: ${(error as Error)?.stack ?? String(error)}`);
    return exitCodes.failed;
  }
}

function ownPrinter(): Printer {
  endWithOutput();
  return new Printer();
}

async function dispatch(args: readonly string[], printer: Printer): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    printer.line(helpOverview(commands));
    return exitCodes.success;
  }
  if (name === "--version" || name === "-v" || name === "version") {
    printer.line(`millrace ${packageVersion()}, Node.js ${process.versions.node}`);
    return exitCodes.success;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const names = commands.map((each) => each.name);
    const meant = didYouMean(name, names);
    const hint = `the commands are ${names.join(", ")}`;
    throw new UsageError(`there is no command "${name}"`, {
      hint: meant === undefined ? hint : `did you mean ${meant}? ${hint}`,
    });
  }
  // What comes after is another program's.
  const own = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  if (own.includes("--help") || own.includes("-h")) {
    printer.line(helpCommand(command));
    return exitCodes.success;
  }
  const { options, words, origins } = parseCommandLine(command, rest);
  try {
    printer.setColouring(colouring(options));
    return await command.run(options, printer, words, origins);
  } catch (problem) {
    throw problem instanceof UsageError ? withOrigin(problem, origins) : problem;
  }
}

/** Who reads of an option that nobody wrote on the command line is told where it stands. */
function withOrigin(problem: UsageError, origins: Origins): UsageError {
  const [, name = ""] = /^--([a-z-]+) /.exec(problem.message) ?? [];
  const origin = origins[name] ?? "default";
  if (origin === "default" || origin === `--${name}`) return problem;
  const { message, hint, exitCode } = problem;
  const told = `the environment says it: ${origin}`;
  return new UsageError(message, { exitCode, hint: hint === undefined ? told : `${told}; ${hint}` });
}

/** Of the sources as of what was built of them, two folders up. */
function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
