// Payload templates: JSON in which the value of a key that ends with `.$` is a path or an intrinsic function call. Parts that
// hold no such key are constant and are handed out as they are, without a copy.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { growthOfAll, growthOfLiteral, growthOfPath, type Sized, unknownGrowth } from "../growth.ts";
import { compileSizedCall, isCall } from "../intrinsics/compile-call.ts";
import { findOf } from "../path/find.ts";
import { notFoundInField } from "../path/not-found.ts";
import { parsePath } from "../path/parse-path.ts";
import {
  DefinitionError,
  type Evaluate,
  type EvaluateInPieces,
  type EvaluateTemplate,
  type Scope,
} from "../scope.ts";
import { type BuiltTexts, bounded, builtTextsOf } from "./built-data.ts";

/** Takes work that is to be done before anything is evaluated, so that nobody has to wait for all of it at once. */
export type Later = (work: () => void) => void;

const atOnce: Later = (work) => work();

/** `later` is given the expressions of a large template, one by one. Throws DefinitionError. */
export function compileTemplate(template: Json, fieldName: string, later = atOnce): EvaluateTemplate {
  return compileSizedTemplate(template, fieldName, later).evaluate;
}

export function compileSizedTemplate(template: Json, fieldName: string, later = atOnce): Sized {
  const texts = builtTextsOf(template);
  const sized = compileDynamic(template, { name: fieldName, texts, later });
  if (sized === undefined) return constant(template);
  return texts === undefined ? sized : { ...sized, evaluate: bounded(sized.evaluate, texts) };
}

interface TemplateField {
  readonly name: string;
  /** Where the template is large. */
  readonly texts: BuiltTexts | undefined;
  readonly later: Later;
}

/**
 * Each level of nesting counts for this much besides its own, so that data that grows deeper from state to state meets the
 * payload limit, where it is walked and its depth is seen.
 */
const levelBytes = 300;

function constant(template: Json): Sized {
  return { evaluate: () => template, growth: growthOfLiteral(template) };
}

/** Undefined if the template is constant. */
function compileDynamic(template: Json, field: TemplateField): Sized | undefined {
  if (Array.isArray(template)) return compileArray(template, field);
  return isJsonObject(template) ? compileObject(template as JsonObject, field) : undefined;
}

function compileArray(template: readonly Json[], field: TemplateField): Sized | undefined {
  const items = template.map((item) => compileDynamic(item, field));
  if (items.every((item) => item === undefined)) return undefined;
  const parts = items.map((item, index) => item ?? constant(template[index] as Json));
  const evaluators = parts.map(({ evaluate }) => evaluate);
  const evaluate: Evaluate = (scope) => evaluators.map((item) => item(scope));
  return {
    evaluate:
      field.texts === undefined ? evaluate : Object.assign(evaluate, { inPieces: itemsInPieces(evaluators) }),
    growth: growthOfAll(
      parts.map(({ growth }) => growth),
      levelBytes + parts.length,
    ),
  };
}

function itemsInPieces(evaluators: readonly EvaluateTemplate[]): EvaluateInPieces {
  return function* (scope) {
    const built: Json[] = [];
    for (const evaluate of evaluators) built.push(yield* inPieces(evaluate, scope));
    return built;
  };
}

/** Gives way before whatever has no pieces of its own. */
function* inPieces(evaluate: EvaluateTemplate, scope: Scope): Generator<void, Json> {
  if (evaluate.inPieces !== undefined) return yield* evaluate.inPieces(scope);
  yield;
  return evaluate(scope);
}

/** AWS puts the members whose keys end with `.$` after the others. */
function compileObject(template: JsonObject, field: TemplateField): Sized | undefined {
  const keys = Object.keys(template);
  const plain = keys.filter((key) => !key.endsWith(".$"));
  const computed = keys.length === plain.length ? [] : keys.filter((key) => key.endsWith(".$"));
  const inside = plain.map((key) => compileDynamic(template[key] as Json, field));
  if (computed.length === 0 && inside.every((member) => member === undefined)) return undefined;
  const names: string[] = [];
  const members: Sized[] = [];
  const blank = blankOf([...plain, ...computed.map(nameOf)]);
  let bytes = levelBytes;
  for (const [at, key] of plain.entries()) {
    const member = inside[at];
    bytes += keyBytes(key);
    if (member === undefined) {
      const value = template[key] as Json;
      blank[key] = value;
      bytes += growthOfLiteral(value).bytes;
    } else {
      names.push(key);
      members.push(member);
    }
  }
  for (const key of computed) {
    const name = nameOf(key);
    bytes += keyBytes(name);
    names.push(name);
    members.push(expressionOf(template[key] as Json, key, field));
  }
  const evaluators = members.map(({ evaluate }) => evaluate);
  return {
    evaluate: builderOf(blank, names, evaluators, field),
    growth: growthOfAll(
      members.map(({ growth }) => growth),
      bytes,
    ),
  };
}

function nameOf(key: string): string {
  return key.slice(0, -2);
}

function keyBytes(name: string): number {
  return 4 + name.length * 6;
}

function builderOf(
  blank: JsonObject,
  names: readonly string[],
  evaluators: readonly EvaluateTemplate[],
  { texts }: TemplateField,
): EvaluateTemplate {
  const evaluateAll: Evaluate = (scope) => {
    const built: Record<string, Json> = { ...blank };
    for (let at = 0; at < names.length; at++)
      built[names[at] as string] = (evaluators[at] as Evaluate)(scope);
    return built;
  };
  return texts === undefined
    ? evaluateAll
    : Object.assign(evaluateAll, { inPieces: membersInPieces(blank, names, evaluators) });
}

/**
 * What is copied to build the object: all its members, for the present null. To add them one by one to an
 * empty object takes ten times as long in a process in which empty objects were given some thousand other names first: V8 then
 * makes dictionaries. What is read from JSON has a start of its own. Every name is a member already when it is assigned, and so is
 * `__proto__`.
 */
function blankOf(names: readonly string[]): Record<string, Json> {
  return JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join(",")}}`);
}

function membersInPieces(
  blank: JsonObject,
  names: readonly string[],
  evaluators: readonly EvaluateTemplate[],
): EvaluateInPieces {
  return function* (scope) {
    const built: Record<string, Json> = { ...blank };
    for (const [at, evaluate] of evaluators.entries())
      built[names[at] as string] = yield* inPieces(evaluate, scope);
    return built;
  };
}

function expressionOf(value: Json, key: string, field: TemplateField): Sized {
  return field.texts === undefined ? compileExpression(value, key, field) : putOff(value, key, field);
}

/** Of a large template: how much its expressions may give is not known before, and is measured when they have given it. */
function putOff(value: Json, key: string, field: TemplateField): Sized {
  let evaluate: Evaluate | undefined;
  field.later(() => {
    evaluate = compileExpression(value, key, field).evaluate;
  });
  return { evaluate: (scope) => (evaluate as Evaluate)(scope), growth: unknownGrowth };
}

function compileExpression(value: Json, key: string, field: TemplateField): Sized {
  if (typeof value !== "string" || !(value.startsWith("$") || isCall(value))) {
    throw new DefinitionError(
      `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
      field.name,
    );
  }
  if (isCall(value)) return countedCall(compileSizedCall(value, key), field);
  const path = parsePath(value, key);
  const find = findOf(path);
  const evaluate: Evaluate = (scope) => {
    const found = find(scope);
    if (found === undefined) throw notFoundInField(scope, { text: value, field: key, path });
    return found;
  };
  return { evaluate, growth: growthOfPath(path) };
}

function countedCall(call: Sized, { texts }: TemplateField): Sized {
  return texts === undefined ? call : { ...call, evaluate: (scope) => texts.add(call.evaluate(scope)) };
}
