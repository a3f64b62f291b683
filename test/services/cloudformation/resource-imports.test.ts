// Import change sets: what is there already comes to belong to a stack, or the request says why it cannot.

import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateSummaryCommand,
  type ResourceToImport,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { queue } from "./support/resources.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
});
afterAll(() => served.close());

type Written = { readonly [name: string]: unknown };

const kept = (resource: Written) => ({ ...resource, DeletionPolicy: "Retain" });
const roleArn = "arn:aws:iam::000000000000:role/any";
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

function target(type: string, identifier: Record<string, string>, id = "It"): ResourceToImport {
  return { ResourceType: type, LogicalResourceId: id, ResourceIdentifier: identifier };
}

async function plan(
  name: string,
  template: Written,
  targets: ResourceToImport[],
  more: Partial<CreateChangeSetCommandInput> = {},
) {
  const { Id: id = "" } = await served.client.send(
    new CreateChangeSetCommand({
      ...{ StackName: name, ChangeSetName: "set", ChangeSetType: "IMPORT", ResourcesToImport: targets },
      ...{ TemplateBody: JSON.stringify(template), ...more },
    }),
  );
  return served.client.send(new DescribeChangeSetCommand({ ChangeSetName: id }));
}

async function take(name: string, template: Written, targets: ResourceToImport[]) {
  const { ChangeSetId: id } = await plan(name, template, targets);
  await served.client.send(new ExecuteChangeSetCommand({ ChangeSetName: id }));
  return served.settled(name);
}

/** What a stack has made and left behind: the physical id of its only resource. */
async function left(name: string, resource: Written): Promise<string> {
  await served.create(name, { Resources: { It: kept(resource) } });
  const { It: id = "" } = await served.resources(name);
  await served.client.send(new DeleteStackCommand({ StackName: name }));
  return id;
}

test("a queue that was made by hand is taken into a new stack, and is told of in AWS's steps", async () => {
  const queues = served.region.services.sqs;
  const { queueUrl } = await queues.createQueue({ queueName: "by-hand" });
  const resource = kept(queue({ QueueName: "by-hand", DelaySeconds: 5 }));
  const targets = [target("AWS::SQS::Queue", { QueueUrl: queueUrl }, "Q")];
  const set = await plan("taken", { Resources: { Q: resource } }, targets);
  expect(set).toMatchObject({ Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE" });
  expect(set.Changes).toMatchObject([
    { ResourceChange: { Action: "Import", LogicalResourceId: "Q", PhysicalResourceId: queueUrl } },
  ]);
  await served.client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
  expect(await served.settled("taken")).toMatchObject({ StackStatus: "IMPORT_COMPLETE" });
  expect(await served.resources("taken")).toEqual({ Q: queueUrl });
  expect(await served.events("taken")).toEqual([
    "taken IMPORT_IN_PROGRESS (User Initiated)",
    "Q IMPORT_IN_PROGRESS (Resource import started.)",
    "Q IMPORT_COMPLETE (Resource import completed.)",
    "Q UPDATE_IN_PROGRESS (Apply stack-level tags to imported resource if applicable.)",
    "Q UPDATE_COMPLETE",
    "taken IMPORT_COMPLETE",
  ]);
  // From then on it is a resource like any other.
  const changed = { Resources: { Q: kept(queue({ QueueName: "by-hand", DelaySeconds: 7 })) } };
  expect(await served.update("taken", changed)).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
  expect(queues.getQueueAttributes(queueUrl).get("DelaySeconds")).toBe("7");
});

const kinds: readonly (readonly [string, Written, (physicalId: string) => Record<string, string>])[] = [
  ["AWS::S3::Bucket", { BucketName: "left-bucket" }, (id) => ({ BucketName: id })],
  [
    "AWS::DynamoDB::Table",
    {
      TableName: "left-table",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
    },
    (id) => ({ TableName: id }),
  ],
  ["AWS::SNS::Topic", { TopicName: "left-topic" }, (id) => ({ TopicArn: id })],
  ["AWS::Kinesis::Stream", { Name: "left-stream", ShardCount: 1 }, (id) => ({ Name: id })],
  ["AWS::Logs::LogGroup", { LogGroupName: "/left/group" }, (id) => ({ LogGroupName: id })],
  ["AWS::Events::EventBus", { Name: "left-bus" }, (id) => ({ Name: id })],
  [
    "AWS::StepFunctions::StateMachine",
    {
      StateMachineName: "left-machine",
      RoleArn: roleArn,
      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
    },
    (id) => ({ Arn: id }),
  ],
  [
    "AWS::Lambda::Function",
    {
      ...{ FunctionName: "left-function", Role: roleArn, Runtime: "nodejs24.x", Handler: "index.handler" },
      Code: { ZipFile: "exports.handler = async () => 1;" },
    },
    (id) => ({ FunctionName: id }),
  ],
  ["AWS::SSM::Parameter", { Name: "left-parameter", Type: "String", Value: "1" }, (id) => ({ Name: id })],
];

test.each(kinds)(
  "what a stack has left behind belongs to another: %s",
  async (Type, Properties, identify) => {
    const name = Type.replaceAll("::", "-");
    const id = await left(`${name}-before`, { Type, Properties });
    const template = { Resources: { It: kept({ Type, Properties }) } };
    const stack = await take(`${name}-after`, template, [target(Type, identify(id))]);
    expect([stack.StackStatus, stack.StackStatusReason]).toEqual(["IMPORT_COMPLETE", undefined]);
    expect(await served.resources(`${name}-after`)).toEqual({ It: id });
  },
);

test("a stack that has others already takes one in beside them, and lets go of it again without deleting it", async () => {
  const queues = served.region.services.sqs;
  const { queueUrl } = await queues.createQueue({ queueName: "beside" });
  const former = { Resources: { Own: queue({ QueueName: "own" }) } };
  await served.create("grows", former);
  const both = { Resources: { ...former.Resources, It: kept(queue({ QueueName: "beside" })) } };
  const targets = [target("AWS::SQS::Queue", { QueueUrl: queueUrl })];
  expect(await take("grows", both, targets)).toMatchObject({ StackStatus: "IMPORT_COMPLETE" });
  expect(Object.keys(await served.resources("grows"))).toEqual(["Own", "It"]);
  await served.update("grows", former);
  expect(queues.has(arn("sqs", "beside"))).toBe(true);
});

test("what is not there is not made: the import goes back, and the stack is as it was", async () => {
  const former = { Resources: { Own: queue({ QueueName: "still-own" }) } };
  await served.create("fails", former);
  const both = { Resources: { ...former.Resources, It: kept(queue({ QueueName: "nowhere" })) } };
  const url = "http://sqs.us-east-1.localhost/000000000000/nowhere";
  const stack = await take("fails", both, [target("AWS::SQS::Queue", { QueueUrl: url })]);
  expect(stack).toMatchObject({ StackStatus: "IMPORT_ROLLBACK_COMPLETE" });
  expect(await served.events("fails")).toEqual([
    "fails IMPORT_IN_PROGRESS (User Initiated)",
    "It IMPORT_IN_PROGRESS (Resource import started.)",
    `It IMPORT_FAILED (Resource of type 'AWS::SQS::Queue' with identifier '${url}' was not found.)`,
    "fails IMPORT_ROLLBACK_IN_PROGRESS (The following resource(s) failed to import: [It].)",
    "It IMPORT_ROLLBACK_COMPLETE",
    "fails IMPORT_ROLLBACK_COMPLETE",
  ]);
  expect(served.region.services.sqs.has(arn("sqs", "nowhere"))).toBe(false);
  expect(Object.keys(await served.resources("fails"))).toEqual(["Own"]);
  const changed = { Resources: { Own: queue({ QueueName: "still-own", DelaySeconds: 1 }) } };
  expect(await served.update("fails", changed)).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
});

const byName = { QueueUrl: "http://localhost/000000000000/q" };
const queueTarget = target("AWS::SQS::Queue", byName);

const refused: readonly (readonly [string, Written, ResourceToImport[], string])[] = [
  [
    "no deletion policy",
    { Resources: { It: queue({}) } },
    [queueTarget],
    "The following resources to import [It] must have DeletionPolicy attribute specified in the template.",
  ],
  [
    "outputs",
    { Resources: { It: kept(queue({})) }, Outputs: { O: { Value: "1" } } },
    [queueTarget],
    "As part of the import operation, you cannot modify or add [Outputs]",
  ],
  [
    "a type that is not found by a name",
    { Resources: { It: kept({ Type: "AWS::SQS::QueuePolicy", Properties: {} }) } },
    [target("AWS::SQS::QueuePolicy", { Id: "1" })],
    "ResourceTypes [AWS::SQS::QueuePolicy] are not supported for Import",
  ],
  [
    "a resource that the list misses",
    { Resources: { It: kept(queue({ QueueName: "q" })), Other: kept(queue({})) } },
    [queueTarget],
    "Resources [Other] are missing from ResourceToImport list",
  ],
  [
    "a resource that the template misses",
    { Resources: { Other: kept(queue({})) } },
    [queueTarget],
    "Resources to import [It] must be in the template, and of the type that is named for them",
  ],
  [
    "another identifier",
    { Resources: { It: kept(queue({})) } },
    [target("AWS::SQS::Queue", { QueueName: "q" })],
    "The identifier of resource It must be [QueueUrl], and is [QueueName]",
  ],
];

test.each(refused)("a request with %s is refused", async (_, template, targets, message) => {
  await expect(plan("refused", template, targets)).rejects.toMatchObject({
    name: "ValidationError",
    message,
  });
});

test("nothing else may change at the same time, and what another stack has is its own", async () => {
  const own = { Own: queue({ QueueName: "of-one" }) };
  await served.create("one", { Resources: own });
  const { Own: url = "" } = await served.resources("one");
  const more = { Own: queue({ QueueName: "of-one", DelaySeconds: 3 }), It: kept(queue({ QueueName: "q" })) };
  await expect(plan("one", { Resources: more }, [queueTarget])).rejects.toMatchObject({
    message:
      "You have modified resources [Own] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.",
  });
  const taken = { Resources: { It: kept(queue({ QueueName: "of-one" })) } };
  await expect(plan("thief", taken, [target("AWS::SQS::Queue", { QueueUrl: url })])).rejects.toMatchObject({
    message: expect.stringMatching(/\/of-one already exists in stack arn:aws:cloudformation:.*:stack\/one\//),
  });
});

test("what is to be imported is named by an import, and only by one", async () => {
  const template = { Resources: { It: kept(queue({})) } };
  await expect(plan("unnamed", template, [])).rejects.toMatchObject({
    message: "ResourcesToImport must be specified if ChangeSetType is IMPORT",
  });
  await expect(plan("unnamed", template, [queueTarget], { ChangeSetType: "CREATE" })).rejects.toMatchObject({
    message: "ResourcesToImport can be specified only if ChangeSetType is IMPORT",
  });
});

test("a template's summary tells by what each type is identified", async () => {
  const template = {
    Resources: {
      Q: queue({}),
      P: { Type: "AWS::Lambda::Permission", Properties: {} },
      M: { Type: "AWS::StepFunctions::StateMachine", Properties: { RoleArn: arn("iam", "role/x") } },
    },
  };
  const { ResourceIdentifierSummaries: summaries } = await served.client.send(
    new GetTemplateSummaryCommand({ TemplateBody: JSON.stringify(template) }),
  );
  expect(summaries).toEqual([
    { ResourceType: "AWS::SQS::Queue", LogicalResourceIds: ["Q"], ResourceIdentifiers: ["QueueUrl"] },
    {
      ResourceType: "AWS::Lambda::Permission",
      LogicalResourceIds: ["P"],
      ResourceIdentifiers: ["FunctionName,Id"],
    },
    {
      ResourceType: "AWS::StepFunctions::StateMachine",
      LogicalResourceIds: ["M"],
      ResourceIdentifiers: ["Arn"],
    },
  ]);
});
