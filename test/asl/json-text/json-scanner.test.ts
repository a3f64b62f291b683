import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { lineAndColumn } from "../../../src/asl/json-text/json-problem.ts";
import { deepestNesting, scanJson } from "../../../src/asl/json-text/json-scanner.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("scanJson", () => {
  test("accepts every JSON text, however it is laid out", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, "\t", "\r\n "), (value, space) => {
        const spaced = JSON.stringify(value, null, typeof space === "string" ? "  " : space);
        expect(scanJson(spaced).syntaxProblem).toBeUndefined();
      }),
    );
  });

  const fragments = [
    '"a"',
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "1",
    "-",
    "0",
    ".",
    "e",
    "+",
    "true",
    "nul",
    " ",
    "\n",
  ];
  const oddities = ["\\", "\\u00", "\u0001", "\ufeff", "é", "\ud800", "/", "'", "NaN"];

  test("accepts exactly what JSON.parse accepts", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fragments, ...oddities), { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        expect([text, scanJson(text).syntaxProblem === undefined]).toEqual([text, isJson(text)]);
      }),
      { numRuns: 3000 },
    );
  });

  test("accepts exactly what JSON.parse accepts, one character away from JSON", () => {
    const edited = fc.tuple(fc.json(), fc.nat(), fc.constantFrom("", ...fragments, ...oddities));
    fc.assert(
      fc.property(edited, ([json, where, put]) => {
        const at = where % (json.length + 1);
        const text = json.slice(0, at) + put + json.slice(at + 1);
        expect([text, scanJson(text).syntaxProblem === undefined]).toEqual([text, isJson(text)]);
      }),
      { numRuns: 1000 },
    );
  });

  test("refuses what is nested deeper than Jackson reads, without ending the stack", () => {
    const deepest = "[".repeat(deepestNesting) + "]".repeat(deepestNesting);
    expect(scanJson(deepest).syntaxProblem).toBeUndefined();
    expect(scanJson(`[${deepest}]`).syntaxProblem?.message).toContain("Document nesting depth (1001)");
    expect(scanJson('{"a":'.repeat(200_000)).syntaxProblem).toBeDefined();
  });

  test("finds keys that stand twice in one object, also when they are written differently", () => {
    const text = '{"a":1,"b":{"a":2,"\\u0061":3},"a":4}';
    expect(scanJson(text).duplicateKeys.map(({ column }) => text.slice(0, column - 1))).toEqual([
      '{"a":1,"b":{"a":2,"\\u0061"',
      '{"a":1,"b":{"a":2,"\\u0061":3},"a"',
    ]);
  });

  test("finds a key named __proto__ twice", () => {
    expect(scanJson('{"__proto__":1,"__proto__":2}').duplicateKeys).toHaveLength(1);
  });

  test("tells where each value stands", () => {
    const text = '{"States": {"A": {"Retry": [1, {"x": 2}]}}}';
    const places = [...scanJson(text, { places: true }).places].map(([path, offset]) => [
      path,
      text.charAt(offset),
    ]);
    expect(places).toEqual([
      ["/", "{"],
      ["/States", "{"],
      ["/States/A", "{"],
      ["/States/A/Retry", "["],
      ["/States/A/Retry[0]", "1"],
      ["/States/A/Retry[1]", "{"],
      ["/States/A/Retry[1]/x", "2"],
    ]);
  });

  test("quotes at most 500 characters of a text, control characters escaped", () => {
    const problem = scanJson(`{"a":"\t${"x".repeat(600)}`).syntaxProblem;
    expect(problem?.source).toMatch(
      /^\[Source: \(String\)"\{"a":"\\u0009x{493}"\[truncated 107 chars\]; line: 1, column: 8\]$/,
    );
  });
});

test("lines and columns count from 1", () => {
  expect([0, 1, 2, 3, 4].map((offset) => lineAndColumn("a\n\nb", offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 3, column: 2 },
  ]);
});
