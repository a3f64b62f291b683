// A role is given to a service only if that may assume it: what each says that looks when it is given one, by the API and by a template.

import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
} from "@aws-sdk/client-cloudformation";
import * as events from "@aws-sdk/client-eventbridge";
import * as firehose from "@aws-sdk/client-firehose";
import * as iot from "@aws-sdk/client-iot";
import * as lambda from "@aws-sdk/client-lambda";
import * as pipes from "@aws-sdk/client-pipes";
import * as scheduler from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import type { JsonObject } from "../../src/aws/json.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";
import { EnforcedRegion } from "./support/enforced-region.ts";
import { allow, letters, roleArn } from "./support/permission-cases.ts";

const held = new EnforcedRegion();
const { clientOf, makeRole } = held;

interface GivenRole {
  readonly what: string;
  /** Who has to be trusted. */
  readonly service: string;
  /** What stands in `aws:SourceArn`. */
  readonly source: string;
  readonly give: (Role: string) => Promise<unknown>;
  readonly refusal: { readonly name: string; readonly message: string };
}

const untrusting = roleArn("untrusting");
const ZipFile = zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") });
const ofFunction = { Runtime: "nodejs24.x", Handler: "index.handler" } as const;
const functionRefusal = {
  name: "InvalidParameterValueException",
  message: "The role defined for the function cannot be assumed by Lambda.",
};
const ruleRefusal = {
  name: "ValidationException",
  message: `Provided role '${untrusting}' cannot be assumed by principal 'events.amazonaws.com'.`,
};
const topicRule = (roleArn: string): iot.CreateTopicRuleRequest => ({
  ruleName: "given",
  topicRulePayload: {
    sql: "SELECT * FROM 'a'",
    actions: [{ sqs: { queueUrl: "http://127.0.0.1/000000000000/letters", roleArn } }],
  },
});
const bucket = (RoleARN: string) => ({ RoleARN, BucketARN: "arn:aws:s3:::readings" });
const streamRefusal = {
  name: "InvalidArgumentException",
  message: `Firehose is unable to assume role ${untrusting}. Please check the role provided.`,
};

const given: readonly GivenRole[] = [
  {
    what: "a function that is made",
    service: "lambda.amazonaws.com",
    source: arnOf("lambda", "function:given"),
    give: (Role) =>
      clientOf(lambda.LambdaClient).send(
        new lambda.CreateFunctionCommand({ FunctionName: "given", Role, ...ofFunction, Code: { ZipFile } }),
      ),
    refusal: functionRefusal,
  },
  {
    what: "a function that is changed",
    service: "lambda.amazonaws.com",
    source: arnOf("lambda", "function:changed"),
    give: (Role) =>
      clientOf(lambda.LambdaClient).send(
        new lambda.UpdateFunctionConfigurationCommand({ FunctionName: "changed", Role }),
      ),
    refusal: functionRefusal,
  },
  {
    what: "a rule",
    service: "events.amazonaws.com",
    source: arnOf("events", "rule/given"),
    give: (RoleArn) =>
      clientOf(events.EventBridgeClient).send(
        new events.PutRuleCommand({ Name: "given", EventPattern: '{"source":["a"]}', RoleArn }),
      ),
    refusal: ruleRefusal,
  },
  {
    what: "a rule's target",
    service: "events.amazonaws.com",
    source: arnOf("events", "rule/there"),
    give: (RoleArn) =>
      clientOf(events.EventBridgeClient).send(
        new events.PutTargetsCommand({ Rule: "there", Targets: [{ Id: "a", Arn: letters, RoleArn }] }),
      ),
    refusal: ruleRefusal,
  },
  {
    what: "a schedule",
    service: "scheduler.amazonaws.com",
    source: arnOf("scheduler", "schedule-group/default"),
    give: (RoleArn) =>
      clientOf(scheduler.SchedulerClient).send(
        new scheduler.CreateScheduleCommand({
          ...{ Name: "given", ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: { Mode: "OFF" } },
          Target: { Arn: letters, RoleArn },
        }),
      ),
    refusal: {
      name: "ValidationException",
      message: "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    },
  },
  {
    what: "a topic rule",
    service: "iot.amazonaws.com",
    source: arnOf("iot", "rule/given"),
    give: (role) => clientOf(iot.IoTClient).send(new iot.CreateTopicRuleCommand(topicRule(role))),
    refusal: {
      name: "InvalidRequestException",
      message: `AWS IoT (iot.amazonaws.com) is unable to assume role (sts:AssumeRole) on resource: ${untrusting}.  If the role was just created or updated, please try again in a few seconds`,
    },
  },
  {
    what: "a delivery stream",
    service: "firehose.amazonaws.com",
    source: arnOf("firehose", "deliverystream/given"),
    give: (role) =>
      clientOf(firehose.FirehoseClient).send(
        new firehose.CreateDeliveryStreamCommand({
          DeliveryStreamName: "given",
          ExtendedS3DestinationConfiguration: bucket(role),
        }),
      ),
    refusal: streamRefusal,
  },
  {
    what: "a delivery stream that is changed",
    service: "firehose.amazonaws.com",
    source: arnOf("firehose", "deliverystream/changed"),
    give: (role) =>
      clientOf(firehose.FirehoseClient).send(
        new firehose.UpdateDestinationCommand({
          ...{ DeliveryStreamName: "changed", CurrentDeliveryStreamVersionId: "1" },
          DestinationId: "destinationId-000000000001",
          ExtendedS3DestinationUpdate: { RoleARN: role },
        }),
      ),
    refusal: streamRefusal,
  },
];

beforeAll(async () => {
  await held.open();
  const { sqs } = held.region.services;
  await sqs.createQueue({ queueName: "letters" });
  makeRole("untrusting", { Principal: { Service: "ec2.amazonaws.com" } }, allow("*", "*"));
  const nobodys = roleArn("nobodys");
  await clientOf(lambda.LambdaClient).send(
    new lambda.CreateFunctionCommand({
      ...{ FunctionName: "changed", Role: nobodys, ...ofFunction },
      Code: { ZipFile },
    }),
  );
  // It is made for whoever asks.
  await clientOf(lambda.LambdaClient).send(
    new lambda.GetFunctionConfigurationCommand({ FunctionName: "changed" }),
  );
  const there = { Name: "there", EventPattern: '{"source":["a"]}' };
  await clientOf(events.EventBridgeClient).send(new events.PutRuleCommand(there));
  await clientOf(firehose.FirehoseClient).send(
    new firehose.CreateDeliveryStreamCommand({
      DeliveryStreamName: "changed",
      ExtendedS3DestinationConfiguration: bucket(nobodys),
    }),
  );
});
afterAll(() => held.close());

describe.each(given)("$what", ({ what, service, source, give, refusal }) => {
  const name = what.replace(/\W/g, "-");
  const trusts = (sourceArn: string) => ({
    Principal: { Service: service },
    Condition: { ArnLike: { "aws:SourceArn": sourceArn } },
  });

  test("is refused a role that trusts others", async () => {
    await expect(give(untrusting)).rejects.toMatchObject(refusal);
  });

  test("is refused a role that trusts the service for something else", async () => {
    const role = makeRole(`${name}-of-another`, trusts(`${source}-other`), allow("*", "*"));
    await expect(give(role)).rejects.toMatchObject({ name: refusal.name });
  });

  test("has one that trusts the service for it", async () => {
    await give(makeRole(name, trusts(source), allow("*", "*")));
  });
});

test("a pipe is made, and could not be: its role is asked for when it reads", async () => {
  const client = clientOf(pipes.PipesClient);
  const Name = "given";
  const RoleArn = untrusting;
  await client.send(new pipes.CreatePipeCommand({ Name, RoleArn, Source: letters, Target: letters }));
  const pipe = await until(async () => {
    const described = await client.send(new pipes.DescribePipeCommand({ Name }));
    return described.CurrentState !== "CREATING" && described;
  });
  expect(pipe).toMatchObject({ CurrentState: "CREATE_FAILED" });
});

test.each<[string, string, JsonObject, string]>([
  [
    "function",
    "AWS::Lambda::Function",
    { ...ofFunction, Role: untrusting, Code: { ZipFile: "exports.handler = 1" } },
    functionRefusal.message,
  ],
  [
    "rule",
    "AWS::Events::Rule",
    { EventPattern: { source: ["a"] }, Targets: [{ Id: "a", Arn: letters, RoleArn: untrusting }] },
    ruleRefusal.message,
  ],
])(
  "a %s of a template is not made with a role that trusts others",
  async (what, Type, Properties, reason) => {
    const client = clientOf(CloudFormationClient);
    const StackName = `${what}-on-trust`;
    const TemplateBody = JSON.stringify({ Resources: { It: { Type, Properties } } });
    await client.send(new CreateStackCommand({ StackName, TemplateBody }));
    const failed = await until(async () => {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      return StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
    });
    expect(failed.ResourceStatusReason).toContain(reason);
  },
);
