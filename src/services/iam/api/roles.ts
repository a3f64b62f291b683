// Roles, and the policies that are part of them or attached to them, on the wire.

import type { Operation } from "../../../aws/wire/operation.ts";
import { integer, operation, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iam } from "../iam.ts";
import { nameInArn } from "../identities.ts";
import { noSuchEntity } from "../refusals.ts";
import {
  description,
  document,
  encoded,
  listedRole,
  page,
  paged,
  path,
  pathPrefix,
  policyArn,
  policyName,
  roleName,
  shownRole,
  tagKeys,
  tagList,
  tagRecord,
  tags,
} from "./shapes.ts";

const sessionSeconds = optional(integer({ min: 3600, max: 43_200 }));
const boundary = text({ min: 20, max: 2048 });

export function roleOperations({ roles, identity }: Iam): Record<string, Operation> {
  return {
    CreateRole: operation(
      structure({
        ...{ ...roleName, Path: path, AssumeRolePolicyDocument: document, Description: description },
        ...{ MaxSessionDuration: sessionSeconds, PermissionsBoundary: optional(boundary) },
        Tags: optional(tags),
      }),
      (request) => ({
        Role: shownRole(
          roles.create({
            ...{ name: request.RoleName, path: request.Path, trustPolicy: request.AssumeRolePolicyDocument },
            ...{ description: request.Description, maxSessionSeconds: request.MaxSessionDuration },
            ...{ boundary: request.PermissionsBoundary, tags: tagRecord(request.Tags) },
          }),
        ),
      }),
    ),
    CreateServiceLinkedRole: operation(
      structure({
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
        return { Role: shownRole(role) };
      },
    ),
    GetRole: operation(structure(roleName), ({ RoleName }) => ({ Role: shownRole(roles.get(RoleName)) })),
    ListRoles: operation(structure({ PathPrefix: pathPrefix, ...page }), ({ PathPrefix = "/", ...request }) =>
      paged(
        "Roles",
        roles.all().filter((role) => role.path.startsWith(PathPrefix)),
        request,
        { keyOf: ({ name }) => name, show: listedRole },
      ),
    ),
    UpdateRole: operation(
      structure({ ...roleName, Description: description, MaxSessionDuration: sessionSeconds }),
      ({ RoleName, Description, MaxSessionDuration }) => {
        roles.update(RoleName, { description: Description, maxSessionSeconds: MaxSessionDuration });
        return {};
      },
    ),
    UpdateRoleDescription: operation(
      structure({ ...roleName, Description: required(text({ max: 1000 })) }),
      ({ RoleName, Description }) => ({
        Role: shownRole(roles.update(RoleName, { description: Description })),
      }),
    ),
    UpdateAssumeRolePolicy: operation(
      structure({ ...roleName, PolicyDocument: document }),
      ({ RoleName, PolicyDocument }) => {
        roles.setTrustPolicy(RoleName, PolicyDocument);
        return {};
      },
    ),
    DeleteRole: operation(structure(roleName), ({ RoleName }) => {
      roles.delete(RoleName);
      return {};
    }),
    PutRolePermissionsBoundary: operation(
      structure({ ...roleName, PermissionsBoundary: required(boundary) }),
      ({ RoleName, PermissionsBoundary }) => {
        roles.setBoundary(RoleName, PermissionsBoundary);
        return {};
      },
    ),
    DeleteRolePermissionsBoundary: operation(structure(roleName), ({ RoleName }) => {
      roles.setBoundary(RoleName, undefined);
      return {};
    }),
    TagRole: operation(structure({ ...roleName, Tags: required(tags) }), ({ RoleName, Tags }) => {
      roles.setTags(RoleName, { ...roles.get(RoleName).tags, ...tagRecord(Tags) });
      return {};
    }),
    UntagRole: operation(structure({ ...roleName, TagKeys: tagKeys }), ({ RoleName, TagKeys }) => {
      const kept = Object.entries(roles.get(RoleName).tags).filter(([key]) => !TagKeys.includes(key));
      roles.setTags(RoleName, Object.fromEntries(kept));
      return {};
    }),
    ListRoleTags: operation(structure(roleName), ({ RoleName }) => ({
      Tags: tagList(roles.get(RoleName).tags),
      IsTruncated: false,
    })),
    // Of users there is the account's root alone, which has no name.
    GetUser: operation(structure({ UserName: optional(text({ min: 1, max: 64 })) }), ({ UserName }) => {
      const { accountId, partition } = identity;
      if (UserName !== undefined) throw noSuchEntity(`The user with name ${UserName} cannot be found.`);
      const Arn = `arn:${partition}:iam::${accountId}:root`;
      return { User: { Path: "/", UserId: accountId, Arn, CreateDate: new Date(0) } };
    }),
  };
}

export function rolePolicyOperations({ roles }: Iam): Record<string, Operation> {
  return {
    PutRolePolicy: operation(
      structure({ ...roleName, ...policyName, PolicyDocument: document }),
      ({ RoleName, PolicyName, PolicyDocument }) => {
        roles.putPolicy(RoleName, PolicyName, PolicyDocument);
        return {};
      },
    ),
    GetRolePolicy: operation(structure({ ...roleName, ...policyName }), ({ RoleName, PolicyName }) => ({
      RoleName,
      PolicyName,
      PolicyDocument: encoded(roles.policy(RoleName, PolicyName)),
    })),
    ListRolePolicies: operation(structure({ ...roleName, ...page }), ({ RoleName, ...request }) =>
      paged("PolicyNames", Object.keys(roles.get(RoleName).inline), request, {
        keyOf: (name) => name,
        show: (name) => name,
      }),
    ),
    DeleteRolePolicy: operation(structure({ ...roleName, ...policyName }), ({ RoleName, PolicyName }) => {
      roles.deletePolicy(RoleName, PolicyName);
      return {};
    }),
    AttachRolePolicy: operation(structure({ ...roleName, ...policyArn }), ({ RoleName, PolicyArn }) => {
      roles.attach(RoleName, PolicyArn);
      return {};
    }),
    DetachRolePolicy: operation(structure({ ...roleName, ...policyArn }), ({ RoleName, PolicyArn }) => {
      roles.detach(RoleName, PolicyArn);
      return {};
    }),
    ListAttachedRolePolicies: operation(
      structure({ ...roleName, PathPrefix: pathPrefix, ...page }),
      ({ RoleName, PathPrefix = "/", ...request }) =>
        paged(
          "AttachedPolicies",
          roles.get(RoleName).attached.filter((arn) => arn.includes(`:policy${PathPrefix}`)),
          request,
          { keyOf: (arn) => arn, show: (arn) => ({ PolicyName: nameInArn(arn), PolicyArn: arn }) },
        ),
    ),
  };
}
