// The operators of filters, as Step Functions compares: by the rules of a Jayway JsonPath that takes every literal for a text,
// `7` and `home` as well as `'7'` and `'home'`, and compares it by the type of what it is compared with.

import type { Json } from "../../aws/json.ts";

type Comparison = (value: Json, literal: string) => boolean;

export const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["==", (value, literal) => orderOf(value, literal) === 0],
  ["!=", (value, literal) => isDifferent(value, literal)],
  ["<", ordered((order) => order < 0)],
  ["<=", ordered((order) => order <= 0)],
  [">", ordered((order) => order > 0)],
  [">=", ordered((order) => order >= 0)],
]);

function ordered(holds: (order: number) => boolean): Comparison {
  return (value, literal) => {
    // Nothing is before or behind null, but for null itself.
    if (value === null && literal !== "null") return false;
    const order = orderOf(value, literal);
    return order !== undefined && holds(order);
  };
}

/** Arrays and objects are neither equal to a literal nor different from it; a number differs from what is none. */
function isDifferent(value: Json, literal: string): boolean {
  const order = orderOf(value, literal);
  return order === undefined ? typeof value === "number" : order !== 0;
}

/** Less than 0 if the value comes before the literal; undefined if they cannot be compared. */
function orderOf(value: Json, literal: string): number | undefined {
  if (value === null || value === "null") return literal === "null" ? 0 : -1;
  if (literal === "null") return 1;
  switch (typeof value) {
    case "string":
      return value < literal ? -1 : value > literal ? 1 : 0;
    case "number":
      return differenceOf(value, literal);
    case "boolean":
      return Number(value) - Number(literal.toLowerCase() === "true");
    default:
      return undefined;
  }
}

function differenceOf(value: number, literal: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(literal)) return undefined;
  return value - Number(literal);
}
