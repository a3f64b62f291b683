// A policy document, compiled once: for each statement whom, what and when it is of.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { jsonOrUndefined } from "../aws/json-text.ts";
import { atOnce } from "../time/time-slice.ts";
import { compileArnPattern } from "./arn-pattern.ts";
import { type Condition, compileCondition } from "./conditions.ts";
import { compilePattern, type TextMatcher } from "./pattern.ts";
import { PolicySyntaxError } from "./policy-syntax-error.ts";
import { compilePrincipal, type Naming } from "./principals.ts";
import type { AccessRequest, Principal, RequestContext } from "./request.ts";

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Whether it is of this action on this resource, and its condition holds; not yet of whom. */
  readonly covers: (request: AccessRequest) => boolean;
  /** The same, pattern by pattern, of which there may be very many. */
  readonly covering: (request: AccessRequest) => Generator<void, boolean>;
  /** Without a Principal it is of everybody who has it. */
  readonly names: (principal: Principal) => Naming;
  /** Whether it is of all but those that a NotPrincipal names. */
  readonly isOfOthers: boolean;
}

export type Policy = readonly Statement[];

/** Throws PolicySyntaxError. */
export function compilePolicy(document: string): Policy {
  return atOnce(compilingPolicy(document));
}

/** Statement by statement, and pattern by pattern. Throws PolicySyntaxError. */
export function* compilingPolicy(document: string): Generator<void, Policy> {
  const policy = parsed(document);
  const { Version: version = "2008-10-17", Statement: statements } = policy;
  if (version !== "2012-10-17" && version !== "2008-10-17")
    throw new PolicySyntaxError("The policy must contain a valid version string");
  const compiled: Statement[] = [];
  for (const statement of [statements].flat()) {
    if (!isJsonObject(statement)) throw new PolicySyntaxError("Statement: expected an object");
    compiled.push(yield* compilingStatement(statement, version === "2012-10-17"));
  }
  return compiled;
}

function parsed(document: string): JsonObject {
  const policy = jsonOrUndefined(document);
  if (policy === undefined) throw new PolicySyntaxError("This policy contains invalid Json");
  if (isJsonObject(policy)) return policy;
  throw new PolicySyntaxError("Syntax errors in policy.");
}

function* compilingStatement(statement: JsonObject, hasVariables: boolean): Generator<void, Statement> {
  const { Effect: effect } = statement;
  if (effect !== "Allow" && effect !== "Deny") throw new PolicySyntaxError("Effect: expected Allow or Deny");
  const actions = yield* membersOf(statement, "Action", (pattern) =>
    compilePattern(pattern, { hasWildcards: true, hasVariables: false, ignoresCase: true }),
  );
  const resources = yield* membersOf(statement, "Resource", (pattern) =>
    compileArnPattern(pattern, { hasWildcards: true, hasVariables }),
  );
  const condition: Condition =
    statement.Condition === undefined ? () => true : compileCondition(statement.Condition, hasVariables);
  return {
    effect,
    covers: ({ action, resource, context }) =>
      actions.match(action, context) && resources.match(resource, context) && condition(context),
    *covering({ action, resource, context }) {
      return (
        (yield* actions.matching(action, context)) &&
        (yield* resources.matching(resource, context)) &&
        condition(context)
      );
    },
    names: namesOf(statement),
    isOfOthers: statement.NotPrincipal !== undefined,
  };
}

interface Members {
  match(text: string, context: RequestContext): boolean;
  matching(text: string, context: RequestContext): Generator<void, boolean>;
}

/**
 * Of `Action` and `NotAction`, or `Resource` and `NotResource`: a trust policy has neither of the last, and is of its role, as if it
 * were of all but none.
 */
function* membersOf(
  statement: JsonObject,
  member: "Action" | "Resource",
  compile: (pattern: string) => TextMatcher,
): Generator<void, Members> {
  const { [member]: these, [`Not${member}`]: others = [] } = statement;
  const isOfThese = these !== undefined;
  const patterns = isOfThese ? patternsOf(these, member) : patternsOf(others, `Not${member}`);
  const matchers: TextMatcher[] = [];
  for (const pattern of patterns) {
    matchers.push(compile(pattern));
    yield;
  }
  return {
    match: (text, context) => matchers.some((matches) => matches(text, context)) === isOfThese,
    *matching(text, context) {
      for (const matches of matchers) {
        if (matches(text, context)) return isOfThese;
        yield;
      }
      return !isOfThese;
    },
  };
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
