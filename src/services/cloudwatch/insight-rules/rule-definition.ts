// The definition of a Contributor Insights rule: which log groups it looks at, who contributes to them, and what counts.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContributorInsights-RuleSyntax.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { invalidRule } from "./invalid-rule.ts";
import { compileFilter, type EventFilter } from "./rule-filter.ts";

export interface RuleDefinition {
  /** Names of log groups; one that ends with `*` is the beginning of names. */
  readonly logGroups: readonly string[];
  readonly format: "JSON" | "CLF";
  /** The names of fields of CLF, by their position. */
  readonly fields: ReadonlyMap<number, string>;
  readonly keys: readonly string[];
  /** The field whose values are added up. */
  readonly summed: string | undefined;
  readonly filters: readonly EventFilter[];
  readonly aggregate: "Count" | "Sum";
}

const mostKeys = 4;
const mostFilters = 4;
const mostFields = 20;

/** Throws InvalidParameterValueException. */
export function parseRuleDefinition(text: string): RuleDefinition {
  const definition = objectIn(text);
  const schema = section(definition, "Schema");
  if (schema.Name !== "CloudWatchLogRule" || schema.Version !== 1)
    throw invalidRule('Schema must be {"Name": "CloudWatchLogRule", "Version": 1}');
  const format = choice(definition, "LogFormat", ["JSON", "CLF"]);
  const aggregate = choice(definition, "AggregateOn", ["Count", "Sum"]);
  const contribution = section(definition, "Contribution");
  const keys = texts(contribution, "Keys");
  if (keys.length === 0 || keys.length > mostKeys)
    throw invalidRule(`Keys must be one to ${mostKeys} fields`);
  const { ValueOf: summed, Filters: filters = [] } = contribution;
  if (summed !== undefined && typeof summed !== "string") throw invalidRule("ValueOf must be a field");
  if ((aggregate === "Sum") !== (summed !== undefined))
    throw invalidRule("ValueOf must be there where AggregateOn is Sum, and only there");
  if (!Array.isArray(filters) || filters.length > mostFilters)
    throw invalidRule(`Filters must be a list of at most ${mostFilters}`);
  return {
    logGroups: logGroupsIn(definition),
    ...{ format, aggregate, keys, summed },
    fields: fieldsIn(definition),
    filters: filters.map((filter) => compileFilter(filter)),
  };
}

export function isLogGroupOf({ logGroups }: RuleDefinition, name: string): boolean {
  return logGroups.some((group) =>
    group.endsWith("*") ? name.startsWith(group.slice(0, -1)) : name === group,
  );
}

function objectIn(text: string): JsonObject {
  const value = jsonOrUndefined(text);
  if (value === undefined) throw invalidRule("it is no JSON");
  if (isJsonObject(value)) return value;
  throw invalidRule("it is no JSON object");
}

/** The ones or the others; an ARN's group is found by its name. */
function logGroupsIn(definition: JsonObject): readonly string[] {
  const isByArn = definition.LogGroupARNs !== undefined;
  if (isByArn === (definition.LogGroupNames !== undefined))
    throw invalidRule("either LogGroupNames or LogGroupARNs must be there");
  if (!isByArn) return texts(definition, "LogGroupNames");
  return texts(definition, "LogGroupARNs").map((arn) =>
    arn.replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group[:/]/, ""),
  );
}

function fieldsIn({ Fields: fields = {} }: JsonObject): ReadonlyMap<number, string> {
  if (!isJsonObject(fields)) throw invalidRule("Fields must name fields by their position");
  return new Map(
    Object.entries(fields).map(([position, name]) => {
      const at = Number(position);
      if (typeof name === "string" && Number.isInteger(at) && at >= 1 && at <= mostFields) return [at, name];
      throw invalidRule(`Fields must be names by positions from 1 to ${mostFields}`);
    }),
  );
}

function section(of: JsonObject, member: string): JsonObject {
  const value = of[member];
  if (isJsonObject(value)) return value;
  throw invalidRule(`${member} must be an object`);
}

function choice<Value extends string>(of: JsonObject, member: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === of[member]);
  if (found !== undefined) return found;
  throw invalidRule(`${member} must be one of ${values.join(", ")}`);
}

function texts(of: JsonObject, member: string): readonly string[] {
  const value = of[member];
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw invalidRule(`${member} must be a list of texts`);
}
