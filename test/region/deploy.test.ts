// A region made of a template: what it creates, what it warns of, and what it refuses by name and place.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { Region } from "../../src/region/region.ts";
import type { DeployRequest } from "../../src/services/cloudformation/stacks/deploy.ts";

let region: Region;
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(() => region.close());

function deploy(resources: JsonObject, sections: JsonObject = {}, options: Partial<DeployRequest> = {}) {
  const template = { file: "t.json", body: { ...sections, Resources: resources } };
  return region.services.cloudformation.deploy({
    template,
    stackName: "stack",
    ...options,
  });
}

const role = {
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    },
  },
};
const pass = (result: Json) => ({ StartAt: "P", States: { P: { Type: "Pass", Result: result, End: true } } });
const machine = (properties: JsonObject) => ({
  Type: "AWS::StepFunctions::StateMachine",
  Properties: { RoleArn: { "Fn::GetAtt": ["Role", "Arn"] }, ...properties },
});

describe("deploying a template", () => {
  test("creates resources with the names and ARNs that others refer to", async () => {
    const deployed = await deploy(
      {
        Role: role,
        Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "in", ShardCount: 2 } },
        Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
        Machine: machine({
          StateMachineName: "m",
          StateMachineType: "EXPRESS",
          Definition: pass("${Queue} at ${Name}"),
          DefinitionSubstitutions: { Queue: { Ref: "Queue" }, Name: { Ref: "AWS::StackName" } },
        }),
      },
      {
        Outputs: {
          Arn: { Value: { Ref: "Machine" } },
          Stream: { Value: { "Fn::GetAtt": ["Stream", "Arn"] } },
        },
      },
    );
    expect(deployed.warnings).toEqual([]);
    expect(deployed.outputs).toEqual({
      Arn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
      Stream: "arn:aws:kinesis:us-east-1:000000000000:stream/in",
    });
    const end = await region.services.states.startSyncExecution({
      stateMachineArn: String(deployed.outputs.Arn),
    });
    expect(end.end).toEqual({
      status: "SUCCEEDED",
      output: "http://127.0.0.1:4566/000000000000/dead at stack",
    });
  });

  test("leaves out a resource whose condition does not hold", async () => {
    const deployed = await deploy(
      { Queue: { Type: "AWS::SQS::Queue", Condition: "Never" }, Topic: { Type: "AWS::SNS::Topic" } },
      { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } },
    );
    expect([...deployed.resources.keys()]).toEqual(["Topic"]);
  });

  test("makes rules whose schedules fire, with all that their targets have", async () => {
    await deploy({
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "ticks.fifo", FifoQueue: true } },
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: {
          Name: "tick",
          ScheduleExpression: "cron(0 12 * * ? *)",
          State: "DISABLED",
          Targets: [
            {
              Id: "one",
              Arn: { "Fn::GetAtt": ["Queue", "Arn"] },
              Input: '{"tick":1}',
              SqsParameters: { MessageGroupId: "ticks" },
              RetryPolicy: { MaximumRetryAttempts: 3 },
            },
          ],
        },
      },
    });
    expect(region.services.events.buses.describeRule("tick")).toMatchObject({
      enabled: false,
      scheduleExpression: "cron(0 12 * * ? *)",
    });
    expect(region.services.events.buses.listTargetsByRule("tick")).toEqual([
      {
        id: "one",
        arn: "arn:aws:sqs:us-east-1:000000000000:ticks.fifo",
        input: '{"tick":1}',
        parameters: { SqsParameters: { MessageGroupId: "ticks" } },
        retryPolicy: { maximumRetryAttempts: 3 },
      },
    ]);
  });

  test("warns once of each type and property that it does not support", async () => {
    const resources = {
      Cluster: { Type: "AWS::Kinesis::Channel" },
      Bucket: { Type: "AWS::S3::Bucket", Properties: { MetadataTableConfiguration: {} } },
    };
    const deployed = await deploy(resources, {}, { allowMissing: true });
    expect(deployed.warnings).toEqual([
      "/Resources/Cluster: resource type AWS::Kinesis::Channel is not supported by the local region and was not created: there is a name of it, and nothing behind",
      "/Resources/Bucket/Properties/MetadataTableConfiguration: has no effect in the local region: no tables are made of what a bucket holds",
    ]);
  });

  test("goes on without what it does not have: others find its name", async () => {
    const { outputs, resources } = await deploy(
      {
        Cluster: { Type: "AWS::Kinesis::Channel", Properties: { ChannelName: "readings" } },
        Role: role,
        Machine: machine({
          Definition: pass("${Cluster}"),
          DefinitionSubstitutions: { Cluster: { "Fn::GetAtt": ["Cluster", "ChannelARN"] } },
        }),
      },
      { Outputs: { Name: { Value: { "Fn::Sub": "${Cluster} ${Cluster.ChannelId}" } } } },
      { allowMissing: true },
    );
    const name = resources.get("Cluster")?.ref ?? "";
    expect(name).toMatch(/^stack-Cluster-/);
    expect(outputs.Name).toBe(`${name} ${name}`);
    const found = region.services.states.machines.find(resources.get("Machine")?.ref ?? "");
    expect(JSON.stringify(found)).toContain(`arn:aws:kinesis:us-east-1:000000000000:channel/${name}`);
  });

  test("goes on with what a failed deployment left, and goes back to what was there if an update fails", async () => {
    const queue = (properties: JsonObject, more: JsonObject = {}) => ({
      Type: "AWS::SQS::Queue",
      Properties: properties,
      ...more,
    });
    const names = () => region.services.sqs.listQueues().map((url) => url.slice(url.lastIndexOf("/") + 1));
    const wrong = {
      Good: queue({ QueueName: "good" }),
      Bad: queue({ DelaySeconds: 10_000 }, { DependsOn: "Good" }),
    };
    await expect(deploy(wrong)).rejects.toThrow(/^t\.json:\/Resources\/Bad: /);
    expect(names()).toEqual(["good"]);
    const mended = { Good: queue({ QueueName: "good" }), Bad: queue({ QueueName: "mended" }) };
    const deployed = await deploy(mended);
    expect(names()).toEqual(["good", "mended"]);
    // What is the same is told in the same way.
    expect(await deploy(mended)).toEqual(deployed);
    const failing = { ...mended, New: queue({}, { DependsOn: "Worse" }), Worse: queue({ DelaySeconds: -1 }) };
    await expect(deploy(failing)).rejects.toThrow(/\/Resources\/Worse/);
    expect(names()).toEqual(["good", "mended"]);
  });

  test("needs no capabilities, nor do the stacks that it nests", async () => {
    await region.services.s3.createBucket("templates");
    const nested = { Resources: { Role: role } };
    await region.services.s3.putObject({
      ...{ bucket: "templates", key: "nested.json", bytes: Buffer.from(JSON.stringify(nested)) },
    });
    const url = "https://s3.amazonaws.com/templates/nested.json";
    const Inner = { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: url } };
    expect([...(await deploy({ Inner })).resources.keys()]).toEqual(["Inner"]);
  });

  test("includes what a bucket has, as its URI and its URL name it", async () => {
    const { s3 } = region.services;
    await s3.createBucket("parts");
    await s3.putObject({
      bucket: "parts",
      key: "api/queue.yaml",
      bytes: Buffer.from("QueueName: included\n"),
    });
    const included = (Location: string) => ({
      "Fn::Transform": { Name: "AWS::Include", Parameters: { Location } },
    });
    for (const place of ["s3://parts/api/queue.yaml", "https://s3.amazonaws.com/parts/api/queue.yaml"]) {
      const Queue = { Type: "AWS::SQS::Queue", Properties: included(place) };
      expect((await deploy({ Queue })).resources.get("Queue")?.ref).toMatch(/\/included$/);
    }
    const Missing = { Type: "AWS::SQS::Queue", Properties: included("s3://parts/none.yaml") };
    await expect(deploy({ Missing })).rejects.toThrow("The specified key does not exist.");
  });

  test("an application of AWS's repository is a stack with nothing in it", async () => {
    const properties = {
      TemplateURL: "https://awsserverlessrepo-changesets-xxx.s3.amazonaws.com/signed-url",
      Parameters: { Size: "1" },
      Tags: [{ Key: "serverlessrepo:applicationId", Value: "arn:app" }],
    };
    const App = { Type: "AWS::CloudFormation::Stack", Properties: properties };
    const name = { "Fn::Join": ["", ["q-", { "Fn::GetAtt": ["App", "Outputs.Name"] }]] };
    const { warnings } = await deploy({
      App,
      Q: { Type: "AWS::SQS::Queue", Properties: { QueueName: name } },
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^arn:app is in AWS's Serverless Application Repository/),
    ]);
    expect(region.services.sqs.listQueues()).toEqual([expect.stringMatching(/\/q-not-here-Name$/)]);
  });

  test("counts what it accepts without enforcing it", async () => {
    const group = { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "d" } };
    const deployed = await deploy({ One: group, Other: group });
    expect([...deployed.unenforced]).toEqual([["AWS::EC2::SecurityGroup", 2]]);
  });

  const refused: readonly { name: string; resources: JsonObject; message: RegExp }[] = [
    {
      name: "types that the region does not have, all at once",
      resources: {
        Cluster: { Type: "AWS::Kinesis::Channel" },
        Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: { Ref: "Cluster" } } },
        Endpoint: { Type: "AWS::Lambda::MicrovmImage", Properties: {} },
      },
      message:
        /\/Resources\/Cluster: resource type AWS::Kinesis::Channel is not supported by the local region\n.*\/Resources\/Endpoint: resource type AWS::Lambda::MicrovmImage is not/,
    },
    {
      name: "a definition that is not valid, naming state and path",
      resources: {
        Role: role,
        Machine: machine({ Definition: { StartAt: "A", States: { A: { Type: "Pass", Next: "Nowhere" } } } }),
      },
      message: /\/Resources\/Machine: InvalidDefinition: .*Nowhere.*\/States\/A\/Next/,
    },
    {
      name: "a function without code",
      resources: {
        F: {
          Type: "AWS::Lambda::Function",
          Properties: { Runtime: "nodejs24.x", Handler: "dist/none.handler" },
        },
      },
      message:
        /\/Resources\/F\/Properties\/Code: must have a ZipFile, an ImageUri, or an S3Bucket and an S3Key/,
    },
    {
      name: "a runtime that Lambda does not have",
      resources: {
        F: {
          Type: "AWS::Lambda::Function",
          Properties: { Runtime: "cobol", Handler: "a.b", Code: { ImageUri: "i" } },
        },
      },
      message: /\/Resources\/F: InvalidParameterValueException: Value cobol at 'runtime' failed/,
    },
    {
      name: "a property that its type does not have",
      resources: { Q: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeOut: 5 } } },
      message:
        /\/Resources\/Q\/Properties\/VisibilityTimeOut: extraneous key \[VisibilityTimeOut\] is not permitted; did you mean "VisibilityTimeout"\?/,
    },
    {
      name: "a property whose loss would change the service",
      resources: { B: { Type: "AWS::S3::Bucket", Properties: { BucketNamePrefix: "b" } } },
      message: /BucketNamePrefix: is not supported by the local region: say the whole name as BucketName/,
    },
    {
      name: "a rule's target that can't be delivered to",
      resources: {
        R: {
          Type: "AWS::Events::Rule",
          Properties: {
            EventPattern: { source: ["a"] },
            Targets: [{ Id: "one", Arn: "arn:aws:batch:us-east-1:000000000000:job-queue/q" }],
          },
        },
      },
      message:
        /\/Resources\/R\/Properties\/Targets\/0\/Arn: the local region does not deliver events to arn:aws:batch/,
    },
    {
      name: "a custom resource of nobody",
      resources: { C: { Type: "Custom::Thing", Properties: {} } },
      message: /\/Resources\/C: Property validation failure: \[The property \{\/ServiceToken\} is required\]/,
    },
    {
      name: "a schedule that is none",
      resources: { R: { Type: "AWS::Events::Rule", Properties: { ScheduleExpression: "rate(1 days)" } } },
      message: /\/Resources\/R: ValidationException: Parameter ScheduleExpression is not valid\./,
    },
    {
      name: "a parameter nobody sets",
      resources: { Q: { Type: "AWS::SQS::Queue" } },
      message: /\/Parameters\/Key: Parameters: \[Key\] must have values/,
    },
  ];

  test.each(refused)("refuses $name", async ({ name, resources, message }) => {
    const sections = name.startsWith("a parameter") ? { Parameters: { Key: { Type: "String" } } } : {};
    await expect(deploy(resources, sections)).rejects.toThrow(message);
  });
});
