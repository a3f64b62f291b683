// What the holders of roles did, of which AWS tells only in reports of its own.

import { ServiceError } from "../../aws/service-error.ts";
import type { RoleUse } from "../../region/permissions/access.ts";
import type { Region } from "../../region/region.ts";

/** Throws PermissionsOff. */
export function roleUses({ permissions }: Pick<Region, "permissions">): readonly RoleUse[] {
  if (permissions !== undefined) return permissions.roleUses();
  throw new ServiceError("PermissionsOff", "The region was started with --iam off, so nobody looked");
}
