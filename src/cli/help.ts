// The text of `--help`, made from the commands' own data.

import { type Command, optionsOf } from "./command.ts";
import type { CommandOption } from "./command-option.ts";
import { variablesOf } from "./option-variables.ts";

export function helpOverview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "millrace: event ingestion on AWS Step Functions, from the same files on one machine and on AWS",
    "",
    "Commands:",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "millrace COMMAND --help tells more; millrace --version which one this is.",
    "Each option has a variable, which its help names: --port 4600 is MILLRACE_PORT=4600. The command line counts",
    "before the variable, and the variable before the default; millrace doctor tells which are set.",
    exitCodesText,
  ].join("\n");
}

export function helpCommand(command: Command): string {
  const rows = Object.entries(optionsOf(command)).map(
    ([name, option]) =>
      [optionText(name, option), `${option.summary}${givenText(command, name, option)}`] as const,
  );
  const width = Math.max(...rows.map(([text]) => text.length));
  return [
    `millrace ${command.name}: ${command.summary}`,
    "",
    `Usage: millrace ${[command.name, command.words?.value, "[options]"].filter(Boolean).join(" ")}`,
    "",
    "Options:",
    ...rows.map(([text, told]) => `  ${text.padEnd(width)}  ${told}`),
    "",
    "Examples:",
    ...command.examples.map((example) => `  ${example}`),
    "",
    exitCodesText,
  ].join("\n");
}

const exitCodesText =
  "Exit codes: 0 success, 1 it ran and failed, 2 wrong usage or configuration, 3 cannot bind or reach, 130 Ctrl-C before it was done.";

function optionText(name: string, option: CommandOption): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  return `${short}--${name}${option.value === undefined ? "" : ` ${option.value}`}`;
}

/** What it is where the command line does not say it. */
function givenText(command: Command, name: string, option: CommandOption): string {
  const standard = option.default === undefined ? "" : ` (default ${option.default})`;
  return `${standard} [${variablesOf(command.name, name, option).join(", else ")}]`;
}
