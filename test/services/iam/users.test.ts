// Users, groups and what the account says of itself, by the real SDK client, over the Query protocol.

import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateGroupCommand,
  UpdateLoginProfileCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { document, type OpenIam, openIam } from "./open-iam.ts";

let opened: OpenIam;
let client: OpenIam["client"];
beforeAll(async () => {
  opened = await openIam();
  client = opened.client;
});
afterAll(() => opened.close());

test("users and groups are told as AWS tells them, and keep who they are under another name", async () => {
  const UserName = "ada";
  const { User } = await client.send(new CreateUserCommand({ UserName, Tags: [{ Key: "a", Value: "b" }] }));
  expect(User).toEqual({
    ...{ UserName, Path: "/", Arn: "arn:aws:iam::000000000000:user/ada", Tags: [{ Key: "a", Value: "b" }] },
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
    CreateDate: expect.any(Date),
  });
  const { Group } = await client.send(new CreateGroupCommand({ GroupName: "team", Path: "/rain/" }));
  expect(Group).toMatchObject({ Arn: "arn:aws:iam::000000000000:group/rain/team" });
  await client.send(new AddUserToGroupCommand({ GroupName: "team", UserName }));
  await client.send(new UpdateGroupCommand({ GroupName: "team", NewGroupName: "crew", NewPath: "/" }));
  await client.send(new UpdateUserCommand({ UserName, NewUserName: "eve", NewPath: "/p/" }));
  const members = await client.send(new GetGroupCommand({ GroupName: "crew" }));
  expect(members.Group).toMatchObject({ GroupId: Group?.GroupId, Path: "/" });
  expect(members.Users).toEqual([
    {
      ...{ UserName: "eve", UserId: User?.UserId, Arn: "arn:aws:iam::000000000000:user/p/eve", Path: "/p/" },
      CreateDate: User?.CreateDate,
    },
  ]);
  const { Groups } = await client.send(new ListGroupsForUserCommand({ UserName: "eve" }));
  expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(["crew"]);
  await expect(client.send(new DeleteGroupCommand({ GroupName: "crew" }))).rejects.toMatchObject({
    ...{
      name: "DeleteConflictException",
      message: "Cannot delete entity, must remove users from group first.",
    },
  });
  await client.send(new RemoveUserFromGroupCommand({ GroupName: "crew", UserName: "eve" }));
  await client.send(new DeleteGroupCommand({ GroupName: "crew" }));
  await client.send(new DeleteUserCommand({ UserName: "eve" }));
  const { Users } = await client.send(new ListUsersCommand({ PathPrefix: "/p/" }));
  expect(Users).toEqual([]);
});

test("policies of users and groups are as those of roles, and count", async () => {
  await client.send(new CreateUserCommand({ UserName: "holding" }));
  await client.send(new CreateGroupCommand({ GroupName: "holding" }));
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: "held", PolicyDocument: document }),
  );
  const PolicyArn = Policy?.Arn;
  await client.send(new AttachUserPolicyCommand({ UserName: "holding", PolicyArn }));
  await client.send(new AttachGroupPolicyCommand({ GroupName: "holding", PolicyArn }));
  const named = { UserName: "holding", PolicyName: "inline" };
  await client.send(new PutUserPolicyCommand({ ...named, PolicyDocument: document }));
  const inline = await client.send(new GetUserPolicyCommand(named));
  expect(inline).toMatchObject({
    ...named,
    PolicyDocument: encodeURIComponent(document).replace("*", "%2A"),
  });
  expect((await client.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(2);
  expect(await client.send(new ListEntitiesForPolicyCommand({ PolicyArn }))).toMatchObject({
    PolicyRoles: [],
    PolicyUsers: [{ UserName: "holding" }],
    PolicyGroups: [{ GroupName: "holding" }],
  });
  await expect(
    client.send(new GetGroupPolicyCommand({ GroupName: "holding", PolicyName: "none" })),
  ).rejects.toMatchObject({ message: "The group policy with name none cannot be found." });
  await expect(client.send(new DeleteUserCommand({ UserName: "holding" }))).rejects.toMatchObject({
    message: "Cannot delete entity, must detach all policies first.",
  });
});

test("keys and passwords of users", async () => {
  const UserName = "keyed";
  await client.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  expect(AccessKey).toMatchObject({ Status: "Active", SecretAccessKey: expect.stringMatching(/^.{40}$/) });
  const AccessKeyId = AccessKey?.AccessKeyId;
  await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
  const { AccessKeyMetadata } = await client.send(new ListAccessKeysCommand({ UserName }));
  expect(AccessKeyMetadata).toEqual([
    { UserName, AccessKeyId, Status: "Inactive", CreateDate: AccessKey?.CreateDate },
  ]);
  await client.send(new CreateAccessKeyCommand({ UserName }));
  await expect(client.send(new CreateAccessKeyCommand({ UserName }))).rejects.toMatchObject({
    ...{ name: "LimitExceededException", message: "Cannot exceed quota for AccessKeysPerUser: 2" },
  });
  await expect(client.send(new DeleteAccessKeyCommand({ AccessKeyId }))).rejects.toMatchObject({
    message: "Must specify userName when calling with non-User credentials",
  });
  await client.send(new CreateLoginProfileCommand({ UserName, Password: "a long password 1!" }));
  await client.send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: true }));
  const { LoginProfile } = await client.send(new GetLoginProfileCommand({ UserName }));
  expect(LoginProfile).toEqual({ UserName, PasswordResetRequired: true, CreateDate: expect.any(Date) });
  await client.send(new DeleteLoginProfileCommand({ UserName }));
  await expect(client.send(new GetLoginProfileCommand({ UserName }))).rejects.toMatchObject({
    ...{ name: "NoSuchEntityException", message: "Login Profile for User keyed cannot be found." },
  });
});

test("what the account says of passwords, and its alias", async () => {
  await expect(client.send(new GetAccountPasswordPolicyCommand({}))).rejects.toMatchObject({
    message: "The Password Policy with domain name 000000000000 cannot be found.",
  });
  await expect(
    client.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 129, MaxPasswordAge: 1096 })),
  ).rejects.toMatchObject({
    message:
      "2 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy constraint: Member must have value less than or equal to 128; Value at 'maxPasswordAge' failed to satisfy constraint: Member must have value less than or equal to 1095",
  });
  await client.send(new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 60 }));
  const { PasswordPolicy } = await client.send(new GetAccountPasswordPolicyCommand({}));
  expect(PasswordPolicy).toEqual({
    ...{ MinimumPasswordLength: 6, RequireSymbols: false, RequireNumbers: false, MaxPasswordAge: 60 },
    ...{ RequireUppercaseCharacters: false, RequireLowercaseCharacters: false },
    ...{ AllowUsersToChangePassword: false, ExpirePasswords: true },
  });
  await client.send(new CreateAccountAliasCommand({ AccountAlias: "weather" }));
  expect((await client.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual(["weather"]);
  const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ UsersQuota: 5000, Roles: opened.iam.roles.all().length });
});
