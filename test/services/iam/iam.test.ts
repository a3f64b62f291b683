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
  DeletePolicyCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { iamApi } from "../../../src/services/iam/api/api.ts";
import { Iam } from "../../../src/services/iam/iam.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});
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
  expect(Role).toMatchObject({
    Arn: "arn:aws:iam::000000000000:role/service/shown",
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    Path: "/service/",
    CreateDate: expect.any(Date),
  });
  const got = await client.send(new GetRoleCommand({ RoleName: "shown" }));
  expect(got.Role).toMatchObject({ MaxSessionDuration: 7200, Tags: [{ Key: "team", Value: "rain" }] });
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
    ["v1", false],
    ["v2", false],
    ["v3", true],
    ["v4", false],
    ["v5", false],
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

test("the one user is the account's root", async () => {
  const { User } = await client.send(new GetUserCommand({}));
  expect(User).toMatchObject({ Arn: "arn:aws:iam::000000000000:root", UserId: "000000000000" });
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

describe("AWS's errors", () => {
  const statement = (change: object) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...change }],
    });
  const notPrefaced = {
    name: "MalformedPolicyDocumentException",
    message: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
  };
  const cases: readonly (readonly [string, () => Promise<unknown>, object])[] = [
    [
      "no such role",
      () => client.send(new GetRoleCommand({ RoleName: "none" })),
      { name: "NoSuchEntityException", message: "The role with name none cannot be found." },
    ],
    [
      "the same role twice",
      async () => {
        await createRole("twice");
        await createRole("twice");
      },
      { name: "EntityAlreadyExistsException", message: "Role with name twice already exists." },
    ],
    [
      "a trust policy with a resource",
      () => createRole("bad", { AssumeRolePolicyDocument: statement({ Principal: "*", Resource: "*" }) }),
      { name: "MalformedPolicyDocumentException", message: "Has prohibited field Resource" },
    ],
    [
      "a trust policy that is no JSON",
      () => createRole("bad", { AssumeRolePolicyDocument: "{" }),
      { name: "MalformedPolicyDocumentException", message: "This policy contains invalid Json" },
    ],
    [
      "a policy without resources",
      () =>
        client.send(
          new CreatePolicyCommand({
            PolicyName: "bad",
            PolicyDocument: statement({ Action: "s3:GetObject" }),
          }),
        ),
      { name: "MalformedPolicyDocumentException", message: "Policy statement must contain resources." },
    ],
    ...[
      { Action: "foo" },
      { Action: ["s3:GetObject", "foo"] },
      { Action: undefined, NotAction: ":foo" },
      { Condition: { StringEquals: { foo: "bar" } } },
    ].map((change): (typeof cases)[number] => [
      `a policy with ${JSON.stringify(change)}`,
      () =>
        client.send(
          new CreatePolicyCommand({
            PolicyName: "bad",
            PolicyDocument: statement({ Resource: "*", ...change }),
          }),
        ),
      notPrefaced,
    ]),
    [
      "a trust policy whose action has no vendor",
      () => createRole("bad", { AssumeRolePolicyDocument: statement({ Principal: "*", Action: "foo" }) }),
      notPrefaced,
    ],
    [
      "a name that can be none",
      () => createRole("no spaces"),
      {
        name: "ValidationError",
        message:
          "1 validation error detected: Value 'no spaces' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
      },
    ],
    ...(
      [
        ["AWSLambdaBasicExecutionRole", "NoSuchEntityException", / does not exist or is not attachable\.$/],
        ["AmazonS3ReadAccess", "NoSuchEntityException", / does not exist or is not attachable\.$/],
        [
          "aws-service-role/AWSLambdaReplicator",
          "PolicyNotAttachableException",
          /^Cannot attach a Service Role Policy to a Customer Role\.$/,
        ],
      ] as const
    ).map(([name, code, message]): (typeof cases)[number] => [
      `AWS's policy ${name}`,
      async () => {
        await createRole(`for-${name.replace("/", "-")}`);
        const [RoleName, PolicyArn] = [`for-${name.replace("/", "-")}`, `arn:aws:iam::aws:policy/${name}`];
        await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      },
      { name: code, message: expect.stringMatching(message) },
    ]),
    [
      "a policy that is not there",
      async () => {
        await createRole("attaching");
        const PolicyArn = "arn:aws:iam::000000000000:policy/none";
        await client.send(new AttachRolePolicyCommand({ RoleName: "attaching", PolicyArn }));
      },
      {
        name: "NoSuchEntityException",
        message: "Policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable.",
      },
    ],
  ];
  test.each(cases)("%s", async (_, call, error) => {
    await expect(call()).rejects.toMatchObject(error);
  });
});
