import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../src/aws/json.ts";
import type { MessageAttributes } from "../../../src/aws/message-attribute.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import {
  compileFilterPolicy,
  type Filter,
  FilteredMessage,
  keptFilterPolicy,
} from "../../../src/services/sns/subscriptions/filter-policy.ts";
import { atOnce } from "../../../src/time/time-slice.ts";
import { counted } from "../../support/counted-pieces.ts";

const body = "MessageBody";

type Passes = (attributes: MessageAttributes | undefined, message: string) => boolean;

const passing =
  (filter: Filter): Passes =>
  (given, message) =>
    atOnce(filter(new FilteredMessage(given, message)));

function filterOf(policy: Json, scope?: string): Passes {
  return passing(compileFilterPolicy({ policy: JSON.stringify(policy), scope }, compileSnsPattern));
}

function refusal(policy: string, scope?: string, where: "" | "Attributes Reason: " = ""): unknown {
  try {
    compileFilterPolicy({ policy, scope }, compileSnsPattern, where);
  } catch (error) {
    return error;
  }
  return undefined;
}

const attributes = (values: Readonly<Record<string, readonly [type: string, value: string]>>) =>
  new Map(
    Object.entries(values).map(
      ([name, [dataType, stringValue]]) => [name, { dataType, stringValue }] as const,
    ),
  );

describe("a policy over message attributes", () => {
  const message = attributes({
    kind: ["String", "wind"],
    level: ["Number", "3.5"],
    places: ["String.Array", '["KSEA","KPDX",null]'],
  });

  test.each<[string, Json, boolean]>([
    ["a text", { kind: ["wind", "rain"] }, true],
    ["a number", { level: [{ numeric: [">", 3, "<", 4] }] }, true],
    ["a number as a text", { level: ["3.5"] }, false],
    ["an entry of a list", { places: ["KPDX"] }, true],
    ["null in a list", { places: [null] }, true],
    ["an attribute that must be absent", { kind: ["wind"], other: [{ exists: false }] }, true],
    ["an attribute or none", { other: [{ exists: false }, "x"], kind: [{ prefix: "w" }] }, true],
    ["one of two", { $or: [{ kind: ["rain"] }, { level: [3.5] }] }, true],
    ["all but one", { kind: [{ "anything-but": ["wind"] }] }, false],
  ])("matches %s", (_what, policy, expected) => {
    expect(filterOf(policy)(message, "any")).toBe(expected);
  });
});

describe("a policy over the message", () => {
  test.each<[string, Json, Json, boolean]>([
    ["nested members", { a: { b: ["x"] } }, { a: { b: "x" } }, true],
    ["names with dots", { "a.b": ["x"] }, { a: { b: "x" } }, true],
    ["names with dots in the message", { a: { b: ["x"] } }, { "a.b": "x" }, true],
    ["lists in lists", { a: { b: [1] } }, { a: [[{ b: 1 }]] }, true],
    ["a list", { a: ["x"] }, [{ a: "x" }], false],
  ])("takes %s", (_what, policy, message, expected) => {
    expect(filterOf(policy, body)(undefined, JSON.stringify(message))).toBe(expected);
  });

  test("takes no message that is nested deeper than AWS reads", () => {
    const nested = (levels: number) => `{"a":${"[".repeat(levels)}"x"${"]".repeat(levels)}}`;
    const filter = filterOf({ a: ["x"] }, body);
    expect([10, 999, 1_000, 100_000].map((levels) => filter(undefined, nested(levels)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("takes no message that is not JSON", () => {
    expect(filterOf({ a: [{ exists: false }] }, body)(undefined, "text")).toBe(false);
  });
});

describe("SNS's bounds", () => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  const keys = (count: number) => Object.fromEntries(values(count).map((key) => [key, ["x"]]));

  test.each<[string, Json, string | undefined, string | undefined]>([
    ["five keys", keys(5), undefined, undefined],
    ["six keys", keys(6), undefined, "FilterPolicy: Filter policy can not have more than 5 keys"],
    ["150 values", { a: values(150) }, undefined, undefined],
    ["151 values", { a: values(151) }, undefined, "FilterPolicy: Filter policy is too complex"],
    [
      "values that multiply, each as often as it is levels deep",
      { a: { b: { c: values(4) } }, d: { e: values(3) }, f: values(3) },
      body,
      "FilterPolicy: Filter policy is too complex",
    ],
    [
      "nested members in the scope of attributes",
      { a: { b: ["x"] } },
      undefined,
      "Filter policy scope MessageAttributes does not support nested filter policy",
    ],
    [
      "another scope",
      { a: ["x"] },
      "Body",
      "FilterPolicyScope: Invalid value [Body]. Please use either MessageBody or MessageAttributes",
    ],
    [
      "operators that SNS doesn't have",
      { a: [{ "anything-but": { suffix: "x" } }] },
      undefined,
      'FilterPolicy: Unsupported anything-but pattern: suffix\n at [Source: (String)"{"a":[{"anything-but":{"suffix":"x"}}]}"; line: 1, column: 34]',
    ],
    [
      "numbers beyond its own range",
      { a: [{ numeric: [">", 2e9] }] },
      undefined,
      'FilterPolicy: Value must be between -1.0E9 and 1.0E9, inclusive\n at [Source: (String)"{"a":[{"numeric":[">",2000000000]}]}"; line: 1, column: 34]',
    ],
  ])("%s", (_what, policy, scope, problem) => {
    const text = JSON.stringify(policy, undefined, 1);
    expect(refusal(text, scope)).toEqual(
      problem === undefined
        ? undefined
        : expect.objectContaining({ code: "InvalidParameter", message: `Invalid parameter: ${problem}` }),
    );
  });

  test("Subscribe says that the policy is among its attributes", () => {
    expect(refusal(JSON.stringify(keys(6)), undefined, "Attributes Reason: ")).toMatchObject({
      message:
        "Invalid parameter: Attributes Reason: FilterPolicy: Filter policy can not have more than 5 keys",
    });
  });

  test("a text that is no JSON is told from a policy that is none", () => {
    expect(refusal("{x}")).toMatchObject({
      message: expect.stringMatching(
        /^Invalid parameter: FilterPolicy: failed to parse JSON\. Unexpected character/,
      ),
    });
    expect(refusal("[]")).toMatchObject({
      message: expect.stringMatching(/^Invalid parameter: FilterPolicy: Filter is not an object/),
    });
  });

  test("a policy of very many or very deep fields is refused before anything is made of it", () => {
    const many = JSON.stringify({ ...keys(30_000), $or: Array.from({ length: 900 }, () => ({ x: [1] })) });
    expect(refusal(many, body)).toMatchObject({ message: expect.stringContaining("too complex") });
    const deep = `${'{"a":'.repeat(900)}${JSON.stringify(keys(20_000))}${"}".repeat(900)}`;
    expect(refusal(deep, body)).toMatchObject({ message: expect.stringContaining("more than 5 keys") });
  });

  test("what was kept under wider bounds goes on as it did", () => {
    const kept = passing(
      keptFilterPolicy({ policy: JSON.stringify(keys(6)), scope: body }, compileSnsPattern),
    );
    expect(kept(undefined, JSON.stringify(Object.fromEntries(values(6).map((key) => [key, "x"]))))).toBe(
      true,
    );
    const all = keptFilterPolicy({ policy: "[]", scope: body }, compileSnsPattern);
    expect(passing(all)(undefined, "{}")).toBe(true);
  });
});

test("a large message is held against a policy in pieces, and read once for all of them", () => {
  const policy = { l: Array.from({ length: 30 }, (_, n) => ({ prefix: `x${n}` })) };
  const filter = compileFilterPolicy({ policy: JSON.stringify(policy), scope: body }, compileSnsPattern);
  const message = new FilteredMessage(
    undefined,
    JSON.stringify({ l: Array.from({ length: 10_000 }, (_, n) => `v${n}`) }),
  );
  expect(counted(filter(message))).toEqual({ value: false, pieces: 10_001 });
  expect(message.body).toBe(message.body);
  expect(counted(filter(new FilteredMessage(undefined, '{"l":["x7"]}')))).toEqual({ value: true, pieces: 1 });
});
