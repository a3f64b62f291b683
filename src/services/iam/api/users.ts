// Users, their keys and passwords on the wire.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { flag, oneOf, operation, optional, required, text } from "../../../aws/wire/shape.ts";
import type { Iam } from "../iam.ts";
import type { User } from "../users.ts";
import {
  anyTags,
  boundary,
  boundaryOf,
  holderTags,
  members,
  page,
  paged,
  path,
  pathPrefix,
  tags,
  userName,
} from "./shapes.ts";

const newName = text({ min: 1, max: 64, pattern: /[\w+=,.@-]+/ });
const anyUser = { UserName: optional(newName) };
const keyId = required(text({ min: 16, max: 128, pattern: /[\w]+/ }));
const password = text({ min: 1, max: 128, isSensitive: true });

/** As lists tell it. */
export function listedUser({ path: Path, name, id, arn, createdAt }: User): WireObject {
  return { Path, UserName: name, UserId: id, Arn: arn, CreateDate: new Date(createdAt) };
}

function shownUser(user: User): WireObject {
  return { ...listedUser(user), PermissionsBoundary: boundaryOf(user), Tags: anyTags(user.tags) };
}

export function userOperations({ users, identity }: Iam): Record<string, Operation> {
  return {
    CreateUser: operation(
      members({ ...userName, Path: path, PermissionsBoundary: optional(boundary), Tags: optional(tags) }),
      ({ UserName, Path, PermissionsBoundary, Tags }) => ({
        User: shownUser(
          users.create({
            ...{ name: UserName, path: Path, boundary: PermissionsBoundary, tags: holderTags(Tags) },
          }),
        ),
      }),
    ),
    // Without a name it is whoever asks: the account's root, who has none.
    GetUser: operation(members(anyUser), ({ UserName }) => {
      if (UserName !== undefined) return { User: shownUser(users.get(UserName)) };
      const { accountId, partition } = identity;
      const Arn = `arn:${partition}:iam::${accountId}:root`;
      return { User: { Path: "/", UserId: accountId, Arn, CreateDate: new Date(0) } };
    }),
    ListUsers: operation(members({ PathPrefix: pathPrefix, ...page }), ({ PathPrefix = "/", ...request }) =>
      paged(
        "Users",
        users.all().filter((user) => user.path.startsWith(PathPrefix)),
        request,
        { keyOf: ({ name }) => name, show: listedUser },
      ),
    ),
    UpdateUser: operation(
      members({ ...userName, NewPath: path, NewUserName: optional(newName) }),
      ({ UserName, NewPath, NewUserName }) => {
        users.rename(UserName, { name: NewUserName, path: NewPath });
        return {};
      },
    ),
    DeleteUser: operation(members(userName), ({ UserName }) => {
      users.delete(UserName);
      return {};
    }),
  };
}

export function accessKeyOperations({ users, identity }: Iam): Record<string, Operation> {
  return {
    CreateAccessKey: operation(members(anyUser), ({ UserName }) => {
      const key = users.createKey(named(UserName));
      return {
        AccessKey: {
          ...{ UserName, AccessKeyId: key.id, Status: key.status, SecretAccessKey: key.secret },
          CreateDate: new Date(key.createdAt),
        },
      };
    }),
    ListAccessKeys: operation(members({ ...anyUser, ...page }), ({ UserName, ...request }) =>
      paged("AccessKeyMetadata", users.get(named(UserName)).keys, request, {
        keyOf: ({ createdAt, id }) => `${String(createdAt).padStart(16, "0")}/${id}`,
        show: ({ id, status, createdAt }) => ({
          ...{ UserName, AccessKeyId: id, Status: status, CreateDate: new Date(createdAt) },
        }),
      }),
    ),
    UpdateAccessKey: operation(
      members({ ...anyUser, AccessKeyId: keyId, Status: required(oneOf("Active", "Inactive")) }),
      ({ UserName, AccessKeyId, Status }) => {
        users.changeKey(named(UserName), AccessKeyId, Status);
        return {};
      },
    ),
    DeleteAccessKey: operation(members({ ...anyUser, AccessKeyId: keyId }), ({ UserName, AccessKeyId }) => {
      users.deleteKey(named(UserName), AccessKeyId);
      return {};
    }),
    // Nobody watches what a key is used for.
    GetAccessKeyLastUsed: operation(members({ AccessKeyId: keyId }), ({ AccessKeyId }) => {
      const user = users.holderOf(AccessKeyId);
      if (user !== undefined)
        return { UserName: user.name, AccessKeyLastUsed: { ServiceName: "N/A", Region: "N/A" } };
      throw new ServiceError(
        "AccessDenied",
        `User: arn:${identity.partition}:iam::${identity.accountId}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`,
        { status: 403 },
      );
    }),
  };
}

export function loginProfileOperations({ users }: Iam): Record<string, Operation> {
  const shown = (UserName: string) => {
    const { createdAt, isResetRequired } = users.login(UserName);
    return {
      LoginProfile: { UserName, CreateDate: new Date(createdAt), PasswordResetRequired: isResetRequired },
    };
  };
  return {
    CreateLoginProfile: operation(
      members({ ...anyUser, Password: optional(password), PasswordResetRequired: optional(flag()) }),
      ({ UserName, PasswordResetRequired = false }) => {
        users.createLogin(named(UserName), PasswordResetRequired);
        return shown(named(UserName));
      },
    ),
    GetLoginProfile: operation(members(anyUser), ({ UserName }) => shown(named(UserName))),
    UpdateLoginProfile: operation(
      members({ ...userName, Password: optional(password), PasswordResetRequired: optional(flag()) }),
      ({ UserName, PasswordResetRequired }) => {
        users.changeLogin(UserName, PasswordResetRequired);
        return {};
      },
    ),
    DeleteLoginProfile: operation(members(anyUser), ({ UserName }) => {
      users.deleteLogin(named(UserName));
      return {};
    }),
  };
}

/** Throws ValidationError where nobody is named: whoever asks is no user. */
function named(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new ServiceError("ValidationError", "Must specify userName when calling with non-User credentials");
}
