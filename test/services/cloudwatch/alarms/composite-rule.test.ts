import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { AlarmState } from "../../../../src/services/cloudwatch/alarms/alarm-rule.ts";
import {
  alarmsOf,
  isMet,
  parseCompositeRule,
} from "../../../../src/services/cloudwatch/alarms/composite-rule.ts";

const states: Readonly<Record<string, AlarmState>> = {
  a: "ALARM",
  b: "ALARM",
  c: "OK",
  d: "INSUFFICIENT_DATA",
  "with space": "ALARM",
  ")": "OK",
  "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a": "ALARM",
};

test.each<[string, boolean]>([
  ["TRUE", true],
  ["FALSE", false],
  ["ALARM(a)", true],
  ['ALARM("a")', true],
  ["ALARM(c)", false],
  ["OK(c)", true],
  ["INSUFFICIENT_DATA(d)", true],
  ["NOT ALARM(a)", false],
  ["NOT NOT ALARM(a)", true],
  ["ALARM(a) AND ALARM(c)", false],
  ["ALARM(a) OR ALARM(c)", true],
  // NOT before AND before OR.
  ["TRUE OR TRUE AND FALSE", true],
  ["(TRUE OR TRUE) AND FALSE", false],
  ["NOT FALSE AND FALSE", false],
  ["NOT (FALSE AND FALSE)", true],
  ["FALSE AND FALSE OR TRUE", true],
  ['ALARM("with space") AND OK(")")', true],
  ["ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:a)", true],
  ["(ALARM(c)\n  OR\tALARM(b))", true],
  ["ALARM(unknown)", false],
  ["AT_LEAST(2, ALARM, (a, b, c))", true],
  ["AT_LEAST(3, ALARM, (a, b, c))", false],
  ["AT_LEAST(2, NOT ALARM, (a, c, d))", true],
  ["AT_LEAST(50%, ALARM, (a, b, c, d))", true],
  ["AT_LEAST(51%, ALARM, (a, b, c, d))", false],
  ['AT_LEAST(100%, ALARM, ("a", "with space"))', true],
])("%s is %s", (text, expected) => {
  expect(isMet(parseCompositeRule(text), (name) => states[name])).toBe(expected);
});

const operand = "'(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";
const whitespace = "AlarmRule must not contain leading or trailing whitespace or be null";
test.each<[string, string]>([
  ["()", `Error in AlarmRule [Unsupported token ')' at char 1, must be: ${operand}]`],
  ["ALARM(Queue Oldest Age)", "Error in AlarmRule [Unsupported token 'Oldest' at char 12, must be: ')']"],
  ["", whitespace],
  [" TRUE", whitespace],
  ["TRUE ", whitespace],
  ["ALARM(a) AND", `Error in AlarmRule [Unexpected end of rule at char 12, must be: ${operand}]`],
  ["ALARM(a) ALARM(b)", "Error in AlarmRule [Unsupported token 'ALARM' at char 9, must be: AND or OR]"],
  ["ALARM()", "Error in AlarmRule [Unsupported token ')' at char 6, must be: an alarm's name]"],
  ["alarm(a)", `Error in AlarmRule [Unsupported token 'alarm' at char 0, must be: ${operand}]`],
  ['ALARM("a)', `Error in AlarmRule [Unsupported token '"' at char 6]`],
  ["AT_LEAST(0, ALARM, (a))", "Error in AlarmRule [0 of 1 alarms at char 9]"],
  ["AT_LEAST(3, ALARM, (a, b))", "Error in AlarmRule [3 of 2 alarms at char 9]"],
  [
    "AT_LEAST(ALARM, (a))",
    "Error in AlarmRule [Unsupported token 'ALARM' at char 9, must be: a number or a percentage]",
  ],
  [`${"(".repeat(501)}TRUE`, "Error in AlarmRule [502 elements, more than 500]"],
])("%j is refused", (text, message) => {
  expect(() => parseCompositeRule(text)).toThrow(message);
});

test("at most 100 alarms and 10,240 characters", () => {
  const names = Array.from({ length: 101 }, (_, at) => `a${at}`);
  expect(() => parseCompositeRule(`AT_LEAST(1, OK, (${names.join(", ")}))`)).toThrow(
    "101 alarms, more than 100",
  );
  expect(() => parseCompositeRule(`ALARM(${"x".repeat(10_240)})`)).toThrow(
    "Member must have length less than or equal to 10240",
  );
});

test("whatever is written ends as a rule or a refusal, soon", () => {
  const word = fc.constantFrom("ALARM", "OK", "NOT", "AND", "OR", "TRUE", "(", ")", ",", "a", '"', "%", " ");
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      try {
        expect(alarmsOf(parseCompositeRule(words.join(" ")))).toBeInstanceOf(Set);
      } catch (problem) {
        expect(problem).toMatchObject({ code: "ValidationException" });
      }
    }),
    { numRuns: 200 },
  );
});
