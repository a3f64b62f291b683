// What a policy document must look like before it is kept.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isJsonObject, type JsonObject } from "../../aws/json.ts";
import { malformedPolicy } from "./refusals.ts";

/** Throws MalformedPolicyDocument for what grants a principal nothing. */
export function checkIdentityPolicy(document: string): void {
  for (const statement of statementsOf(document)) {
    checkStatement(statement);
    if ("Principal" in statement || "NotPrincipal" in statement)
      throw malformedPolicy("Policy document should not specify a principal.");
    if (!("Resource" in statement) && !("NotResource" in statement))
      throw malformedPolicy("Policy statement must contain resources.");
  }
}

/** Throws MalformedPolicyDocument for what does not say who may assume a role. */
export function checkTrustPolicy(document: string): void {
  for (const statement of statementsOf(document)) {
    checkStatement(statement);
    for (const field of ["Resource", "NotResource"])
      if (field in statement) throw malformedPolicy(`Has prohibited field ${field}`);
    if (!("Principal" in statement) && !("NotPrincipal" in statement))
      throw malformedPolicy("Missing required field Principal");
    if (![statement.Action ?? []].flat().every((action) => /^(?:sts:.*|\*)$/i.test(String(action))))
      throw malformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.");
  }
}

function statementsOf(document: string): readonly JsonObject[] {
  const policy = parsed(document);
  const { Version: version, Statement: statement } = policy;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17")
    throw malformedPolicy("The policy must contain a valid version string");
  const statements = Array.isArray(statement) ? statement : [statement];
  if (!statements.every(isJsonObject)) throw malformedPolicy("Syntax errors in policy.");
  return statements;
}

function checkStatement(statement: JsonObject): void {
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
    throw malformedPolicy("Syntax errors in policy.");
  if (!("Action" in statement) && !("NotAction" in statement))
    throw malformedPolicy("Policy statement must contain actions.");
  const actions = [statement.Action ?? [], statement.NotAction ?? []].flat();
  if (actions.length === 0) throw malformedPolicy("Policy statement must contain actions.");
  if (!actions.every((action) => typeof action === "string"))
    throw malformedPolicy("Syntax errors in policy.");
  const isPrefaced = (name: string) => /^[^:]+:/.test(name);
  if (
    !actions.every((action) => action === "*" || isPrefaced(action)) ||
    !conditionKeys(statement).every(isPrefaced)
  )
    throw malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
}

function conditionKeys({ Condition: condition }: JsonObject): readonly string[] {
  if (condition === undefined) return [];
  const byOperator = isJsonObject(condition) ? Object.values(condition) : [condition];
  if (!byOperator.every(isJsonObject)) throw malformedPolicy("Syntax errors in policy.");
  return byOperator.flatMap((keys) => Object.keys(keys));
}

function parsed(document: string): JsonObject {
  try {
    const policy: unknown = JSON.parse(document);
    if (isJsonObject(policy)) return policy;
  } catch {
    throw malformedPolicy("This policy contains invalid Json");
  }
  throw malformedPolicy("Syntax errors in policy.");
}
