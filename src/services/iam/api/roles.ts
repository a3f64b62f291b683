// Roles, and the policies that are part of them or attached to them, on the wire.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { integer, operation, optional, required, text } from "../../../aws/wire/shape.ts";
import type { Iam } from "../iam.ts";
import { noSuchEntity } from "../refusals.ts";
import {
  boundary,
  createdRole,
  describedRole,
  description,
  document,
  holderTags,
  listedRole,
  members,
  page,
  paged,
  path,
  pathPrefix,
  roleName,
  shownRole,
  tags,
} from "./shapes.ts";

/** Of a role that a service made for itself. */
const isOfService = (path: string) => path.startsWith("/aws-service-role/");
const sessionSeconds = optional(integer({ min: 3600, max: 43_200 }));

export function roleOperations({ roles }: Iam): Record<string, Operation> {
  return {
    CreateRole: operation(
      members({
        ...{ ...roleName, Path: path, AssumeRolePolicyDocument: document, Description: description },
        ...{ MaxSessionDuration: sessionSeconds, PermissionsBoundary: optional(boundary) },
        Tags: optional(tags),
      }),
      (request) => ({
        Role: createdRole(
          roles.create({
            ...{ name: request.RoleName, path: request.Path, trustPolicy: request.AssumeRolePolicyDocument },
            ...{ description: request.Description, maxSessionSeconds: request.MaxSessionDuration },
            ...{ boundary: request.PermissionsBoundary, tags: holderTags(request.Tags) },
          }),
        ),
      }),
    ),
    CreateServiceLinkedRole: operation(
      members({
        AWSServiceName: required(text({ min: 1, max: 128 })),
        Description: description,
        CustomSuffix: optional(text({ min: 1, max: 64 })),
      }),
      ({ AWSServiceName, Description, CustomSuffix }) => {
        const service = AWSServiceName.replace(/\.amazonaws\.com(?:\.cn)?$/, "");
        const suffix = CustomSuffix === undefined ? "" : `_${CustomSuffix}`;
        const role = roles.create({
          name: `AWSServiceRoleFor${service.charAt(0).toUpperCase()}${service.slice(1)}${suffix}`,
          path: `/aws-service-role/${AWSServiceName}/`,
          trustPolicy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: [AWSServiceName] }, Action: ["sts:AssumeRole"] },
            ],
          }),
          description: Description,
        });
        return { Role: createdRole(role) };
      },
    ),
    GetRole: operation(members(roleName), ({ RoleName }) => ({ Role: shownRole(roles.get(RoleName)) })),
    ListRoles: operation(members({ PathPrefix: pathPrefix, ...page }), ({ PathPrefix = "/", ...request }) =>
      paged(
        "Roles",
        roles.all().filter((role) => role.path.startsWith(PathPrefix)),
        request,
        { keyOf: ({ name }) => name, show: listedRole },
      ),
    ),
    UpdateRole: operation(
      members({ ...roleName, Description: description, MaxSessionDuration: sessionSeconds }),
      ({ RoleName, Description, MaxSessionDuration }) => {
        roles.update(RoleName, { description: Description, maxSessionSeconds: MaxSessionDuration });
        return {};
      },
    ),
    UpdateRoleDescription: operation(
      members({ ...roleName, Description: required(text({ max: 1000 })) }),
      ({ RoleName, Description }) => ({
        Role: describedRole(roles.update(RoleName, { description: Description })),
      }),
    ),
    UpdateAssumeRolePolicy: operation(
      members({ ...roleName, PolicyDocument: document }),
      ({ RoleName, PolicyDocument }) => {
        roles.setTrustPolicy(RoleName, PolicyDocument);
        return {};
      },
    ),
    DeleteRole: operation(members(roleName), ({ RoleName }) => {
      if (isOfService(roles.get(RoleName).path))
        throw new ServiceError(
          "UnmodifiableEntity",
          `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
        );
      roles.delete(RoleName);
      return {};
    }),
    // It is gone at once.
    DeleteServiceLinkedRole: operation(members(roleName), ({ RoleName }) => {
      const { path } = roles.get(RoleName);
      if (!isOfService(path)) throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
      roles.delete(RoleName);
      return { DeletionTaskId: `task${path}${RoleName}/${randomUUID()}` };
    }),
    GetServiceLinkedRoleDeletionStatus: operation(
      members({ DeletionTaskId: required(text({ min: 1, max: 1000 })) }),
      ({ DeletionTaskId }) => {
        if (/^task\/aws-service-role\/[^/]+\/[^/]+\/[0-9a-f-]{36}$/.test(DeletionTaskId))
          return { Status: "SUCCEEDED" };
        throw noSuchEntity(`Could not find deletion task ${DeletionTaskId}`);
      },
    ),
  };
}
