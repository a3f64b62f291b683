// How a command answers: in words, or as JSON.

import type { CommandOption, OptionValues } from "./command.ts";
import { UsageError } from "./usage-error.ts";

export const outputOption: CommandOption = {
  type: "string",
  value: "text|json",
  default: "text",
  summary: "for people, or JSON",
};

/** Throws UsageError. */
export function outputFormat({ output }: OptionValues): "text" | "json" {
  if (output === "text" || output === "json") return output;
  throw new UsageError(`--output takes text or json, not "${output}"`);
}
