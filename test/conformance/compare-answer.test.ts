import { expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { AnswerComparison } from "./services/compare-answer.ts";

interface Compared {
  readonly expected: Json;
  readonly actual: Json;
  /** Where they differ; undefined if they agree. */
  readonly at: string | undefined;
  readonly unordered?: readonly string[];
}

const recorded = {
  name: "a case",
  service: "sqs",
  steps: [],
  placeholders: ["<id:1>", "<id:2>", "<name>"],
  wildcards: ["date", "<any>"],
  ignoreMembers: ["extra"],
};

test.each<Compared>([
  { expected: { a: 1 }, actual: { a: 1 }, at: undefined },
  { expected: { a: 1 }, actual: { a: "1" }, at: ".a" },
  { expected: { a: 1 }, actual: {}, at: ".a" },
  { expected: {}, actual: { a: [] }, at: ".a" },
  { expected: {}, actual: { extra: 1 }, at: undefined },
  { expected: { a: { $ignore: true } }, actual: {}, at: undefined },
  { expected: { a: "<id:1>", b: "<id:1>" }, actual: { a: "x", b: "x" }, at: undefined },
  { expected: { a: "<id:1>", b: "<id:1>" }, actual: { a: "x", b: "y" }, at: ".b" },
  { expected: { a: "<id:1>", b: "<id:2>" }, actual: { a: "x", b: "x" }, at: ".b" },
  { expected: { a: "arn:<id:1>/<name>" }, actual: { a: "arn:x/y" }, at: undefined },
  { expected: { a: "arn:<id:1>/<name>" }, actual: { a: "urn:x/y" }, at: ".a" },
  { expected: { "<name>": [] }, actual: { table: [] }, at: undefined },
  { expected: { a: "<any>", b: "<any>" }, actual: { a: "x", b: "y" }, at: undefined },
  { expected: { a: "date" }, actual: { a: null }, at: ".a" },
  { expected: { a: "at date." }, actual: { a: "at 2026-01-01T00:00:00Z." }, at: undefined },
  { expected: { a: "at date." }, actual: { a: "at noon." }, at: ".a" },
  { expected: { a: { b: 1 } }, actual: { a: '{"b":1}' }, at: undefined },
  { expected: { a: '{"b":1,"c":2}' }, actual: { a: '{ "c": 2, "b": 1 }' }, at: undefined },
  { expected: { a: [1, 2] }, actual: { a: [2, 1] }, at: ".a.0" },
  { expected: { a: [1, 2] }, actual: { a: [2, 1] }, at: undefined, unordered: ["a"] },
  { expected: { a: [1, 1] }, actual: { a: [1, 2] }, at: ".a", unordered: ["a"] },
  { expected: { a: { $bytes: "AQI=" } }, actual: { a: { $bytes: "AQM=" } }, at: ".a" },
  { expected: { a: "body" }, actual: { a: { $bytes: "Ym9keQ==" } }, at: undefined },
])("$expected beside $actual differs at $at", ({ expected, actual, at, unordered }) => {
  expect(new AnswerComparison(recorded).difference(expected, actual, "", unordered)?.at).toBe(at);
});
