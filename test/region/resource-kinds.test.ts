// What every kind of resource promises, over all doors of the region: it has the values of Ref and Fn::GetAtt that AWS has for it, and
// knows all of its properties.

import { resolve } from "node:path";
import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import type { ResourceKind } from "../../src/aws/template/resource-kind.ts";
import { Doors } from "../../src/region/doors.ts";
import { Region } from "../../src/region/region.ts";
import { type Services, services } from "../../src/region/services.ts";
import type { Deployed } from "../../src/services/cloudformation/stacks/deploy.ts";
import { parseTemplate } from "../../src/services/cloudformation/template/parse-template.ts";

interface KindCase {
  readonly properties?: JsonObject;
  /** The value of Ref. */
  readonly ref: string | RegExp;
  /** The attributes that it does not have, and why not. */
  readonly lacks?: Readonly<Record<string, string>>;
}

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const role = "arn:aws:iam::000000000000:role/any";
const pass = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
const anything = { Statement: [] };
const of = (logicalId: string): Json => ({ Ref: logicalId });
const arnOf = (logicalId: string): Json => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Each by its type; in the template it is called as its type is, without the colons. */
const cases: Readonly<Record<string, KindCase>> = {
  "AWS::CloudWatch::Alarm": {
    properties: {
      ...{ Namespace: "N", MetricName: "M", Statistic: "Sum", Period: 60 },
      ...{ Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" },
    },
    ref: "stack-AWSCloudWatchAlarm",
  },
  "AWS::CloudWatch::Dashboard": {
    properties: { DashboardBody: '{"widgets":[]}' },
    ref: "stack-AWSCloudWatchDashboard",
  },
  "AWS::DynamoDB::GlobalTable": {
    properties: {
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      Replicas: [{ Region: "us-east-1" }],
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    },
    ref: "stack-AWSDynamoDBGlobalTable",
  },
  "AWS::DynamoDB::Table": {
    properties: {
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    },
    ref: "stack-AWSDynamoDBTable",
  },
  "AWS::Events::Connection": {
    properties: {
      AuthorizationType: "BASIC",
      AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
    },
    ref: "stack-AWSEventsConnection",
    lacks: {
      "AuthParameters.ConnectivityParameters.ResourceParameters.ResourceAssociationArn":
        "no private networks",
      "InvocationConnectivityParameters.ResourceParameters.ResourceAssociationArn": "no private networks",
    },
  },
  "AWS::Events::EventBus": { properties: { Name: "bus" }, ref: "bus" },
  "AWS::Events::EventBusPolicy": {
    properties: { StatementId: "all", Statement: { Effect: "Allow" } },
    ref: "default|all",
  },
  "AWS::Events::Rule": {
    properties: { EventBusName: of("AWSEventsEventBus"), EventPattern: { source: ["s"] } },
    ref: "bus|stack-AWSEventsRule",
  },
  "AWS::ECR::Repository": { ref: "stack-awsecrrepository" },
  "AWS::IAM::InstanceProfile": {
    properties: { Roles: [of("AWSIAMRole")] },
    ref: "stack-AWSIAMInstanceProfile",
  },
  "AWS::IAM::ManagedPolicy": {
    properties: { PolicyDocument: anything, Roles: [of("AWSIAMRole")] },
    ref: "arn:aws:iam::000000000000:policy/stack-AWSIAMManagedPolicy",
  },
  "AWS::IAM::Policy": {
    properties: { PolicyName: "read", PolicyDocument: anything, Roles: [of("AWSIAMRole")] },
    ref: "stack-AWSIAMPolicy",
  },
  "AWS::IAM::Role": { properties: { AssumeRolePolicyDocument: anything }, ref: "stack-AWSIAMRole" },
  "AWS::IAM::RolePolicy": {
    properties: { PolicyName: "write", PolicyDocument: anything, RoleName: of("AWSIAMRole") },
    ref: "write",
  },
  "AWS::Kinesis::ResourcePolicy": {
    properties: { ResourceArn: arnOf("AWSKinesisStream"), ResourcePolicy: anything },
    ref: arn("kinesis", "stream/stack-AWSKinesisStream"),
  },
  "AWS::Kinesis::Stream": {
    properties: { ShardCount: 1 },
    ref: "stack-AWSKinesisStream",
    lacks: { WarmThroughputObject: "a stream is as fast as it is from the start" },
  },
  "AWS::Lambda::Function": {
    properties: { Role: role, Runtime: "nodejs24.x", Handler: "tells.handler", Code: {} },
    ref: "stack-AWSLambdaFunction",
  },
  "AWS::Lambda::Alias": {
    properties: {
      ...{ FunctionName: of("AWSLambdaFunction"), Name: "live" },
      FunctionVersion: { "Fn::GetAtt": ["AWSLambdaVersion", "Version"] },
    },
    ref: arn("lambda", "function:stack-AWSLambdaFunction:live"),
  },
  "AWS::Lambda::LayerVersion": {
    properties: { Content: { S3Bucket: "bucket", S3Key: "key" } },
    ref: arn("lambda", "layer:stack-AWSLambdaLayerVersion:1"),
  },
  "AWS::Lambda::LayerVersionPermission": {
    properties: {
      ...{ LayerVersionArn: of("AWSLambdaLayerVersion"), Action: "lambda:GetLayerVersion", Principal: "*" },
    },
    ref: "stack-AWSLambdaLayerVersionPermission",
  },
  "AWS::Lambda::Version": {
    properties: { FunctionName: of("AWSLambdaFunction") },
    ref: arn("lambda", "function:stack-AWSLambdaFunction:1"),
  },
  "AWS::Lambda::Permission": {
    properties: { FunctionName: of("AWSLambdaFunction"), Action: "lambda:InvokeFunction", Principal: "*" },
    ref: "stack-AWSLambdaPermission",
  },
  "AWS::Logs::LogGroup": { ref: "stack-AWSLogsLogGroup" },
  "AWS::Logs::LogStream": {
    properties: { LogGroupName: of("AWSLogsLogGroup") },
    ref: "stack-AWSLogsLogStream",
  },
  "AWS::Logs::ResourcePolicy": { properties: { PolicyName: "p", PolicyDocument: "{}" }, ref: "p" },
  "AWS::Pipes::Pipe": {
    properties: {
      RoleArn: role,
      Source: arnOf("AWSKinesisStream"),
      SourceParameters: { KinesisStreamParameters: { StartingPosition: "LATEST" } },
      Target: arnOf("AWSSQSQueue"),
    },
    ref: "stack-AWSPipesPipe",
  },
  "AWS::S3::Bucket": {
    ref: "stack-awss3bucket",
    lacks: Object.fromEntries(
      [
        ...[
          "AnnotationTableConfiguration",
          "InventoryTableConfiguration",
          "JournalTableConfiguration",
        ].flatMap((table) => [
          `MetadataConfiguration.${table}.TableArn`,
          `MetadataConfiguration.${table}.TableName`,
        ]),
        "MetadataConfiguration.Destination",
        "MetadataTableConfiguration.S3TablesDestination.TableArn",
        "MetadataTableConfiguration.S3TablesDestination.TableNamespace",
      ].map((attribute) => [attribute, "no tables are made of what a bucket holds"]),
    ),
  },
  "AWS::S3::BucketPolicy": {
    properties: { Bucket: of("AWSS3Bucket"), PolicyDocument: anything },
    ref: "stack-awss3bucket",
  },
  "AWS::SNS::Subscription": {
    properties: { TopicArn: of("AWSSNSTopic"), Protocol: "sqs", Endpoint: arnOf("AWSSQSQueue") },
    ref: new RegExp(`^${arn("sns", "stack-AWSSNSTopic")}:${uuid}$`),
  },
  "AWS::SNS::Topic": { ref: arn("sns", "stack-AWSSNSTopic") },
  "AWS::SNS::TopicInlinePolicy": {
    properties: { TopicArn: of("AWSSNSTopic"), PolicyDocument: anything },
    ref: arn("sns", "stack-AWSSNSTopic"),
  },
  "AWS::SNS::TopicPolicy": {
    properties: { Topics: [of("AWSSNSTopic")], PolicyDocument: anything },
    ref: "stack-AWSSNSTopicPolicy",
  },
  "AWS::SQS::Queue": { ref: "http://127.0.0.1:4566/000000000000/stack-AWSSQSQueue" },
  "AWS::SQS::QueueInlinePolicy": {
    properties: { Queue: of("AWSSQSQueue"), PolicyDocument: anything },
    ref: "http://127.0.0.1:4566/000000000000/stack-AWSSQSQueue",
  },
  "AWS::SQS::QueuePolicy": {
    properties: { Queues: [of("AWSSQSQueue")], PolicyDocument: anything },
    ref: "stack-AWSSQSQueuePolicy",
  },
  "AWS::SSM::Parameter": {
    properties: { Type: "String", Value: "v" },
    ref: "stack-AWSSSMParameter",
  },
  "AWS::SecretsManager::ResourcePolicy": {
    properties: { SecretId: of("AWSSecretsManagerSecret"), ResourcePolicy: anything },
    ref: new RegExp(`^${arn("secretsmanager", "secret:stack-AWSSecretsManagerSecret-")}\\w{6}$`),
  },
  "AWS::SecretsManager::Secret": {
    ref: new RegExp(`^${arn("secretsmanager", "secret:stack-AWSSecretsManagerSecret-")}\\w{6}$`),
  },
  "AWS::SecretsManager::SecretTargetAttachment": {
    properties: {
      SecretId: of("AWSSecretsManagerSecret"),
      TargetId: "database",
      TargetType: "AWS::RDS::DBInstance",
    },
    ref: new RegExp(`^${arn("secretsmanager", "secret:stack-AWSSecretsManagerSecret-")}\\w{6}$`),
  },
  "AWS::StepFunctions::Activity": { properties: { Name: "a" }, ref: arn("states", "activity:a") },
  "AWS::StepFunctions::StateMachineAlias": {
    properties: {
      RoutingConfiguration: [
        { StateMachineVersionArn: of("AWSStepFunctionsStateMachineVersion"), Weight: 100 },
      ],
    },
    ref: arn(
      "states",
      "stateMachine:stack-AWSStepFunctionsStateMachine:stack-AWSStepFunctionsStateMachineAlias",
    ),
  },
  "AWS::StepFunctions::StateMachineVersion": {
    properties: { StateMachineArn: of("AWSStepFunctionsStateMachine") },
    ref: arn("states", "stateMachine:stack-AWSStepFunctionsStateMachine:1"),
  },
  "AWS::StepFunctions::StateMachine": {
    properties: { RoleArn: role, DefinitionString: pass },
    ref: arn("states", "stateMachine:stack-AWSStepFunctionsStateMachine"),
  },
};

const idOf = (type: string) => type.replaceAll("::", "");

let region: Region;
let deployed: Deployed;
const attributes = new Map<string, readonly string[]>();
const properties = new Map<string, readonly string[]>();
const known = new Map<string, ReadonlySet<string>>();

/** The doors of the region, whose kinds tell what they asked for. */
const watched = services.list.reduce(
  (doors, door) => doors.with({ ...door, kinds: door.kinds?.map(watch) ?? [] }),
  Doors.of<unknown>() as Doors<Services>,
);

function watch(kind: ResourceKind<unknown>): ResourceKind<unknown> {
  return {
    ...kind,
    async create(asked, deployment) {
      const created = await kind.create(asked, deployment);
      if (kind.isInert !== true) known.set(kind.type, asked.known);
      return created;
    },
  };
}

beforeAll(async () => {
  const schema = await loadAwsServiceSpec();
  for (const type of Object.keys(cases)) {
    const [resource] = [...schema.lookup("resource", "cloudFormationType", "equals", type)];
    attributes.set(type, Object.keys(resource?.attributes ?? {}));
    properties.set(type, Object.keys(resource?.properties ?? {}));
  }
  region = await Region.openWith(watched, { directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const resources = Object.entries(cases).map(([type, { properties = {} }]) => [
    idOf(type),
    { Type: type, Properties: properties },
  ]);
  const template = parseTemplate("all-kinds.json", { Resources: Object.fromEntries(resources) });
  const codeRoot = resolve(import.meta.dirname, "../fixtures/functions");
  deployed = await region.services.cloudformation.deploy({ template, stackName: "stack", codeRoot });
});
afterAll(() => region.close());

test("every kind of every door is one of the cases", () => {
  const offered = services.list.flatMap(({ kinds = [] }) => kinds.map(({ type }) => type));
  expect(Object.keys(cases)).toEqual(expect.arrayContaining(offered));
});

test("all are deployed without a warning", () => {
  expect(deployed.warnings).toEqual([]);
});

describe.each(Object.entries(cases))("%s", (type, { ref, lacks = {} }) => {
  test("has AWS's value for Ref", () => {
    // A generated name ends in twelve random letters.
    const value = deployed.resources.get(idOf(type))?.ref.replace(/(stack-[\w-]+?)-[A-Za-z0-9]{12}\b/, "$1");
    expect(value).toEqual(typeof ref === "string" ? ref : expect.stringMatching(ref));
  });

  test("knows all of its properties: acts on them, says that they do nothing, or refuses them", () => {
    const unknown = (properties.get(type) ?? []).filter((name) => known.get(type)?.has(name) === false);
    expect(unknown).toEqual([]);
  });

  test("has AWS's attributes", () => {
    const given = deployed.resources.get(idOf(type))?.attributes ?? {};
    expect([...Object.keys(given), ...Object.keys(lacks)].sort()).toEqual(
      [...(attributes.get(type) ?? [])].sort(),
    );
  });
});
