// Payload templates: JSON in which the value of a key that ends with `.$` is a path or an intrinsic function call. Parts that
// hold no such key are constant and are handed out as they are, without a copy.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import {
  type Growth,
  growthOfAll,
  growthOfLiteral,
  growthOfPath,
  type Sized,
  unknownGrowth,
} from "../growth.ts";
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

interface Member {
  readonly name: string;
  /** Undefined for a constant. */
  readonly evaluate: EvaluateTemplate | undefined;
  readonly value: Json;
  /** Its key ends with `.$`: AWS puts those after the others. */
  readonly isComputed: boolean;
}

function compileObject(template: JsonObject, field: TemplateField): Sized | undefined {
  const members: Member[] = [];
  const growths: Growth[] = [];
  let keyBytes = 0;
  for (const [key, value] of Object.entries(template)) {
    const isExpression = key.endsWith(".$");
    const name = isExpression ? key.slice(0, -2) : key;
    const dynamic = isExpression ? expressionOf(value, key, field) : compileDynamic(value, field);
    members.push({ name, evaluate: dynamic?.evaluate, value, isComputed: isExpression });
    growths.push(dynamic?.growth ?? growthOfLiteral(value));
    keyBytes += 4 + name.length * 6;
  }
  if (members.every(({ evaluate }) => evaluate === undefined)) return undefined;
  const asOnAws = [
    ...members.filter(({ isComputed }) => !isComputed),
    ...members.filter((each) => each.isComputed),
  ];
  return { evaluate: builderOf(asOnAws, field), growth: growthOfAll(growths, levelBytes + keyBytes) };
}

function builderOf(members: readonly Member[], { texts }: TemplateField): EvaluateTemplate {
  const blank = blankOf(members);
  const dynamic = members.filter(({ evaluate }) => evaluate !== undefined);
  const names = dynamic.map(({ name }) => name);
  const evaluators = dynamic.map(({ evaluate }) => evaluate as EvaluateTemplate);
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
 * What is copied to build the object: all its members, of which those that are evaluated are null. To add them one by one to an
 * empty object takes ten times as long in a process in which empty objects were given some thousand other names first: V8 then
 * makes dictionaries. What is read from JSON has a start of its own. Every name is a member already when it is assigned, and so is
 * `__proto__`.
 */
function blankOf(members: readonly Member[]): JsonObject {
  const nulls = members.map(({ name }) => `${JSON.stringify(name)}:null`);
  const blank: Record<string, Json> = JSON.parse(`{${nulls.join(",")}}`);
  for (const { name, evaluate, value } of members) if (evaluate === undefined) blank[name] = value;
  return blank;
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
