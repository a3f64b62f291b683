import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { JsonBytes, quoted } from "../../src/aws/wire/written-json.ts";

test("what was added comes out as one text, however much was expected", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme", maxLength: 40 })),
      fc.nat(400),
      fc.nat(600),
      (texts, times, expected) => {
        const json = new JsonBytes(expected);
        const all = Array.from({ length: texts.length === 0 ? 0 : times }, () => texts).flat();
        for (const text of all) json.add(text);
        expect(Buffer.from(json.end()).toString()).toBe(all.join(""));
      },
    ),
    { numRuns: 50 },
  );
});

test("a text in quotes is as JSON has it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => expect(quoted(text)).toBe(JSON.stringify(text))),
  );
});
