import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { compilePattern } from "../../src/events/pattern/compile-pattern.ts";

interface PatternCase {
  readonly name: string;
  readonly pattern: Json;
  readonly event: Json;
  readonly matches: boolean;
}

function cases(name: string): readonly PatternCase[] {
  return JSON.parse(readFileSync(new URL(`../cases/patterns/${name}.json`, import.meta.url), "utf8"));
}

describe("event patterns", () => {
  test.each(cases("operators"))("$name", ({ pattern, event, matches }) => {
    expect(compilePattern(pattern)(event)).toBe(matches);
  });

  test.each(cases("invalid"))("refuses $name", ({ pattern }) => {
    const compile = () => compilePattern(pattern);
    expect(compile).toThrow(ServiceError);
    expect(compile).toThrow("Event pattern is not valid. Reason: ");
  });

  test("a hostile wildcard is answered without backtracking", () => {
    const matches = compilePattern({ a: [{ wildcard: `${"a*".repeat(500)}b` }] });
    expect(matches({ a: "a".repeat(100_000) })).toBe(false);
  });
});
