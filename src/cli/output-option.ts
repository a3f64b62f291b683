// How a command answers: in words, or as JSON.

import type { CommandOption, OptionValues } from "./command-option.ts";
import type { Printer } from "./printer.ts";
import { UsageError } from "./usage-error.ts";

/** `json` is one text for all of an answer, `jsonl` one a line for each thing in it. */
export type OutputFormat = "text" | "json" | "jsonl";

export const outputOption: CommandOption = {
  type: "string",
  value: "text|json|jsonl",
  default: "text",
  isShared: true,
  summary: "for people, as JSON, or as JSON with one thing a line",
};

/** Throws UsageError. */
export function outputFormat({ output }: OptionValues): OutputFormat {
  if (output === "text" || output === "json" || output === "jsonl") return output;
  throw new UsageError(`--output takes text, json or jsonl, not "${output}"`);
}

/** Several things of one kind. */
export function printThings(
  printer: Printer,
  format: Exclude<OutputFormat, "text">,
  things: readonly unknown[],
): void {
  if (format === "json") printer.line(JSON.stringify(things));
  else for (const thing of things) printer.line(JSON.stringify(thing));
}
