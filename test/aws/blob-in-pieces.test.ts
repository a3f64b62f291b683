// A large blob is decoded in pieces, and refused where the whole would be.

import { expect, test } from "@jest/globals";
import { optionalBlobInPieces } from "../../src/aws/wire/members.ts";

function decoded(ZipFile: unknown): { readonly bytes: Uint8Array | undefined; readonly yields: number } {
  const work = optionalBlobInPieces({ ZipFile }, "ZipFile");
  for (let yields = 0; ; yields++) {
    const next = work.next();
    if (next.done === true) return { bytes: next.value, yields };
  }
}

const mebibyte = 1024 * 1024;
const zeros = "A".repeat(4 * mebibyte);

test.each([0, 1, 2, 3])("what is a few bytes longer than its pieces: %i", (more) => {
  const bytes = Buffer.alloc(6 * mebibyte + more, "some bytes");
  const made = decoded(bytes.toString("base64"));
  expect(bytes.equals(made.bytes ?? new Uint8Array())).toBe(true);
  expect(made.yields).toBeGreaterThanOrEqual(8);
});

test.each([undefined, null])("%p is no blob", (none) => {
  expect(decoded(none).bytes).toBeUndefined();
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
