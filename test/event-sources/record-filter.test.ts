// What filters let pass, by what they ask of the payload and what the payload is.

import { describe, expect, test } from "@jest/globals";
import { compileRecordFilter } from "../../src/event-sources/record-filter.ts";
import { turnsMeanwhile } from "../support/turns-meanwhile.ts";

const message = { messageId: "m", attributes: { SenderId: "s" } };

describe.each<readonly [string, string, string, boolean]>([
  ["JSON is asked for and is there", '{"body":{"a":[1]}}', '{"a":1}', true],
  ["JSON is another", '{"body":{"a":[1]}}', '{"a":2}', false],
  ["a text is asked for and is there", '{"body":["hello"]}', "hello", true],
  ["a text is another", '{"body":[{"prefix":"x"}]}', "hello", false],
  ["a text is asked for and JSON is there", '{"body":[{"anything-but":"x"}]}', '{"a":1}', false],
  ["JSON is asked for and a text is there", '{"body":{"a":[{"exists":false}]}}', "hello", false],
  ["a number is a text", '{"body":["12"]}', "12", true],
  ["JSON that is broken is a text", '{"body":["{oops"]}', "{oops", true],
  ["nothing is asked of the body", '{"attributes":{"SenderId":["s"]}}', "hello", true],
  ["another field says no", '{"attributes":{"SenderId":["t"]},"body":{"a":[1]}}', '{"a":1}', false],
  ["a field that the poller adds is not there", '{"eventSource":["aws:sqs"]}', "hello", false],
])("of a message, where %s", (_, pattern, body, passes) => {
  test(passes ? "it passes" : "it does not", () => {
    const filter = compileRecordFilter([pattern], { member: "body", mayBeText: true });
    expect(filter(message, () => body, body.length)).toBe(passes);
  });
});

test("one of several filters is enough", () => {
  const patterns = ['{"body":{"a":[1]}}', '{"body":["hello"]}'];
  const filter = compileRecordFilter(patterns, { member: "body", mayBeText: true });
  expect(["hello", '{"a":1}', "other"].map((body) => filter(message, () => body, body.length))).toEqual([
    true,
    true,
    false,
  ]);
});

test("the payload is not looked at where no filter asks for it", () => {
  const filter = compileRecordFilter(['{"partitionKey":["p"]}'], { member: "data", mayBeText: false });
  const payload = () => {
    throw new Error("looked at");
  };
  expect(filter({ partitionKey: "p" }, payload, 20)).toBe(true);
});

test.each([
  ["no JSON", "{"],
  ["a list", "[]"],
  ["a word", '{"data":{"a":"b"}}'],
  ["data as a text", '{"data":["hello"]}'],
])("what is no pattern of a stream's record is refused: %s", (_, pattern) => {
  expect(() => compileRecordFilter([pattern], { member: "data", mayBeText: false })).toThrow(
    expect.objectContaining({ code: "InvalidEventPatternException" }),
  );
});

test("a change of a table is filtered as it is", () => {
  const filter = compileRecordFilter(['{"eventName":["INSERT"],"dynamodb":{"NewImage":{"n":{"N":["1"]}}}}'], {
    member: undefined,
    mayBeText: false,
  });
  const change = { eventName: "INSERT", dynamodb: { NewImage: { n: { N: "1" } } } };
  expect(filter(change, () => "", 100)).toBe(true);
  expect(filter({ ...change, eventName: "REMOVE" }, () => "", 100)).toBe(false);
});

test.each([
  ["passes", "x7", true],
  ["does not", "y7", false],
])("a large record that %s is held against its filters in turns", async (_, last, passes) => {
  const patterns = [
    JSON.stringify({ body: { l: Array.from({ length: 200 }, (_, n) => ({ wildcard: `*a${n}*b*` })) } }),
    JSON.stringify({ body: { l: [{ prefix: "x" }] } }),
  ];
  const filter = compileRecordFilter(patterns, { member: "body", mayBeText: true });
  const body = JSON.stringify({ l: [...Array.from({ length: 10_000 }, (_, n) => `v${n}`), last] });
  const { value, turns } = await turnsMeanwhile(() => filter(message, () => body, body.length));
  expect(value).toBe(passes);
  expect(turns).toBeGreaterThan(2);
});
