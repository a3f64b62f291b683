// The role a function runs with, where its template does not say one.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { choiceOf, getAtt, ifElse, isNoValue } from "../intrinsics.ts";
import { managedPolicyArn } from "../policies/managed-policies.ts";
import { assumedBy } from "../policies/resource-policies.ts";
import { rolePolicies } from "../policies/role-policies.ts";
import type { SamResource } from "../sam-resource.ts";
import { tracingConfig } from "./tracing.ts";

export interface RoleNeeds {
  readonly tags: readonly Json[];
  /** Names of managed policies that the function's event sources need. */
  readonly managed: readonly string[];
  /** Inline policies before those of the template, and after them. */
  readonly before: readonly Json[];
  readonly after: readonly Json[];
}

/** Adds the role, if one is needed, and answers with what the function's `Role` is. */
export function expandFunctionRole(resource: SamResource, expansion: Expansion, needs: RoleNeeds): Json {
  const given = resource.property("Role");
  const own = getAtt(`${resource.id}Role`, "Arn");
  if (given === undefined || isNoValue(given)) {
    addRole(resource, expansion, needs, resource.sharedAttributes());
    return own;
  }
  const choice = choiceOf(given);
  if (choice === undefined || isNoValue(choice.then) === isNoValue(choice.otherwise)) return given;
  const missing = isNoValue(choice.then);
  const condition = missing ? choice.condition : expansion.negated(choice.condition);
  addRole(resource, expansion, needs, { ...resource.sharedAttributes(), Condition: condition });
  return missing
    ? ifElse(choice.condition, own, choice.otherwise)
    : ifElse(choice.condition, choice.then, own);
}

function addRole(
  resource: SamResource,
  expansion: Expansion,
  needs: RoleNeeds,
  attributes: JsonObject,
): void {
  const id = `${resource.id}Role`;
  const policies = rolePolicies(resource, id, expansion.partition);
  const names = [...basicPolicies(resource, expansion), ...needs.managed];
  const arns = names.map((name) => managedPolicyArn(name, expansion.partition) ?? name);
  const inline = [...needs.before, ...policies.inline, ...needs.after];
  expansion.add(resource, id, {
    ...attributes,
    Type: "AWS::IAM::Role",
    Properties: present({
      AssumeRolePolicyDocument: resource.property("AssumeRolePolicyDocument") ?? assumedBy("lambda"),
      ManagedPolicyArns: distinct([...arns, ...policies.managed]),
      Policies: inline.length === 0 ? undefined : inline,
      Path: resource.property("RolePath"),
      PermissionsBoundary: resource.property("PermissionsBoundary"),
      Tags: needs.tags,
    }),
  });
}

function basicPolicies(resource: SamResource, expansion: Expansion): readonly string[] {
  const durable = resource.property("DurableConfig") !== undefined;
  return [
    durable ? "AWSLambdaBasicDurableExecutionRolePolicy" : "AWSLambdaBasicExecutionRole",
    ...(tracingConfig(resource, expansion) === undefined ? [] : ["AWSXrayWriteOnlyAccess"]),
    ...(resource.property("VpcConfig") === undefined ? [] : ["AWSLambdaVPCAccessExecutionRole"]),
  ];
}

export function distinct(values: readonly Json[]): readonly Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
