// The 39 data tests of Choice rules, as a table. A test of a value of another type is false, never an error.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html

import type { Json } from "../../aws/json.ts";
import { matchesGlob, parseGlob } from "../glob.ts";
import { compareInstants, type Instant, parseTimestamp } from "../timestamp.ts";

/** `value` is undefined where the Variable leads nowhere, which only IsPresent ever sees. */
export type Test = (value: Json | undefined) => boolean;

export interface Operator {
  /** Made once for a literal operand; for each evaluation where a path gives the operand. */
  readonly against: (operand: Json) => Test;
}

type Ordering = (order: number) => boolean;

const orderings: Readonly<Record<string, Ordering>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};

/** Every operator that takes a literal. Those in `pathOperators` have a twin named `…Path`. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...family("String", textFrom, compareTexts),
  ...family("Numeric", numberFrom, (first, second) => first - second),
  ...family("Timestamp", instantFrom, compareInstants),
  ["BooleanEquals", { against: (operand) => (value) => typeof value === "boolean" && value === operand }],
  ["StringMatches", { against: matching }],
  is("Null", (value) => value === null),
  is("Present", (value) => value !== undefined),
  is("Numeric", (value) => typeof value === "number"),
  is("String", (value) => typeof value === "string"),
  is("Boolean", (value) => typeof value === "boolean"),
  is("Timestamp", (value) => instantFrom(value) !== undefined),
]);

/** `NumericEqualsPath` to `NumericEquals`, and so on. */
export const pathOperators: ReadonlyMap<string, Operator> = new Map(
  [...operators]
    .filter(([name]) => name !== "StringMatches" && !name.startsWith("Is"))
    .map(([name, operator]) => [`${name}Path`, operator]),
);

function family<Value>(
  type: string,
  from: (value: Json | undefined) => Value | undefined,
  compare: (first: Value, second: Value) => number,
): [string, Operator][] {
  return Object.entries(orderings).map(([name, holds]) => [
    `${type}${name}`,
    {
      against: (operand) => {
        const second = from(operand);
        if (second === undefined) return () => false;
        return (value) => {
          const first = from(value);
          return first !== undefined && holds(compare(first, second));
        };
      },
    },
  ]);
}

/** `IsString: false` holds for whatever is no string. */
function is(kind: string, test: Test): [string, Operator] {
  return [`Is${kind}`, { against: (flag) => (flag === true ? test : (value) => !test(value)) }];
}

function textFrom(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberFrom(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function instantFrom(value: Json | undefined): Instant | undefined {
  return typeof value === "string" ? parseTimestamp(value) : undefined;
}

function compareTexts(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

function matching(pattern: Json): Test {
  if (typeof pattern !== "string") return () => false;
  const glob = parseGlob(pattern);
  return (value) => typeof value === "string" && matchesGlob(glob, value);
}
