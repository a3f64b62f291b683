import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { compileEventPath } from "../../../../src/event-patterns/event-path.ts";
import { withWrittenNumbers } from "../../../../src/services/eventbridge/buses/written-numbers.ts";
import { templateProblem } from "../../../../src/services/eventbridge/rules/input-template.ts";
import { compileTargetInput } from "../../../../src/services/eventbridge/rules/target-input.ts";
import { WrittenEvent } from "../../../../src/services/eventbridge/rules/written-event.ts";

interface FilledTemplate {
  readonly name: string;
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
  /** null where nothing is sent. */
  readonly expected: string | null;
}

const { detail, cases } = JSON.parse(
  readFileSync(new URL("../../../cases/input-templates/filled.json", import.meta.url), "utf8"),
) as { readonly detail: JsonObject; readonly cases: readonly FilledTemplate[] };

const event = { version: "0", id: "1", "detail-type": "DT", source: "shop", detail };
const context = {
  ruleArn: "arn:aws:events:us-east-1:000000000000:rule/seen",
  ruleName: "seen",
  ingestionTime: "2026-01-01T00:00:00.000Z",
};

describe("an input transformer sends", () => {
  test.each(cases)("$name", ({ paths, template, expected }) => {
    const write = compileTargetInput({ inputTransformer: { inputPathsMap: paths, inputTemplate: template } });
    expect(write(new WrittenEvent(event), context) ?? null).toBe(expected);
    expect(templateProblem(template)).toBeUndefined();
  });
});

test("an input path sends the JSON that it leads to, or nothing", () => {
  const read = (inputPath: string) => compileTargetInput({ inputPath })(new WrittenEvent(event), context);
  expect(read("$.detail.obj")).toBe('{"id":"0a","no":"baz"}');
  expect(read("$.detail.s")).toBe('"upd"');
  expect(read("$.detail.z")).toBe("null");
  expect(read("$.detail.nothing")).toBeUndefined();
});

test.each(["", "detail", "$detail", "$.", "$..id", "$.a[", "$.a[x]", "$.a[?(@.b)]", "$.a b"])(
  "%p is no path",
  (path) => expect(compileEventPath(path)).toBeUndefined(),
);

test("a path reads own members only", () => {
  expect(compileEventPath("$.detail.constructor")?.(event)).toBeUndefined();
  expect(compileEventPath("$.detail.two.length")?.(event)).toBe(2);
});

test.each([
  ["text without quotes", "hello <x>"],
  ["JSON without its end", '{"a": <x>'],
  ["a line without quotes", '"one"\ntwo'],
  ["nothing", "  "],
])("a template of %s is told from a sound one", (_what, template) => {
  expect(templateProblem(template)).toMatch(/^\[Source: \(String\)/);
});

test("numbers are sent as they were written", () => {
  const text = '{"a":1.0,"b":12345678901234567890,"c":[1e3,-0],"d":"1.0","e":2}';
  const written = withWrittenNumbers(text, JSON.parse(text));
  expect(JSON.stringify(written)).toBe(text);
  const write = compileTargetInput({
    inputTransformer: { inputPathsMap: { b: "$.detail.b" }, inputTemplate: '{"b": <b>, "t": "<b>"}' },
  });
  expect(write(new WrittenEvent({ detail: written }), context)).toBe(
    '{"b": 12345678901234567890, "t": "12345678901234567890"}',
  );
});

test("an input transformer that makes more of an event than any target takes sends nothing", () => {
  const inputTemplate = `{"l":[${"<aws.events.event.json>,".repeat(300)}0]}`;
  const write = compileTargetInput({ inputTransformer: { inputTemplate } });
  const of = (length: number) =>
    write(new WrittenEvent({ ...event, detail: { text: "x".repeat(length) } }), context);
  expect(of(3_000)?.length).toBeGreaterThan(900_000);
  expect(of(4_000)).toBeUndefined();
});

test("what many targets are sent of an event is written once", () => {
  let written = 0;
  const detail = {
    toJSON() {
      written++;
      return { n: 1 };
    },
  } as unknown as JsonObject;
  const large = new WrittenEvent({ ...event, detail });
  const inputPathsMap = { all: "$.detail" };
  const writers = [
    ...[{}, { inputPath: "$" }],
    ...[
      '{"l":[<aws.events.event.json>,<aws.events.event.json>]}',
      '{"m":<aws.events.event.json>}',
      '{"d":<all>}',
      '{"e":<all>}',
    ].map((inputTemplate) => ({ inputTransformer: { inputPathsMap, inputTemplate } })),
  ].map(compileTargetInput);
  const sent = () => writers.map((write) => write(large, context));
  expect(sent()).toEqual(sent());
  expect(sent().at(-1)).toBe('{"e":{"n":1}}');
  // Whole, by its path, as a variable, and its detail.
  expect(written).toBe(4);
});
