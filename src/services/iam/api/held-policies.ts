// The policies that are part of a role, a user or a group, or attached to one: the same operations for each, by its name.

import type { Operation } from "../../../aws/wire/operation.ts";
import { operation, type Shape } from "../../../aws/wire/shape.ts";
import { nameInArn } from "../identities.ts";
import type { PolicyHolder, PolicyHolders } from "../policies/policy-holders.ts";
import { document, encoded, members, page, paged, pathPrefix, policyArn, policyName } from "./shapes.ts";

/** `name` is the one member that names a holder, such as `RoleName`. */
export function heldPolicyOperations(
  kind: "Role" | "User" | "Group",
  holders: PolicyHolders<PolicyHolder>,
  name: Readonly<Record<string, Shape<string>>>,
): Record<string, Operation> {
  const nameOf = (request: Readonly<Record<string, unknown>>) => String(request[`${kind}Name`]);
  const inline = members({ ...name, ...policyName });
  const attached = members({ ...name, ...policyArn });
  return {
    [`Put${kind}Policy`]: operation(
      members({ ...name, ...policyName, PolicyDocument: document }),
      ({ PolicyName, PolicyDocument, ...holder }) => {
        holders.putPolicy(nameOf(holder), PolicyName, PolicyDocument);
        return {};
      },
    ),
    [`Get${kind}Policy`]: operation(inline, ({ PolicyName, ...holder }) => ({
      ...{ ...holder, PolicyName },
      PolicyDocument: encoded(holders.policy(nameOf(holder), PolicyName)),
    })),
    [`List${kind}Policies`]: operation(members({ ...name, ...page }), ({ Marker, MaxItems, ...holder }) =>
      paged(
        "PolicyNames",
        Object.keys(holders.get(nameOf(holder)).inline),
        { Marker, MaxItems },
        { keyOf: (policy) => policy, show: (policy) => policy },
      ),
    ),
    [`Delete${kind}Policy`]: operation(inline, ({ PolicyName, ...holder }) => {
      holders.deletePolicy(nameOf(holder), PolicyName);
      return {};
    }),
    [`Attach${kind}Policy`]: operation(attached, ({ PolicyArn, ...holder }) => {
      holders.attach(nameOf(holder), PolicyArn);
      return {};
    }),
    [`Detach${kind}Policy`]: operation(attached, ({ PolicyArn, ...holder }) => {
      holders.detach(nameOf(holder), PolicyArn);
      return {};
    }),
    [`ListAttached${kind}Policies`]: operation(
      members({ ...name, PathPrefix: pathPrefix, ...page }),
      ({ PathPrefix = "/", Marker, MaxItems, ...holder }) =>
        paged(
          "AttachedPolicies",
          holders.get(nameOf(holder)).attached.filter((arn) => arn.includes(`:policy${PathPrefix}`)),
          { Marker, MaxItems },
          { keyOf: (arn) => arn, show: (arn) => ({ PolicyName: nameInArn(arn), PolicyArn: arn }) },
        ),
    ),
  };
}
