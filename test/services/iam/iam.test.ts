// IAM by the real SDK client, over the Query protocol, on a real disk.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  CreateServiceLinkedRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfileTagsCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagInstanceProfileCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { iamApi } from "../../../src/services/iam/api/api.ts";
import { Iam } from "../../../src/services/iam/iam.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { document, trust } from "./open-iam.ts";

const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

let directory: string;
let iam: Iam;
let server: SdkServer;
let client: IAMClient;

async function open(): Promise<Iam> {
  return new Iam(systemClock, localIdentity, await RecordBook.open({ directory, name: "iam.journal" }));
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "iam-"));
  iam = await open();
  server = await serve(iamApi(iam));
  client = new IAMClient(server.clientConfiguration);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await iam.close();
  rmSync(directory, { recursive: true });
  expect(server.faults).toEqual([]);
});

const createRole = (RoleName: string, more: Partial<CreateRoleCommandInput> = {}) =>
  client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }));

test("a role is told as AWS tells it", async () => {
  const { Role } = await createRole("shown", {
    Path: "/service/",
    Description: "for tests",
    MaxSessionDuration: 7200,
    Tags: [{ Key: "team", Value: "rain" }],
  });
  expect(Role).toEqual({
    ...{ RoleName: "shown", Arn: "arn:aws:iam::000000000000:role/service/shown", Path: "/service/" },
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    CreateDate: expect.any(Date),
    AssumeRolePolicyDocument: expect.any(String),
    Tags: [{ Key: "team", Value: "rain" }],
  });
  const got = await client.send(new GetRoleCommand({ RoleName: "shown" }));
  expect(got.Role).toEqual({
    ...{ ...Role, Description: "for tests", MaxSessionDuration: 7200, RoleLastUsed: {} },
  });
  expect(decodeURIComponent(got.Role?.AssumeRolePolicyDocument ?? "")).toBe(trust);
});

test("policies are part of a role or attached to it, and hold it", async () => {
  await createRole("holder");
  const RoleName = "holder";
  await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: "read", PolicyDocument: document }));
  await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: basic }));
  const inline = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: "read" }));
  expect(decodeURIComponent(inline.PolicyDocument ?? "")).toBe(document);
  expect((await client.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(["read"]);
  const attached = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(attached.AttachedPolicies).toEqual([
    { PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: basic },
  ]);
  expect((await client.send(new GetPolicyCommand({ PolicyArn: basic }))).Policy).toMatchObject({
    Path: "/service-role/",
    AttachmentCount: 1,
    IsAttachable: true,
  });
  await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: "DeleteConflictException",
    message: "Cannot delete entity, must detach all policies first.",
  });
  await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: basic }));
  await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    message: "Cannot delete entity, must delete policies first.",
  });
});

test("a managed policy has five versions at most, of which one counts", async () => {
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: "many", PolicyDocument: document }),
  );
  const PolicyArn = Policy?.Arn ?? "";
  for (let version = 2; version <= 5; version++)
    await client.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document, SetAsDefault: version === 3 }),
    );
  const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
  expect(Versions.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
    ["v5", false],
    ["v4", false],
    ["v3", true],
    ["v2", false],
    ["v1", false],
  ]);
  await expect(
    client.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document })),
  ).rejects.toMatchObject({ name: "LimitExceededException" });
  const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
  expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(document);
  await expect(client.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    message: expect.stringContaining("This policy has more than one version."),
  });
});

test("lists come page by page, by path", async () => {
  for (const name of ["c", "a", "b"]) await createRole(`page-${name}`, { Path: "/paged/" });
  const first = await client.send(new ListRolesCommand({ PathPrefix: "/paged/", MaxItems: 2 }));
  const second = await client.send(
    new ListRolesCommand({ PathPrefix: "/paged/", MaxItems: 2, Marker: first.Marker }),
  );
  expect([first, second].map(({ Roles = [] }) => Roles.map(({ RoleName }) => RoleName))).toEqual([
    ["page-a", "page-b"],
    ["page-c"],
  ]);
  expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
});

test("tags, and an instance profile with its role", async () => {
  await createRole("tagged");
  const RoleName = "tagged";
  await client.send(
    new TagRoleCommand({
      RoleName,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    }),
  );
  await client.send(new UntagRoleCommand({ RoleName, TagKeys: ["a"] }));
  expect((await client.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: "b", Value: "2" }]);
  const InstanceProfileName = "profile";
  await client.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  const { InstanceProfile } = await client.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  expect(InstanceProfile?.Roles?.map((role) => role.RoleName)).toEqual(["tagged"]);
  await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    message: "Cannot delete entity, must remove roles from instance profile first.",
  });
});

test("a policy and a profile are told with their tags where AWS does, in the order of the keys", async () => {
  const Tags = ["b", "A", "a"].map((Key) => ({ Key, Value: "v" }));
  const sorted = ["A", "a", "b"].map((Key) => ({ Key, Value: "v" }));
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: "told", PolicyDocument: document, Description: "d", Tags }),
  );
  expect(Policy).toMatchObject({ Tags });
  expect(Policy).not.toHaveProperty("Description");
  const PolicyArn = Policy?.Arn ?? "";
  expect((await client.send(new GetPolicyCommand({ PolicyArn }))).Policy?.Description).toBe("d");
  const first = await client.send(new ListPolicyTagsCommand({ PolicyArn, MaxItems: 2 }));
  const second = await client.send(new ListPolicyTagsCommand({ PolicyArn, Marker: first.Marker }));
  expect([first, second].map((page) => page.Tags)).toEqual([sorted.slice(0, 2), sorted.slice(2)]);
  const { Policies = [] } = await client.send(new ListPoliciesCommand({ Scope: "Local" }));
  expect(Policies.find(({ Arn }) => Arn === PolicyArn)).not.toHaveProperty("Tags");
  const { Policy: bare } = await client.send(
    new CreatePolicyCommand({ PolicyName: "bare", PolicyDocument: document }),
  );
  expect(bare).not.toHaveProperty("Tags");
  expect((await client.send(new GetPolicyCommand({ PolicyArn: bare?.Arn }))).Policy?.Tags).toEqual([]);
  const InstanceProfileName = "tagged-profile";
  await client.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await client.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags }));
  await client.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: ["a"] }));
  const told = await client.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }));
  expect(told.Tags?.map(({ Key }) => Key)).toEqual(["A", "b"]);
});

test("a boundary is a managed policy, which counts the roles that it bounds", async () => {
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: "bound", PolicyDocument: document }),
  );
  const PermissionsBoundary = Policy?.Arn;
  const { Role } = await createRole("bounded", { PermissionsBoundary });
  expect(Role?.PermissionsBoundary).toEqual({
    ...{ PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: PermissionsBoundary },
  });
  expect((await client.send(new GetPolicyCommand({ PolicyArn: PermissionsBoundary }))).Policy).toMatchObject({
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 1,
  });
});

test("without a name the user is the account's root", async () => {
  const { User } = await client.send(new GetUserCommand({}));
  expect(User).toMatchObject({ Arn: "arn:aws:iam::000000000000:root", UserId: "000000000000" });
});

test("a role that a service has for itself is deleted as such alone", async () => {
  const { Role } = await client.send(
    new CreateServiceLinkedRoleCommand({ AWSServiceName: "lex.amazonaws.com" }),
  );
  const RoleName = Role?.RoleName;
  await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    ...{ name: "UnmodifiableEntityException" },
    message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
  });
  const { DeletionTaskId } = await client.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
  const { Status } = await client.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
  expect(Status).toBe("SUCCEEDED");
});

test("what was acknowledged is there after a restart without a clean end", async () => {
  await createRole("kept");
  await client.send(new AttachRolePolicyCommand({ RoleName: "kept", PolicyArn: basic }));
  await createRole("gone");
  await client.send(new DeleteRoleCommand({ RoleName: "gone" }));
  const again = await open();
  expect(again.roles.get("kept")).toEqual(iam.roles.get("kept"));
  expect(again.roles.find("gone")).toBeUndefined();
  await again.close();
});

test("a role that the region provides is there to be used, and to be taken", async () => {
  iam.roles.provide({ name: "provided", trustPolicy: trust });
  const { id } = iam.roles.get("provided");
  await createRole("provided", { Description: "mine" });
  expect(iam.roles.get("provided")).toMatchObject({ description: "mine", id: expect.not.stringMatching(id) });
  iam.roles.provide({ name: "provided", trustPolicy: trust });
  await expect(createRole("provided")).rejects.toMatchObject({ name: "EntityAlreadyExistsException" });
});
