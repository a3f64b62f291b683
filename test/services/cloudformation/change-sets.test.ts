// Change sets and validation through the SDK, as the deploy tools use them.

import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ValidateTemplateCommand,
  waitUntilChangeSetCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { queue } from "./support/resources.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
});
afterAll(() => served.close());

async function plan(name: string, template: object, more: Partial<CreateChangeSetCommandInput> = {}) {
  const wanted = { StackName: name, ChangeSetName: "set", TemplateBody: JSON.stringify(template), ...more };
  const { Id: id = "" } = await served.client.send(new CreateChangeSetCommand(wanted));
  return served.client.send(new DescribeChangeSetCommand({ ChangeSetName: id, IncludePropertyValues: true }));
}

test("a new stack is reviewed, made, and its set told of", async () => {
  const template = {
    Parameters: { Delay: { Type: "Number", Default: "3" } },
    Resources: { Q: queue({ DelaySeconds: { Ref: "Delay" } }) },
  };
  const set = await plan("reviewed", template, { ChangeSetType: "CREATE" });
  expect(set).toMatchObject({
    Status: "CREATE_COMPLETE",
    ExecutionStatus: "AVAILABLE",
    StackName: "reviewed",
    Parameters: [{ ParameterKey: "Delay", ParameterValue: "3" }],
    Changes: [
      {
        Type: "Resource",
        ResourceChange: {
          Action: "Add",
          LogicalResourceId: "Q",
          ResourceType: "AWS::SQS::Queue",
          Scope: [],
          Details: [],
        },
      },
    ],
  });
  const { StackEvents: events = [] } = await served.client.send(
    new DescribeStackEventsCommand({ StackName: "reviewed" }),
  );
  expect(events.map((each) => [each.ResourceStatus, each.ResourceStatusReason])).toEqual([
    ["REVIEW_IN_PROGRESS", "User Initiated"],
  ]);
  await waitUntilChangeSetCreateComplete(
    { client: served.client, maxWaitTime: 60 },
    { StackName: "reviewed", ChangeSetName: "set" },
  );
  await served.client.send(new ExecuteChangeSetCommand({ StackName: "reviewed", ChangeSetName: "set" }));
  const stack = await served.settled("reviewed");
  expect(stack).toMatchObject({
    StackStatus: "CREATE_COMPLETE",
    ChangeSetId: set.ChangeSetId,
    StackId: set.StackId,
    LastUpdatedTime: expect.any(Date),
  });
  const { Summaries: sets } = await served.client.send(new ListChangeSetsCommand({ StackName: "reviewed" }));
  expect(sets).toMatchObject([{ ChangeSetName: "set", ExecutionStatus: "EXECUTE_COMPLETE" }]);
});

test("an update is foreseen: what is changed, replaced, added and removed, and why", async () => {
  const before = {
    Resources: {
      Changed: queue({ DelaySeconds: 1 }),
      Replaced: queue({ QueueName: "foreseen-1" }),
      Dependant: {
        Type: "AWS::SNS::Topic",
        Properties: { DisplayName: { "Fn::GetAtt": ["Replaced", "Arn"] } },
      },
      Gone: queue(),
    },
  };
  await served.create("foreseen", before);
  const set = await plan("foreseen", {
    Resources: {
      Changed: queue({ DelaySeconds: 2 }),
      Replaced: queue({ QueueName: "foreseen-2" }),
      Dependant: before.Resources.Dependant,
      New: queue(),
    },
  });
  const changes = set.Changes?.map((each) => each.ResourceChange) ?? [];
  const of = (id: string) => changes.find((each) => each?.LogicalResourceId === id);
  expect(of("Changed")).toMatchObject({
    Action: "Modify",
    Replacement: "False",
    Scope: ["Properties"],
    PhysicalResourceId: expect.stringContaining("foreseen-Changed-"),
    Details: [
      {
        Target: {
          Attribute: "Properties",
          Name: "DelaySeconds",
          RequiresRecreation: "Never",
          Path: "/Properties/DelaySeconds",
          BeforeValue: "1",
          AfterValue: "2",
          AttributeChangeType: "Modify",
        },
        Evaluation: "Static",
        ChangeSource: "DirectModification",
      },
    ],
  });
  expect(of("Replaced")).toMatchObject({
    Action: "Modify",
    Replacement: "True",
    PolicyAction: "ReplaceAndDelete",
    Details: [{ Target: { Name: "QueueName", RequiresRecreation: "Always" } }],
  });
  expect(of("Dependant")).toMatchObject({
    Action: "Modify",
    Replacement: "False",
    Details: [
      {
        Target: { Name: "DisplayName", AfterValue: "{{changeSet:KNOWN_AFTER_APPLY}}" },
        Evaluation: "Dynamic",
        ChangeSource: "ResourceAttribute",
        CausingEntity: "Replaced.Arn",
      },
    ],
  });
  expect(of("Gone")).toMatchObject({ Action: "Remove", PolicyAction: "Delete" });
  expect(of("New")).toMatchObject({ Action: "Add" });
});

test("what comes of a parameter is foreseen twice, and what depends on it with it", async () => {
  const Type = "AWS::SSM::Parameter";
  const template = {
    Parameters: { V: { Type: "String" } },
    Resources: {
      First: { Type, Properties: { Type: "String", Value: { "Fn::Sub": "v-${V}" } } },
      Second: { Type, Properties: { Type: "String", Value: { "Fn::GetAtt": ["First", "Value"] } } },
      Third: { Type, Properties: { Type: "String", Value: { "Fn::GetAtt": "Second.Value" } } },
      Named: { Type, Properties: { Type: "String", Value: { Ref: "First" } } },
    },
  };
  const value = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: "V", ParameterValue }] });
  await served.create("foreseen-twice", template, value("1"));
  const { Changes: changes = [] } = await plan("foreseen-twice", template, value("2"));
  const told = changes.map(({ ResourceChange: of }) => [
    of?.LogicalResourceId,
    of?.Replacement,
    of?.Details?.map((each) => [each.Evaluation, each.ChangeSource, each.CausingEntity].join(" ").trim()),
  ]);
  expect(told).toEqual([
    ["First", "False", ["Static ParameterReference V", "Dynamic DirectModification"]],
    ["Second", "False", ["Dynamic ResourceAttribute First.Value"]],
    ["Third", "False", ["Dynamic ResourceAttribute Second.Value"]],
  ]);
});

test("a set is of no use once its stack was changed without it", async () => {
  const template = { Resources: { Q: queue() } };
  const stateOf = async () => {
    const name = { StackName: "outdated", ChangeSetName: "set" };
    return (await served.client.send(new DescribeChangeSetCommand(name))).ExecutionStatus;
  };
  const review = await plan("outdated", template, { ChangeSetType: "CREATE" });
  await expect(served.client.send(new GetTemplateSummaryCommand({ StackName: "outdated" }))).rejects.toThrow(
    "GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.",
  );
  expect(review).not.toHaveProperty("Parameters");
  const made = await served.create("outdated", template);
  expect(made.LastUpdatedTime).toBeUndefined();
  for (const empty of ["Parameters", "Outputs", "Capabilities"]) expect(made).not.toHaveProperty(empty);
  expect(await stateOf()).toBe("OBSOLETE");
  await expect(
    served.client.send(new ExecuteChangeSetCommand({ StackName: "outdated", ChangeSetName: "set" })),
  ).rejects.toThrow("cannot be executed in its current status of [OBSOLETE]");
});

const alarm = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a";
const stack = { StackName: "asked", TemplateBody: JSON.stringify({ Resources: { Q: queue() } }) };
const set = { ...stack, ChangeSetName: "set", ChangeSetType: "CREATE" } as const;
const trigger = (given: object) => ({
  RollbackConfiguration: { RollbackTriggers: [{ Arn: alarm, Type: "AWS::CloudWatch::Alarm", ...given }] },
});
const at = (TemplateURL: string) => new CreateStackCommand({ StackName: "asked", TemplateURL });

test.each<[what: string, command: object, message: string]>([
  [
    "a set of a stack that is not there",
    new DescribeChangeSetCommand({ StackName: "none", ChangeSetName: "set" }),
    "Stack [none] does not exist",
  ],
  [
    "types that the request does not allow",
    new CreateStackCommand({ ...stack, ResourceTypes: ["AWS::EC2:*"] }),
    "Resource type AWS::SQS::Queue is not allowed by parameter ResourceTypes [AWS::EC2:*]",
  ],
  [
    "the same in a set",
    new CreateChangeSetCommand({ ...set, ResourceTypes: ["AWS::SNS::*", "Custom::*"] }),
    "Resource type AWS::SQS::Queue is not allowed by parameter ResourceTypes [AWS::SNS::*, Custom::*]",
  ],
  [
    "a trigger that is no alarm",
    new CreateChangeSetCommand({ ...set, ...trigger({ Type: "AWS::SNS::Topic" }) }),
    "Rollback Trigger Type not supported",
  ],
  [
    "a trigger whose ARN is none of an alarm",
    new CreateStackCommand({ ...stack, ...trigger({ Arn: alarm.replace("alarm:", "") }) }),
    "RelativeId of a Rollback Trigger's ARN is incorrect",
  ],
  [
    "a template of a set without its stack",
    new GetTemplateCommand({ ChangeSetName: "set" }),
    "StackName is a required parameter.",
  ],
  [
    "a template at a bucket's own address",
    at("s3://b/k"),
    "S3 error: Domain name specified in b is not a valid S3 domain",
  ],
  ["a template elsewhere", at("https://example.com/t.json"), "TemplateURL must be a supported URL."],
])("refuses %s", async (_, command, message) => {
  await expect(served.client.send(command as CreateStackCommand)).rejects.toMatchObject({
    ...{ name: "ValidationError", message },
  });
});

test("a set of no changes failed, and can be deleted", async () => {
  const template = { Resources: { Q: queue() } };
  await served.create("same", template);
  const set = await plan("same", template);
  expect(set).toMatchObject({
    Status: "FAILED",
    ExecutionStatus: "UNAVAILABLE",
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  const name = { StackName: "same", ChangeSetName: "set" };
  await expect(served.client.send(new ExecuteChangeSetCommand(name))).rejects.toMatchObject({
    name: "InvalidChangeSetStatusException",
  });
  await served.client.send(new DeleteChangeSetCommand(name));
  await served.client.send(new DeleteChangeSetCommand(name));
  await expect(served.client.send(new DescribeChangeSetCommand(name))).rejects.toMatchObject({
    name: "ChangeSetNotFoundException",
  });
});

test("a template in YAML comes from a bucket, whatever the host, and is given back as it came", async () => {
  const text = [
    "Parameters:",
    "  Name: {Type: String, NoEcho: true}",
    "Resources:",
    "  Q:",
    "    Type: AWS::SQS::Queue",
    "    Properties:",
    "      QueueName: !Sub 'yaml-${Name}'",
  ].join("\n");
  const { s3, sqs } = served.region.services;
  await s3.createBucket("templates");
  await s3.putObject({ bucket: "templates", key: "serverless/a:b/t.yml", bytes: Buffer.from(text) });
  const from = {
    TemplateBody: undefined,
    TemplateURL: "https://s3.amazonaws.com/templates/serverless/a:b/t.yml",
    Parameters: [{ ParameterKey: "Name", ParameterValue: "secret" }],
    ChangeSetType: "CREATE" as const,
  };
  const set = await plan("from-bucket", {}, from);
  expect(set.Parameters).toEqual([{ ParameterKey: "Name", ParameterValue: "****" }]);
  await served.client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
  await served.settled("from-bucket");
  expect(sqs.listQueues("yaml-secret")).toHaveLength(1);
  const { TemplateBody: given } = await served.client.send(
    new GetTemplateCommand({ StackName: "from-bucket" }),
  );
  expect(given).toBe(text);
  const summary = await served.client.send(new GetTemplateSummaryCommand({ StackName: "from-bucket" }));
  expect(summary).toMatchObject({
    Parameters: [{ ParameterKey: "Name", ParameterType: "String", NoEcho: true }],
    ResourceTypes: ["AWS::SQS::Queue"],
    ResourceIdentifierSummaries: [{ ResourceType: "AWS::SQS::Queue", LogicalResourceIds: ["Q"] }],
  });
  expect(summary).not.toHaveProperty("DeclaredTransforms");
});

test("SAM's transform is done, and shown in the processed template", async () => {
  const template = {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Table: {
        Type: "AWS::Serverless::SimpleTable",
        Properties: { PrimaryKey: { Name: "id", Type: "String" } },
      },
    },
  };
  const set = await plan("sam", template, { ChangeSetType: "CREATE", Capabilities: ["CAPABILITY_IAM"] });
  expect(set.Changes).toMatchObject([{ ResourceChange: { ResourceType: "AWS::DynamoDB::Table" } }]);
  await served.client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
  expect((await served.settled("sam")).StackStatus).toBe("CREATE_COMPLETE");
  const { TemplateBody: processed = "" } = await served.client.send(
    new GetTemplateCommand({ StackName: "sam", TemplateStage: "Processed" }),
  );
  expect(JSON.parse(processed).Resources.Table.Type).toBe("AWS::DynamoDB::Table");
  const wrong = { ...template, Resources: { F: { Type: "AWS::Serverless::Function", Properties: {} } } };
  const failed = await plan("sam-wrong", wrong, { ChangeSetType: "CREATE" });
  expect(failed).toMatchObject({
    Status: "FAILED",
    StatusReason: expect.stringMatching(
      /^Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document\./,
    ),
  });
});

test("templates are validated without a stack", async () => {
  const template = {
    Description: "d",
    Parameters: { P: { Type: "String", Default: "x", NoEcho: true } },
    Resources: {
      Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "r", AssumeRolePolicyDocument: {} } },
    },
  };
  const answer = await served.client.send(
    new ValidateTemplateCommand({ TemplateBody: JSON.stringify(template) }),
  );
  expect(answer).toMatchObject({
    Description: "d",
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    CapabilitiesReason: "The following resource(s) require capabilities: [AWS::IAM::Role]",
    Parameters: [{ ParameterKey: "P", DefaultValue: "x", NoEcho: true }],
  });
});
