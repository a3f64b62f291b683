// Bytes as the page shows them, and JSON that holds some.

import { expect, test } from "@jest/globals";
import { decodedJson, shownBytes } from "../../../src/console/page/parts/bytes.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

test("what is no text is shown in hexadecimal", () => {
  expect(shownBytes(base64("21 °C"))).toBe("21 °C");
  expect(shownBytes(Buffer.from([0xff, 0x01]).toString("base64"))).toBe("ff 01");
});

test.each([
  ["JSON in it", { data: base64('{"stationId":"harbour"}') }, { data: { stationId: "harbour" } }],
  ["a text in it", [base64("the wheel turns"), 7], ["the wheel turns", 7]],
  [
    "a number, whose bytes are no text",
    { id: "49617957849370160000000000000000001230000000000000000000" },
    undefined,
  ],
  ["bytes that are no text", { data: Buffer.from("\u0000\u0001".repeat(12)).toString("base64") }, undefined],
  ["a word", { name: "internationalisation" }, undefined],
  ["something short", { data: base64("{}") }, undefined],
])("of %s", (_, value, decoded) => {
  const told = decodedJson(JSON.stringify(value));
  expect(told === undefined ? undefined : JSON.parse(told)).toEqual(decoded);
});

test("what is no JSON is left as it is", () => {
  expect(decodedJson(`no JSON "${base64("the wheel turns")}"`)).toBeUndefined();
});
