// A second opinion: whatever the npm package `asl-validator` refuses among these definitions is refused here, too.

import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import type { Json } from "../../src/aws/json.ts";

// The package has no types of its own for its entry point.
type AslValidator = (definition: Json) => Promise<{ readonly isValid: boolean }>;
const aslValidator: AslValidator = createRequire(import.meta.url)("asl-validator");

const orders = {
  StartAt: "Look",
  States: {
    Look: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "look", "Payload.$": "$" },
      ResultSelector: { "found.$": "$.Payload" },
      TimeoutSeconds: 30,
      HeartbeatSeconds: 10,
      Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1.5 }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Broken" }],
      Next: "Which",
    },
    Which: {
      Type: "Choice",
      Choices: [
        {
          And: [
            { Variable: "$.n", NumericGreaterThan: 3 },
            { Variable: "$.s", IsString: true },
          ],
          Next: "Both",
        },
      ],
      Default: "Rest",
    },
    Both: {
      Type: "Parallel",
      Branches: [{ StartAt: "Left", States: { Left: { Type: "Pass", Result: 1, End: true } } }],
      ResultPath: "$.both",
      Next: "Each",
    },
    Each: {
      Type: "Map",
      ItemsPath: "$.items",
      MaxConcurrency: 5,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "One",
        States: { One: { Type: "Pass", End: true } },
      },
      Next: "Done",
    },
    Rest: { Type: "Wait", Seconds: 5, Next: "Done" },
    Broken: { Type: "Fail", Error: "Broken", Cause: "It broke" },
    Done: { Type: "Succeed" },
  },
};

const gone = Symbol("gone");

/** Where the definition is changed, and to what. */
const changes: readonly (readonly [path: string, value: Json | typeof gone])[] = [
  ["StartAt", gone],
  ["StartAt", 1],
  ["StartAt", "Nowhere"],
  ["States", gone],
  ["States", {}],
  ["Comment", 5],
  ["Extra", true],
  ["States.Look.Type", gone],
  ["States.Look.Type", "Tusk"],
  ["States.Look.Resource", gone],
  ["States.Look.Resource", 7],
  ["States.Look.TimeoutSeconds", 0],
  ["States.Look.TimeoutSeconds", "soon"],
  ["States.Look.TimeoutSecondsPath", "$.t"],
  ["States.Look.Retry", {}],
  ["States.Look.Retry.0.ErrorEquals", gone],
  ["States.Look.Retry.0.ErrorEquals", []],
  ["States.Look.Retry.0.BackoffRate", 0.5],
  ["States.Look.Retry.0.MaxAttempts", -1],
  ["States.Look.Retry.0.Interval", 1],
  ["States.Look.Catch.0.Next", gone],
  ["States.Look.Catch.0.Next", "Nowhere"],
  ["States.Look.Catch.0.ErrorEquals", ["States.ALL", "Other"]],
  ["States.Look.ResultPath", "$.a[*]"],
  ["States.Look.InputPath", "no path"],
  ["States.Look.Next", gone],
  ["States.Look.End", true],
  ["States.Which.Choices", []],
  ["States.Which.Choices.0.Next", gone],
  ["States.Which.Choices.0.And", []],
  ["States.Which.Choices.0.And.0.Variable", gone],
  ["States.Which.Choices.0.And.0.NumericGreaterThan", "3"],
  ["States.Which.Choices.0.And.0.Next", "Done"],
  ["States.Which.Next", "Done"],
  ["States.Both.Branches", gone],
  ["States.Both.Branches.0.StartAt", "Right"],
  ["States.Both.Branches.0.States.Left.Next", "Done"],
  ["States.Each.ItemProcessor", gone],
  ["States.Each.ItemProcessor.States.One.End", gone],
  ["States.Each.ItemProcessor.States.Done", { Type: "Succeed" }],
  ["States.Each.MaxConcurrency", -1],
  ["States.Rest.Timestamp", "2026-01-01T00:00:00Z"],
  ["States.Rest.Seconds", gone],
  ["States.Broken.Next", "Done"],
  ["States.Broken.ErrorPath", "$.e"],
  ["States.Done.End", true],
  ["States.Lost", { Type: "Succeed" }],
];

describe("compared with asl-validator", () => {
  test("the definition that the others are made from is valid to both", async () => {
    expect((await aslValidator(structuredClone(orders))).isValid).toBe(true);
    expect(loadDefinition(orders, { type: "STANDARD" }).diagnostics).toEqual([]);
  });

  test.each(changes)("%s changed to %p is refused if asl-validator refuses it", async (path, value) => {
    const definition = changed(orders, path.split("."), value);
    const loaded = loadDefinition(definition, { type: "STANDARD" });
    // The package writes into what it is given.
    const { isValid } = await aslValidator(structuredClone(definition));
    expect(isValid || loaded.definition === undefined).toBe(true);
    // Every one of these is wrong, whatever the package thinks.
    expect(loaded.definition).toBeUndefined();
  });
});

function changed(from: Json, [key = "", ...rest]: readonly string[], value: Json | typeof gone): Json {
  if (Array.isArray(from))
    return from.map((item, index) => (String(index) === key ? changed(item, rest, value) : item));
  const entries = Object.entries((from ?? {}) as Record<string, Json>);
  if (rest.length > 0) {
    return Object.fromEntries(
      entries.map(([name, old]) => [name, name === key ? changed(old, rest, value) : old]),
    );
  }
  const others = entries.filter(([name]) => name !== key);
  return Object.fromEntries(value === gone ? others : [...others, [key, value as Json]]);
}
