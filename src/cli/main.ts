// Reads the command line, runs one command, and turns what went wrong into a message and an exit code.

import { TemplateError } from "../region/template/template-error.ts";
import { type Command, parseOptions } from "./command.ts";
import { helpCommand, helpOverview } from "./help.ts";
import { loadCommand } from "./load.ts";
import { Printer } from "./printer.ts";
import { startCommand } from "./start.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

const commands: readonly Command[] = [startCommand, loadCommand];

/** Runs the command that `args` name and answers with the exit code. Never throws. */
export async function main(args: readonly string[], printer: Printer = new Printer()): Promise<ExitCode> {
  try {
    return await dispatch(args, printer);
  } catch (error) {
    if (error instanceof UsageError) {
      printer.error(error.message, error.hint);
      return error.exitCode;
    }
    if (error instanceof TemplateError) {
      printer.error(error.message);
      return exitCodes.usage;
    }
    printer.error(`this is a bug of millrace: ${(error as Error)?.stack ?? String(error)}`);
    return exitCodes.failed;
  }
}

async function dispatch(args: readonly string[], printer: Printer): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    printer.line(helpOverview(commands));
    return exitCodes.success;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new UsageError(`there is no command "${name}"`, {
      hint: `the commands are ${commands.map((each) => each.name).join(", ")}`,
    });
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    printer.line(helpCommand(command));
    return exitCodes.success;
  }
  return command.run(parseOptions(command, rest), printer);
}
