// The functions that may end a path, such as `$.readings.length()`. Those of Jayway JsonPath.

import type { Json } from "../../aws/json.ts";

type PathFunction = (value: Json) => Json | undefined;

/** Undefined where there is nothing to reckon with: Jayway then finds no result. */
export const pathFunctions: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ["length", lengthOf],
  ["size", lengthOf],
  ["keys", (value) => (isMap(value) ? Object.keys(value) : null)],
  ["first", (value) => (Array.isArray(value) ? value[0] : undefined)],
  ["last", (value) => (Array.isArray(value) ? value.at(-1) : undefined)],
  ["min", ofNumbers((numbers) => numbers.reduce((least, number) => Math.min(least, number)))],
  ["max", ofNumbers((numbers) => numbers.reduce((most, number) => Math.max(most, number)))],
  ["sum", ofNumbers(sum)],
  ["avg", ofNumbers((numbers) => sum(numbers) / numbers.length)],
  ["stddev", ofNumbers(standardDeviation)],
]);

function lengthOf(value: Json): Json {
  if (Array.isArray(value) || typeof value === "string") return value.length;
  return isMap(value) ? Object.keys(value).length : null;
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ofNumbers(reckon: (numbers: readonly number[]) => number): PathFunction {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const numbers = value.filter((item) => typeof item === "number");
    return numbers.length === 0 ? undefined : reckon(numbers);
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function standardDeviation(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length;
  return Math.sqrt(sum(numbers.map((number) => (number - mean) ** 2)) / numbers.length);
}
