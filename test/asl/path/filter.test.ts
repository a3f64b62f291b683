// Filters: each operator with each kind of value and literal, and what Step Functions does not have.

import { describe, expect, test } from "@jest/globals";
import { compilePath } from "../../../src/asl/path/compile-path.ts";
import { DefinitionError } from "../../../src/asl/scope.ts";
import type { Json } from "../../../src/aws/json.ts";

/** Whether an item whose member `v` this is, or which has none, is found. */
function accepts(filter: string, value: Json | undefined): boolean {
  const item: Json = value === undefined ? { other: 1 } : { v: value };
  const scope = { input: [item], context: {}, variables: { get: () => undefined } };
  return (compilePath(`$[?(${filter})]`, "InputPath").evaluate(scope) as readonly Json[]).length === 1;
}

const operators = ["==", "!=", "<", "<=", ">", ">="];

interface Comparing {
  readonly value: Json | undefined;
  readonly literal: string;
  /** The operators that hold. */
  readonly holding: string;
}

const equal = "== <= >=";
const less = "!= < <=";
const greater = "!= > >=";

const comparisons: readonly Comparing[] = [
  { value: 7, literal: "7", holding: equal },
  { value: 7, literal: "'7'", holding: equal },
  { value: 7, literal: "7.0", holding: equal },
  { value: 7, literal: "70e-1", holding: equal },
  { value: 6, literal: "'7'", holding: less },
  { value: -8, literal: "-7.5", holding: less },
  { value: 8, literal: "7", holding: greater },
  { value: 8, literal: "home", holding: "!=" },
  { value: 8, literal: "''", holding: "!=" },
  { value: "7", literal: "7", holding: equal },
  { value: "7", literal: "7.0", holding: less },
  { value: "10", literal: "9", holding: less },
  { value: "home", literal: "home", holding: equal },
  { value: "home", literal: "'home'", holding: equal },
  { value: "home", literal: '"home"', holding: equal },
  { value: "In Progress", literal: "In Progress ", holding: equal },
  { value: "it's", literal: "'it\\'s'", holding: equal },
  { value: "a", literal: "b", holding: less },
  { value: "", literal: "''", holding: equal },
  { value: "true", literal: "true", holding: equal },
  { value: true, literal: "true", holding: equal },
  { value: true, literal: "'TRUE'", holding: equal },
  { value: true, literal: "false", holding: greater },
  { value: false, literal: "true", holding: less },
  { value: false, literal: "no", holding: equal },
  { value: null, literal: "null", holding: equal },
  { value: "null", literal: "null", holding: equal },
  { value: null, literal: "1", holding: "!=" },
  { value: 1, literal: "null", holding: greater },
  { value: [1], literal: "1", holding: "" },
  { value: { a: 1 }, literal: "1", holding: "" },
  { value: undefined, literal: "1", holding: "" },
  { value: undefined, literal: "null", holding: "" },
];

test.each(comparisons)("$value beside $literal: $holding", ({ value, literal, holding }) => {
  const found = operators.filter((operator) => accepts(`@.v ${operator} ${literal}`, value));
  expect(found.join(" ")).toBe(
    operators.filter((operator) => holding.split(" ").includes(operator)).join(" "),
  );
  const withoutSpaces = operators.filter((operator) => accepts(`@.v${operator}${literal}`, value));
  expect(withoutSpaces).toEqual(found);
});

describe("joined", () => {
  const joined: readonly (readonly [filter: string, value: Json | undefined, isFound: boolean])[] = [
    ["@.v", 0, true],
    ["@.v", null, false],
    ["@.v", undefined, false],
    ["!@.v", undefined, true],
    ["!(@.v == 1)", 2, true],
    ["@.v > 1 && @.v < 3", 2, true],
    ["@.v > 1 && @.v < 3", 4, false],
    ["@.v==a || @.v==b", "b", true],
    ["(@.v==a || @.v==b) && @.other", "b", false],
    ["@['v'][0].w == x", [{ w: "x" }], true],
    ["@.v == a&b", "a&b", true],
  ];
  test.each(joined)("%s of %j", (filter, value, isFound) => {
    expect(accepts(filter, value)).toBe(isFound);
  });
});

test.each([
  "@.v in [7, 8]",
  "@.v nin ['a']",
  "@.v subsetof ['a']",
  "@.v anyof ['a']",
  "@.v noneof ['a']",
  "@.v size 2",
  "@.v empty true",
  "@.v contains 'a'",
  "@.v =~ /a.*/i",
  "@.v === 1",
  "@.v !== 1",
  "@.v == $.limit",
  "@.v == @.w",
  "'a' == @.v",
  "$.v == 1",
  "@.v[*] == 1",
  "@.v ==",
  "@.v == 'a",
  "",
])("%s is no filter of Step Functions", (filter) => {
  expect(() => compilePath(`$[?(${filter})]`, "InputPath")).toThrow(DefinitionError);
});
