// An item of a table as the console shows it.

import { expect, test } from "@jest/globals";
import { plainItem } from "../../../src/console/page/parts/plain-item.ts";

test.each<[what: string, stored: object, shown: unknown]>([
  ["a number", { N: "1.5" }, 1.5],
  ["a number of more digits than a double has", ...twice("12345678901234567890.12345678901234567")],
  ["a number of more than JavaScript writes out", ...twice("100000000000000000000000")],
  ["a number below zero", { N: "-7" }, -7],
  ["numbers", { NS: ["1", "12345678901234567890"] }, [1, "12345678901234567890"]],
  ["what is within", { M: { l: { L: [{ N: "0.1" }, { NULL: true }] } } }, { l: [0.1, null] }],
  ["a text of digits", { S: "1" }, "1"],
])("%s", (_what, stored, shown) => {
  expect(plainItem({ a: stored })).toEqual({ a: shown });
});

function twice(text: string): [stored: object, shown: string] {
  return [{ N: text }, text];
}
