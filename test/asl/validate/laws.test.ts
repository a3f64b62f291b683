// Laws that hold for whatever a definition holds.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stateTypes } from "../../../src/asl/definition.ts";
import { invalidDefinitionMessage, renderDiagnostics } from "../../../src/asl/validate/render.ts";
import { loadDefinition } from "../../../src/asl/validate/validate.ts";
import type { Json, JsonObject } from "../../../src/aws/json.ts";

const fieldNames = [
  ...[
    "Type",
    "Comment",
    "QueryLanguage",
    "Next",
    "End",
    "Resource",
    "Parameters",
    "Arguments",
    "Credentials",
    "Default",
  ],
  ...[
    "InputPath",
    "OutputPath",
    "ResultPath",
    "ResultSelector",
    "Output",
    "Assign",
    "Retry",
    "Catch",
    "ErrorEquals",
  ],
  ...[
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Choices",
    "And",
    "Not",
    "Variable",
    "StringEquals",
    "Condition",
    "Branches",
  ],
  ...[
    "ItemProcessor",
    "ProcessorConfig",
    "Mode",
    "ExecutionType",
    "ItemReader",
    "ReaderConfig",
    "ItemBatcher",
    "Label",
  ],
  ...[
    "ResultWriter",
    "Seconds",
    "Timestamp",
    "Error",
    "CausePath",
    "StartAt",
    "States",
    "Version",
    "a.$",
    "__proto__",
  ],
];
const words = [
  ...stateTypes,
  ...["A", "B", "JSONata", "JSONPath", "DISTRIBUTED", "EXPRESS", "States.ALL", "CSV", "1.0", ""],
  ...[
    "$",
    "$.a",
    "$$.x",
    "$v.a",
    "$.a[*]",
    "States.Format('{}', $.a)",
    "{% $states.result.a %}",
    "{% a + %}",
    "{%",
  ],
  ...[
    "arn:aws:states:::lambda:invoke",
    "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "2026-01-01T00:00:00Z",
  ],
];

/** JSON made of the language's own words, so that it gets past the first checks. */
const { machineLike } = fc.letrec<{ machineLike: JsonObject; value: Json }>((tie) => ({
  machineLike: fc.record({
    StartAt: fc.constantFrom("A", "B"),
    States: fc.dictionary(fc.constantFrom("A", "B", "C"), tie("value")),
  }),
  value: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom<Json>(...words, null, true, false, 0, -1, 1.5, 100_000_000),
    fc.dictionary(fc.constantFrom(...fieldNames), tie("value"), { maxKeys: 8 }),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("machineLike"),
  ),
}));

const machineType = fc.constantFrom("STANDARD" as const, "EXPRESS" as const);

describe("for any JSON", () => {
  test("validating never throws and always tells where", () => {
    fc.assert(
      fc.property(fc.oneof(machineLike, fc.jsonValue() as fc.Arbitrary<Json>), machineType, (json, type) => {
        for (const { path, message } of loadDefinition(json, { type }).diagnostics) {
          expect(path).toMatch(/^$|^\/|^\[Source: /);
          expect(message).not.toBe("");
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("validating changes nothing and says the same again", () => {
    fc.assert(
      fc.property(machineLike, machineType, (json, type) => {
        const before = JSON.stringify(json);
        const { diagnostics } = loadDefinition(json, { type });
        expect(loadDefinition(json, { type }).diagnostics).toEqual(diagnostics);
        expect(JSON.stringify(json)).toBe(before);
      }),
    );
  });

  test("the text of a definition and its JSON are judged alike", () => {
    fc.assert(
      fc.property(machineLike, machineType, (json, type) => {
        expect(loadDefinition(JSON.stringify(json), { type })).toEqual(loadDefinition(json, { type }));
      }),
    );
  });

  test("diagnostics can always be rendered", () => {
    fc.assert(
      fc.property(machineLike, machineType, (json, type) => {
        const { diagnostics } = loadDefinition(json, { type });
        const text = JSON.stringify(json, null, 2);
        expect(renderDiagnostics(diagnostics, { file: "m.json", text }).split("\n").length).toBeGreaterThan(
          0,
        );
        expect(invalidDefinitionMessage(diagnostics)).toMatch(/^Invalid State Machine Definition: '/);
      }),
    );
  });
});

describe("deep nesting does not end the stack", () => {
  const deep = 100_000;

  test("in a choice rule, a template and an expression", () => {
    const not = `${'{"Not":'.repeat(900)}{"Variable":"$.a","IsNull":true}${"}".repeat(900)}`;
    const rule = not.replace("{", '{"Next":"D",');
    const choice = `{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[${rule}]},"D":{"Type":"Succeed"}}}`;
    expect(loadDefinition(choice, { type: "STANDARD" }).diagnostics).toEqual([]);

    const template = `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Parameters":${"[".repeat(900)}${"]".repeat(900)}}}}`;
    expect(loadDefinition(template, { type: "STANDARD" }).diagnostics).toEqual([]);
  });

  test.each([
    ["brackets", `${"(".repeat(deep)}1${")".repeat(deep)}`],
    ["a long sum", `1${"+1".repeat(deep)}`],
    ["a long path", `$states.input${".a".repeat(deep)}`],
    ["functions", `${"function(){".repeat(deep)}1${"}".repeat(deep)}`],
  ])("in a JSONata expression of %s", (_name, expression) => {
    const state = { Type: "Pass", End: true, Output: `{% ${expression} %}` };
    const machine = { QueryLanguage: "JSONata", StartAt: "S", States: { S: state } };
    expect(() => loadDefinition(machine, { type: "STANDARD" })).not.toThrow();
  });

  test.each([
    ["a path", { "a.$": `$${".a".repeat(deep)}` }],
    ["filters", { "a.$": `$${"[?(@".repeat(deep)}` }],
    ["calls", { "a.$": `${"States.Array(".repeat(deep)}${")".repeat(deep)}` }],
  ])("in %s of a template", (_name, parameters) => {
    const state = { Type: "Pass", End: true, Parameters: parameters };
    expect(() => loadDefinition({ StartAt: "S", States: { S: state } }, { type: "STANDARD" })).not.toThrow();
  });
});

describe("what is long is judged in the time it takes to read it", () => {
  const machineOf = (state: Json) => ({ StartAt: "S", States: { S: state } });
  const spaces = " ".repeat(200_000);
  const binds = Array.from({ length: 10_000 }, (_, index) => `$x${index} := ${index}`).join(";");
  const lost = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`State${index}`, { Type: "Pass", Next: `Stat${index}` }]),
  );

  test.each<[string, Json]>([
    ["a bracket of spaces", machineOf({ Type: "Pass", InputPath: `$[${spaces}`, End: true })],
    [
      "a call of spaces",
      machineOf({ Type: "Pass", Parameters: { "a.$": `States.Array(${spaces}` }, End: true }),
    ],
    [
      "a condition of spaces",
      machineOf({ Type: "Pass", QueryLanguage: "JSONata", Output: `{%${spaces}`, End: true }),
    ],
    [
      "an expression of ten thousand names",
      machineOf({ Type: "Pass", QueryLanguage: "JSONata", Output: `{% (${binds}) %}`, End: true }),
    ],
    ["ten thousand misspelt targets", { StartAt: "State0", States: lost }],
  ])("%s", (_name, machine) => {
    expect(() => loadDefinition(machine, { type: "STANDARD" })).not.toThrow();
  });
});
