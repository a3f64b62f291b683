// In whose name an operation on a stack is done: CloudFormation calls the services for whoever asks for it, or in the role that the
// stack was given.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { optionalString, requiredString } from "../../../aws/wire/members.ts";
import type { CallInfo, WireObject } from "../../../aws/wire/operation.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { AccessGuard } from "../../permissions.ts";
import { cloudFormationPrincipal, serviceRole } from "../stacks/service-role.ts";
import { validationError } from "../stacks/stack-errors.ts";
import type { Buckets } from "./template-source.ts";

export interface DeployerSeams {
  readonly identity: RegionIdentity;
  /** Undefined if nobody asks for permissions. */
  readonly access: AccessGuard | undefined;
}

/** Undefined for the account's root. */
export function deployerOf({ access }: DeployerSeams, call: CallInfo): RoleCaller | undefined {
  const { accessKeyId, caller } = call;
  const holder = accessKeyId === undefined ? caller : access?.holderOf(accessKeyId);
  return holder && { ...holder, calledVia: [...(holder.calledVia ?? []), cloudFormationPrincipal] };
}

/** Whoever asks has to be let read what the request names in a bucket. */
export function readableBuckets(
  seams: DeployerSeams & { readonly buckets: Buckets },
  call: CallInfo,
): Buckets {
  const { buckets, access } = seams;
  const caller = deployerOf(seams, call);
  if (access === undefined || caller === undefined) return buckets;
  return {
    async getObject(bucket, key) {
      const request = { Bucket: bucket, Key: key };
      try {
        await inSlices(access.checkInPieces({ service: "s3", operation: "GetObject", request, caller }));
      } catch (problem) {
        throw problem instanceof ServiceError ? accessDenied : problem;
      }
      return buckets.getObject(bucket, key);
    },
  };
}

const accessDenied = new ServiceError("AccessDenied", "Access Denied", { status: 403 });

/** Throws ValidationError for a role that CloudFormation may not assume. */
export function checkRole({ identity, access }: DeployerSeams, request: WireObject): void {
  const roleArn = optionalString(request, "RoleARN");
  if (roleArn === undefined || access === undefined) return;
  const named = requiredString(request, "StackName");
  const stack = named.startsWith("arn:") ? named : formatArn(identity, "cloudformation", `stack/${named}/*`);
  if (!access.mayAssume(serviceRole(roleArn, stack)))
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
}
