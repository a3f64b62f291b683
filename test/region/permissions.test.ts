// A region whose roles hold: real clients with a role's keys, machines, rules, pipes and topics, allowed and denied.

import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import * as kinesis from "@aws-sdk/client-kinesis";
import * as s3 from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as sfn from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import type { Region } from "../../src/region/region.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";
import { EnforcedRegion } from "./support/enforced-region.ts";
import { account, allow, documentOf, letters, QueueUrl, roleArn, wires } from "./support/permission-cases.ts";

const held = new EnforcedRegion();
const { told, clientOf, makeRole, keysOf } = held;
let region: Region;

beforeAll(async () => {
  await held.open();
  ({ region } = held);
  const { sqs: queues, sns: topics } = region.services;
  await queues.createQueue({ queueName: "letters" });
  topics.createTopic("alerts");
  region.services.logs.createLogGroup("letters");
  const secret = new CreateSecretCommand({ Name: "letters", SecretString: "a" });
  await clientOf(SecretsManagerClient).send(secret);
  await region.apis
    .get("s3")
    ?.operations.CreateBucket?.({ Bucket: "readings" }, { requestId: "1", host: "" });
});
afterAll(() => held.close());

const anybody = { Principal: { AWS: account } };

describe("with a role's keys", () => {
  test.each(wires)("$of does what the role may, and nothing else", async (wire) => {
    const { kind, command, permission, needs, name, status } = wire;
    const name_ = `wire-${wire.of.replace(/\W/g, "-")}`;
    const role = makeRole(name_, anybody, permission);
    const client = clientOf(kind, await keysOf(role));
    await client.send(command());

    makeRole(name_, anybody, allow("iam:GetRole", "*"));
    const refused = await client.send(command()).catch((problem: unknown) => problem);
    const user = `arn:aws:sts::${account}:assumed-role/${name_}/tests`;
    const action = needs.split(" ", 1)[0];
    expect(refused).toMatchObject({
      ...{ name, $metadata: { httpStatusCode: status } },
      message: `User: ${user} is not authorized to perform: ${needs} because no identity-based policy allows the ${action} action`,
    });
    expect(told).toContain((refused as Error).message);
  });

  test("a role may be passed on by whoever may pass it", async () => {
    const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } });
    const passed = makeRole("passed", { Principal: { Service: "states.amazonaws.com" } }, allow("s3:*", "*"));
    const toStates = { Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } } };
    const creates = allow("states:CreateStateMachine", "*");
    const role = makeRole("passing", anybody, creates, allow("iam:PassRole", passed, toStates));
    const client = clientOf(sfn.SFNClient, await keysOf(role));
    const create = () =>
      client.send(new sfn.CreateStateMachineCommand({ name: "m", definition, roleArn: passed }));
    await create();
    makeRole("passing", anybody, creates);
    await expect(create()).rejects.toThrow(`perform: iam:PassRole on resource: ${passed} because`);
  });

  test("another role is assumed only if that lets it", async () => {
    const one = makeRole("one", anybody, allow("s3:*", "*"));
    makeRole("closed", { Principal: { Service: "lambda.amazonaws.com" } }, allow("s3:*", "*"));
    makeRole("open", { Principal: { AWS: one } }, allow("s3:*", "*"));
    const client = clientOf(STSClient, await keysOf(one));
    const assume = (name: string) =>
      client.send(new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: "next" }));
    await assume("open");
    await expect(assume("closed")).rejects.toThrow(
      `on resource: ${roleArn("closed")} because no role trust policy allows the sts:AssumeRole action`,
    );
  });

  test("a stream's policy lets a role that has no permission of its own, and nobody else is asked", async () => {
    const name = "readings";
    await region.services.kinesis.createStream({ streamName: name, shardCount: 1 });
    const ResourceARN = arnOf("kinesis", `stream/${name}`);
    const put = new kinesis.PutRecordCommand({ StreamName: name, PartitionKey: "k", Data: Buffer.from("a") });
    const role = makeRole("putting", anybody, allow("s3:*", "*"));
    const client = clientOf(kinesis.KinesisClient, await keysOf(role));
    await expect(client.send(put)).rejects.toMatchObject({ name: "AccessDeniedException" });
    const lets = {
      Effect: "Allow",
      Principal: { AWS: role },
      Action: "kinesis:PutRecord",
      Resource: ResourceARN,
    };
    await clientOf(kinesis.KinesisClient).send(
      new kinesis.PutResourcePolicyCommand({ ResourceARN, Policy: documentOf(lets) }),
    );
    await client.send(put);
    await clientOf(kinesis.KinesisClient).send(put);
  });

  test("whoever has any other keys may do all", async () => {
    const PolicyDocument = documentOf(allow("s3:*", "*"));
    makeRole("free", anybody, allow("s3:*", "*"));
    await clientOf(IAMClient).send(
      new PutRolePolicyCommand({ RoleName: "free", PolicyName: "more", PolicyDocument }),
    );
    await clientOf(sqs.SQSClient).send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: "a" }));
  });
});

describe("a machine", () => {
  const trusted = {
    Principal: { Service: "states.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": account } },
  };

  async function run(name: string, role: string, state: JsonObject) {
    const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Task", End: true, ...state } } });
    const client = clientOf(sfn.SFNClient);
    const { stateMachineArn } = await client.send(
      new sfn.CreateStateMachineCommand({ name, definition, roleArn: role, type: "EXPRESS" }),
    );
    return client.send(new sfn.StartSyncExecutionCommand({ stateMachineArn, name: "run" }));
  }

  interface TaskCase {
    readonly of: string;
    readonly state: JsonObject;
    readonly permission: JsonObject;
    readonly error: string;
    readonly cause: string;
  }

  const sending = { QueueUrl, MessageBody: "a" };
  const tasks: readonly TaskCase[] = [
    {
      ...{ of: "sqs", error: "SQS.AmazonSQSException", permission: allow("sqs:SendMessage", letters) },
      state: { Resource: "arn:aws:states:::sqs:sendMessage", Parameters: sending },
      cause: "(Service: AmazonSQS; Status Code: 403; Error Code: AccessDeniedException;",
    },
    {
      ...{ of: "aws-sdk-sqs", error: "Sqs.SqsException", permission: allow("sqs:SendMessage", letters) },
      state: { Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage", Parameters: sending },
      cause: "(Service: Sqs, Status Code: 403,",
    },
    {
      ...{ of: "sns", error: "SNS.AuthorizationErrorException", permission: allow("sns:Publish", "*") },
      state: {
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { TopicArn: arnOf("sns", "alerts"), Message: "a" },
      },
      cause: "(Service: AmazonSNS; Status Code: 403; Error Code: AuthorizationError;",
    },
    {
      of: "events",
      error: "EventBridge.AmazonEventBridgeException",
      permission: allow("events:PutEvents", arnOf("events", "event-bus/default")),
      state: {
        Resource: "arn:aws:states:::events:putEvents",
        Parameters: { Entries: [{ Source: "a", DetailType: "b", Detail: {} }] },
      },
      cause: "(Service: AmazonEventBridge; Status Code: 400; Error Code: AccessDeniedException;",
    },
  ];

  test.each(tasks)("calls $of as its role may", async ({ of, state, permission, error, cause }) => {
    const allowed = makeRole(`runs-${of}`, trusted, permission);
    expect(await run(`runs-${of}`, allowed, state)).toMatchObject({ status: "SUCCEEDED" });
    const denied = makeRole(`fails-${of}`, trusted, allow("s3:*", "*"));
    const failed = await run(`fails-${of}`, denied, state);
    expect(failed).toMatchObject({ status: "FAILED", error });
    expect(failed.cause).toContain(cause);
    expect(failed.cause).toContain(
      `User: arn:aws:sts::${account}:assumed-role/fails-${of}/run is not authorized`,
    );
  });

  test("fails as Lambda denies before anybody knows whether there is such a function", async () => {
    const role = makeRole("fails-lambda", trusted, allow("s3:*", "*"));
    const failed = await run("fails-lambda", role, {
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "none" },
    });
    expect(failed).toMatchObject({ status: "FAILED", error: "Lambda.AWSLambdaException" });
    expect(failed.cause).toContain(
      "(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException;",
    );
  });

  test.each(["ec2.amazonaws.com", "lambda.amazonaws.com"])(
    "is not made with a role that trusts only %s",
    async (Service) => {
      const role = makeRole(`trusts-${Service}`, { Principal: { Service } }, allow("*", "*"));
      await expect(run("untrusted", role, { Type: "Pass" })).rejects.toMatchObject({
        name: "AccessDeniedException",
        message:
          "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
      });
    },
  );

  test("of another account is not let have the role", async () => {
    const foreign = { ...trusted, Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } };
    const role = makeRole("foreign", trusted, allow("*", "*"));
    const state = { Resource: "arn:aws:states:::sqs:sendMessage", Parameters: sending };
    await run("foreign", role, state);
    const trustOf = (of: JsonObject) =>
      region.services.iam.roles.setTrustPolicy(
        "foreign",
        documentOf({ Effect: "Allow", Action: "sts:AssumeRole", ...of }),
      );
    trustOf(foreign);
    const stateMachineArn = arnOf("states", "stateMachine:foreign");
    const failed = await clientOf(sfn.SFNClient).send(new sfn.StartSyncExecutionCommand({ stateMachineArn }));
    expect(failed.cause).toContain("because no role trust policy allows the sts:AssumeRole action");
  });
});

describe("a delivery", () => {
  const rule = arnOf("events", "rule/alerts");
  const deliver = (caller: { readonly arn: string; readonly roleArn?: string }, arn = letters) =>
    region.router.deliver({ arn, caller, payload: { text: "{}" } });
  const setPolicy = (policy: string) =>
    region.services.sqs.setQueueAttributes(QueueUrl, new Map([["Policy", policy]]));

  test("in a role needs the role's policy", async () => {
    const trusted = { Principal: { Service: "events.amazonaws.com" } };
    const role = makeRole("rule", trusted, allow("sqs:SendMessage", letters));
    expect(await deliver({ arn: rule, roleArn: role })).toMatchObject({ status: "DELIVERED" });
    makeRole("rule", trusted, allow("sqs:SendMessage", arnOf("sqs", "others")));
    expect(await deliver({ arn: rule, roleArn: role })).toMatchObject({
      status: "FAILED",
      error: { code: "AccessDeniedException", isPassing: false },
    });
  });

  test("to a REST API needs the right to invoke its method", async () => {
    const method = arnOf("execute-api", "0123456789/prod/POST/alerts");
    const trusted = { Principal: { Service: "events.amazonaws.com" } };
    const role = makeRole("asking", trusted, allow("execute-api:Invoke", arnOf("execute-api", "others/*")));
    const delivery = () => deliver({ arn: rule, roleArn: role }, method);
    expect(await delivery()).toMatchObject({ error: { code: "AccessDeniedException" } });
    makeRole("asking", trusted, allow("execute-api:Invoke", method));
    expect(await delivery()).toMatchObject({ error: { code: "NotFoundException" } });
  });

  test("in no role needs the policy of whom it is for, and for its own source", async () => {
    const lets = (service: string, source: string) =>
      documentOf({
        ...{ Effect: "Allow", Principal: { Service: service }, Action: "sqs:SendMessage", Resource: letters },
        Condition: { ArnEquals: { "aws:SourceArn": source } },
      });
    expect(await deliver({ arn: rule })).toMatchObject({ status: "FAILED" });
    await setPolicy(lets("events.amazonaws.com", rule));
    expect(await deliver({ arn: rule })).toMatchObject({ status: "DELIVERED" });
    expect(await deliver({ arn: arnOf("events", "rule/others") })).toMatchObject({ status: "FAILED" });
    await setPolicy(lets("sns.amazonaws.com", arnOf("sns", "alerts")));
    const subscription = { arn: arnOf("sns", "alerts:7a97b244-06fe-b0a6-293e-a8f76e916275") };
    expect(await deliver(subscription)).toMatchObject({ status: "DELIVERED" });
    const group = arnOf("logs", "log-group:letters");
    expect(await deliver({ arn: rule }, group)).toMatchObject({ status: "DELIVERED" });
  });
});

test.each([
  [
    "that lets it not",
    "QueueArn",
    letters,
    "Permissions on the destination queue do not allow S3 to publish notifications from this bucket",
  ],
  ["that is not there", "QueueArn", arnOf("sqs", "nowhere"), "The destination queue does not exist"],
  [
    "that lets it not",
    "TopicArn",
    arnOf("sns", "alerts"),
    "Permissions on the destination topic do not allow S3 to publish notifications from this bucket",
  ],
  ["that is not there", "TopicArn", arnOf("sns", "nowhere"), "The destination topic does not exist"],
])("a bucket's notifications to one %s: %s %s", async (_of, member, arn, ArgumentValue1) => {
  const kind = member === "QueueArn" ? "QueueConfigurations" : "TopicConfigurations";
  const put = new s3.PutBucketNotificationConfigurationCommand({
    Bucket: "readings",
    NotificationConfiguration: { [kind]: [{ [member]: arn, Events: ["s3:ObjectCreated:*"] }] },
  });
  const refused = await clientOf(s3.S3Client)
    .send(put)
    .catch((problem: unknown) => problem);
  expect(refused).toMatchObject({
    name: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
    ...{ ArgumentName1: arn, ArgumentValue1 },
  });
});

test("a handler has keys of its function's role", async () => {
  const role = makeRole("handler", { Principal: { Service: "lambda.amazonaws.com" } }, allow("s3:*", "*"));
  const ZipFile = "exports.handler = async () => process.env.AWS_ACCESS_KEY_ID";
  const Properties = {
    FunctionName: "keys",
    Role: role,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Code: { ZipFile },
  };
  const TemplateBody = JSON.stringify({ Resources: { F: { Type: "AWS::Lambda::Function", Properties } } });
  await clientOf(CloudFormationClient).send(new CreateStackCommand({ StackName: "keys", TemplateBody }));
  await until(() => region.services.lambda.list()[0]);
  const { payload } = await region.services.lambda.invoke({ functionName: "keys", payload: "{}" });
  expect(region.services.sts.holderOf(JSON.parse(payload))).toEqual({ roleArn: role, sessionName: "keys" });
});
