// The expressions of a request, or the parameters that came before them, compiled. Which an operation has stands in a table.

import type { Json, JsonObject } from "../../../aws/json.ts";
import { invalidParameter, serializationError, validationError } from "../refusals.ts";
import { compileCondition } from "./compile-condition.ts";
import type { CompiledExpressions, Condition, KeyCondition, Projection, Update } from "./compiled.ts";
import { keyConditionsOf } from "./key-condition.ts";
import { joinConditions, listOf, readConditions } from "./legacy/legacy-conditions.ts";
import { readExpected } from "./legacy/legacy-expected.ts";
import { legacyKeyConditions } from "./legacy/legacy-key-conditions.ts";
import { compileAttributeUpdates } from "./legacy/legacy-updates.ts";
import { type ExpressionKind, refuserOf, TokenStream } from "./lexer.ts";
import { parseCondition } from "./parse-condition.ts";
import { Placeholders } from "./placeholders.ts";
import { compileProjection, projectionOf } from "./projection.ts";
import { resolveCondition } from "./resolve-condition.ts";
import { compileUpdateExpression } from "./resolve-update.ts";
import type { ConditionSyntax } from "./syntax.ts";
import { SyntaxCache } from "./syntax-cache.ts";
import type { ConditionTree } from "./tree.ts";

type LegacyParameter =
  | "AttributesToGet"
  | "AttributeUpdates"
  | "ConditionalOperator"
  | "Expected"
  | "KeyConditions"
  | "QueryFilter"
  | "ScanFilter";

interface ExpressionParameters {
  readonly expressions: readonly ExpressionKind[];
  readonly legacy: readonly LegacyParameter[];
}

const read: ExpressionParameters = {
  expressions: ["ProjectionExpression"],
  legacy: ["AttributesToGet"],
};
const write: ExpressionParameters = {
  expressions: ["ConditionExpression"],
  legacy: ["Expected"],
};

/** In the order in which refusals list them. Parts of batches and transactions are named as their members are. */
const parametersOf = {
  GetItem: read,
  BatchGetItem: read,
  Get: { ...read, legacy: [] },
  PutItem: write,
  DeleteItem: write,
  UpdateItem: {
    expressions: ["UpdateExpression", "ConditionExpression"],
    legacy: ["AttributeUpdates", "Expected"],
  },
  Put: { ...write, legacy: [] },
  Delete: { ...write, legacy: [] },
  ConditionCheck: { ...write, legacy: [] },
  Update: { expressions: ["UpdateExpression", "ConditionExpression"], legacy: [] },
  Query: {
    expressions: ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"],
    legacy: ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"],
  },
  Scan: {
    expressions: ["ProjectionExpression", "FilterExpression"],
    legacy: ["AttributesToGet", "ScanFilter", "ConditionalOperator"],
  },
} satisfies Record<string, ExpressionParameters>;

export type ExpressionOperation = keyof typeof parametersOf;

/** Throws ValidationException for expressions beside what they replace, and for placeholders without expressions. */
export function refuseMixedParameters(operation: ExpressionOperation, parameters: JsonObject): void {
  const { expressions, legacy }: ExpressionParameters = parametersOf[operation];
  const used = expressions.filter((name) => isGiven(parameters[name]));
  // KeyConditions may stand beside expressions, but for the one that replaces them.
  const replaced = legacy.filter(
    (name) =>
      isGiven(parameters[name]) && (name !== "KeyConditions" || isGiven(parameters.KeyConditionExpression)),
  );
  if (used.length > 0 && replaced.length > 0) {
    throw validationError(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${replaced.join(", ")}} Expression parameters: {${used.join(", ")}}`,
    );
  }
  if (isGiven(parameters.ExpressionAttributeNames) && used.length === 0)
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  const withValues = expressions.filter((name) => name !== "ProjectionExpression");
  const hasValues = isGiven(parameters.ExpressionAttributeValues);
  if (hasValues && withValues.length > 0 && !withValues.some((name) => used.includes(name))) {
    const lacking = `: ${withValues.join(" and ")} ${withValues.length > 1 ? "are" : "is"} null`;
    throw validationError(
      `ExpressionAttributeValues can only be specified when using expressions${operation.endsWith("Item") ? "" : lacking}`,
    );
  }
}

function isGiven(json: Json | undefined): json is Json {
  return json !== undefined && json !== null;
}

/**
 * All that can be said of a request's conditions, filters, projections and updates without knowing the table; the rest is
 * checked by `key-schema.ts`. Throws ValidationException, or SerializationException for what isn't of their shapes.
 */
export function compileExpressions(
  operation: ExpressionOperation,
  parameters: JsonObject,
): CompiledExpressions {
  const given: ExpressionParameters = parametersOf[operation];
  const legacy = new LegacyParameters(given.legacy, parameters);
  const former = {
    update: legacy.update(),
    condition: legacy.condition("Expected"),
    filter: legacy.condition("QueryFilter") ?? legacy.condition("ScanFilter"),
    projection: legacy.projection(),
  };
  legacy.refuseOperator();
  if (
    operation === "Query" &&
    !isGiven(parameters.KeyConditions) &&
    !isGiven(parameters.KeyConditionExpression)
  ) {
    throw validationError(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  const expressions = new Expressions(given.expressions, parameters);
  const update = expressions.update();
  const condition = expressions.condition("ConditionExpression");
  const keyTree = expressions.tree("KeyConditionExpression");
  const filter = expressions.condition("FilterExpression");
  const projection = expressions.projection();
  expressions.refuseUnused();
  return {
    update: update ?? former.update,
    condition: condition ?? former.condition,
    filter: filter ?? former.filter,
    projection: projection ?? former.projection,
    keyConditions: keyTree === undefined ? legacy.keyConditions() : keyConditionsOf(keyTree),
  };
}

const conditions = {
  ConditionExpression: new SyntaxCache<ConditionSyntax>(),
  FilterExpression: new SyntaxCache<ConditionSyntax>(),
  KeyConditionExpression: new SyntaxCache<ConditionSyntax>(),
};

class Expressions {
  readonly #kinds: readonly ExpressionKind[];
  readonly #parameters: JsonObject;
  readonly #placeholders: Placeholders;

  constructor(kinds: readonly ExpressionKind[], parameters: JsonObject) {
    this.#kinds = kinds;
    this.#parameters = parameters;
    this.#placeholders = new Placeholders(parameters);
  }

  update(): Update | undefined {
    const source = this.#source("UpdateExpression");
    return source === undefined ? undefined : compileUpdateExpression(source, this.#placeholders);
  }

  projection(): Projection | undefined {
    const source = this.#source("ProjectionExpression");
    return source === undefined ? undefined : compileProjection(source, this.#placeholders);
  }

  condition(kind: "ConditionExpression" | "FilterExpression"): Condition | undefined {
    const tree = this.tree(kind);
    return tree === undefined ? undefined : compileCondition(tree);
  }

  tree(kind: keyof typeof conditions): ConditionTree | undefined {
    const source = this.#source(kind);
    if (source === undefined) return undefined;
    const syntax = conditions[kind].get(source, () => parseCondition(new TokenStream(kind, source)));
    return resolveCondition(syntax, this.#placeholders, refuserOf(kind));
  }

  refuseUnused(): void {
    this.#placeholders.refuseUnused();
  }

  #source(kind: ExpressionKind): string | undefined {
    const source = this.#kinds.includes(kind) ? this.#parameters[kind] : undefined;
    if (!isGiven(source)) return undefined;
    if (typeof source === "string") return source;
    throw serializationError("Unexpected field type");
  }
}

class LegacyParameters {
  readonly #names: readonly LegacyParameter[];
  readonly #parameters: JsonObject;
  #conditions = 0;

  constructor(names: readonly LegacyParameter[], parameters: JsonObject) {
    this.#names = names;
    this.#parameters = parameters;
  }

  update(): Update | undefined {
    const json = this.#given("AttributeUpdates");
    return json === undefined ? undefined : compileAttributeUpdates(json);
  }

  condition(name: "Expected" | "QueryFilter" | "ScanFilter"): Condition | undefined {
    const json = this.#given(name);
    if (json === undefined) return undefined;
    const conditions = name === "Expected" ? readExpected(json) : readConditions(json);
    this.#conditions += conditions.length;
    const tree = joinConditions(conditions, this.#parameters.ConditionalOperator);
    return tree === undefined ? undefined : compileCondition(tree);
  }

  projection(): Projection | undefined {
    const json = this.#given("AttributesToGet");
    if (json === undefined) return undefined;
    const names = listOf(json).map(String);
    const repeated = names.find((name, index) => names.indexOf(name) < index);
    if (repeated !== undefined) throw invalidParameter(`Duplicate value in attribute name: ${repeated}`);
    return projectionOf(names.map((name) => [name]));
  }

  keyConditions(): readonly KeyCondition[] | undefined {
    const json = this.#given("KeyConditions");
    return json === undefined ? undefined : legacyKeyConditions(readConditions(json));
  }

  refuseOperator(): void {
    if (!isGiven(this.#parameters.ConditionalOperator)) return;
    if (this.#conditions === 0)
      throw validationError("ConditionalOperator cannot be used without Filter or Expected");
    if (this.#conditions === 1) {
      throw validationError(
        "ConditionalOperator can only be used when Filter or Expected has two or more elements",
      );
    }
  }

  #given(name: LegacyParameter): Json | undefined {
    const json = this.#names.includes(name) ? this.#parameters[name] : undefined;
    return isGiven(json) ? json : undefined;
  }
}
