// All functions by name, and those that AWS has and the region refuses.

import { digestFunctions } from "./digests.ts";
import type { SqlFunction } from "./function-table.ts";
import { messageFunctions } from "./messages.ts";
import { numberFunctions } from "./numbers.ts";
import { patternFunctions } from "./patterns.ts";
import { propertyFunctions } from "./properties.ts";
import { textFunctions } from "./texts.ts";
import { timeFunctions } from "./times.ts";

const functions: Readonly<Record<string, SqlFunction>> = {
  ...numberFunctions,
  ...textFunctions,
  ...patternFunctions,
  ...digestFunctions,
  ...messageFunctions,
  ...propertyFunctions,
  ...timeFunctions,
};

/** By name in small letters, with what they would need. */
const refused: Readonly<Record<string, string>> = {
  machinelearning_predict: "Amazon Machine Learning",
};

export function functionOf(name: string): SqlFunction | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined;
}

/** What a function that AWS has would need. */
export function whyRefused(name: string): string | undefined {
  return Object.hasOwn(refused, name) ? refused[name] : undefined;
}
