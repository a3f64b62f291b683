// What IAM refuses, in AWS's words.

import {
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  GetGroupCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetUserCommand,
  RemoveRoleFromInstanceProfileCommand,
  UntagRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { document, type OpenIam, openIam, trust } from "./open-iam.ts";

let opened: OpenIam;
let client: OpenIam["client"];
beforeAll(async () => {
  opened = await openIam();
  client = opened.client;
  await createRole("errors");
});
afterAll(() => opened.close());

const createRole = (RoleName: string, more: Partial<CreateRoleCommandInput> = {}) =>
  client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }));

const statement = (change: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...change }],
  });
const notPrefaced = {
  name: "MalformedPolicyDocumentException",
  message: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
};
const tag = (Key: string) => ({ Key, Value: "v" });
const tagPattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
const bounds = (what: string) =>
  `1 validation error detected: Value at '${what} failed to satisfy constraint: Member must `;
const account = "arn:aws:iam::000000000000";
const attached = (PolicyArn: string) =>
  client.send(new AttachRolePolicyCommand({ RoleName: "errors", PolicyArn }));
const cases: readonly (readonly [string, () => Promise<unknown>, object])[] = [
  [
    "a boundary that is no policy",
    () => createRole("bad", { PermissionsBoundary: `${account}:not_a_policy/invalid` }),
    { name: "InvalidInputException", message: `ARN ${account}:not_a_policy/invalid is not valid.` },
  ],
  [
    "a boundary that is not there",
    () => createRole("bad", { PermissionsBoundary: `${account}:policy/none` }),
    {
      name: "NoSuchEntityException",
      message: `Scope ARN: ${account}:policy/none does not exist or is not attachable.`,
    },
  ],
  [
    "a policy that is no ARN",
    () => attached("longpolicynamebutnoarn"),
    { name: "ValidationError", message: "ARN longpolicynamebutnoarn is not valid." },
  ],
  [
    "a version of a policy that is not there",
    () => client.send(new GetPolicyVersionCommand({ PolicyArn: `${account}:policy/none`, VersionId: "v1" })),
    {
      name: "NoSuchEntityException",
      message: `Policy ${account}:policy/none version v1 does not exist or is not attachable.`,
    },
  ],
  [
    "a role that is not in the profile",
    async () => {
      await client.send(new CreateInstanceProfileCommand({ InstanceProfileName: "empty" }));
      await client.send(
        new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: "empty", RoleName: "errors" }),
      );
    },
    {
      name: "NoSuchEntityException",
      message: "Role errors in Instance Profile empty cannot be found.",
    },
  ],
  [
    "tags of a role that differ in case alone",
    () => createRole("bad", { Tags: [tag("a"), tag("A")] }),
    {
      name: "InvalidInputException",
      message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    },
  ],
  [
    "a tag of a policy twice",
    () =>
      client.send(
        new CreatePolicyCommand({
          PolicyName: "bad",
          PolicyDocument: document,
          Tags: [tag("a"), tag("a")],
        }),
      ),
    { name: "InvalidInputException", message: "Duplicate tag keys found." },
  ],
  [
    "too many tags",
    () => createRole("bad", { Tags: Array.from({ length: 51 }, (_, at) => tag(`k${at}`)) }),
    { message: `${bounds("tags'")}have length less than or equal to 50` },
  ],
  [
    "a tag's key of other characters",
    () => createRole("bad", { Tags: [tag("a<b")] }),
    { message: `${bounds("tags.1.member.key'")}satisfy regular expression pattern: ${tagPattern}` },
  ],
  [
    "a key of other characters to take away",
    () => client.send(new UntagRoleCommand({ RoleName: "errors", TagKeys: ["a<b"] })),
    {
      message: `${bounds("tagKeys'")}satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${tagPattern}, Member must not be null]`,
    },
  ],
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
  ...(
    [
      ["user", () => client.send(new GetUserCommand({ UserName: "none" }))],
      ["group", () => client.send(new GetGroupCommand({ GroupName: "none" }))],
    ] as const
  ).map(([kind, call]): (typeof cases)[number] => [
    `no such ${kind}`,
    call,
    { name: "NoSuchEntityException", message: `The ${kind} with name none cannot be found.` },
  ]),
  ...[{ Action: "foo" }, { Action: ["s3:GetObject", "foo"] }, { Action: undefined, NotAction: ":foo" }].map(
    (change): (typeof cases)[number] => [
      `a policy with ${JSON.stringify(change)}`,
      () =>
        client.send(
          new CreatePolicyCommand({
            PolicyName: "bad",
            PolicyDocument: statement({ Resource: "*", ...change }),
          }),
        ),
      notPrefaced,
    ],
  ),
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
        "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
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
