// The environment as a place to give options in: every option has a variable, which counts where the command line says nothing.

import type { CommandOption, OptionValues } from "./command-option.ts";
import { UsageError } from "./usage-error.ts";

/** Of each option that has a value, who gave it: `--port`, `MILLRACE_PORT`, or `default`. */
export type Origins = Readonly<Record<string, string>>;

export interface Given {
  readonly options: OptionValues;
  readonly origins: Origins;
}

export interface Asked {
  /** The command's name. */
  readonly command: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Of the command line. */
  readonly values: OptionValues;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The variables that stand for an option, the first that is set counts: `MILLRACE_PORT` where several commands have it alike,
 * `MILLRACE_LOAD_PORT` where it is one command's own.
 */
export function variablesOf(
  command: string,
  name: string,
  { isShared, awsVariable }: CommandOption,
): readonly string[] {
  const words = ["millrace", ...(isShared === true ? [] : [command]), name];
  const own = words.join("_").replaceAll("-", "_").toUpperCase();
  return awsVariable === undefined ? [own] : [own, awsVariable];
}

/** Throws UsageError for a variable that is neither yes nor no where the option is one of these. */
export function given(asked: Asked): Given {
  const options: Record<string, OptionValues[string]> = {};
  const origins: Record<string, string> = {};
  for (const [name, option] of Object.entries(asked.options)) {
    const [value, origin] = valueGiven(name, option, asked);
    // What is not to be is as if nobody had said anything of it.
    if (value === undefined || value === false) continue;
    options[name] = value;
    origins[name] = origin;
  }
  return { options, origins };
}

function valueGiven(
  name: string,
  option: CommandOption,
  { command, values, environment }: Asked,
): readonly [value: OptionValues[string], origin: string] {
  if (values[name] !== undefined) return [values[name], `--${name}`];
  const variable = variablesOf(command, name, option).find((each) => (environment[each] ?? "") !== "");
  if (variable !== undefined) return [read(variable, environment[variable] ?? "", option), variable];
  return [option.default, "default"];
}

const yesOrNo: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false };

function read(variable: string, text: string, { type, multiple }: CommandOption) {
  if (multiple === true) return text.split("\n").filter((line) => line !== "");
  if (type === "string") return text;
  const value = Object.hasOwn(yesOrNo, text) ? yesOrNo[text] : undefined;
  if (value !== undefined) return value;
  throw new UsageError(`the variable ${variable} takes 1 or 0, not "${text}"`);
}
