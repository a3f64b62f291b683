// A stack's policy: which of its resources an update may change, replace or delete. Once there is one, what it does not allow is denied.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { compileCondition } from "../../../policies/conditions.ts";
import { compilePattern } from "../../../policies/pattern.ts";
import { PolicySyntaxError } from "../../../policies/policy-syntax-error.ts";
import { validationError } from "./stack-errors.ts";

export interface PolicedChange {
  readonly action: "Update:Modify" | "Update:Replace" | "Update:Delete";
  readonly logicalId: string;
  readonly type: string;
}

interface Statement {
  readonly isDenial: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly covers: (change: PolicedChange) => boolean;
}

const resourcePrefix = "LogicalResourceId/";
const nothing = new Map<string, string>();

/** Why a policy forbids a change, in CloudFormation's words; undefined if it does not, or if there is no policy. */
export function whyDenied(policy: string | undefined, change: PolicedChange): string | undefined {
  const statements = policy === undefined ? [] : statementsOf(policy);
  if (statements.length === 0) return undefined;
  const covering = statements.filter(({ covers }) => covers(change));
  const denials = covering.filter(({ isDenial }) => isDenial);
  if (denials.length > 0) {
    const told = denials.map(
      ({ actions, resources }, index) =>
        `Statement [#${index + 1}] does not allow [${actions.join(", ")}] for resource [${resources.join(", ")}];`,
    );
    return `Action denied by stack policy: ${told.join(" ")}`;
  }
  return covering.length > 0 ? undefined : "Action not allowed by stack policy";
}

/** Throws ValidationError for what is no policy, and for one of resources that the template does not have. */
export function checkStackPolicy(policy: string, template: JsonObject): void {
  check(policy, template, "stack policy");
}

/** The same of the policy that a stack has when another template comes for it. */
export function checkKeptPolicy(policy: string | undefined, template: JsonObject): void {
  if (policy !== undefined) check(policy, template, "existing stack policy");
}

function check(policy: string, template: JsonObject, called: string): void {
  const there = isJsonObject(template.Resources) ? template.Resources : {};
  try {
    for (const { resources } of statementsOf(policy))
      for (const resource of resources) checkResource(resource, there);
  } catch (problem) {
    if (!(problem instanceof PolicySyntaxError)) throw problem;
    throw validationError(`Error validating ${called}: ${problem.message}`);
  }
}

function checkResource(resource: string, there: JsonObject): void {
  if (resource === "*") return;
  if (!resource.startsWith(resourcePrefix))
    throw invalid(`the resource ${resource}: expected * or ${resourcePrefix} and a logical id`);
  const id = resource.slice(resourcePrefix.length);
  if (/[*?]/.test(id) || Object.hasOwn(there, id)) return;
  throw new PolicySyntaxError(
    `Unknown logical id '${resource}' in statement {} - stack policies can only be applied to logical ids referenced in the template`,
  );
}

/** Throws PolicySyntaxError. None are in `{}`, which takes a policy away. */
function statementsOf(policy: string): readonly Statement[] {
  const document = jsonObjectOrUndefined(policy);
  if (document === undefined) throw new PolicySyntaxError("Invalid stack policy");
  if (Object.keys(document).length === 0) return [];
  const { Statement: statements } = document;
  if (statements === undefined) throw invalid("it has no Statement");
  return [statements].flat().map(statementOf);
}

function statementOf(statement: Json): Statement {
  if (!isJsonObject(statement)) throw invalid("a statement is an object");
  const { Effect: effect, Principal: principal, Condition: condition } = statement;
  if (effect !== "Allow" && effect !== "Deny") throw invalid("the Effect is Allow or Deny");
  if (principal !== "*" && !(isJsonObject(principal) && principal.AWS === "*"))
    throw invalid('the Principal can only be "*"');
  const actions = membersOf(statement, "Action");
  const resources = membersOf(statement, "Resource");
  for (const action of actions.names)
    if (!/^Update:(?:Modify|Replace|Delete|\*)$/.test(action) && action !== "*")
      throw invalid(
        `the action ${action}: expected Update:Modify, Update:Replace, Update:Delete or Update:*`,
      );
  const holds = condition === undefined ? () => true : compileCondition(condition, false);
  return {
    isDenial: effect === "Deny",
    actions: actions.names,
    resources: resources.names,
    covers: ({ action, logicalId, type }) =>
      actions.matches(action) &&
      resources.matches(`${resourcePrefix}${logicalId}`) &&
      holds(new Map([["resourcetype", type]])),
  };
}

/** Of `Action` and `NotAction`, or `Resource` and `NotResource`. */
function membersOf(statement: JsonObject, member: "Action" | "Resource") {
  const { [member]: these, [`Not${member}`]: others } = statement;
  if ((these === undefined) === (others === undefined))
    throw invalid(`a statement has ${member} or Not${member}`);
  const names = [these ?? others ?? []].flat().map((name) => {
    if (typeof name === "string") return name;
    throw invalid(`${member} is a text, or a list of texts`);
  });
  const matchers = names.map((name) => compilePattern(name, { hasWildcards: true, hasVariables: false }));
  const isNamed = (text: string) => matchers.some((matches) => matches(text, nothing));
  return { names, matches: (text: string) => isNamed(text) === (these !== undefined) };
}

function invalid(what: string): PolicySyntaxError {
  return new PolicySyntaxError(`Invalid stack policy: ${what}`);
}
