// The policy that bounds what a role or a user may: the same operations for each, by its name.

import type { Operation } from "../../../aws/wire/operation.ts";
import { operation, required, type Shape } from "../../../aws/wire/shape.ts";
import { boundary, members } from "./shapes.ts";

/** `name` is the one member that names a holder, such as `RoleName`. */
export function boundaryOperations(
  kind: "Role" | "User",
  holders: { setBoundary(name: string, policyArn: string | undefined): void },
  name: Readonly<Record<string, Shape<string>>>,
): Record<string, Operation> {
  const nameOf = (request: Readonly<Record<string, unknown>>) => String(request[`${kind}Name`]);
  return {
    [`Put${kind}PermissionsBoundary`]: operation(
      members({ ...name, PermissionsBoundary: required(boundary) }),
      ({ PermissionsBoundary, ...holder }) => {
        holders.setBoundary(nameOf(holder), PermissionsBoundary);
        return {};
      },
    ),
    [`Delete${kind}PermissionsBoundary`]: operation(members(name), (holder) => {
      holders.setBoundary(nameOf(holder), undefined);
      return {};
    }),
  };
}
