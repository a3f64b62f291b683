// Intrinsic functions and paths that would make, or look at, more than there is time and memory for.

import { expect, test } from "@jest/globals";
import { compileCall } from "../../../src/asl/intrinsics/compile-call.ts";
import { compilePath } from "../../../src/asl/path/compile-path.ts";
import type { Json } from "../../../src/aws/json.ts";

const list = Array.from({ length: 20_000 }, (_nothing, at) => at);
const input: Json = { text: "x".repeat(200_000), list, short: "ab", small: [{ a: [1, 2] }] };
const scope = { input, context: {}, variables: { get: () => undefined } };
const evaluate = (source: string) =>
  (source.startsWith("$")
    ? compilePath(source, "InputPath")
    : { evaluate: compileCall(source, "a.$") }
  ).evaluate(scope);
const times = (count: number, text: string) => Array(count).fill(text).join(",");

test("as many arguments as one likes are formatted", () => {
  const text = evaluate(`States.Format('${"{}".repeat(12_000)}',${times(12_000, "$.short")})`);
  expect(text).toBe("ab".repeat(12_000));
  expect(evaluate(`States.ArrayLength(States.Array(${times(60_000, "$")}))`)).toBe(60_000);
});

test.each([
  `States.Format('${"{}".repeat(30_000)}',${times(30_000, "$")})`,
  `States.Format('{}', States.Array(${times(10_000, "$.text")}))`,
  `States.JsonToString(States.Array(${times(10_000, "$")}))`,
  `States.Hash(States.Array(${times(10_000, "$")}), 'MD5')`,
  `States.ArrayUnique(States.Array(${times(10_000, "$")}))`,
  `States.ArrayContains(States.Array(${times(10_000, "$.list")}), $)`,
])("%.40s… is stopped before it is made", (source) => {
  expect(() => evaluate(source)).toThrow(expect.objectContaining({ error: "States.DataLimitExceeded" }));
});

test.each([
  "$..*..*..*",
  `$${"..*".repeat(200)}`,
  `$.list[${times(60_000, "0")}][*]`,
  `$['list'][?(@.a)]${"..*".repeat(9)}`,
])("%.30s… looks at no more places than there may be", (path) => {
  let found: unknown;
  try {
    found = evaluate(path);
  } catch (thrown) {
    expect(String(thrown)).toContain("leads to more than 500000 places");
    return;
  }
  expect((found as readonly Json[]).length).toBeLessThan(500_000);
});
