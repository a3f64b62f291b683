// What a session may at most, and what a simulation tells of policies: both by the evaluator that holds roles to theirs.

import * as iam from "@aws-sdk/client-iam";
import { CreateQueueCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";

let served: ServedRegion;
let policies: iam.IAMClient;
let sts: STSClient;
let QueueUrl: string | undefined;

const RoleArn = "arn:aws:iam::000000000000:role/sender";
const queueArn = "arn:aws:sqs:us-east-1:000000000000:rain";
const account = "arn:aws:iam::000000000000:root";
const documentOf = (...statements: readonly object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string | readonly string[], Resource = "*", more = {}) => ({
  ...{ Effect: "Allow", Action, Resource },
  ...more,
});

beforeAll(async () => {
  served = await serveRegion({ permissions: "enforce" });
  policies = new iam.IAMClient(served.clientConfiguration);
  sts = new STSClient(served.clientConfiguration);
  const trust = documentOf({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: account } });
  const role = { RoleName: "sender", AssumeRolePolicyDocument: trust };
  await policies.send(new iam.CreateRoleCommand(role));
  const sending = documentOf(allow(["sqs:SendMessage", "sqs:ListQueues"]));
  const inline = { RoleName: "sender", PolicyName: "sending", PolicyDocument: sending };
  await policies.send(new iam.PutRolePolicyCommand(inline));
  const made = await new SQSClient(served.clientConfiguration).send(
    new CreateQueueCommand({ QueueName: "rain" }),
  );
  QueueUrl = made.QueueUrl;
});

afterAll(() => served.close());

/** A client that holds the role for a while, within these bounds. */
async function session(bounds: Partial<AssumeRoleCommandInput>): Promise<SQSClient> {
  const asked = { RoleArn, RoleSessionName: "here", ...bounds };
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand(asked));
  const credentials = {
    ...{ accessKeyId: keys?.AccessKeyId ?? "", secretAccessKey: keys?.SecretAccessKey ?? "" },
    sessionToken: keys?.SessionToken ?? "",
  };
  return new SQSClient({ ...served.clientConfiguration, credentials });
}

const send = (queues: SQSClient) => queues.send(new SendMessageCommand({ QueueUrl, MessageBody: "rain" }));
const list = (queues: SQSClient) => queues.send(new ListQueuesCommand({}));

describe("a session", () => {
  test("without policies may what its role may", async () => {
    const queues = await session({});
    await send(queues);
    await list(queues);
  });

  test("may only what both its policy and its role allow", async () => {
    const queues = await session({ Policy: documentOf(allow(["sqs:SendMessage", "sqs:ReceiveMessage"])) });
    await send(queues);
    await expect(list(queues)).rejects.toThrow("because no session policy allows the sqs:listqueues action");
  });

  test("is bound by managed policies as well, and by what its policy denies", async () => {
    const PolicyDocument = documentOf(allow("sqs:ListQueues"));
    const { Policy: managed } = await policies.send(
      new iam.CreatePolicyCommand({ PolicyName: "lists", PolicyDocument }),
    );
    const queues = await session({ PolicyArns: [{ arn: managed?.Arn }] });
    await list(queues);
    await expect(send(queues)).rejects.toThrow("because no session policy allows");
    const denying = documentOf(allow("sqs:*"), { ...allow("sqs:SendMessage"), Effect: "Deny" });
    await expect(send(await session({ Policy: denying }))).rejects.toThrow(
      "with an explicit deny in a session policy",
    );
  });

  test.each([
    ["aws:ResourceAccount", "000000000000", true],
    ["aws:ResourceAccount", "111111111111", false],
    ["s3:ResourceAccount", "000000000000", true],
    ["aws:RequestedRegion", "us-east-1", true],
  ])("finds %s in a condition: is it %s? %s", async (key, value, may) => {
    const Condition = { StringEquals: { [key]: value } };
    const sent = send(await session({ Policy: documentOf(allow("sqs:SendMessage", "*", { Condition })) }));
    await (may ? sent : expect(sent).rejects.toThrow("because no session policy allows"));
  });

  test("is not given with a policy that is none, or is not here", async () => {
    await expect(session({ Policy: "{" })).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
    });
    const arn = "arn:aws:iam::000000000000:policy/never";
    await expect(session({ PolicyArns: [{ arn }] })).rejects.toThrow(
      `The policy ${arn} is not in this region`,
    );
  });
});

describe("a simulation", () => {
  const decisions = ({ EvaluationResults = [] }: iam.SimulateCustomPolicyCommandOutput) =>
    EvaluationResults.map((each) => [each.EvalActionName, each.EvalResourceName, each.EvalDecision]);

  test("tells of each action on each resource what a role's policies say", async () => {
    const answer = await policies.send(
      new iam.SimulatePrincipalPolicyCommand({
        PolicySourceArn: RoleArn,
        ActionNames: ["sqs:SendMessage", "sqs:DeleteQueue"],
        ResourceArns: [queueArn],
        PolicyInputList: [documentOf({ ...allow("sqs:DeleteQueue"), Effect: "Deny" })],
      }),
    );
    expect(decisions(answer)).toEqual([
      ["sqs:SendMessage", queueArn, "allowed"],
      ["sqs:DeleteQueue", queueArn, "explicitDeny"],
    ]);
    expect(answer.EvaluationResults?.[1]?.MatchedStatements).toEqual([
      { SourcePolicyId: "PolicyInputList.1", SourcePolicyType: "IAM Policy" },
    ]);
  });

  test("is told in pages, of each action on each resource once", async () => {
    const asked = {
      PolicyInputList: [documentOf(allow("sqs:*"))],
      ActionNames: ["sqs:SendMessage", "s3:GetObject"],
      ResourceArns: [queueArn, `${queueArn}-2`, `${queueArn}-3`],
      MaxItems: 4,
    };
    const first = await policies.send(new iam.SimulateCustomPolicyCommand(asked));
    const rest = await policies.send(new iam.SimulateCustomPolicyCommand({ ...asked, Marker: first.Marker }));
    expect([first.IsTruncated, rest.IsTruncated, rest.Marker]).toEqual([true, false, undefined]);
    expect([...decisions(first), ...decisions(rest)]).toEqual(
      asked.ActionNames.flatMap((action) =>
        asked.ResourceArns.map((arn) => [
          action,
          arn,
          action === "s3:GetObject" ? "implicitDeny" : "allowed",
        ]),
      ),
    );
    await expect(
      policies.send(new iam.SimulateCustomPolicyCommand({ ...asked, Marker: "no place" })),
    ).rejects.toMatchObject({ message: "Invalid Marker." });
  });

  test("holds policies that nobody has against conditions, a resource's policy and a boundary", async () => {
    const secure = allow("s3:GetObject", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } });
    const asked = { PolicyInputList: [documentOf(secure)], ActionNames: ["s3:GetObject"] };
    const ask = async (more: Partial<iam.SimulateCustomPolicyCommandInput>) =>
      policies.send(new iam.SimulateCustomPolicyCommand({ ...asked, ...more }));
    const without = await ask({});
    expect(decisions(without)).toEqual([["s3:GetObject", "*", "implicitDeny"]]);
    expect(without.EvaluationResults?.[0]?.MissingContextValues).toEqual(["aws:SecureTransport"]);
    const ContextEntries: iam.ContextEntry[] = [
      { ContextKeyName: "aws:SecureTransport", ContextKeyValues: ["true"], ContextKeyType: "boolean" },
    ];
    expect(decisions(await ask({ ContextEntries }))[0]?.[2]).toBe("allowed");
    const bounded = await ask({
      ContextEntries,
      PermissionsBoundaryPolicyInputList: [documentOf(allow("sqs:*"))],
    });
    expect(bounded.EvaluationResults?.[0]).toMatchObject({
      EvalDecision: "implicitDeny",
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
    const ResourcePolicy = documentOf({ ...allow("s3:*"), Effect: "Deny", Principal: "*" });
    expect(decisions(await ask({ ContextEntries, ResourcePolicy }))[0]?.[2]).toBe("explicitDeny");
    await expect(ask({ PolicyInputList: ["[]"] })).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  test("names the keys that conditions ask for, and no role that is not there", async () => {
    const conditional = allow("sqs:*", "*", { Condition: { StringLike: { "aws:PrincipalTag/team": "a*" } } });
    const keys = await policies.send(
      new iam.GetContextKeysForCustomPolicyCommand({ PolicyInputList: [documentOf(conditional)] }),
    );
    expect(keys.ContextKeyNames).toEqual(["aws:PrincipalTag/team"]);
    const nobody = { PolicySourceArn: `${RoleArn}-never`, ActionNames: ["sqs:SendMessage"] };
    await expect(policies.send(new iam.SimulatePrincipalPolicyCommand(nobody))).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
  });
});
