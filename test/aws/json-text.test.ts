// A text that is remembered with its value is seen by nobody else.

import { expect, test } from "@jest/globals";
import {
  isJson,
  jsonObjectOrUndefined,
  jsonOrUndefined,
  jsonTextOf,
  knownJsonText,
  parseJsonOrText,
  parseJsonText,
  rememberJsonText,
} from "../../src/aws/json-text.ts";

const text = JSON.stringify([{ long: "x".repeat(5000) }]);

test("a long text is remembered as it was", () => {
  const spaced = text.replace("[", "[ ");
  expect(jsonTextOf(parseJsonText(spaced))).toBe(spaced);
  expect(jsonTextOf(parseJsonText('{ "short": 1 }'))).toBe('{"short":1}');
});

test.each<[string, (value: object) => object]>([
  ["a copy", (value) => ({ ...value })],
  ["a clone", structuredClone],
  ["what is written and read", (value) => JSON.parse(JSON.stringify(value))],
])("%s has none", (_, copy) => {
  expect(knownJsonText(copy(parseJsonText(text) as object) as never)).toBeUndefined();
});

test("it is no member", () => {
  const value = parseJsonText(text) as object;
  expect(Reflect.ownKeys(value)).toEqual(["0", "length"]);
});

test("the last one counts, and a value that is frozen may have one", () => {
  const value = Object.freeze({ a: 1 });
  rememberJsonText(value, { text: "first", bytes: 5 });
  rememberJsonText(value, { text: "last", bytes: 4 });
  expect(jsonTextOf(value)).toBe("last");
});

test.each<[string, unknown, boolean]>([
  ["{}", {}, true],
  ["[1]", [1], false],
  ["null", null, false],
  ['"a"', "a", false],
])("%s is JSON, and an object or not", (given, value, isObject) => {
  expect([jsonOrUndefined(given), parseJsonOrText(given), isJson(given)]).toEqual([value, value, true]);
  expect(jsonObjectOrUndefined(given)).toEqual(isObject ? value : undefined);
});

test.each(["", "{", "undefined", "{'a':1}"])("%j is none", (given) => {
  const read = [jsonOrUndefined(given), jsonObjectOrUndefined(given), parseJsonOrText(given), isJson(given)];
  expect(read).toEqual([undefined, undefined, given, false]);
});
