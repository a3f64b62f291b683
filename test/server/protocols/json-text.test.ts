// Answers of very many values are written in pieces, and say the same.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Double } from "../../../src/aws/double.ts";
import { jsonText, jsonTextAtOnce, textInPieces } from "../../../src/server/protocols/json-text.ts";
import { counted } from "../../support/counted-pieces.ts";

const { answer } = fc.letrec((tie) => ({
  answer: fc.oneof(
    { maxDepth: 3 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom<unknown>(undefined, new Date(1_500), Buffer.from("bytes"), new Double(1)),
    fc.array(tie("answer"), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom("a", "b", "__proto__", "7", "c d"), tie("answer"), { maxKeys: 4 }),
  ),
}));

const many = (of: unknown) => Array.from({ length: 1_500 }, () => of);

test("in pieces as at once", () => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 4 }), (some) => {
      const value = { first: some, none: undefined, Items: many(some), last: [many(some), {}] };
      expect(counted(textInPieces(value)).value).toBe(jsonTextAtOnce(value));
    }),
    { numRuns: 50 },
  );
});

test("a few are written at once, very many in pieces of a few thousand", async () => {
  expect(jsonText({ a: [1] })).toBe('{"a":[1]}');
  const value = { Items: Array.from({ length: 100_000 }, (_, n) => ({ N: String(n) })) };
  const { value: text, pieces } = counted(textInPieces(value));
  expect(pieces).toBeGreaterThan(40);
  const written = jsonText(value);
  expect(written).toBeInstanceOf(Promise);
  expect(await written).toBe(text);
  expect(text).toBe(JSON.stringify(value));
});
