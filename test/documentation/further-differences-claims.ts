// More rows of docs/differences.md that are shown by asking a region: of what is called, sent and held rather than described.

import { expect } from "@jest/globals";
import { zipFiles } from "../../src/services/lambda/code/zip-files.ts";
import { until } from "../support/until.ts";
import { type Claim, refused, role, stacks } from "./differences-claims.ts";
import type { Told, Wire } from "./over-the-wire.ts";

const mebibyte = 1024 * 1024;
const sized = (bytes: number) => ({ Name: "x".repeat(bytes) });

/** Whether a body of so many bytes, whatever it says, is read at all. */
async function isRead({ asked }: Wire, target: string, bytes: number): Promise<boolean> {
  return ((await asked(target, sized(bytes))) as { readonly status?: number }).status !== 413;
}

const package64 = Buffer.from(
  zipFiles({ "index.js": Buffer.from("exports.handler = async () => 1;") }),
).toString("base64");

function makeFunction({ rest }: Wire, FunctionName: string, more: object = {}): Promise<Told> {
  return rest("lambda", "POST", "/2015-03-31/functions", {
    ...{ FunctionName, Role: role, Runtime: "nodejs24.x", Handler: "index.handler" },
    ...{ Code: { ZipFile: package64 }, ...more },
  });
}

const sts = ({ form }: Wire, action: string, request: Readonly<Record<string, string>>) =>
  form("2011-06-15", action, request);
const events = ({ asked }: Wire, operation: string, request: object) =>
  asked(`AWSEvents.${operation}`, request);
const topics = ({ form }: Wire, action: string, request: Readonly<Record<string, string>>) =>
  form("2010-03-31", action, request);
const logs = ({ asked }: Wire, operation: string, request: object) =>
  asked(`Logs_20140328.${operation}`, request);
const entry = (more: object) => ({ Source: "a", DetailType: "b", Detail: "{}", ...more });
const alarmed = ({ form }: Wire, action: string, request: Readonly<Record<string, string>>) =>
  form("2010-08-01", action, request);

/** The template as the transforms have left it. */
async function processed(wire: Wire, StackName: string, template: object): Promise<string> {
  const set = { StackName, ChangeSetName: "first" };
  await stacks(wire, "CreateChangeSet", {
    ...{ ...set, ChangeSetType: "CREATE", TemplateBody: JSON.stringify(template) },
    ...{ "Capabilities.member.1": "CAPABILITY_AUTO_EXPAND", "Capabilities.member.2": "CAPABILITY_IAM" },
  });
  return until(async () => {
    const told = String(await stacks(wire, "GetTemplate", { ...set, TemplateStage: "Processed" }));
    return told.includes("<TemplateBody>") && told.replaceAll("&quot;", '"');
  });
}

export const furtherClaims: readonly Claim[] = [
  {
    ...{
      row: "numbers in data",
      says: "`12345678901234567890` becomes `12345678901234567000`, `1.0` becomes `1`",
    },
    async asks(wire) {
      const { stateMachineArn } = (await wire.asked("AWSStepFunctions.CreateStateMachine", {
        ...{ name: "numbers", type: "EXPRESS", roleArn: role },
        definition: JSON.stringify({ StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } }),
      })) as { readonly stateMachineArn: string };
      const input = '{"digits":12345678901234567890,"whole":1.0,"beyond":1e400}';
      return wire.asked("AWSStepFunctions.StartSyncExecution", { stateMachineArn, input });
    },
    finds: expect.objectContaining({
      output: '{"digits":12345678901234567000,"whole":1,"beyond":null}',
    }),
  },
  {
    ...{ row: "size of a request", says: "1 MiB; 4 MiB for Step Functions, SQS, EventBridge" },
    asks: (wire) =>
      Promise.all([
        isRead(wire, "AmazonSSM.PutParameter", 0.9 * mebibyte),
        isRead(wire, "AmazonSSM.PutParameter", 1.1 * mebibyte),
        isRead(wire, "AmazonSQS.SendMessage", 3.9 * mebibyte),
        isRead(wire, "AmazonSQS.SendMessage", 4.1 * mebibyte),
        isRead(wire, "Kinesis_20131202.PutRecord", 15.9 * mebibyte),
        isRead(wire, "Kinesis_20131202.PutRecord", 16.1 * mebibyte),
      ]),
    finds: [true, false, true, false, true, false],
  },
  {
    ...{ row: "service control policies, keys' policies", says: "are not" },
    asks: (wire) => sts(wire, "DecodeAuthorizationMessage", { EncodedMessage: "x" }),
    finds: refused("DecodeAuthorizationMessage"),
  },
  {
    ...{ row: "`PackedPolicySize`", says: "what they take of 2,048 characters" },
    async asks(wire) {
      const AssumeRolePolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
      await wire.form("2010-05-08", "CreateRole", { RoleName: "packed", AssumeRolePolicyDocument });
      const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
      const RoleArn = "arn:aws:iam::000000000000:role/packed";
      const Policy = JSON.stringify(policy).padEnd(1024);
      return sts(wire, "AssumeRole", { RoleArn, RoleSessionName: "packed", Policy });
    },
    finds: expect.stringContaining("<PackedPolicySize>50</PackedPolicySize>"),
  },
  {
    ...{ row: "`ExpressExecutionMemory`, `ExecutionThrottled`", says: "memory is not measured" },
    async asks(wire) {
      const { stateMachineArn } = (await wire.asked("AWSStepFunctions.CreateStateMachine", {
        ...{ name: "measured", type: "EXPRESS", roleArn: role },
        definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } }),
      })) as { readonly stateMachineArn: string };
      await wire.asked("AWSStepFunctions.StartSyncExecution", { stateMachineArn });
      const told = await until(async () => {
        const metrics = String(await alarmed(wire, "ListMetrics", { Namespace: "AWS/States" }));
        return metrics.includes("ExpressExecutionBilledMemory") && metrics;
      });
      return ["ExpressExecutionMemory", "ExecutionThrottled", "ThrottledEvents"].filter((name) =>
        told.includes(name),
      );
    },
    finds: [],
  },
  {
    ...{ row: "developer portals, model templates", says: "refused by name" },
    asks: (wire) => wire.rest("apigateway", "POST", "/v2/portals", {}),
    finds: refused("CreatePortal"),
  },
  {
    ...{ row: "`ProvisionedPollerConfig`", says: "kept and told" },
    async asks(wire) {
      await makeFunction(wire, "polled");
      await wire.asked("AmazonSQS.CreateQueue", { QueueName: "polled" });
      return wire.rest("lambda", "POST", "/2015-03-31/event-source-mappings", {
        ...{ FunctionName: "polled", EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:polled" },
        ProvisionedPollerConfig: { MinimumPollers: 3, MaximumPollers: 4 },
      });
    },
    finds: expect.objectContaining({ ProvisionedPollerConfig: { MinimumPollers: 3, MaximumPollers: 4 } }),
  },
  {
    ...{ row: "`VpcConfig`, `TracingConfig`, `EphemeralStorage`", says: "kept and told" },
    async asks(wire) {
      await makeFunction(wire, "placed", {
        VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
        ...{ TracingConfig: { Mode: "Active" }, EphemeralStorage: { Size: 1024 } },
      });
      return wire.rest("lambda", "GET", "/2015-03-31/functions/placed/configuration");
    },
    finds: expect.objectContaining({
      VpcConfig: expect.objectContaining({ SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] }),
      ...{ TracingConfig: { Mode: "Active" }, EphemeralStorage: { Size: 1024 } },
    }),
  },
  {
    ...{ row: "destinations of the account's other regions", says: "of a version, an alias or `$LATEST`" },
    async asks(wire) {
      await makeFunction(wire, "eventful", { Publish: true });
      const path = "/2019-09-25/functions/eventful/event-invoke-config";
      const put = (qualifier: string, MaximumRetryAttempts: number) =>
        wire.rest("lambda", "PUT", `${path}?Qualifier=${qualifier}`, { MaximumRetryAttempts });
      return Promise.all([put("1", 0), put("$LATEST", 1)]);
    },
    finds: [0, 1].map((MaximumRetryAttempts) => expect.objectContaining({ MaximumRetryAttempts })),
  },
  {
    ...{
      row: "an event that a target without a dead-letter queue",
      says: "the log group `/millrace/rules` holds",
    },
    async asks(wire) {
      await events(wire, "PutRule", { Name: "nowhere", EventPattern: '{"source":["nowhere"]}' });
      const Targets = [{ Id: "t", Arn: "arn:aws:sqs:us-east-1:000000000000:nowhere" }];
      await events(wire, "PutTargets", { Rule: "nowhere", Targets });
      await events(wire, "PutEvents", { Entries: [entry({ Source: "nowhere" })] });
      return until(async () => {
        const told = await logs(wire, "FilterLogEvents", { logGroupName: "/millrace/rules" });
        const { events: lines = [] } = told as { readonly events?: readonly { readonly message: string }[] };
        return lines.find(({ message }) => message.includes("rule/nowhere"))?.message;
      });
    },
    finds: expect.stringContaining("sqs:us-east-1:000000000000:nowhere did not take the event"),
  },
  {
    ...{ row: "size of a `PutEvents` request", says: "256 KB of all entries together" },
    asks: (wire) => {
      const Detail = JSON.stringify({ text: "x".repeat(128 * 1024) });
      return events(wire, "PutEvents", { Entries: [entry({ Detail }), entry({ Detail })] });
    },
    finds: refused("Total size of the entries in the request is over the limit"),
  },
  {
    ...{ row: "`UpdateArchive` of an archive that is not there", says: "`ResourceNotFoundException`" },
    asks: (wire) => events(wire, "UpdateArchive", { ArchiveName: "none", RetentionDays: 1 }),
    finds: refused("ResourceNotFoundException"),
  },
  {
    ...{ row: "a `DetailType` of more than 128 characters", says: "the entry has `InvalidArgument`" },
    asks: (wire) => events(wire, "PutEvents", { Entries: [entry({ DetailType: "x".repeat(129) })] }),
    finds: {
      FailedEntryCount: 1,
      Entries: [expect.objectContaining({ ErrorCode: "InvalidArgument" })],
    },
  },
  {
    ...{ row: "data protection policies of topics", says: "kept and told" },
    async asks(wire) {
      const ResourceArn = "arn:aws:sns:us-east-1:000000000000:protected";
      await topics(wire, "CreateTopic", { Name: "protected" });
      const DataProtectionPolicy = '{"Name":"p","Version":"2021-06-01","Statement":[]}';
      await topics(wire, "PutDataProtectionPolicy", { ResourceArn, DataProtectionPolicy });
      return topics(wire, "GetDataProtectionPolicy", { ResourceArn });
    },
    finds: expect.stringContaining("2021-06-01"),
  },
  {
    ...{ row: "a table's stream", says: "one shard" },
    async asks({ asked }) {
      const { TableDescription } = (await asked("DynamoDB_20120810.CreateTable", {
        ...{ TableName: "streamed", BillingMode: "PAY_PER_REQUEST" },
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
      })) as { readonly TableDescription: { readonly LatestStreamArn: string } };
      const StreamArn = TableDescription.LatestStreamArn;
      return asked("DynamoDBStreams_20120810.DescribeStream", { StreamArn });
    },
    finds: { StreamDescription: expect.objectContaining({ Shards: [expect.anything()] }) },
  },
  {
    ...{ row: "permissions", says: "`x-amz-expected-bucket-owner` is" },
    asks: (wire) =>
      wire.at("/readings?location", { headers: { "x-amz-expected-bucket-owner": "999999999999" } }),
    finds: refused("AccessDenied"),
  },
  {
    ...{ row: "`AllowedPattern`", says: "or with backreferences, takes any value" },
    asks: (wire) =>
      stacks(wire, "CreateStack", {
        StackName: "patterned",
        TemplateBody: JSON.stringify({
          Parameters: { P: { Type: "String", AllowedPattern: "^(a)\\1$", Default: "zz" } },
          Resources: { T: { Type: "AWS::SNS::Topic" } },
        }),
      }),
    finds: expect.stringContaining("<StackId>"),
  },
  {
    ...{ row: "`Fn::ValueOf`, `Fn::ValueOfAll`", says: "fail: there are none" },
    asks: (wire) =>
      stacks(wire, "CreateStack", {
        StackName: "ruled",
        TemplateBody: JSON.stringify({
          Parameters: { V: { Type: "AWS::EC2::VPC::Id", Default: "vpc-1" } },
          Rules: {
            R: { Assertions: [{ Assert: { "Fn::Equals": [{ "Fn::ValueOf": ["V", "Tags.a"] }, "b"] } }] },
          },
          Resources: { T: { Type: "AWS::SNS::Topic" } },
        }),
      }),
    finds: refused("ValidationError"),
  },
  {
    ...{ row: "`Fn::Length`, `Fn::ToJsonString`", says: "so the processed template still has them" },
    asks: (wire) =>
      processed(wire, "counted", {
        Transform: "AWS::LanguageExtensions",
        Resources: { T: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { "Fn::Length": ["a"] } } } },
      }),
    finds: expect.stringContaining("Fn::Length"),
  },
  {
    ...{ row: "`AWS::Serverless::Api`", says: "`AlwaysDeploy` has no effect" },
    async asks(wire) {
      const Properties = {
        StageName: "prod",
        AlwaysDeploy: true,
        DefinitionBody: { openapi: "3.0.1", paths: {} },
      };
      const template = {
        Transform: "AWS::Serverless-2016-10-31",
        Resources: { Api: { Type: "AWS::Serverless::Api", Properties } },
      };
      const deployments: (string | undefined)[] = [];
      for (const name of ["deployed", "deployed-again"])
        deployments.push(/ApiDeployment[0-9a-f]+/.exec(await processed(wire, name, template))?.[0]);
      return [deployments[0], deployments[0] === deployments[1]];
    },
    finds: [expect.stringMatching(/^ApiDeployment[0-9a-f]{10}$/), true],
  },
  {
    ...{ row: "history of alarms", says: "100 entries of an alarm at most" },
    async asks(wire) {
      const alarm = {
        Namespace: "n",
        MetricName: "m",
        Statistic: "Sum",
        ComparisonOperator: "LessThanThreshold",
      };
      const bounds = { Threshold: "1", Period: "60", EvaluationPeriods: "1" };
      await alarmed(wire, "PutMetricAlarm", { AlarmName: "busy", ...alarm, ...bounds });
      for (let turn = 0; turn < 60; turn++)
        for (const StateValue of ["ALARM", "OK"])
          await alarmed(wire, "SetAlarmState", { AlarmName: "busy", StateValue, StateReason: "r" });
      let [items, NextToken]: [number, string | undefined] = [0, undefined];
      do {
        const page: string = String(
          await alarmed(wire, "DescribeAlarmHistory", {
            ...{ AlarmName: "busy", MaxRecords: "50" },
            ...(NextToken === undefined ? {} : { NextToken }),
          }),
        );
        items += page.match(/<HistorySummary>/g)?.length ?? 0;
        NextToken = /<NextToken>([^<]+)/.exec(page)?.[1];
      } while (NextToken !== undefined);
      return items;
    },
    finds: 100,
  },
  {
    ...{ row: "deliveries of vended logs", says: "are kept and told" },
    async asks(wire) {
      const resourceArn = "arn:aws:cloudfront::000000000000:distribution/E1";
      await logs(wire, "PutDeliverySource", { name: "s", resourceArn, logType: "ACCESS_LOGS" });
      return logs(wire, "DescribeDeliverySources", {});
    },
    finds: expect.objectContaining({ deliverySources: [expect.objectContaining({ name: "s" })] }),
  },
];
