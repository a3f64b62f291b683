// The fields by which data goes through a state, compiled for the state's query language.

import type { Json, JsonObject } from "../../aws/json.ts";
import type { QueryLanguage } from "../definition.ts";
import { growthOfInput, growthOfPath, unknownGrowth } from "../growth.ts";
import { compileCall, isCall } from "../intrinsics/compile-call.ts";
import { compileJsonata, compileJsonataTemplate, jsonataExpression } from "../jsonata/compile-jsonata.ts";
import { compilePath } from "../path/compile-path.ts";
import { parsePath } from "../path/parse-path.ts";
import { compileResultPath } from "../path/result-path.ts";
import type { Evaluate } from "../scope.ts";
import { compileSizedTemplate, compileTemplate, type Later } from "../template/compile-template.ts";
import type {
  CompiledTemplate,
  DataFlow,
  Field,
  JsonataField,
  JsonataFlow,
  JsonPathFlow,
  PlaceResult,
} from "./compiled-machine.ts";
import type { Surroundings } from "./surroundings.ts";

/** Every field that some state has for its data; no state has them all. */
export interface DataFields {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  readonly ResultPath?: string | null;
  readonly Arguments?: Json;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

export function compileFlow(fields: DataFields, { language, later }: Surroundings): DataFlow {
  return language === "JSONata" ? jsonataFlow(fields) : jsonPathFlow(fields, later);
}

function jsonPathFlow(fields: DataFields, later: Later): JsonPathFlow {
  const parameters = compileOptional(fields.Parameters, (template) =>
    compileSizedTemplate(template, "Parameters", later),
  );
  return {
    language: "JSONPath",
    inputPath: compileDataPath(fields.InputPath, "InputPath"),
    parameters: parameters?.evaluate,
    parametersGrowth: isPartOfInput(fields.InputPath) ? (parameters?.growth ?? growthOfInput) : unknownGrowth,
    resultSelector: compileOptional(fields.ResultSelector, (template) =>
      compileTemplate(template, "ResultSelector", later),
    ),
    assign: compileOptional(fields.Assign, (template) => compileTemplate(template, "Assign", later)),
    resultPath: placeResult(fields.ResultPath),
    resultPathBytes: bytesOfPlace(fields.ResultPath ?? ""),
    outputPath: compileDataPath(fields.OutputPath, "OutputPath"),
  };
}

/**
 * A UTF-16 unit takes six bytes at most, and each step needs braces, quotes, a colon and a comma besides. What a long path
 * makes is looked at all the same, for it may be nested too deeply.
 */
function bytesOfPlace(resultPath: string): number {
  return resultPath.length > 256 ? Number.POSITIVE_INFINITY : resultPath.length * 12;
}

/** Whether what InputPath leaves can be no larger than the input. */
function isPartOfInput(inputPath: string | null | undefined): boolean {
  if (inputPath === undefined || inputPath === null) return true;
  return !isCall(inputPath) && growthOfPath(parsePath(inputPath, "InputPath")) === growthOfInput;
}

function jsonataFlow(fields: DataFields): JsonataFlow {
  return {
    language: "JSONata",
    arguments: compileOptional(fields.Arguments, (template) => compileJsonataTemplate(template, "Arguments")),
    output: compileOptional(fields.Output, (template) => compileJsonataTemplate(template, "Output")),
    assign: compileOptional(fields.Assign, (template) => compileJsonataTemplate(template, "Assign")),
  };
}

export function compileOptional<From, To>(
  value: From | undefined,
  compile: (value: From) => To,
): To | undefined {
  return value === undefined ? undefined : compile(value);
}

/** Undefined for `$`, which is what a missing path means too. `null` means the empty object. */
function compileDataPath(path: string | null | undefined, field: string): Evaluate | undefined {
  if (path === undefined || path === "$") return undefined;
  if (path === null) return () => nothing;
  return compilePath(path, field).evaluate;
}

const nothing: JsonObject = {};

/** Undefined for `$`: the result takes the place of the input. `null` drops the result. */
export function placeResult(path: string | null | undefined): PlaceResult | undefined {
  if (path === undefined || path === "$") return undefined;
  if (path === null) return (rawInput) => rawInput;
  return compileResultPath(path);
}

/** A template field of either language. */
export function compileAnyTemplate(
  template: Json,
  field: string,
  { language, later }: Surroundings,
): CompiledTemplate {
  if (language === "JSONata") return { language, evaluate: compileJsonataTemplate(template, field) };
  return { language, evaluate: compileTemplate(template, field, later) };
}

/** The two ways to write a field such as TimeoutSeconds: the field itself, and under JSONPath its `…Path` twin. */
export interface FieldPair<Literal extends Json> {
  readonly field: string;
  readonly value: Literal | string | undefined;
  readonly path: string | undefined;
}

export function compileField<Literal extends Json>(
  { field, value, path }: FieldPair<Literal>,
  language: QueryLanguage,
): Field<Literal> | undefined {
  if (path !== undefined) {
    const pathField = `${field}Path`;
    return { kind: "path", path, field: pathField, evaluate: compilePathOrCall(path, pathField) };
  }
  if (value === undefined) return undefined;
  if (language === "JSONata" && typeof value === "string") {
    const jsonata = compileJsonataField(value, field);
    if (jsonata !== undefined) return jsonata;
  }
  return { kind: "literal", value: value as Literal };
}

/** A Fail state's ErrorPath and CausePath may be intrinsic function calls. */
function compilePathOrCall(text: string, field: string): Evaluate {
  return isCall(text) ? compileCall(text, field) : compilePath(text, field).evaluate;
}

/** Undefined if the text is not between `{%` and `%}`: it then stands for itself. */
export function compileJsonataField(text: string, field: string): JsonataField | undefined {
  const expression = jsonataExpression(text);
  if (expression === undefined) return undefined;
  return { kind: "jsonata", expression, field, evaluate: compileJsonata(text, field) };
}
