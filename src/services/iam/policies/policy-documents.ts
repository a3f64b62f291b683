// What a policy document must look like before it is kept, in the order in which IAM looks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { compilePattern } from "../../../policies/pattern.ts";
import { malformedPolicy } from "../refusals.ts";
import { isDate } from "./policy-dates.ts";
import { checkResource, isResourceParsed } from "./policy-resources.ts";
import { conditionsOf, type StatementShape, shapeOf } from "./policy-shape.ts";

/** What a trust policy may speak of. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html */
const trustedActions = [
  ...["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"],
  ...["TagSession", "SetSourceIdentity", "SetContext"],
];

/** Throws MalformedPolicyDocument for what no managed policy may be: as part of a principal it might be of the version before. */
export function checkManagedPolicy(document: string): void {
  const { version } = shapeOf(document);
  if (version !== "2012-10-17")
    throw malformedPolicy("Policy document must be version 2012-10-17 or greater.");
  checkIdentityPolicy(document);
}

/** Throws MalformedPolicyDocument for what grants a principal nothing. */
export function checkIdentityPolicy(document: string): void {
  const { statements } = shapeOf(document);
  if (!statements.every(isParsedByLegacy)) throw malformedPolicy("The policy failed legacy parsing");
  if (statements.some(({ hasPrincipal }) => hasPrincipal))
    throw malformedPolicy("Policy document should not specify a principal.");
  for (const { resources } of statements) resources.forEach(checkResource);
  checkStatementIds(statements);
  for (const { actions, resources } of statements) {
    if (actions.length === 0) throw malformedPolicy("Policy statement must contain actions.");
    if (resources.length === 0) throw malformedPolicy("Policy statement must contain resources.");
    actions.forEach(checkAction);
  }
}

function isParsedByLegacy({ effect, resources, conditions }: StatementShape): boolean {
  const dates = conditions.filter(({ operator }) => /^(?:\w+:)?date/i.test(operator));
  return (
    (effect === "Allow" || effect === "Deny") &&
    resources.every(isResourceParsed) &&
    dates.every(({ values }) => values.every((value) => isDate(String(value))))
  );
}

function checkStatementIds(statements: readonly StatementShape[]): void {
  const ids = statements.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
  if (!ids.every((id) => /^[0-9A-Za-z]*$/.test(id)))
    throw malformedPolicy(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  if (new Set(ids).size < ids.length)
    throw malformedPolicy("Statement IDs (SID) in a single policy must be unique.");
}

function checkAction(action: string): void {
  if (action === "*") return;
  const [vendor = "", name, ...more] = action.split(":");
  if (vendor === "" || name === undefined)
    throw malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  if (more.length > 0) throw malformedPolicy("Actions/Condition can contain only one colon.");
  if (!/^[\w.*?-]+$/.test(vendor)) throw malformedPolicy(`Vendor ${vendor} is not valid`);
}

/** Throws MalformedPolicyDocument for what does not say who may assume a role. */
export function checkTrustPolicy(document: string): void {
  for (const statement of trustStatements(document)) {
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
      throw malformedPolicy("Syntax errors in policy.");
    const actions = trustActions(statement);
    conditionsOf(statement.Condition ?? {});
    for (const field of ["Resource", "NotResource"])
      if (field in statement) throw malformedPolicy(`Has prohibited field ${field}`);
    if (!("Principal" in statement) && !("NotPrincipal" in statement))
      throw malformedPolicy("Missing required field Principal");
    if ("Action" in statement && !actions.every(isOfTrust))
      throw malformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.");
  }
}

function isOfTrust(action: string): boolean {
  const matches = compilePattern(action, { hasWildcards: true, hasVariables: false, ignoresCase: true });
  return trustedActions.some((name) => matches(`sts:${name}`, new Map()));
}

function trustActions({ Action: these, NotAction: others }: JsonObject): readonly string[] {
  const actions = [these ?? others ?? []].flat().map((action: Json) => {
    if (typeof action === "string") return action;
    throw malformedPolicy("Syntax errors in policy.");
  });
  if (actions.length === 0) throw malformedPolicy("Policy statement must contain actions.");
  actions.forEach(checkAction);
  return actions;
}

function trustStatements(document: string): readonly JsonObject[] {
  const { Version: version, Statement: statement } = trustPolicy(document);
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17")
    throw malformedPolicy("The policy must contain a valid version string");
  return [statement].flat().map((each) => {
    if (isJsonObject(each)) return each;
    throw malformedPolicy("Syntax errors in policy.");
  });
}

function trustPolicy(document: string): JsonObject {
  const policy = jsonOrUndefined(document);
  if (policy === undefined) throw malformedPolicy("This policy contains invalid Json");
  if (isJsonObject(policy)) return policy;
  throw malformedPolicy("Syntax errors in policy.");
}
