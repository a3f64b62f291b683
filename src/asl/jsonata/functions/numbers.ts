// The functions of numbers, dates and pictures, and of truth.

import type { Evaluation } from "../evaluation.ts";
import { Callable } from "../evaluation.ts";
import { JsonataError } from "../jsonata-error.ts";
import { truthOf } from "../operators.ts";
import { isArray, isNumeric, type MarkedArray } from "../sequences.ts";
import type { BuiltIn } from "./built-in.ts";
import { packageFunction } from "./package-functions.ts";

export const numberFunctions: Readonly<Record<string, BuiltIn>> = {
  sum: ofNumbers((numbers) => numbers.reduce((total, number) => total + number, 0)),
  average: ofNumbers((numbers) =>
    numbers.length === 0 ? undefined : numbers.reduce((total, number) => total + number, 0) / numbers.length,
  ),
  max: ofNumbers((numbers) =>
    numbers.length === 0 ? undefined : numbers.reduce((most, number) => Math.max(most, number)),
  ),
  min: ofNumbers((numbers) =>
    numbers.length === 0 ? undefined : numbers.reduce((least, number) => Math.min(least, number)),
  ),
  count: { arity: 1, apply: (_evaluation, [list]) => (isArray(list) ? list.length : 0) },
  number: ofPackage("number", 1, 32),
  floor: ofPackage("floor", 1, 48),
  ceil: ofPackage("ceil", 1, 48),
  round: ofPackage("round", 2, 320),
  abs: ofPackage("abs", 1, 32),
  sqrt: ofPackage("sqrt", 1, 32),
  power: ofPackage("power", 2, 48),
  formatNumber: ofPackage("formatNumber", 3, 1_200),
  formatBase: ofPackage("formatBase", 2, 48),
  formatInteger: ofPackage("formatInteger", 2, 240, 48),
  parseInteger: ofPackage("parseInteger", 2, 64),
  toMillis: ofPackage("toMillis", 2, 320),
  fromMillis: ofPackage("fromMillis", 3, 400),
  boolean: { arity: 1, apply: ({ budget }, [value]) => truthOf(value, budget) },
  not: {
    arity: 1,
    apply: ({ budget }, [value]) => (value === undefined ? undefined : truthOf(value, budget) !== true),
  },
  exists: { arity: 1, apply: (_evaluation, [value]) => value !== undefined },
  type: { arity: 1, apply: (_evaluation, [value]) => typeOf(value) },
  error: {
    arity: 1,
    apply: (_evaluation, [message]) => raise("D3137", message, "$error() function evaluated"),
  },
  assert: {
    arity: 2,
    apply: (_evaluation, [condition, message]) =>
      condition ? undefined : raise("D3141", message, "$assert() statement failed"),
  },
};

/** Longer ones are no picture, date or number; the package's patterns for them are not linear. */
const longestPicture = 1_000;

function ofPackage(name: string, arity: number, unitsOfCall: number, unitsEach = 8): BuiltIn {
  const call = packageFunction(name);
  return {
    arity,
    apply: ({ budget, surroundings }, given) => {
      budget.spend(unitsOfCall);
      for (const text of given) {
        if (typeof text !== "string") continue;
        if (text.length > longestPicture) {
          throw new Error(`$${name} takes no text of more than ${longestPicture} characters`);
        }
        budget.spend(64 + text.length * 100);
      }
      const result = call(given, surroundings.now);
      if (typeof result === "string") budget.addText(result.length, unitsEach);
      return result;
    },
  };
}

function ofNumbers(reckon: (numbers: readonly number[]) => number | undefined): BuiltIn {
  return {
    arity: 1,
    apply: ({ budget }: Evaluation, [numbers]) => {
      if (numbers === undefined) return undefined;
      budget.spend((numbers as MarkedArray).length * 4);
      return reckon(numbers as readonly number[]);
    },
  };
}

function raise(code: string, message: unknown, otherwise: string): never {
  throw new JsonataError(code, {
    message: typeof message === "string" && message !== "" ? message : otherwise,
  });
}

function typeOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "null";
  if (isNumeric(value)) return "number";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (isArray(value)) return "array";
  return value instanceof Callable ? "function" : "object";
}
