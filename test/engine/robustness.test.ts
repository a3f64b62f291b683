// Whatever is valid runs, and whatever it runs on ends the execution in a way that AWS has: nothing is thrown out of the
// engine, nothing hangs.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { Failure, StateMachine } from "../../src/index.ts";

const paths = [
  "$",
  "$.a",
  "$.a.b",
  "$.a[0]",
  "$.a[*]",
  "$..b",
  "$.a[?(@.b > 1)]",
  "$$.Execution.Name",
  "$v",
  "$v.a",
  "$$.Map.Item.Value",
];
const intrinsics = [
  "States.UUID()",
  "States.Array($.a, 1)",
  "States.ArrayGetItem($.a, 0)",
  "States.Format('{}-{}', $.a, $$.State.Name)",
  "States.StringToJson($.a)",
  "States.MathAdd($.a, 1)",
  "States.Base64Decode($.a)",
  "States.JsonMerge($.a, $.b, false)",
];
const expressions = [
  "{% $states.input %}",
  "{% $states.input.a.b %}",
  "{% $sum($states.input.a) %}",
  "{% $states.context.Execution.Name & '' %}",
  "{% $v + 1 %}",
  "{% $partition($states.input.a, 2) %}",
  "{% $parse($states.input.a) %}",
  "{% $match($states.input.a, /b+/).match %}",
];

const path = fc.constantFrom(...paths);
const key = fc.constantFrom("a", "b", "__proto__", "constructor", "toString", "ключ");
const template: fc.Arbitrary<Json> = fc.letrec<{ value: Json; member: [string, Json] }>((tie) => ({
  member: fc.oneof(
    fc.tuple(key, tie("value")),
    fc.tuple(
      key.map((name) => `${name}.$`),
      fc.constantFrom(...paths, ...intrinsics),
    ),
  ),
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<Json>(null, true, 0, 1.5, "text"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.array(tie("member"), { maxLength: 3 }).map((members) => Object.fromEntries(members) as JsonObject),
  ),
})).value;
const jsonata: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<Json>(null, 7, "text", ...expressions),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
})).value;

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const object = template.filter(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const pathFields = {
  InputPath: optional(fc.constantFrom(null, ...paths)),
  OutputPath: optional(fc.constantFrom(null, ...paths)),
  ResultPath: optional(fc.constantFrom(null, "$", "$.a", "$.a.b", "$.a[0]", "$.__proto__.polluted")),
  ResultSelector: optional(object),
  Assign: optional(fc.record({ "v.$": path }) as fc.Arbitrary<Json>),
};
const jsonataFields = {
  QueryLanguage: fc.constant("JSONata"),
  Output: optional(jsonata),
  Assign: optional(fc.record({ v: jsonata })),
};
const handling = {
  Retry: optional(fc.constant([{ ErrorEquals: ["Oops"], MaxAttempts: 2, MaxDelaySeconds: 5 }])),
  Catch: optional(fc.constant([{ ErrorEquals: ["States.ALL"], Next: "last" }])),
};
const lambda = {
  Type: fc.constant("Task"),
  Resource: fc.constant("arn:aws:lambda:us-east-1:000000000000:function:f"),
};
const operators = [
  "StringEquals",
  "NumericLessThan",
  "BooleanEquals",
  "TimestampEquals",
  "StringMatches",
  "IsPresent",
  "IsNumeric",
];
const rule = fc
  .record({
    Variable: path,
    operator: fc.constantFrom(...operators),
    value: fc.constantFrom<Json>("a*", 1, true, "2026-01-01T00:00:00Z"),
  })
  .map(({ Variable, operator, value }) => ({ Variable, [operator]: value, Next: "last" }));

/** States of every type, their fields from pools that fit more often than not. */
const { scope } = fc.letrec<{ scope: JsonObject; state: JsonObject }>((tie) => ({
  state: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      Type: fc.constant("Pass"),
      Parameters: optional(template),
      ...pathFields,
      ResultSelector: fc.constant(undefined),
    }),
    fc.record({
      Type: fc.constant("Pass"),
      Result: optional(fc.jsonValue() as fc.Arbitrary<Json>),
      ResultPath: pathFields.ResultPath,
    }),
    fc.record({ Type: fc.constant("Pass"), ...jsonataFields }),
    fc.record({ ...lambda, Parameters: optional(template), ...pathFields, ...handling }),
    fc.record({ ...lambda, Arguments: optional(jsonata), ...jsonataFields, ...handling }),
    fc.record({
      Type: fc.constant("Choice"),
      Choices: fc.array(rule, { minLength: 1, maxLength: 2 }),
      Default: optional(fc.constant("last")),
    }),
    fc.record({
      Type: fc.constant("Choice"),
      QueryLanguage: fc.constant("JSONata"),
      Choices: fc.constantFrom(...expressions).map((Condition) => [{ Condition, Next: "last" }]),
      Default: fc.constant("last"),
    }),
    fc.record({ Type: fc.constant("Wait"), SecondsPath: path }),
    fc.record({
      Type: fc.constant("Wait"),
      QueryLanguage: fc.constant("JSONata"),
      Timestamp: fc.constantFrom(...expressions),
    }),
    fc.record({
      Type: fc.constant("Parallel"),
      Branches: fc.array(tie("scope"), { minLength: 1, maxLength: 2 }),
      ...pathFields,
      ...handling,
    }),
    fc.record({
      Type: fc.constant("Map"),
      ItemsPath: optional(path),
      ItemSelector: optional(object),
      ItemProcessor: tie("scope"),
      MaxConcurrency: fc.nat(2),
      ...pathFields,
      ...handling,
    }),
    fc.record({
      Type: fc.constant("Map"),
      Items: optional(fc.constantFrom<Json>([1, 2], ...expressions)),
      ItemProcessor: tie("scope"),
      ...jsonataFields,
      ...handling,
    }),
  ) as fc.Arbitrary<JsonObject>,
  scope: fc.array(tie("state"), { minLength: 1, maxLength: 3 }).map(inARow),
}));

let names = 0;

/** Names are new each time: they must be different in the whole machine. */
function inARow(states: readonly JsonObject[]): JsonObject {
  const first = names;
  names += states.length + 1;
  const nameOf = (index: number) => `s${first + index}`;
  const last = nameOf(states.length);
  const named = states.map((state, index) => {
    const next = state.Type === "Choice" ? {} : { Next: nameOf(index + 1) };
    return [nameOf(index), { ...state, ...next }] as const;
  });
  const text = JSON.stringify({
    StartAt: nameOf(0),
    States: { ...Object.fromEntries(named), [last]: { Type: "Succeed" } },
  });
  return JSON.parse(text.replaceAll('"last"', JSON.stringify(last))) as JsonObject;
}

test("any JSON through any valid machine ends as an execution ends", async () => {
  const ends = new Map<string, number>();
  let valid = 0;
  await fc.assert(
    fc.asyncProperty(
      scope,
      fc.jsonValue() as fc.Arbitrary<Json>,
      fc.jsonValue() as fc.Arbitrary<Json>,
      async (definition, input, answer) => {
        for (const type of ["STANDARD", "EXPRESS"] as const) {
          if (loadDefinition(definition, { type }).definition === undefined) return;
          valid += 1;
          const stub = () => (JSON.stringify(input).length % 3 === 0 ? new Failure("Oops", "moody") : answer);
          const machine = new StateMachine(definition, { type });
          const run = await machine.run(input, {
            tasks: { "arn:aws:lambda:us-east-1:000000000000:function:f": stub },
          });
          expect(["SUCCEEDED", "FAILED", "TIMED_OUT"]).toContain(run.status);
          expect(run.history.at(-1)?.type).toMatch(/^Execution(Succeeded|Failed|TimedOut)$/);
          ends.set(run.status, (ends.get(run.status) ?? 0) + 1);
        }
      },
    ),
    { numRuns: 1500 },
  );
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  // The law says little unless many machines are valid, and end in either way.
  expect(valid).toBeGreaterThan(300);
  expect(ends.get("SUCCEEDED")).toBeGreaterThan(50);
  expect(ends.get("FAILED")).toBeGreaterThan(50);
}, 180_000);
