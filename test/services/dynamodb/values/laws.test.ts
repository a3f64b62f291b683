import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { AttributeValue } from "../../../../src/services/dynamodb/values/attribute-value.ts";
import { orderOf } from "../../../../src/services/dynamodb/values/compare.ts";
import { keyBytes } from "../../../../src/services/dynamodb/values/key-bytes.ts";
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  formatDecimal,
  parseDecimal,
  subtractNumbers,
} from "../../../../src/services/dynamodb/values/number.ts";

/** In units of 10^-20, so that BigInt reckons with it exactly. */
const scale = 20;
const amount = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n });

function textOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  return canonicalNumber(`${units < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`);
}

const decimal = fc
  .record({
    isNegative: fc.boolean(),
    digits: fc.stringMatching(/^[1-9]\d{0,36}$/),
    exponent: fc.integer({ min: -129, max: 126 }),
  })
  .map(({ isNegative, digits, exponent }) =>
    canonicalNumber(`${isNegative ? "-" : ""}0.${digits}e${exponent}`),
  );
const number = fc.oneof(decimal, fc.constant("0"), fc.integer().map(String));

const keyValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  number.map((N) => ({ N })),
  fc.string({ unit: "grapheme" }).map((S) => ({ S })),
  fc.uint8Array().map((bytes) => ({ B: Buffer.from(bytes).toString("base64") })),
);

test("what is printed is parsed as the same number, and is canonical", () => {
  fc.assert(
    fc.property(number, (text) => {
      expect(formatDecimal(parseDecimal(text))).toBe(text);
      expect(canonicalNumber(text)).toBe(text);
    }),
  );
});

test("sums and differences are exact", () => {
  fc.assert(
    fc.property(amount, amount, (a, b) => {
      expect(addNumbers(textOf(a), textOf(b))).toBe(textOf(a + b));
      expect(subtractNumbers(textOf(a), textOf(b))).toBe(textOf(a - b));
    }),
  );
});

test("numbers compare as their amounts do", () => {
  fc.assert(
    fc.property(amount, amount, (a, b) => {
      expect(Math.sign(compareNumbers(textOf(a), textOf(b)))).toBe(a === b ? 0 : a < b ? -1 : 1);
    }),
  );
});

test("the bytes of keys are in the order of their values", () => {
  fc.assert(
    fc.property(keyValue, keyValue, (a, b) => {
      const order = orderOf(a, b);
      if (order !== undefined)
        expect(Math.sign(Buffer.compare(keyBytes(a), keyBytes(b)))).toBe(Math.sign(order));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["9e125", "9e125"],
  ["1e50", "1"],
])("%s and %s have no sum that AWS can store", (a, b) => {
  expect(() => addNumbers(canonicalNumber(a), canonicalNumber(b))).toThrow(
    "Number overflow. Attempting to store a number with magnitude larger than supported range",
  );
});
