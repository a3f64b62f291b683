// The role a state machine runs with, where its template does not say one.

import type { Json } from "../../../../../aws/json.ts";
import { own, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { distinct } from "../function/function-role.ts";
import { getAtt } from "../intrinsics.ts";
import { managedPolicyArn } from "../policies/managed-policies.ts";
import { assumedBy } from "../policies/resource-policies.ts";
import { rolePolicies } from "../policies/role-policies.ts";
import type { SamResource } from "../sam-resource.ts";

/** Adds the role, if one is needed, and answers with what the machine's `RoleArn` is. */
export function expandStateMachineRole(
  resource: SamResource,
  expansion: Expansion,
  tags: readonly Json[],
): Json {
  const given = resource.property("Role");
  if (given !== undefined) {
    if (resource.property("Policies") !== undefined)
      resource.fail(
        "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them",
        "Policies",
      );
    return given;
  }
  const id = `${resource.id}Role`;
  const { managed, inline } = rolePolicies(resource, id, expansion.partition);
  const traced = own(resource.property("Tracing"), "Enabled") === true ? ["AWSXrayWriteOnlyAccess"] : [];
  const arns = traced.map((name) => managedPolicyArn(name, expansion.partition) ?? name);
  expansion.add(resource, id, {
    ...resource.sharedAttributes(),
    Type: "AWS::IAM::Role",
    Properties: present({
      AssumeRolePolicyDocument: assumedBy("states"),
      ManagedPolicyArns: distinct([...arns, ...managed]),
      Policies: inline.length === 0 ? undefined : inline,
      Path: resource.property("RolePath"),
      PermissionsBoundary: resource.property("PermissionsBoundary"),
      Tags: tags,
    }),
  });
  return getAtt(id, "Arn");
}
