// What conditions ask of the requests themselves: external ids, qualifiers, prefixes, protocols, tags and sources.

import * as events from "@aws-sdk/client-eventbridge";
import * as iam from "@aws-sdk/client-iam";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import * as sfn from "@aws-sdk/client-sfn";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import { arnOf } from "../support/local-arn.ts";
import { EnforcedRegion } from "./support/enforced-region.ts";
import { account, allow, type Client, roleArn } from "./support/permission-cases.ts";

const held = new EnforcedRegion();
const { clientOf, makeRole, keysOf } = held;
const anybody = { Principal: { AWS: account } };
const machine = arnOf("states", "stateMachine:conditioned");

beforeAll(async () => {
  await held.open();
  const { s3, sns } = held.region.services;
  await s3.createBucket("rain");
  sns.createTopic("alerts");
  await clientOf(SecretsManagerClient).send(new CreateSecretCommand({ Name: "key", SecretString: "k" }));
  const machines = clientOf(sfn.SFNClient);
  const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } });
  const runs = makeRole("runs", { Principal: { Service: "states.amazonaws.com" } }, allow("s3:*", "*"));
  const create = { name: "conditioned", definition, roleArn: runs, publish: true };
  const { stateMachineVersionArn } = await machines.send(new sfn.CreateStateMachineCommand(create));
  const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
  await machines.send(new sfn.CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
});
afterAll(() => held.close());

interface ConditionCase {
  readonly of: string;
  readonly kind: new (configuration: never) => Client;
  readonly action: string;
  readonly condition: JsonObject;
  readonly held: () => unknown;
  readonly missed: () => unknown;
}

const put = (Source: string) =>
  new events.PutEventsCommand({ Entries: [{ Source, DetailType: "d", Detail: "{}" }] });
const subscribe = (Protocol: string, Endpoint: string) =>
  new SubscribeCommand({ TopicArn: arnOf("sns", "alerts"), Protocol, Endpoint });
const list = (Prefix: string) => new ListObjectsV2Command({ Bucket: "rain", Prefix });
const object = (Tagging: string) => new PutObjectCommand({ Bucket: "rain", Key: "k", Body: "1", Tagging });
const queue = (team: string) => new CreateQueueCommand({ QueueName: `queue-of-${team}`, tags: { team } });
const secret = (VersionStage: string) => new GetSecretValueCommand({ SecretId: "key", VersionStage });
const start = (stateMachineArn: string) => new sfn.StartExecutionCommand({ stateMachineArn });

const cases: readonly ConditionCase[] = [
  {
    ...{ of: "the prefix of a list", kind: S3Client as never, action: "s3:ListBucket" },
    condition: { StringLike: { "s3:prefix": "home/*" } },
    ...{ held: () => list("home/a"), missed: () => list("other/") },
  },
  {
    ...{ of: "an object's tags", kind: S3Client as never, action: "s3:PutObject*" },
    condition: { StringEquals: { "s3:RequestObjectTag/team": "rain" } },
    ...{ held: () => object("team=rain"), missed: () => object("team=snow") },
  },
  {
    ...{ of: "a queue's tags", kind: SQSClient as never, action: "sqs:*" },
    condition: {
      StringEquals: { "aws:RequestTag/team": "rain" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] },
    },
    ...{ held: () => queue("rain"), missed: () => queue("snow") },
  },
  {
    ...{ of: "events' sources", kind: events.EventBridgeClient as never, action: "events:PutEvents" },
    condition: { "ForAllValues:StringEquals": { "events:source": "rain" } },
    ...{ held: () => put("rain"), missed: () => put("snow") },
  },
  {
    ...{ of: "a subscription's protocol", kind: SNSClient as never, action: "sns:Subscribe" },
    condition: { StringEquals: { "sns:Protocol": "sqs" } },
    held: () => subscribe("sqs", arnOf("sqs", "letters")),
    missed: () => subscribe("email", "a@example.com"),
  },
  {
    ...{ of: "a secret's stage", kind: SecretsManagerClient as never },
    action: "secretsmanager:GetSecretValue",
    condition: { StringEquals: { "secretsmanager:VersionStage": "AWSCURRENT" } },
    ...{ held: () => secret("AWSCURRENT"), missed: () => secret("AWSPREVIOUS") },
  },
  {
    ...{ of: "a machine's alias", kind: sfn.SFNClient as never, action: "states:StartExecution" },
    condition: { "ForAnyValue:StringEquals": { "states:StateMachineQualifier": "live" } },
    ...{ held: () => start(`${machine}:live`), missed: () => start(machine) },
  },
];

test.each(cases)("a condition asks for $of", async ({ of, kind, action, condition, held, missed }) => {
  const role = makeRole(of.replace(/\W/g, "-"), anybody, allow(action, "*", { Condition: condition }));
  const client = clientOf(kind as never, await keysOf(role)) as Client;
  await client.send(held());
  await expect(client.send(missed())).rejects.toThrow("no identity-based policy allows");
});

test("a role asks for the external id that its owner was told", async () => {
  const one = makeRole("one", anybody, allow("sts:AssumeRole", "*"));
  const asked = { StringEquals: { "sts:ExternalId": "secret" } };
  makeRole("asking", { Principal: { AWS: one }, Condition: asked }, allow("s3:*", "*"));
  const client = clientOf(STSClient, await keysOf(one));
  const assume = (ExternalId?: string) =>
    client.send(new AssumeRoleCommand({ RoleArn: roleArn("asking"), RoleSessionName: "asked", ExternalId }));
  await assume("secret");
  await expect(assume()).rejects.toThrow("because no role trust policy allows the sts:AssumeRole action");
  await expect(assume("guess")).rejects.toMatchObject({ name: "AccessDenied" });
});

test("a session's tags are its principal's, if its role lets it have any", async () => {
  const condition = { StringEquals: { "aws:PrincipalTag/team": "rain", "aws:SourceIdentity": "ada" } };
  const put = allow("s3:PutObject", "*", { Condition: condition });
  const role = makeRole("tagged", { Principal: { AWS: account } }, put);
  const assume = (more: object) =>
    clientOf(STSClient).send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "asked", ...more }));
  const store = async (more: object) => {
    const { Credentials: keys } = await assume(more);
    const client = clientOf(S3Client, {
      ...{ accessKeyId: keys?.AccessKeyId ?? "", secretAccessKey: keys?.SecretAccessKey ?? "" },
      sessionToken: keys?.SessionToken ?? "",
    });
    return client.send(new PutObjectCommand({ Bucket: "rain", Key: "k", Body: "1" }));
  };
  await store({ Tags: [{ Key: "team", Value: "rain" }], SourceIdentity: "ada" });
  await expect(store({ Tags: [{ Key: "team", Value: "snow" }] })).rejects.toThrow("s3:PutObject");

  const one = makeRole("tagging", anybody, allow("sts:*", "*"));
  makeRole("untagged", { Principal: { AWS: one } }, allow("s3:*", "*"));
  const tagging = clientOf(STSClient, await keysOf(one));
  const Tags = [{ Key: "team", Value: "rain" }];
  await expect(
    tagging.send(new AssumeRoleCommand({ RoleArn: roleArn("untagged"), RoleSessionName: "asked", Tags })),
  ).rejects.toThrow("because no role trust policy allows the sts:TagSession action");
});

describe("IAM itself", () => {
  const RoleName = "kept";
  const ofKept = `arn:aws:iam::${account}:role/${RoleName}`;
  const told: readonly (readonly [command: () => unknown, needs: string])[] = [
    [() => new iam.GetRoleCommand({ RoleName }), `iam:GetRole on resource: role ${RoleName}`],
    [
      () => new iam.PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: "{}" }),
      `iam:PutRolePolicy on resource: role ${RoleName}`,
    ],
    [
      () => new iam.CreateRoleCommand({ RoleName: "new", Path: "/a/", AssumeRolePolicyDocument: "{}" }),
      `iam:CreateRole on resource: arn:aws:iam::${account}:role/a/new`,
    ],
    [() => new iam.ListRolesCommand({}), `iam:ListRoles on resource: arn:aws:iam::${account}:role/`],
    [() => new iam.ListPoliciesCommand({}), "iam:ListPolicies on resource: policy path /"],
    [
      () => new iam.CreatePolicyCommand({ PolicyName: "made", PolicyDocument: "{}" }),
      "iam:CreatePolicy on resource: policy made",
    ],
    [
      () => new iam.GetInstanceProfileCommand({ InstanceProfileName: "box" }),
      "iam:GetInstanceProfile on resource: instance profile box",
    ],
  ];

  test.each(told)("does what a role may: %s %s", async (command, needs) => {
    makeRole(RoleName, anybody, allow("s3:*", "*"));
    const role = makeRole("meddles", anybody, allow("s3:*", "*"));
    const client = clientOf(iam.IAMClient, await keysOf(role));
    await expect(client.send(command() as never)).rejects.toMatchObject({
      ...{ name: "AccessDenied", $metadata: { httpStatusCode: 403 } },
      message: expect.stringContaining(`is not authorized to perform: ${needs} because no identity-based`),
    });
  });

  test("tells which managed policy denies", async () => {
    const role = makeRole("looks", anybody, allow("iam:GetRole", ofKept));
    makeRole(RoleName, anybody, allow("s3:*", "*"));
    const client = clientOf(iam.IAMClient, await keysOf(role));
    await client.send(new iam.GetRoleCommand({ RoleName }));
    const Statement = { Effect: "Deny", Action: "iam:*", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const root = clientOf(iam.IAMClient);
    const made = await root.send(new iam.CreatePolicyCommand({ PolicyName: "none", PolicyDocument }));
    const PolicyArn = String(made.Policy?.Arn);
    await root.send(new iam.AttachRolePolicyCommand({ RoleName: "looks", PolicyArn }));
    await expect(client.send(new iam.GetRoleCommand({ RoleName }))).rejects.toThrow(
      `on resource: role ${RoleName} with an explicit deny in an identity-based policy: ${PolicyArn}`,
    );
  });
});
