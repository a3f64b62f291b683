// The states that hold no other states, and the fields that states share, as tables of field to rule.

import { isJsonObject, type Json } from "../../aws/json.ts";
import { anything, type Check, integer, isList, oneOf, orNull, text } from "./check.ts";
import { choices } from "./choice-rules.ts";
import { catchers, retry } from "./error-rules.ts";
import { jsonataValue, orExpression } from "./jsonata-value.ts";
import { type FieldRule, jsonataOnly, jsonPathOnly, type ObjectRule } from "./object-rule.ts";
import { path, readPath, resultPath } from "./paths.ts";
import { expressionProblem, looksDynamic, payloadTemplate } from "./payload-template.ts";
import { resource } from "./task-resource.ts";
import { checkTask, credentials } from "./task-rule.ts";
import { template } from "./template.ts";
import { timestamp } from "./timestamp.ts";
import { assignment } from "./variable-names.ts";

type Fields = Readonly<Record<string, FieldRule | Check>>;

const longestSeconds = 99_999_999;

export const queryLanguage = oneOf("JSONPath", "JSONata");

/** `Type` has been looked at to come here. */
export const everyState: Fields = { Type: anything, Comment: text, QueryLanguage: queryLanguage };

const isTheEnd: Check = (value, place) => {
  if (value === true) return;
  place.machine.findings.schema(
    place.path,
    "Value should be one of the following: [true]",
    "A state that does not end the flow has a 'Next'.",
  );
};

export const transition: Fields = { Next: text, End: isTheEnd };
export const nextOrEnd = ["Next", "End"];

export const inputAndOutput: Fields = {
  InputPath: jsonPathOnly(orNull(path)),
  OutputPath: jsonPathOnly(orNull(path)),
};

const assign = assignment(template());

/** Of the states that do something and get a result. */
export const resultFields: Fields = {
  ResultSelector: jsonPathOnly(payloadTemplate),
  ResultPath: jsonPathOnly(orNull(resultPath)),
  Output: jsonataOnly(jsonataValue("result")),
  Assign: assignment(template("result")),
  Retry: retry,
  Catch: catchers,
};

const output: Fields = { Output: jsonataOnly(jsonataValue()) };
const seconds = (min: number) => orExpression(integer({ min, max: longestSeconds }));

export const taskRule: ObjectRule = {
  fields: {
    ...everyState,
    ...transition,
    ...inputAndOutput,
    ...resultFields,
    Resource: resource,
    Parameters: jsonPathOnly(payloadTemplate),
    Arguments: jsonataOnly(jsonataValue()),
    Credentials: credentials,
    TimeoutSeconds: seconds(1),
    TimeoutSecondsPath: jsonPathOnly(readPath),
    HeartbeatSeconds: seconds(1),
    HeartbeatSecondsPath: jsonPathOnly(readPath),
  },
  required: ["Resource"],
  exactlyOne: [nextOrEnd],
  atMostOne: [
    ["TimeoutSeconds", "TimeoutSecondsPath"],
    ["HeartbeatSeconds", "HeartbeatSecondsPath"],
  ],
  also: checkTask,
};

const staticResult: Check = (value, place) => {
  if (!holdsDynamic(value)) return;
  place.machine.findings.warning(
    "PASS_RESULT_IS_STATIC",
    place.path,
    "The result of a Pass state is taken literally: a path in it is not evaluated",
    "Use 'Parameters' to build the result from the input.",
  );
};

function holdsDynamic(value: Json): boolean {
  if (typeof value === "string") return looksDynamic(value);
  if (isList(value)) return value.some(holdsDynamic);
  return (
    isJsonObject(value) &&
    Object.entries(value).some(([key, child]) => key.endsWith(".$") || holdsDynamic(child))
  );
}

export const passRule: ObjectRule = {
  fields: {
    ...everyState,
    ...transition,
    ...inputAndOutput,
    ...output,
    Parameters: jsonPathOnly(payloadTemplate),
    Result: jsonPathOnly(staticResult),
    ResultPath: jsonPathOnly(orNull(resultPath)),
    Assign: assign,
  },
  exactlyOne: [nextOrEnd],
};

export const waitRule: ObjectRule = {
  fields: {
    ...everyState,
    ...transition,
    ...inputAndOutput,
    ...output,
    Assign: assign,
    Seconds: seconds(0),
    SecondsPath: jsonPathOnly(readPath),
    Timestamp: orExpression(timestamp),
    TimestampPath: jsonPathOnly(readPath),
  },
  exactlyOne: [nextOrEnd, ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]],
};

export const choiceStateRule: ObjectRule = {
  fields: { ...everyState, ...inputAndOutput, ...output, Assign: assign, Choices: choices, Default: text },
  required: ["Choices"],
};

export const succeedRule: ObjectRule = { fields: { ...everyState, ...inputAndOutput, ...output } };

/** A text; under JSONata perhaps an expression. A path here is probably meant for the field that ends in `Path`. */
const failureText: Check = (value, place) => {
  orExpression(text)(value, place);
  if (place.language !== "JSONPath" || typeof value !== "string" || !looksDynamic(value)) return;
  const name = place.path.slice(place.path.lastIndexOf("/") + 1);
  place.machine.findings.warning(
    "NO_PATH",
    place.path,
    `The value of '${name}' looks like a path, but the name of the field does not end with 'Path'`,
    `To take the text from there, use '${name}Path'.`,
  );
};

/** The intrinsic functions that give a text: no other may stand in `ErrorPath` or `CausePath`. */
const textFunctions = [
  "Format",
  "JsonToString",
  "ArrayGetItem",
  "Base64Encode",
  "Base64Decode",
  "Hash",
  "UUID",
];

const failurePath: Check = (value, place) => {
  if (typeof value !== "string" || !value.startsWith("States.")) return path(value, place);
  const name = /^States\.(\w+)/.exec(value)?.[1] ?? "";
  const problem = expressionProblem(value) ?? textFunctionProblem(name);
  if (problem === undefined) return;
  place.machine.findings.schema(place.path, "Value must be a valid JSONPath.", problem);
};

function textFunctionProblem(name: string): string | undefined {
  if (textFunctions.includes(name)) return undefined;
  return `States.${name} does not give a text; here may stand ${textFunctions.map((known) => `States.${known}`).join(", ")}.`;
}

export const failRule: ObjectRule = {
  fields: {
    ...everyState,
    Error: failureText,
    ErrorPath: jsonPathOnly(failurePath),
    Cause: failureText,
    CausePath: jsonPathOnly(failurePath),
  },
  atMostOne: [
    ["Error", "ErrorPath"],
    ["Cause", "CausePath"],
  ],
};
