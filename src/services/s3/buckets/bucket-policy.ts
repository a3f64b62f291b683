// The policy of a bucket: kept and told, and asked for where permissions hold.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { compileCondition } from "../../../policies/conditions.ts";
import { PolicySyntaxError } from "../../../policies/policy-syntax-error.ts";
import { compilePrincipal } from "../../../policies/principals.ts";
import type { Objects } from "../objects.ts";

const largestPolicy = 20 * 1024;
const members = new Set(["Version", "Id", "Statement"]);
const elements = new Set([
  ...["Sid", "Effect", "Condition", "Principal", "Action", "Resource"],
  ...["NotPrincipal", "NotAction", "NotResource"],
]);
/** Actions that are of objects, though their names do not say so. */
const ofObjects = new Set(
  [
    ...["AbortMultipartUpload", "ListMultipartUploadParts", "BypassGovernanceRetention"],
    ...["ReplicateDelete", "ReplicateTags"],
  ].map((name) => `s3:${name}`.toLowerCase()),
);

/** On disk when it resolves. Rejects with MalformedPolicy. */
export async function putPolicy(objects: Objects, bucket: string, text: string): Promise<void> {
  if (text[0] !== "{") throw malformed("Policies must be valid JSON and the first byte must be '{'");
  const policy = jsonObjectOrUndefined(text);
  if (policy === undefined) throw malformed("This policy contains invalid Json");
  if (text.length > largestPolicy) throw malformed("Policies must not be larger than 20 KB");
  checkPolicy(policy, bucket);
  await objects.setBucket(bucket, "policy", text);
}

/** In AWS's words. Throws MalformedPolicy. */
function checkPolicy(policy: JsonObject, bucket: string): void {
  const { Version: version, Statement: said } = policy;
  checkFields(policy, members);
  if (said === undefined) throw malformed("Missing required field Statement");
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17")
    throw malformed("The policy must contain a valid version string");
  const statements = textsOf(said);
  if (statements.length === 0) throw malformed("Could not parse the policy: Statement is empty!");
  for (const statement of statements) {
    if (!isJsonObject(statement)) throw malformed("Invalid policy syntax.");
    checkStatement(statement, bucket);
  }
}

function checkFields(object: JsonObject, known: ReadonlySet<string>): void {
  const unknown = Object.keys(object).find((name) => !known.has(name));
  if (unknown !== undefined) throw malformed(`Unknown field ${unknown}`);
}

function checkStatement(statement: JsonObject, bucket: string): void {
  checkFields(statement, elements);
  for (const field of ["Effect", "Principal", "Action", "Resource"]) {
    if (statement[field] === undefined && (field === "Effect" || statement[`Not${field}`] === undefined))
      throw malformed(`Missing required field ${field}`);
  }
  const effect = statement.Effect;
  if (effect !== "Allow" && effect !== "Deny") throw malformed(`Invalid effect: ${String(effect)}`);
  checkPrincipal(statement.Principal ?? statement.NotPrincipal ?? null);
  if (!textsOf(statement.Action ?? statement.NotAction ?? []).every(isAction))
    throw malformed("Policy has invalid action");
  if (!textsOf(statement.Resource ?? statement.NotResource ?? []).every((arn) => isOf(bucket, arn)))
    throw malformed("Policy has invalid resource");
  const resources = textsOf(statement.Resource ?? "*").map(String);
  if (!textsOf(statement.Action ?? []).every((action) => appliesTo(String(action), resources)))
    throw malformed("Action does not apply to any resource(s) in statement");
  checkCondition(statement.Condition);
}

function checkPrincipal(principal: Json): void {
  try {
    compilePrincipal(principal);
  } catch (problem) {
    throw problem instanceof PolicySyntaxError ? malformed("Invalid principal in policy") : problem;
  }
}

function checkCondition(condition: Json | undefined): void {
  if (condition === undefined) return;
  try {
    compileCondition(condition, true);
  } catch (problem) {
    throw problem instanceof PolicySyntaxError ? malformed(problem.message) : problem;
  }
}

/** An action of objects is of none that an ARN without a path names, one of buckets of none with one. */
function appliesTo(action: string, resources: readonly string[]): boolean {
  const name = action.toLowerCase();
  if (/[*?]/.test(name)) return true;
  const isOfObjects = ofObjects.has(name) || (name.includes("object") && !name.includes("bucket"));
  return resources.some((arn) => {
    const said = arn.replace(/\$\{[^}]*\}/g, "*");
    return isOfObjects ? /[/*?]/.test(said) : !said.includes("/");
  });
}

function isAction(action: Json): boolean {
  return typeof action === "string" && /^(?:\*|s3:[\w*?]+)$/i.test(action);
}

/** Whether an ARN is the bucket's or of what is in it: as far as it says so before its first wildcard or variable. */
function isOf(bucket: string, arn: Json): boolean {
  if (arn === "*") return true;
  const [, name, next] = /^arn:[^:]+:s3:::([^/*?$]*)(.?)/.exec(String(arn)) ?? [];
  if (name === undefined) return false;
  return next === "" || next === "/" ? name === bucket : bucket.startsWith(name);
}

function textsOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function malformed(message: string): ServiceError {
  return new ServiceError("MalformedPolicy", message);
}

/** Whether a statement lets everybody in without a condition. */
export function isPublic(text: string): boolean {
  const { Statement: said } = JSON.parse(text) as { readonly Statement: unknown };
  const statements: readonly unknown[] = Array.isArray(said) ? said : [said];
  return statements.some((each) => {
    const { Effect, Principal, Condition } = each as Record<string, unknown>;
    const isEverybody =
      Principal === "*" || (Principal as { readonly AWS?: unknown } | undefined)?.AWS === "*";
    return Effect === "Allow" && isEverybody && Condition === undefined;
  });
}
