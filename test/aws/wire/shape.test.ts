// What AWS says of members that break their bounds.

import { expect, test } from "@jest/globals";
import {
  listOf,
  oneOf,
  readRequest,
  required,
  type Shape,
  structure,
  text,
} from "../../../src/aws/wire/shape.ts";

const length =
  "[Member must have length less than or equal to 3, Member must have length greater than or equal to 1";
const cases: readonly (readonly [string, Shape<unknown>, unknown, string])[] = [
  [
    "a text",
    text({ pattern: /[ab]+/ }),
    "c",
    "Value 'c' at 'it' failed to satisfy constraint: Member must satisfy regular expression pattern: [ab]+",
  ],
  [
    "a pattern with alternatives",
    text({ pattern: "(a+)|()" }),
    "ab",
    "Value 'ab' at 'it' failed to satisfy constraint: Member must satisfy regular expression pattern: (a+)|()",
  ],
  [
    "a list of texts",
    listOf(text({ min: 1, max: 3, pattern: /[ab]*/ })),
    ["a", "", "abab"],
    `Value '[a, , abab]' at 'it' failed to satisfy constraint: Member must satisfy constraint: ${length}, Member must satisfy regular expression pattern: [ab]*]`,
  ],
  [
    "a list of choices that are told not to be null",
    listOf(oneOf("x86_64", "arm64"), { max: 1, isNotNullTold: true }),
    ["x86"],
    "Value '[x86]' at 'it' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
  ],
  [
    "a list of structures",
    listOf(structure({ key: required(text({ min: 1 })) })),
    [{ key: "a" }, { key: "" }],
    "Value '' at 'it.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
];

test.each(cases)("%s", (_, shape, it, broken) => {
  expect(() => readRequest(structure({ it: shape }), { it } as never)).toThrow(
    expect.objectContaining({
      code: "ValidationException",
      message: `1 validation error detected: ${broken}`,
    }),
  );
});
