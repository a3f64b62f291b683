// A policy document, compiled once: for each statement whom, what and when it is of.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { jsonOrUndefined } from "../aws/json-text.ts";
import { compileArnPattern } from "./arn-pattern.ts";
import { type Condition, compileCondition } from "./conditions.ts";
import { compilePattern, type TextMatcher } from "./pattern.ts";
import { PolicySyntaxError } from "./policy-syntax-error.ts";
import { compilePrincipal, type Naming } from "./principals.ts";
import type { AccessRequest, Principal } from "./request.ts";

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Whether it is of this action on this resource, and its condition holds; not yet of whom. */
  readonly covers: (request: AccessRequest) => boolean;
  /** Without a Principal it is of everybody who has it. */
  readonly names: (principal: Principal) => Naming;
  /** Whether it is of all but those that a NotPrincipal names. */
  readonly isOfOthers: boolean;
}

export type Policy = readonly Statement[];

/** Throws PolicySyntaxError. */
export function compilePolicy(document: string): Policy {
  const policy = parsed(document);
  const { Version: version = "2008-10-17", Statement: statements } = policy;
  if (version !== "2012-10-17" && version !== "2008-10-17")
    throw new PolicySyntaxError("The policy must contain a valid version string");
  return [statements].flat().map((statement) => {
    if (!isJsonObject(statement)) throw new PolicySyntaxError("Statement: expected an object");
    return compileStatement(statement, version === "2012-10-17");
  });
}

function parsed(document: string): JsonObject {
  const policy = jsonOrUndefined(document);
  if (policy === undefined) throw new PolicySyntaxError("This policy contains invalid Json");
  if (isJsonObject(policy)) return policy;
  throw new PolicySyntaxError("Syntax errors in policy.");
}

function compileStatement(statement: JsonObject, hasVariables: boolean): Statement {
  const { Effect: effect } = statement;
  if (effect !== "Allow" && effect !== "Deny") throw new PolicySyntaxError("Effect: expected Allow or Deny");
  const isAction = membersOf(statement, "Action", (pattern) =>
    compilePattern(pattern, { hasWildcards: true, hasVariables: false, ignoresCase: true }),
  );
  const isResource = membersOf(statement, "Resource", (pattern) =>
    compileArnPattern(pattern, { hasWildcards: true, hasVariables }),
  );
  const condition: Condition =
    statement.Condition === undefined ? () => true : compileCondition(statement.Condition, hasVariables);
  return {
    effect,
    covers: (request) =>
      isAction(request.action, request.context) &&
      isResource(request.resource, request.context) &&
      condition(request.context),
    names: namesOf(statement),
    isOfOthers: statement.NotPrincipal !== undefined,
  };
}

/** Of `Action` and `NotAction`, or `Resource` and `NotResource`: a trust policy has neither of the last, and is of its role. */
function membersOf(
  statement: JsonObject,
  member: "Action" | "Resource",
  compile: (pattern: string) => TextMatcher,
): TextMatcher {
  const { [member]: these, [`Not${member}`]: others } = statement;
  if (these !== undefined) {
    const matchers = patternsOf(these, member).map(compile);
    return (text, context) => matchers.some((matches) => matches(text, context));
  }
  if (others === undefined) return () => true;
  const matchers = patternsOf(others, `Not${member}`).map(compile);
  return (text, context) => !matchers.some((matches) => matches(text, context));
}

function namesOf({ Principal: these, NotPrincipal: others }: JsonObject): Statement["names"] {
  if (these !== undefined) return compilePrincipal(these);
  if (others === undefined) return () => "named";
  const names = compilePrincipal(others);
  return (principal) => (names(principal) === "none" ? "named" : "none");
}

function patternsOf(patterns: Json, member: string): readonly string[] {
  return [patterns].flat().map((pattern) => {
    if (typeof pattern === "string") return pattern;
    throw new PolicySyntaxError(`${member}: expected a text or a list of texts`);
  });
}
