import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { compileCondition } from "../../src/policies/conditions.ts";
import { PolicySyntaxError } from "../../src/policies/policy-syntax-error.ts";

const context = new Map<string, string | readonly string[]>([
  ["aws:sourcearn", "arn:aws:events:eu-west-1:123456789012:rule/weather/alerts"],
  ["aws:sourceaccount", "123456789012"],
  ["aws:securetransport", "true"],
  ["aws:currenttime", "2026-11-26T21:00:00Z"],
  ["aws:epochtime", "1795726800"],
  ["aws:sourceip", "203.0.113.77"],
  ["aws:username", "ada"],
  ["aws:principaltag/team", "Weather"],
  ["s3:max-keys", "10"],
  ["aws:tagkeys", ["stage", "team"]],
  ["empty:keys", []],
  ["v6:address", "2001:db8::17"],
]);

const cases: readonly (readonly [string, string, Json, boolean])[] = [
  ["StringEquals", "aws:SourceAccount", "123456789012", true],
  ["StringEquals", "AWS:sourceaccount", "123456789012", true],
  ["StringEquals", "aws:SourceAccount", ["1", "123456789012"], true],
  ["StringEquals", "aws:SourceAccount", "1234*", false],
  ["StringEquals", "aws:PrincipalTag/team", "weather", false],
  ["StringEquals", "aws:PrincipalTag/team", `${"$"}{aws:username}`, false],
  ["StringEquals", "aws:Username", `${"$"}{aws:username}`, true],
  ["StringEquals", "aws:Username", `${"$"}{aws:nobody, 'ada'}`, true],
  ["StringEquals", "aws:Username", `${"$"}{aws:nobody}`, false],
  ["StringEquals", "no:key", "x", false],
  ["StringEqualsIfExists", "no:key", "x", true],
  ["StringEqualsIfExists", "aws:Username", "x", false],
  ["StringNotEquals", "aws:Username", "x", true],
  ["StringNotEquals", "aws:Username", ["x", "ada"], false],
  ["StringNotEquals", "no:key", "x", true],
  ["StringEqualsIgnoreCase", "aws:PrincipalTag/team", "weatheR", true],
  ["StringNotEqualsIgnoreCase", "aws:PrincipalTag/team", "weatheR", false],
  ["StringLike", "aws:SourceAccount", "12345678901?", true],
  ["StringLike", "aws:SourceAccount", "1*9*2", true],
  ["StringLike", "aws:SourceAccount", "123456789012?", false],
  ["StringLike", "aws:Username", `${"$"}{*}`, false],
  ["StringNotLike", "aws:SourceAccount", "1*", false],
  ["NumericEquals", "s3:max-keys", "10.0", true],
  ["NumericEquals", "s3:max-keys", 10, true],
  ["NumericNotEquals", "s3:max-keys", "10", false],
  ["NumericLessThan", "s3:max-keys", "10", false],
  ["NumericLessThanEquals", "s3:max-keys", "10", true],
  ["NumericGreaterThan", "s3:max-keys", "9", true],
  ["NumericGreaterThanEquals", "s3:max-keys", "11", false],
  ["NumericEquals", "aws:username", "10", false],
  ["DateLessThan", "aws:CurrentTime", "2026-11-26T21:00:01Z", true],
  ["DateGreaterThan", "aws:CurrentTime", "2027-01-01T00:00:00Z", false],
  ["DateEquals", "aws:CurrentTime", "1795726800", true],
  ["DateGreaterThanEquals", "aws:EpochTime", "2026-11-26", true],
  ["Bool", "aws:SecureTransport", "true", true],
  ["Bool", "aws:SecureTransport", false, false],
  ["BoolIfExists", "aws:MultiFactorAuthPresent", "true", true],
  ["BinaryEquals", "aws:Username", "ada", true],
  ["IpAddress", "aws:SourceIp", "203.0.113.0/24", true],
  ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "203.0.113.77"], true],
  ["IpAddress", "aws:SourceIp", "203.0.113.128/25", false],
  ["IpAddress", "aws:SourceIp", "2001:db8::/32", false],
  ["IpAddress", "v6:address", "2001:db8::/32", true],
  ["NotIpAddress", "aws:SourceIp", "203.0.113.0/24", false],
  ["ArnEquals", "aws:SourceArn", "arn:aws:events:*:123456789012:rule/weather/*", true],
  ["ArnLike", "aws:SourceArn", "arn:aws:events:*:*:rule/*", true],
  ["ArnLike", "aws:SourceArn", "arn:aws:*:rule/weather/alerts", false],
  ["ArnLike", "aws:SourceArn", `arn:aws:events:*:${"$"}{aws:SourceAccount}:rule/*`, true],
  ["ArnNotLike", "aws:SourceArn", "arn:aws:sns:*:*:*", true],
  ["ArnNotEquals", "aws:SourceArn", "arn:aws:events:*:*:rule/*", false],
  ["Null", "no:key", "true", true],
  ["Null", "no:key", false, false],
  ["Null", "aws:SourceArn", "false", true],
  ["ForAllValues:StringEquals", "aws:TagKeys", ["stage", "team", "owner"], true],
  ["ForAllValues:StringEquals", "aws:TagKeys", ["stage"], false],
  ["ForAllValues:StringEquals", "no:key", "x", true],
  ["ForAllValues:StringNotEquals", "aws:TagKeys", "stage", false],
  ["ForAnyValue:StringEquals", "aws:TagKeys", ["stage"], true],
  ["ForAnyValue:StringEquals", "no:key", "x", false],
  ["ForAnyValue:StringEquals", "empty:keys", "x", false],
  ["ForAnyValue:StringLike", "aws:TagKeys", "t*", true],
  ["ForAnyValue:StringNotEquals", "aws:TagKeys", "stage", true],
  ["stringequals", "aws:Username", "ada", true],
];

describe("a condition of a policy", () => {
  test.each(cases)("%s of %s with %j is %s", (operator, key, values, expected) => {
    expect(compileCondition({ [operator]: { [key]: values } }, true)(context)).toBe(expected);
  });

  test("holds if all of its operators and keys do", () => {
    const of = (account: string) =>
      compileCondition(
        {
          StringEquals: { "aws:Username": "ada", "aws:SourceAccount": account },
          Bool: { "aws:SecureTransport": true },
        },
        true,
      )(context);
    expect([of("123456789012"), of("1")]).toEqual([true, false]);
  });

  test("knows no variables in a policy of 2008", () => {
    const test = compileCondition({ StringEquals: { "aws:Username": `${"$"}{aws:username}` } }, false);
    expect(test(context)).toBe(false);
  });

  const refused: readonly (readonly [string, Json, string])[] = [
    [
      "an operator that there is not",
      { StringMatches: { a: "b" } },
      "Invalid Condition type : StringMatches",
    ],
    [
      "a number that is none",
      { NumericEquals: { a: "b" } },
      'Condition.NumericEquals.a: "b" is no value for it',
    ],
    [
      "a date that is none",
      { DateLessThan: { a: "soon" } },
      'Condition.DateLessThan.a: "soon" is no value for it',
    ],
    [
      "a range that is none",
      { IpAddress: { a: "10.0.0.0/33" } },
      'Condition.IpAddress.a: "10.0.0.0/33" is no value for it',
    ],
    ["a flag that is none", { Bool: { a: "yes" } }, 'Condition.Bool.a: "yes" is no value for it'],
    ["keys that are no object", { Bool: "true" }, "Condition.Bool: expected an object of keys"],
    [
      "a key's values that are no texts",
      { Bool: { a: {} } },
      "Condition.Bool.a: expected a text, a number or a boolean",
    ],
  ];
  test.each(refused)("is refused for %s", (_, condition, message) => {
    expect(() => compileCondition(condition, true)).toThrow(new PolicySyntaxError(message));
  });
});
