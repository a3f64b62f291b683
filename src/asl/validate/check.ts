// What a field's value must be: small checks that the tables of fields are made of. A check reports what is wrong with a
// value at its place and answers nothing; it never throws.

import { didYouMean } from "../../aws/did-you-mean.ts";
import type { Json } from "../../aws/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Findings } from "./findings.ts";
import type { RaisedErrors } from "./raised-errors.ts";
import type { VariableScope } from "./variable-scope.ts";

export type Check = (value: Json, place: Place) => void;

export type MachineType = "STANDARD" | "EXPRESS";

/** Where a value stands, and what holds there. */
export interface Place {
  readonly path: string;
  readonly language: QueryLanguage;
  /** Type of the executions that run this part: the machine's, or inside a distributed Map its children's. */
  readonly executionType: MachineType;
  readonly variables: VariableScope;
  readonly machine: Machine;
}

/** What is known of the whole machine while its parts are checked. */
export interface Machine {
  readonly findings: Findings;
  readonly language: QueryLanguage;
  /** State and label names met so far: they are unique in the whole machine. */
  readonly stateNames: Set<string>;
  readonly labels: Set<string>;
  readonly raisedErrors: RaisedErrors;
}

export function member(place: Place, name: string): Place {
  return { ...place, path: memberPath(place, name) };
}

export function memberPath({ path }: Place, name: string): string {
  return path === "/" ? `/${name}` : `${path}/${name}`;
}

export function element(place: Place, index: number): Place {
  return { ...place, path: `${place.path}[${index}]` };
}

export const anything: Check = () => {};

export const text: Check = (value, place) => {
  if (typeof value !== "string") expected("String", value, place);
};

export const trueOrFalse: Check = (value, place) => {
  if (typeof value !== "boolean") expected("Boolean", value, place);
};

export function oneOf(...values: readonly string[]): Check {
  return (value, place) => {
    if (typeof value !== "string") return expected("String", value, place);
    if (values.includes(value)) return;
    const meant = didYouMean(value, values);
    const hint = meant === undefined ? undefined : `Did you mean "${meant}"?`;
    place.machine.findings.schema(
      place.path,
      `Value should be one of the following: [${values.join(", ")}]`,
      hint,
    );
  };
}

interface Range {
  readonly min: number;
  readonly max?: number;
}

export function integer(range: Range): Check {
  return (value, place) => {
    if (typeof value !== "number" || !Number.isInteger(value)) return expected("Integer", value, place);
    withinRange(value, range, place, String);
  };
}

export function decimal(range: Range): Check {
  return (value, place) => {
    if (typeof value !== "number") return expected("Double", value, place);
    // AWS writes the bounds of a decimal as Java does: 1.0, 100.0.
    withinRange(value, range, place, (bound) => bound.toFixed(1));
  };
}

function withinRange(value: number, range: Range, place: Place, write: (bound: number) => string): void {
  const { findings } = place.machine;
  if (value < range.min)
    findings.schema(place.path, `Minimum value is ${write(range.min)}`, `It is ${value}.`);
  if (range.max !== undefined && value > range.max) {
    findings.schema(place.path, `Maximum value is ${write(range.max)}`, `It is ${value}.`);
  }
}

export function listOf(check: Check): Check {
  return (value, place) => {
    if (!isList(value)) return expected("Array", value, place);
    value.forEach((item, index) => {
      place.machine.findings.later(() => check(item, element(place, index)));
    });
  };
}

export function nonEmptyListOf(check: Check): Check {
  const list = listOf(check);
  return (value, place) => {
    if (isList(value) && value.length === 0)
      place.machine.findings.schema(place.path, "Value cannot be empty");
    list(value, place);
  };
}

export function orNull(check: Check): Check {
  return (value, place) => {
    if (value !== null) check(value, place);
  };
}

export function expected(type: string, value: Json, place: Place): void {
  place.machine.findings.schema(place.path, `Expected value of type ${type}`, `It is ${typeOf(value)}.`);
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (isList(value)) return "an array";
  if (typeof value === "object") return "an object";
  return `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
