// A long blob within JSON is decoded in pieces, and refused where the whole would be.

import { expect, test } from "@jest/globals";
import { jsonInPieces } from "../../../src/aws/wire/json-in-pieces.ts";

function parsed(json: string): { readonly value: unknown; readonly yields: number } {
  const work = jsonInPieces(Buffer.from(json), { blob: "ZipFile" });
  for (let yields = 0; ; yields++) {
    const next = work.next();
    if (next.done === true) return { value: next.value, yields };
  }
}

const decoded = (text: string) => parsed(`{"Code": {"ZipFile": "${text}"}, "a": 1}`);
const mebibyte = 1024 * 1024;
const zeros = "A".repeat(4 * mebibyte);

test.each([0, 1, 2, 3])("what is a few bytes longer than its pieces: %i", (more) => {
  const bytes = Buffer.alloc(6 * mebibyte + more, "some bytes");
  const { value, yields } = decoded(bytes.toString("base64"));
  const { Code, a } = value as { readonly Code: { readonly ZipFile: Uint8Array }; readonly a: number };
  expect(bytes.equals(Code.ZipFile)).toBe(true);
  expect(a).toBe(1);
  expect(yields).toBeGreaterThanOrEqual(8);
});

test("slashes may be escaped", () => {
  const text = Buffer.alloc(2 * mebibyte, Buffer.from([0xff, 0xef, 0xbe])).toString("base64");
  expect(text).toContain("/");
  const { value } = decoded(text.replaceAll("/", "\\/"));
  const { Code } = value as { readonly Code: { readonly ZipFile: Uint8Array } };
  expect(Buffer.from(text, "base64").equals(Code.ZipFile)).toBe(true);
});

test("other members, and what is in a list, are texts", () => {
  expect(parsed(`{"Other": "${zeros}", "ZipFile": ["${zeros}"]}`).value).toEqual({
    Other: zeros,
    ZipFile: [zeros],
  });
});

test.each([
  ["another alphabet", `${zeros}AA-_`],
  ["a space", `${zeros} AAA`],
  ["padding where a piece ends", `${zeros.slice(0, mebibyte - 4)}AAA=${zeros}`],
  ["padding within a piece", `AA==${zeros}`],
  ["a text that is cut off", `${zeros}AAA`],
])("%s is refused", (_what, text) => {
  expect(() => decoded(text)).toThrow("ZipFile must be base64");
});
