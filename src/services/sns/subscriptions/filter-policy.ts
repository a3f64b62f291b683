// Subscription filter policies: matched against the message attributes, or against the body if its scope says so.
// SNS developer guide, "Amazon SNS message filtering" and "Filter policy constraints".

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { isTooDeep } from "../../../aws/json-depth.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import type { MessageAttributes } from "../../../aws/message-attribute.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type Pattern, patternMatches } from "../../../event-patterns/compile-pattern.ts";
import type { TopicMetric } from "../published-metrics.ts";

/** Compiles the text of a policy, which is in the language of EventBridge's patterns, or says what is wrong with it. */
export type CompileFilter = (policy: string) => Pattern | { readonly problem: string };
/** Yields where whoever asks may give way to others. */
export type Filter = (message: FilteredMessage) => Generator<void, boolean>;

/** A message as the filters of all subscriptions see it: it is read once. */
export class FilteredMessage {
  readonly #attributes: MessageAttributes | undefined;
  readonly #text: string;
  #values: Json | undefined;
  #body: { readonly value: Json | undefined } | undefined;

  constructor(attributes: MessageAttributes | undefined, text: string) {
    this.#attributes = attributes;
    this.#text = text;
  }

  /** About how long each of the two is as a text. */
  get characters(): number {
    return this.#text.length;
  }

  get attributes(): Json {
    this.#values ??= attributeValues(this.#attributes);
    return this.#values;
  }

  /** Undefined for a message that is no JSON, or too deep. */
  get body(): Json | undefined {
    this.#body ??= { value: isTooDeep(this.#text) ? undefined : jsonOrUndefined(this.#text) };
    return this.#body.value;
  }

  /** What a filter of this scope did not find, or could not read. */
  keptBackBy(scope: string | undefined): TopicMetric {
    if (scope === "MessageBody") return isJsonObject(this.body) ? "filteredBody" : "invalidBody";
    const attributes = [...(this.#attributes?.values() ?? [])];
    if (attributes.length === 0) return "noAttributes";
    const lists = attributes.filter(({ dataType }) => dataType === "String.Array");
    const areLists = lists.every(({ stringValue = "" }) => Array.isArray(jsonOrUndefined(stringValue)));
    return areLists ? "filteredAttributes" : "invalidAttributes";
  }
}

export interface FilterSettings {
  /** JSON text. */
  readonly policy: string;
  /** MessageAttributes if left out. */
  readonly scope: string | undefined;
}

/** The filter of a subscription with these attributes, if they ask for one. */
export function filterOfAttributes(
  attributes: ReadonlyMap<string, string>,
  compile: (settings: FilterSettings) => Filter,
): Filter | undefined {
  const policy = attributes.get("FilterPolicy");
  const scope = attributes.get("FilterPolicyScope");
  // A scope alone is looked at like the scope of a policy that lets everything pass.
  if (policy === undefined && scope === undefined) return undefined;
  return compile({ policy: policy === undefined || policy === "" ? "{}" : policy, scope });
}

const mostKeys = 5;
const mostCombinations = 150;

/**
 * Throws InvalidParameter in SNS's words. `where` is what Subscribe puts before them: there the policy is one of the
 * request's attributes.
 */
export function compileFilterPolicy(
  { policy: text, scope }: FilterSettings,
  compile: CompileFilter,
  where: "" | "Attributes Reason: " = "",
): Filter {
  const refuse = (reason: string) =>
    new ServiceError("InvalidParameter", `Invalid parameter: ${where}${reason}`);
  if (scope !== undefined && scope !== "MessageBody" && scope !== "MessageAttributes") {
    throw refuse(
      `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  const policy = jsonOrUndefined(text);
  if (isJsonObject(policy) && Object.keys(policy).length === 0) return passAll;
  // SNS looks at a policy in its own spelling.
  const compiled = compile(policy === undefined ? text : JSON.stringify(policy));
  if ("problem" in compiled) {
    throw refuse(`FilterPolicy: ${policy === undefined ? "failed to parse JSON. " : ""}${compiled.problem}`);
  }
  const problem = constraintProblem(compiled);
  if (problem !== undefined) throw refuse(`FilterPolicy: ${problem}`);
  if (scope !== "MessageBody" && isJsonObject(policy) && isNested(policy)) {
    throw refuse("Filter policy scope MessageAttributes does not support nested filter policy");
  }
  return filterOf(compiled, scope);
}

/**
 * A policy that was taken earlier, perhaps under wider rules: one that can't be read any more lets everything pass, because
 * a message too many is seen and one that is missing isn't.
 */
export function keptFilterPolicy({ policy, scope }: FilterSettings, compile: CompileFilter): Filter {
  if (policy.trim() === "{}") return passAll;
  const compiled = compile(policy);
  return "problem" in compiled ? passAll : filterOf(compiled, scope);
}

// biome-ignore lint/correctness/useYield: it never takes long
const passAll: Filter = function* () {
  return true;
};

function filterOf(policy: Pattern, scope: string | undefined): Filter {
  if (scope !== "MessageBody")
    return ({ attributes, characters }) => patternMatches(policy, attributes, characters);
  return function* ({ body, characters }) {
    return isJsonObject(body) && (yield* patternMatches(policy, body, characters));
  };
}

/** A value counts as often as it is levels deep, and all fields of a branch multiply. */
function constraintProblem({ branches }: Pattern): string | undefined {
  const keys = new Set(branches.flatMap((branch) => [...branch.keys()]));
  if (keys.size > mostKeys) return `Filter policy can not have more than ${mostKeys} keys`;
  const combinations = branches.reduce((sum, branch) => sum + combinationsOf(branch), 0);
  return combinations > mostCombinations ? "Filter policy is too complex" : undefined;
}

function combinationsOf(branch: Pattern["branches"][number]): number {
  return [...branch.values()].reduce(
    (product, { path, alternatives }) => product * alternatives.length * path.length,
    1,
  );
}

/** Attributes have no members, so only `$or` may stand above the fields. */
function isNested(policy: Json): boolean {
  return (
    isJsonObject(policy) &&
    Object.entries(policy).some(([name, value]) =>
      name === "$or" && Array.isArray(value) ? value.some(isNested) : isJsonObject(value),
    )
  );
}

function attributeValues(attributes: MessageAttributes | undefined): Json {
  return Object.fromEntries(
    Array.from(attributes ?? [], ([name, { dataType, stringValue = "" }]): [string, Json] => {
      if (dataType === "Number" || dataType.startsWith("Number.")) return [name, Number(stringValue)];
      if (dataType === "String.Array") return [name, jsonOrUndefined(stringValue) ?? stringValue];
      return [name, stringValue];
    }),
  );
}
