// The shape that IAM's grammar gives a policy of a principal, read into what its further rules are of.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { isConditionOperator } from "../../../policies/conditions.ts";
import { malformedPolicy } from "../refusals.ts";

export interface PolicyShape {
  readonly version: string | undefined;
  readonly statements: readonly StatementShape[];
}

export interface StatementShape {
  /** Allow or Deny, in whatever letters. */
  readonly effect: string;
  readonly sid: string | undefined;
  /** Of `Action` or `NotAction`; empty without either. */
  readonly actions: readonly string[];
  /** Of `Resource` or `NotResource`; empty without either. */
  readonly resources: readonly string[];
  readonly conditions: readonly { readonly operator: string; readonly values: readonly Json[] }[];
  readonly hasPrincipal: boolean;
}

const policyMembers = new Set(["Version", "Id", "Statement"]);
const statementMembers = new Set([
  ...["Sid", "Effect", "Condition"],
  ...["Principal", "Action", "Resource"].flatMap((member) => [member, `Not${member}`]),
]);

/** Throws MalformedPolicyDocument. */
export function shapeOf(document: string): PolicyShape {
  const policy = parsed(document);
  const { Version: version, Id: id, Statement: statement } = policy;
  check(hasOnly(policy, policyMembers) && isTextOrAbsent(id));
  check(version === undefined || version === "2012-10-17" || version === "2008-10-17");
  const statements = [statement].flat();
  check(statements.length > 0);
  return { version: version as string | undefined, statements: statements.map(statementShape) };
}

function statementShape(statement: Json | undefined): StatementShape {
  if (!isJsonObject(statement)) throw syntaxError();
  const { Sid: sid, Effect: effect, Condition: condition = {} } = statement;
  check(hasOnly(statement, statementMembers));
  if (sid !== undefined && typeof sid !== "string") throw syntaxError();
  if (typeof effect !== "string" || !/^(?:allow|deny)$/i.test(effect)) throw syntaxError();
  return {
    ...{ effect, sid },
    actions: textsOf(statement, "Action"),
    resources: textsOf(statement, "Resource"),
    conditions: conditionsOf(condition),
    hasPrincipal: "Principal" in statement || "NotPrincipal" in statement,
  };
}

function textsOf(statement: JsonObject, member: string): readonly string[] {
  const { [member]: these, [`Not${member}`]: others } = statement;
  check(these === undefined || others === undefined);
  return [these ?? others ?? []].flat().map((text) => {
    if (typeof text === "string") return text;
    throw syntaxError();
  });
}

/** Throws MalformedPolicyDocument. */
export function conditionsOf(condition: Json): StatementShape["conditions"] {
  if (!isJsonObject(condition)) throw syntaxError();
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isJsonObject(keys)) throw syntaxError();
    return Object.values(keys).map((value) => {
      const values = [value].flat();
      // An operator that there isn't is no fault as long as it is asked nothing.
      check(isConditionOperator(operator) && values.every((each) => typeof each !== "object"));
      return { operator, values };
    });
  });
}

function parsed(document: string): JsonObject {
  const policy = jsonObjectOrUndefined(document);
  if (policy !== undefined) return policy;
  throw syntaxError();
}

function hasOnly(object: JsonObject, members: ReadonlySet<string>): boolean {
  return Object.keys(object).every((member) => members.has(member));
}

function isTextOrAbsent(value: Json | undefined): boolean {
  return value === undefined || typeof value === "string";
}

function check(isSo: boolean): void {
  if (!isSo) throw syntaxError();
}

function syntaxError(): Error {
  return malformedPolicy("Syntax errors in policy.");
}
