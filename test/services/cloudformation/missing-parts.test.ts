// Resources of services that are here which read from, or lead to, what is not. They are refused; where that is allowed they have a name,
// what is missed is told, and all else of the stack is made.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import { Region } from "../../../src/region/region.ts";
import { readTemplateText } from "../../../src/services/cloudformation/template/template-source.ts";

let region: Region;
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(() => region.close());

const role = "arn:aws:iam::000000000000:role/any";
const deploy = (it: JsonObject, value: Json = { Ref: "It" }, allowMissing = true) =>
  region.services.cloudformation.deploy({
    ...{ stackName: "stack", allowMissing, isOfProject: true },
    template: {
      file: "t.json",
      body: {
        Resources: { It: it, Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "q" } } },
        Outputs: { It: { Value: value } },
      },
    },
  });

const queueArn = "arn:aws:sqs:us-east-1:000000000000:q";
const window = { Mode: "OFF" };
const bucket = { BucketARN: "arn:aws:s3:::b", RoleARN: role };

const cases: readonly (readonly [string, string, JsonObject, RegExp, RegExp])[] = [
  [
    "a mapping of MSK",
    "AWS::Lambda::EventSourceMapping",
    { EventSourceArn: "arn:aws:kafka:us-east-1:000000000000:cluster/c/1", FunctionName: "f", Topics: ["t"] },
    /^[0-9a-f]{8}-[0-9a-f-]{27}$/,
    /there is no Amazon MSK, which would invoke its function/,
  ],
  [
    "a mapping of a broker",
    "AWS::Lambda::EventSourceMapping",
    { EventSourceArn: "arn:aws:mq:us-east-1:000000000000:broker:b:b-1", FunctionName: "f", Queues: ["q"] },
    /^[0-9a-f]{8}-/,
    /there is no Amazon MQ/,
  ],
  [
    "a mapping of Kafka elsewhere",
    "AWS::Lambda::EventSourceMapping",
    {
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ["k:9092"] } },
      ...{ FunctionName: "f", Topics: ["t"] },
    },
    /^[0-9a-f]{8}-/,
    /there is no Kafka/,
  ],
  [
    "a delivery stream to OpenSearch",
    "AWS::KinesisFirehose::DeliveryStream",
    {
      DeliveryStreamName: "d",
      AmazonopensearchserviceDestinationConfiguration: {
        ...{ DomainARN: "arn:aws:es:us-east-1:000000000000:domain/d", IndexName: "i", RoleARN: role },
        S3Configuration: bucket,
      },
    },
    /^d$/,
    /there is no Amazon OpenSearch Service/,
  ],
  [
    "a delivery stream that makes Parquet",
    "AWS::KinesisFirehose::DeliveryStream",
    {
      ExtendedS3DestinationConfiguration: {
        ...bucket,
        DataFormatConversionConfiguration: { SchemaConfiguration: { DatabaseName: "d" } },
      },
    },
    /^stack-It-/,
    /there is no AWS Glue, by whose tables Parquet and ORC are made/,
  ],
  [
    "a delivery stream to a partner",
    "AWS::KinesisFirehose::DeliveryStream",
    {
      HttpEndpointDestinationConfiguration: {
        ...{ EndpointConfiguration: { Url: "https://logs.example.com/v1" }, S3Configuration: bucket },
      },
    },
    /^stack-It-/,
    /logs\.example\.com is none/,
  ],
  [
    "a pipe of MSK",
    "AWS::Pipes::Pipe",
    { RoleArn: role, Source: "arn:aws:kafka:us-east-1:000000000000:cluster/c/1", Target: queueArn },
    /^stack-It-/,
    /Amazon MSK clusters are not read by the local region/,
  ],
  [
    "a pipe to ECS",
    "AWS::Pipes::Pipe",
    { RoleArn: role, Source: queueArn, Target: "arn:aws:ecs:us-east-1:000000000000:cluster/c" },
    /^stack-It-/,
    /the local region does not deliver to arn:aws:ecs:/,
  ],
  [
    "a schedule of a task",
    "AWS::Scheduler::Schedule",
    {
      ...{ Name: "s", ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: window },
      Target: {
        ...{ Arn: "arn:aws:ecs:us-east-1:000000000000:cluster/c", RoleArn: role },
        EcsParameters: { TaskDefinitionArn: "t" },
      },
    },
    /^s$/,
    /the local region does not deliver to arn:aws:ecs:/,
  ],
  [
    "a schedule of a service's operation",
    "AWS::Scheduler::Schedule",
    {
      ...{ ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: window },
      Target: { Arn: "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance", RoleArn: role, Input: "{}" },
    },
    /^stack-It-/,
    /the local region does not call rds:stopDBInstance/,
  ],
  [
    "an alarm by PromQL",
    "AWS::CloudWatch::Alarm",
    { AlarmName: "a", EvaluationCriteria: { PromQLCriteria: { Query: "up" } } },
    /^a$/,
    /it is never in alarm/,
  ],
];

test.each(cases)(
  "%s is there by its name, and what is missed is told",
  async (_, Type, Properties, ref, told) => {
    const { outputs, warnings } = await deploy({ Type, Properties });
    expect(outputs.It).toMatch(ref);
    expect(warnings).toEqual([
      expect.stringMatching(/^\/Resources\/It: there is a name of it, and nothing behind: /),
    ]);
    expect(warnings[0]).toMatch(told);
    expect(region.services.sqs.listQueues()).toHaveLength(1);
    // Deployed again it is as it was, and what comes with it stays told.
    const again = await deploy({ Type, Properties }, { "Fn::Sub": "again ${It}" });
    expect(again.outputs.It).toBe(`again ${outputs.It}`);
    expect(again.warnings).toEqual(warnings);
  },
);

test.each(cases)("%s is refused where nobody allows it", async (_, Type, Properties, _ref, told) => {
  const refused = await deploy({ Type, Properties }, "none", false).catch((problem: Error) => problem);
  expect(String(refused)).toMatch(/\/Resources\/It.*: is not supported by the local region: /);
  expect(String(refused)).toMatch(told);
});

test("all of a template are told at once, with their lines, and before anything is made", async () => {
  const text = `Resources:
  Cluster: { Type: AWS::ECS::Cluster }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [a] }
      Targets:
        - { Id: q, Arn: !GetAtt Queue.Arn }
        - Id: c
          Arn: !GetAtt Cluster.Arn
  Schedule:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 day)
      FlexibleTimeWindow: { Mode: "OFF" }
      Target: { Arn: !GetAtt Cluster.Arn, RoleArn: "${role}" }
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties: { SnowflakeDestinationConfiguration: {} }
`;
  const refused = region.services.cloudformation.deploy({
    ...{ stackName: "stack", isOfProject: true, template: readTemplateText(text, "t.yaml") },
  });
  const { message = "" } = (await refused.catch((problem: Error) => problem)) as Error;
  expect(message.split("\n")).toEqual([
    expect.stringMatching(/^t\.yaml:11 \(\/Resources\/Rule\/Properties\/Targets\/1\/Arn\): .* arn:aws:ecs:/),
    expect.stringMatching(/^t\.yaml:12 \(\/Resources\/Schedule\): .* does not deliver to arn:aws:ecs:/),
    expect.stringMatching(/^t\.yaml:18 \(\/Resources\/Stream\): .* there is no Snowflake/),
  ]);
  expect(region.services.sqs.listQueues()).toEqual([]);
});

test("a schedule becomes one of this region, and back", async () => {
  const schedule = (arn: string) => ({
    Type: "AWS::Scheduler::Schedule",
    Properties: {
      ...{ Name: "s", ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: window },
      Target: { Arn: arn, RoleArn: role },
    },
  });
  const names = () => region.services.scheduler.schedules.all().map(({ name }) => name);
  const ecs = schedule("arn:aws:ecs:us-east-1:000000000000:cluster/c");
  await deploy(ecs);
  expect(names()).toEqual([]);
  expect((await deploy(schedule(queueArn))).warnings).toEqual([]);
  expect(names()).toEqual(["s"]);
  expect((await deploy(ecs)).warnings).toHaveLength(1);
  expect(names()).toEqual([]);
});

test("a rule keeps those of its targets that are here", async () => {
  const { warnings } = await deploy({
    Type: "AWS::Events::Rule",
    Properties: {
      ...{ Name: "r", EventPattern: { source: ["s"] } },
      Targets: [
        { Id: "here", Arn: queueArn },
        { Id: "there", Arn: "arn:aws:codebuild:us-east-1:000000000000:project/p", RoleArn: role },
      ],
    },
  });
  expect(warnings).toEqual([
    "/Resources/It/Properties/Targets/1/Arn: has no effect in the local region: the local region does not deliver events to arn:aws:codebuild:us-east-1:000000000000:project/p",
  ]);
  expect(region.services.events.buses.listTargetsByRule("r", undefined).map(({ id }) => id)).toEqual([
    "here",
  ]);
});

test.each([
  ["CapacityProviderConfig", { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: "a" } }],
  [
    "FileSystemConfigs",
    [{ Arn: "arn:aws:elasticfilesystem:us-east-1:0:access-point/a", LocalMountPath: "/mnt/a" }],
  ],
])("a function with %s runs without it", async (name, value) => {
  const code = { ZipFile: "exports.handler = async () => 5;" };
  const properties = { FunctionName: "f", Runtime: "nodejs22.x", Handler: "index.handler", Role: role };
  const { warnings } = await deploy({
    Type: "AWS::Lambda::Function",
    Properties: { ...properties, Code: code, [name]: value },
  });
  expect(warnings).toEqual([
    expect.stringMatching(
      new RegExp(`^/Resources/It/Properties/${name}: has no effect in the local region: `),
    ),
  ]);
  expect((await region.services.lambda.invoke({ functionName: "f" })).payload).toBe("5");
});

test("a function whose code is in a bucket that is not here is there without code", async () => {
  const elsewhere = { S3Bucket: "somebody-elses", S3Key: "code.zip" };
  const properties = { FunctionName: "f", Runtime: "nodejs22.x", Handler: "index.handler", Role: role };
  const { warnings } = await deploy({
    Type: "AWS::Lambda::Function",
    Properties: { ...properties, Code: elsewhere },
  });
  expect(warnings).toEqual([
    "/Resources/It/Properties/Code/S3Key: has no effect in the local region: the bucket somebody-elses is not in this region: there is no code, and invocations fail",
  ]);
  const { functionError, payload } = await region.services.lambda.invoke({ functionName: "f" });
  expect([functionError, payload]).toEqual([
    "Unhandled",
    expect.stringContaining("Runtime.ImportModuleError"),
  ]);
});

test("a layer whose content is in a bucket that is not here is an empty one", async () => {
  const { outputs, warnings } = await deploy({
    Type: "AWS::Lambda::LayerVersion",
    Properties: { LayerName: "l", Content: { S3Bucket: "somebody-elses", S3Key: "layer.zip" } },
  });
  expect(outputs.It).toMatch(/:layer:l:1$/);
  expect(warnings).toEqual([expect.stringContaining("the bucket somebody-elses is not in this region")]);
});
