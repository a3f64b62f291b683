// A command as data: its words, its options, and the function that runs it. Parsing and help are made from this.

import { parseArgs } from "node:util";
import type { Printer } from "./printer.ts";
import { type ExitCode, UsageError } from "./usage-error.ts";

export interface CommandOption {
  readonly type: "boolean" | "string";
  readonly short?: string;
  /** How help names the value, such as `N` or `DIR`. */
  readonly value?: string;
  readonly default?: string;
  readonly summary: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  run(options: OptionValues, printer: Printer): Promise<ExitCode>;
}

/** Throws UsageError for an unknown option, a missing value, or a word that belongs to none. */
export function parseOptions(command: Command, args: readonly string[]): OptionValues {
  try {
    const { values } = parseArgs({ args: [...args], options: { ...command.options }, strict: true });
    return values;
  } catch (cause) {
    throw new UsageError((cause as Error).message.replace(/\. To specify.*$/s, ""), {
      hint: `millrace ${command.name} --help`,
    });
  }
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
