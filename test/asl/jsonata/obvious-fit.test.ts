// What obviously fits a signature is what the package lets through as it is.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { functions } from "../../../src/asl/jsonata/functions/functions.ts";
import { obviousFit } from "../../../src/asl/jsonata/obvious-fit.ts";

const signatures = [...functions.values()].flatMap(({ signature }) => signature ?? []);
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, "", "a", 0, 1.5, true, {}, functions.get("sum")),
  fc.array(fc.constantFrom<unknown>("a", 1, null, {}, []), { maxLength: 3 }),
);

test("arguments that fit are let through unchanged, with any context", () => {
  const called = fc.tuple(fc.constantFrom(...signatures), fc.array(anyValue, { maxLength: 4 }), anyValue);
  const law = fc.property(called, ([signature, given, context]) => {
    if (obviousFit(signature.definition)?.(given) === true)
      expect(signature.validate(given, context)).toStrictEqual(given);
  });
  fc.assert(law, { numRuns: 2000 });
});

test.each([
  ["<a<n>:n>", [[1, 2]], true],
  ["<a<n>:n>", [[1, "2"]], false],
  ["<a<n>:n>", [1], false],
  ["<s-nn?:s>", ["text", 1, 2], true],
  ["<s-nn?:s>", ["text", 1], false],
  ["<a<s>s?:s>", [["a"], ","], true],
  ["<x-b?:s>", [undefined, true], true],
])("%s and %j: %s", (definition, given, fits) => {
  expect(obviousFit(definition)?.(given)).toBe(fits);
});

test.each(["<(nsb)-:n>", "<af>", "<a+>", "<s-f<s:o>n?:a<o>>"])("%s is left to the package", (definition) => {
  expect(obviousFit(definition)).toBeUndefined();
});
