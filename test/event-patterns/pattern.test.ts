import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { compileEventPattern } from "../../src/event-patterns/compile-pattern.ts";
import { compileWildcard } from "../../src/event-patterns/wildcard.ts";
import { tooComplex } from "../../src/event-patterns/wildcard-complexity.ts";
import { counted } from "../support/counted-pieces.ts";

interface PatternCase {
  readonly name: string;
  readonly pattern: Json;
  readonly event: Json;
  readonly matches: boolean;
}

interface RefusedPattern {
  readonly name: string;
  /** As text where the spelling matters. */
  readonly pattern: Json;
  readonly reason: string;
  /** Absent where AWS tells no place; counted from 1. */
  readonly column?: number;
  /** How often the place is told. @default 1 */
  readonly places?: number;
}

function cases<Case>(name: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`../cases/patterns/${name}.json`, import.meta.url), "utf8"));
}

function refusal(pattern: string): unknown {
  try {
    compileEventPattern(pattern);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("event patterns", () => {
  test.each(cases<PatternCase>("operators"))("$name", ({ pattern, event, matches }) => {
    expect(compileEventPattern(JSON.stringify(pattern)).matches(event)).toBe(matches);
  });

  test.each(cases<RefusedPattern>("invalid"))("refuses $name", ({ pattern, reason, column, places = 1 }) => {
    const text = typeof pattern === "string" ? pattern : JSON.stringify(pattern);
    const place = `\n at [Source: (String)"${text}"; line: 1, column: ${column}]`;
    expect(refusal(text)).toMatchObject({
      code: "InvalidEventPatternException",
      message: `Event pattern is not valid. Reason: ${reason}${column === undefined ? "" : place.repeat(places)}`,
    });
  });

  test("names the texts that a source must be one of, so that rules can be looked up by them", () => {
    const sources = (pattern: Json) => compileEventPattern(JSON.stringify(pattern)).sources;
    expect(sources({ source: ["a", "b"], detail: { c: [1] } })).toEqual(["a", "b"]);
    expect(sources({ $or: [{ source: ["a"] }, { source: ["b"], "detail-type": ["c"] }] })).toEqual([
      "a",
      "b",
    ]);
    expect(sources({ $or: [{ source: ["a"] }, { "detail-type": ["c"] }] })).toBeUndefined();
    expect(sources({ source: ["a", { prefix: "b" }] })).toBeUndefined();
  });
});

describe("hostile patterns and events", () => {
  test.each([5_000, 100_000])("a pattern of %i levels is refused", (levels) => {
    const pattern = `${'{"a":'.repeat(levels)}["x"]${"}".repeat(levels)}`;
    expect(refusal(pattern)).toMatchObject({
      code: "InvalidEventPatternException",
      message: expect.stringContaining("Document nesting depth (1001) exceeds the maximum allowed"),
    });
  });

  test("a wildcard is matched without backtracking", () => {
    expect(compileWildcard(`${"a*".repeat(500)}b`)("a".repeat(100_000))).toBe(false);
  });

  test("what a wildcard can match at once is counted, however long it is", () => {
    expect(tooComplex("ab*".repeat(500))).toBe(true);
    expect(tooComplex("/logs/*/dir/dir/dir/dir/dir/file")).toBe(false);
    expect(tooComplex("abcdefgh".repeat(400))).toBe(false);
  });

  test("an event whose names can be read in many ways is matched in one walk", () => {
    let event: Json = { a: "no" };
    for (let level = 0; level < 400; level++) event = { a: event, "a.a": "no" };
    const pattern = `${'{"a":'.repeat(400)}["yes"]${"}".repeat(400)}`;
    expect(compileEventPattern(pattern).matches(event)).toBe(false);
  });

  test("as many ways of $or as are combined are bounded", () => {
    const choice = { $or: [{ a: [1] }, { b: [1] }] };
    let pattern: Json = { c: [1] };
    for (let level = 0; level < 12; level++) pattern = { ...choice, [`d${level}`]: pattern };
    expect(refusal(JSON.stringify(pattern))).toMatchObject({
      message: expect.stringContaining("at most 1000 ways"),
    });
  });
});

describe("a pattern is held against an event in pieces", () => {
  const { inPieces, isLongFor } = compileEventPattern(
    JSON.stringify({ l: [{ prefix: "x" }, { wildcard: "*y*z" }, "w"], m: [{ exists: false }] }),
  );

  test.each<readonly [string, Json, boolean, number]>([
    ["of each value of a list", { l: Array.from({ length: 1000 }, (_, n) => `v${n}`) }, false, 1001],
    ["until it is known", { l: ["v", "w", "v"] }, true, 2],
    ["of each alternative for a long text", { l: "v".repeat(5000) }, false, 4],
    ["of a member that must be absent", { l: "x", m: ["v", "v"] }, false, 3],
  ])("%s", (_, event, value, pieces) => {
    expect(counted(inPieces(event))).toEqual({ value, pieces });
  });

  test("if it may take long", () => {
    expect([100, 1_000_000].map(isLongFor)).toEqual([false, true]);
  });
});
