// How SAM's policy templates are written down, and made into a policy.

import { isJsonObject, type Json, type JsonObject } from "../../../../../aws/json.ts";

export interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly JsonObject[];
}

export type PolicyTemplates = Readonly<Record<string, PolicyTemplate>>;

export function template(
  parameters: readonly string[],
  ...statements: readonly JsonObject[]
): PolicyTemplate {
  return { parameters, statements };
}

export function allow(actions: Json, resources: Json, condition?: JsonObject): JsonObject {
  const statement = { Effect: "Allow", Action: actions, Resource: resources };
  return condition === undefined ? statement : { ...statement, Condition: condition };
}

/** Actions of one service, from names between spaces. */
export function each(service: string, names: string): readonly string[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => `${service}:${name}`);
}

export function sub(arn: string): JsonObject {
  return { "Fn::Sub": arn };
}

/** An ARN of the stack's own account and region. */
export function inRegion(service: string, resource: string): JsonObject {
  return sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
}

/** The policy document that a template stands for. Parameters it does not know are left out of it. */
export function policyDocument({ statements }: PolicyTemplate, values: JsonObject): JsonObject {
  return { Statement: statements.map((statement) => filled(statement, values)) };
}

/** Gives each `Fn::Sub` the parameters that stand in its text, whose names begin with a small letter there. */
function filled(value: Json, values: JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => filled(item as Json, values));
  if (!isJsonObject(value)) return value;
  const text = value["Fn::Sub"];
  if (typeof text !== "string")
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member, values)]));
  const variables = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? "");
  if (variables.length === 0) return value;
  const named = variables.map((variable) => [variable, parameterOf(variable, values)]);
  return { "Fn::Sub": [text, Object.fromEntries(named)] };
}

function parameterOf(variable: string, values: JsonObject): Json {
  const name = Object.keys(values).find((key) => key.toLowerCase() === variable.toLowerCase());
  return name === undefined ? null : (values[name] ?? null);
}
