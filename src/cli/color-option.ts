// Whether what is told has colours, as every command takes it.

import type { CommandOption, OptionValues } from "./command-option.ts";
import { UsageError } from "./usage-error.ts";

export type Colouring = "auto" | "always" | "never";

export const colorOption: CommandOption = {
  type: "string",
  value: "auto|always|never",
  default: "auto",
  isShared: true,
  summary: "whether there are colours: auto has them on a terminal, unless NO_COLOR is set",
};

/** Throws UsageError. */
export function colouring({ color }: OptionValues): Colouring {
  if (color === "auto" || color === "always" || color === "never") return color;
  throw new UsageError(`--color takes auto, always or never, not "${color}"`);
}
