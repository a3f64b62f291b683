// Tables as text, as wide as the terminal is.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { columns } from "../../src/cli/columns.ts";
import { isWritten, shortened } from "../../src/cli/shortened.ts";

const rows = [
  ["FAILED", "orders-of-the-last-day:0123456789", "Odd"],
  ["RUNNING", "refunds:one", ""],
];

describe("columns", () => {
  test.each([
    [
      "without a terminal",
      undefined,
      ["FAILED   orders-of-the-last-day:0123456789  Odd", "RUNNING  refunds:one"],
    ],
    ["with room for all", 80, ["FAILED   orders-of-the-last-day:0123456789  Odd", "RUNNING  refunds:one"]],
    ["with too little room", 32, ["FAILED   orders-of…23456789  Odd", "RUNNING  refunds:one"]],
    ["with no room", 5, ["FAILED   orde…6789  Odd", "RUNNING  refu…:one"]],
  ])("%s", (_, width, lines) => {
    expect(columns(rows, { width, names: [1] })).toEqual(lines);
  });

  test("what is no name stays whole, and lines fit if they can", () => {
    const name = fc.string({ maxLength: 100 });
    const texts = fc.array(fc.tuple(fc.string({ maxLength: 20 }), name, name), { minLength: 1 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 60, max: 90 }), (table, width) => {
        const whole = table.map(([one, two, three]) => [one, two, three]);
        for (const [at, line] of columns(whole, { width, names: [1, 2] }).entries()) {
          expect(line.startsWith((table[at]?.[0] ?? "").trimEnd())).toBe(true);
          expect([...line].length).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

test("what has been shortened names what it was made of", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (text, width) => {
      const short = shortened(text, width);
      expect([...short].length).toBeLessThanOrEqual(Math.max(width, 1));
      expect(isWritten(text, short) || text.includes("…")).toBe(true);
    }),
  );
  expect(isWritten("orders", "ord…ders")).toBe(false);
});
