// What must pass: features of the language that a check could take for a mistake.

import { describe, expect, test } from "@jest/globals";
import { loadDefinition, validateState } from "../../../src/asl/validate/validate.ts";
import { didYouMean } from "../../../src/aws/did-you-mean.ts";
import type { Json } from "../../../src/aws/json.ts";
import { atOnce } from "../../../src/time/time-slice.ts";

const call = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke" };
const request = { FunctionName: "f" };
const pass = { Type: "Pass", End: true };

function parameters(value: Json): Json {
  return { ...pass, Parameters: value };
}

function output(expression: string): Json {
  return { ...pass, QueryLanguage: "JSONata", Output: `{% ${expression} %}` };
}

const states: Readonly<Record<string, Json>> = {
  "paths with brackets, dots before brackets and negative indexes": parameters({
    "a.$": "$['a b'].c[0]",
    "b.$": "$.abc.['def ghi']",
    "c.$": "$.list[-1]",
  }),
  "paths with wildcards, slices, unions and filters": parameters({
    "a.$": "$.a[*].b",
    "b.$": "$..c",
    "c.$": "$.a[0:2]",
    "d.$": "$.a[0,2]",
    "e.$": "$.a[?(@.n==1 && @.s=='x')]",
  }),
  "intrinsic functions within each other": parameters({
    "a.$": "States.Format('{} of {}', States.ArrayLength($.a), States.JsonToString($))",
    "b.$": "States.UUID()",
    "c.$": "States.StringToJson(States.Base64Decode($$.Execution.Input.x))",
    "d.$": "States.Format('it\\'s {}', $.x)",
    "e.$": "States.MathAdd($.n, -1)",
    "f.$": "States.JsonMerge($.a, $.b, false)",
  }),
  "a template that is a list, and one that is no object": parameters([
    { "a.$": "$.b" },
    "$.literal in a list",
  ]),
  "null for input, output and result": { ...pass, InputPath: null, OutputPath: null, ResultPath: null },
  "the context object as input": { ...pass, InputPath: "$$.Execution" },
  "a Result that is null": { ...pass, Result: null },
  "a retry that never retries": {
    ...call,
    Parameters: request,
    End: true,
    Retry: [{ ErrorEquals: ["X"], MaxAttempts: 0 }],
  },
  "timeouts from the input": {
    ...call,
    Parameters: request,
    End: true,
    TimeoutSecondsPath: "$.t",
    HeartbeatSecondsPath: "$.h",
  },
  "credentials from the input": {
    ...call,
    Parameters: request,
    End: true,
    Credentials: { "RoleArn.$": "$.role" },
  },
  "a function's own ARN with a version": {
    Type: "Task",
    Resource: "arn:aws:lambda:us-east-1:111111111111:function:f:$LATEST",
    End: true,
  },
  "any API of AWS, with a token": {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken",
    Parameters: { "StateMachineArn.$": "$.machine" },
    End: true,
  },
  "a job that is waited for": {
    Type: "Task",
    Resource: "arn:aws:states:::states:startExecution.sync:2",
    Parameters: { "StateMachineArn.$": "$.arn" },
    End: true,
  },
  "a time with an offset, and one of a leap day": {
    Type: "Wait",
    Timestamp: "2028-02-29T23:59:60.5+14:00",
    End: true,
  },
  "a Wait of no time": { Type: "Wait", Seconds: 0, End: true },
  "a failure that says nothing": { Type: "Fail" },
  "a failure with a computed cause": {
    Type: "Fail",
    ErrorPath: "$.error",
    CausePath: "States.Format('{}', $.cause)",
  },
  "expressions in numbers and times": {
    Type: "Wait",
    QueryLanguage: "JSONata",
    Seconds: "{% $states.input.seconds %}",
    End: true,
  },
  "names within steps, filters, sorts and groups": output(
    "$states.input.items[price > 3]^(>price).{ 'name': name, 'all': $sum(parts.price) }",
  ),
  "functions that are bound, passed on, partial and recursive": output(
    "($f := function($n) { $n = 0 ? 1 : $n * $f($n - 1) }; $add := $substring(?, 0); $map([1..3], $f) ~> $sum)",
  ),
  "the whole of $states, and its context": output(
    "[$states, $states.context.Execution.Id, $states.input.a.b]",
  ),
  "bindings of a join": output("$states.input.a@$x.b#$i.{ 'x': $x, 'i': $i }"),
  "functions that only Step Functions has": output(
    "[$partition([1..4], 2), $range(1, 9, 2), $uuid(), $hash('a', 'MD5')]",
  ),
  "texts that only look a little like expressions": {
    ...pass,
    QueryLanguage: "JSONata",
    Output: ["{ %", "50%", "{{%%}}x"],
  },
  "a result and an error where they are": {
    ...call,
    QueryLanguage: "JSONata",
    Arguments: "{% $states.input %}",
    Output: "{% $states.result.Payload %}",
    Assign: { last: "{% $states.result %}" },
    Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Cause %}", Next: "S" }],
    End: true,
  },
  "a Map over CSV of S3, in batches, results in S3": {
    Type: "Map",
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a", "b"], MaxItems: 10 },
      Parameters: { Bucket: "b", "Key.$": "$.key" },
    },
    ItemBatcher: { MaxItemsPerBatch: 5, BatchInput: { "run.$": "$$.Execution.Name" } },
    ItemSelector: { "item.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index" },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "I",
      States: { I: pass },
    },
    ResultWriter: {
      Resource: "arn:aws:states:::s3:putObject",
      Parameters: { Bucket: "b", Prefix: "p" },
      WriterConfig: { Transformation: "COMPACT", OutputType: "JSONL" },
    },
    ToleratedFailurePercentage: 12.5,
    Label: "Readings",
    MaxConcurrency: 1000,
    End: true,
  },
};

describe("passes without a word", () => {
  test.each(Object.entries(states))("%s", (_name, state) => {
    const machine = { Comment: "", Version: "1.0", TimeoutSeconds: 0, StartAt: "S", States: { S: state } };
    expect(loadDefinition(machine, { type: "STANDARD" }).diagnostics).toEqual([]);
  });

  test("variables that are assigned anywhere in the scope, or around it", () => {
    const machine = {
      StartAt: "A",
      States: {
        A: { Type: "Pass", Parameters: { "x.$": "$later.value" }, Next: "B" },
        B: { Type: "Pass", Assign: { later: { value: 1 }, "größe_2.$": "$.g" }, Next: "P" },
        P: {
          Type: "Parallel",
          Branches: [{ StartAt: "I", States: { I: { ...pass, InputPath: "$later", Assign: { own: 1 } } } }],
          Assign: { own: 2 },
          End: true,
        },
      },
    };
    expect(loadDefinition(machine, { type: "EXPRESS" }).diagnostics).toEqual([]);
  });

  test("every comparison of the language", () => {
    const choices = [
      { Variable: "$.a", StringEquals: "x", Next: "D" },
      { Variable: "$$.Execution.Name", StringMatches: "a*b\\*", Next: "D" },
      { Variable: "$v.a", NumericLessThanEqualsPath: "$.n", Next: "D" },
      { Variable: "$.a[0]['b c']", TimestampGreaterThan: "2026-01-01T00:00:00Z", Next: "D" },
      {
        Not: {
          And: [{ Variable: "$.a", IsPresent: true }, { Or: [{ Variable: "$.a", IsTimestamp: false }] }],
        },
        Next: "D",
      },
      { Variable: "$.a", BooleanEqualsPath: "$.b", Next: "D", Assign: { v: { a: 1 } }, Comment: "why" },
    ];
    const machine = {
      StartAt: "C",
      States: { C: { Type: "Choice", Choices: choices }, D: { Type: "Succeed" } },
    };
    expect(loadDefinition(machine, { type: "EXPRESS" }).diagnostics).toEqual([]);
  });
});

describe("a state on its own", () => {
  test("may lead to states that are not there", () => {
    const state = {
      ...call,
      Parameters: request,
      Next: "A",
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }],
    };
    expect(atOnce(validateState(state, { type: "STANDARD" }))).toEqual([]);
  });

  test("may not hold a branch that does", () => {
    const branch = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } };
    expect(
      atOnce(validateState({ Type: "Parallel", Branches: [branch], End: true }, { type: "STANDARD" })),
    ).toMatchObject([
      { code: "MISSING_TRANSITION_TARGET", path: "/States/StateName/Branches[0]/States/A/Next" },
    ]);
  });

  test("is an object", () => {
    expect(atOnce(validateState([], { type: "STANDARD" }))).toMatchObject([{ path: "/States/StateName" }]);
  });
});

describe("the name that was meant", () => {
  test.each([
    ["Parameter", "Parameters"],
    ["resultpath", "ResultPath"],
    ["Nxet", "Next"],
    ["Time-out Seconds", "TimeoutSeconds"],
  ])("of %s is %s", (written, meant) => {
    expect(didYouMean(written, ["Next", "Parameters", "ResultPath", "TimeoutSeconds"])).toBe(meant);
  });

  test("is not guessed when nothing is near", () => {
    expect(didYouMean("Elephant", ["Next", "Parameters"])).toBeUndefined();
  });
});
