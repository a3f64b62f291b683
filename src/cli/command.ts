// A command as data: its words, its options, and the function that runs it. Parsing and help are made from this.

import { parseArgs } from "node:util";
import { didYouMean } from "../aws/did-you-mean.ts";
import { colorOption } from "./color-option.ts";
import type { CommandOption, OptionValues } from "./command-option.ts";
import { given, type Origins } from "./option-variables.ts";
import type { Printer } from "./printer.ts";
import { UsageError } from "./usage-error.ts";

/** The words of a command that belong to no option, such as files. */
export interface CommandWords {
  /** How help names them, such as `FILE…`. */
  readonly value: string;
  readonly least: number;
  readonly most: number;
}

export interface CommandLine {
  readonly options: OptionValues;
  readonly words: readonly string[];
  readonly origins: Origins;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly words?: CommandWords;
  /** Resolves with the exit code: one of ours, or that of the program that it runs. */
  run(options: OptionValues, printer: Printer, words: readonly string[], origins: Origins): Promise<number>;
}

/** Its own, and those of every command. */
export function optionsOf({ options }: Pick<Command, "options">): Command["options"] {
  return { ...options, color: colorOption };
}

/**
 * What the command line does not give, a variable of the environment may, and else it is the default. Throws UsageError for an unknown
 * option, a missing value, or words that are too few or too many.
 */
export function parseCommandLine(
  command: Command,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): CommandLine {
  const line = parsed(command, args, environment);
  const { value, least, most } = command.words ?? noWords;
  if (line.words.length >= least && line.words.length <= most) return line;
  const problem =
    line.words.length < least
      ? `millrace ${command.name} needs ${value}`
      : `"${line.words[most]}" is one word too many for millrace ${command.name}`;
  throw new UsageError(problem, { hint: `millrace ${command.name} --help` });
}

const noWords: CommandWords = { value: "", least: 0, most: 0 };

function parsed(command: Command, args: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const options = optionsOf(command);
  const { values, words } = parsedArguments(command, options, args);
  return { words, ...given({ command: command.name, options, values, environment }) };
}

function parsedArguments(command: Command, options: Command["options"], args: readonly string[]) {
  // The defaults count after the environment: `given` puts them in.
  const told = Object.entries(options).map(
    ([name, { type, short, multiple = false }]) =>
      [name, { type, multiple, ...(short === undefined ? {} : { short }) }] as const,
  );
  try {
    const { values, positionals } = parseArgs({
      args: withNumbers(args, options),
      options: Object.fromEntries(told),
      allowPositionals: true,
      allowNegative: true,
      strict: true,
    });
    return { values: values as OptionValues, words: positionals };
  } catch (cause) {
    const message = (cause as Error).message
      .replace(
        /^Option '(?:-\w, )?(--[\w-]+).*' argument is ambiguous[\s\S]*$/,
        "$1 needs a value, and an option follows it",
      )
      .replace(/\. To specify.*$/s, "");
    const [, unknown] = /^Unknown option '-*([^']+)'/.exec(message) ?? [];
    const meant = unknown === undefined ? undefined : didYouMean(unknown, Object.keys(options));
    const hint = `millrace ${command.name} --help`;
    throw new UsageError(message, { hint: meant === undefined ? hint : `did you mean --${meant}? ${hint}` });
  }
}

/** A number below 0 that follows its option is its value: Node would take it for another option. */
function withNumbers(args: readonly string[], options: Command["options"]): string[] {
  const taking = new Set(
    Object.entries(options).flatMap(([name, { type, short }]) =>
      type === "string" ? [`--${name}`, ...(short === undefined ? [] : [`-${short}`])] : [],
    ),
  );
  const isValue = (at: number) => /^-[\d.]/.test(args[at] ?? "") && taking.has(args[at - 1] ?? "");
  const own = args.includes("--") ? args.indexOf("--") : args.length;
  return args.flatMap((arg, at) => {
    if (at < own && isValue(at)) return [];
    if (at + 1 >= own || !isValue(at + 1)) return [arg];
    return [arg.startsWith("--") ? `${arg}=${args[at + 1]}` : `${arg}${args[at + 1]}`];
  });
}

/** The option as a port, of which 0 is any free one. Throws UsageError otherwise. */
export function portOption(options: OptionValues, name: string): number {
  const text = String(options[name] ?? "");
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--${name} takes a port from 1 to 65535, or 0 for any free one, not "${text}"`);
}

/** The option as a number of at least `minimum`. Throws UsageError otherwise. */
export function numberOption(options: OptionValues, name: string, minimum: number): number {
  const text = String(options[name] ?? "");
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < minimum) {
    throw new UsageError(`--${name} takes a number from ${minimum} up, not "${text}"`);
  }
  return value;
}
