// What CloudFormation refuses, in its words.

import {
  CancelUpdateStackCommand,
  type CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  EstimateTemplateCostCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  ListImportsCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readTemplateText } from "../../../src/services/cloudformation/template/template-source.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
const queue = { Type: "AWS::SQS::Queue" };
const plain = { Resources: { Q: queue } };
beforeAll(async () => {
  served = await serveStacks();
  await served.create("there", plain);
  await served.create("failed", {
    Resources: { Q: { ...queue, Properties: { DelaySeconds: 10_000 } } },
  });
});
afterAll(() => served.close());

type Send = (client: CloudFormationClient) => Promise<unknown>;
const body = (template: object) => ({ TemplateBody: JSON.stringify(template) });
const create =
  (name: string, template: object, more: object = {}): Send =>
  (client) =>
    client.send(new CreateStackCommand({ StackName: name, ...body(template), ...more }));
const update =
  (name: string, template: object, more: object = {}): Send =>
  (client) =>
    client.send(new UpdateStackCommand({ StackName: name, ...body(template), ...more }));
const set =
  (name: string, template: object, more: object = {}): Send =>
  (client) =>
    client.send(
      new CreateChangeSetCommand({ StackName: name, ChangeSetName: "set", ...body(template), ...more }),
    );
const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } };
const named = { ...role, Properties: { ...role.Properties, RoleName: "named" } };

interface Refused {
  readonly what: string;
  readonly send: Send;
  readonly code?: string;
  readonly message: string | RegExp;
}

const after = (id: string) => ({ ...queue, DependsOn: id });
const circle = { Resources: { A: after("B"), B: after("A"), Q: queue } };
const circleIf = (otherwise: object) => ({
  Parameters: { Closed: { Type: "String", Default: "yes" } },
  Conditions: { IsClosed: { "Fn::Equals": [{ Ref: "Closed" }, "yes"] } },
  Resources: {
    A: { ...queue, Properties: { QueueName: { "Fn::If": ["IsClosed", { Ref: "B" }, otherwise] } } },
    B: after("A"),
  },
});
const circular = "Circular dependency between resources: [A, B]";

const refused: readonly Refused[] = [
  { what: "a new stack in a circle", send: create("circle", circle), message: circular },
  {
    what: "a new stack in a circle that a condition closes",
    send: create("circle", circleIf({ Ref: "AWS::NoValue" })),
    message: circular,
  },
  { what: "an update into a circle", send: update("there", circle), message: circular },
  {
    what: "a change set for a stack in a circle",
    send: set("circle", circle, { ChangeSetType: "CREATE" }),
    message: circular,
  },
  ...[circle, circleIf({ "Fn::GetAtt": ["B", "QueueName"] })].map((template, index) => ({
    what: `a validation of circle ${index + 1}`,
    send: (client: CloudFormationClient) => client.send(new ValidateTemplateCommand(body(template))),
    message: circular,
  })),
  {
    what: "none of these circles became a stack",
    send: (client) => client.send(new DescribeStacksCommand({ StackName: "circle" })),
    message: "Stack with id circle does not exist",
  },
  {
    what: "DescribeStacks of none",
    send: (client) => client.send(new DescribeStacksCommand({ StackName: "none" })),
    message: "Stack with id none does not exist",
  },
  {
    what: "GetTemplate of none",
    send: (client) => client.send(new GetTemplateCommand({ StackName: "none" })),
    message: "Stack with id none does not exist",
  },
  {
    what: "events of none",
    send: (client) => client.send(new DescribeStackEventsCommand({ StackName: "none" })),
    message: "Stack [none] does not exist",
  },
  {
    what: "change sets of none",
    send: (client) => client.send(new ListChangeSetsCommand({ StackName: "none" })),
    message: "Stack [none] does not exist",
  },
  { what: "an update of none", send: update("none", plain), message: "Stack [none] does not exist" },
  { what: "a change set of none", send: set("none", plain), message: "Stack [none] does not exist" },
  {
    what: "no such change set",
    send: (client) =>
      client.send(new DescribeChangeSetCommand({ StackName: "there", ChangeSetName: "none" })),
    code: "ChangeSetNotFoundException",
    message: "ChangeSet [none] does not exist",
  },
  {
    what: "an execution of no change set",
    send: (client) => client.send(new ExecuteChangeSetCommand({ StackName: "there", ChangeSetName: "none" })),
    code: "ChangeSetNotFoundException",
    message: "ChangeSet [none] does not exist",
  },
  {
    what: "a name that is taken",
    send: create("there", plain),
    code: "AlreadyExistsException",
    message: "Stack [there] already exists",
  },
  {
    what: "a change set that would create what is there",
    send: set("there", plain, { ChangeSetType: "CREATE" }),
    message: "Stack [there] already exists and cannot be created again with the changeSet [set].",
  },
  {
    what: "an update of what was rolled back",
    send: update("failed", plain),
    message:
      /^Stack:arn:aws:cloudformation:us-east-1:000000000000:stack\/failed\/[0-9a-f-]{36} is in ROLLBACK_COMPLETE state and can not be updated\.$/,
  },
  { what: "an update of nothing", send: update("there", plain), message: "No updates are to be performed." },
  {
    what: "a name that is none",
    send: create("1st", plain),
    message:
      "1 validation error detected: Value '1st' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
  },
  {
    what: "no template",
    send: (client) => client.send(new CreateStackCommand({ StackName: "new" })),
    message: "Either Template URL or Template Body must be specified.",
  },
  {
    what: "a template that is nowhere",
    send: (client) =>
      client.send(
        new CreateStackCommand({ StackName: "new", TemplateURL: "https://s3.amazonaws.com/nowhere/t.json" }),
      ),
    message: /^S3 error: The specified bucket does not exist\n/,
  },
  {
    what: "a template that is too long",
    send: create("new", { ...plain, Metadata: { Long: "x".repeat(51_200) } }),
    message:
      /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/,
  },
  {
    what: "a role without a capability",
    send: create("new", { Resources: { R: role } }),
    code: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_IAM]",
  },
  {
    what: "a named role with too small a capability",
    send: set("there", { Resources: { R: named } }, { Capabilities: ["CAPABILITY_IAM"] }),
    code: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_NAMED_IAM]",
  },
  {
    what: "a transform without a capability",
    send: create("new", { Transform: "AWS::LanguageExtensions", ...plain }),
    code: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_AUTO_EXPAND]",
  },
  {
    what: "types that the region does not have",
    send: create("new", {
      Resources: { C: { Type: "AWS::Kinesis::Channel" }, U: { Type: "AWS::SQS::Queu" } },
    }),
    message:
      /^Template format error: Unrecognized resource types: \[AWS::Kinesis::Channel, AWS::SQS::Queu\]\. \/Resources\/C: .*; \/Resources\/U: .*; did you mean AWS::SQS::Queue\?$/,
  },
  {
    what: "another type for a resource",
    send: update("there", { Resources: { Q: { Type: "AWS::SNS::Topic" } } }),
    message:
      "Update of resource type is not permitted. The new template modifies resource type of the following resources: [Q]",
  },
  {
    what: "a parameter without a value",
    send: create("new", { Parameters: { P: { Type: "String" } }, ...plain }),
    message: "Parameters: [P] must have values",
  },
  {
    what: "parameters of which a rule does not hold",
    send: create("new", {
      Parameters: { P: { Type: "String", Default: "us-west-2" } },
      Rules: {
        Here: {
          Assertions: [
            {
              Assert: { "Fn::Equals": [{ Ref: "P" }, { Ref: "AWS::Region" }] },
              AssertDescription: "P is the region",
            },
          ],
        },
      },
      ...plain,
    }),
    message: "Template error: Rule Here failed: P is the region",
  },
  {
    what: "a parameter that was never there",
    send: update("there", plain, { Parameters: [{ ParameterKey: "P", UsePreviousValue: true }] }),
    message: /^Invalid input for parameter key P\. Cannot specify usePreviousValue as true/,
  },
  {
    what: "two ways to fail",
    send: create("new", plain, { DisableRollback: true, OnFailure: "DELETE" }),
    message: "You can specify either DisableRollback or OnFailure, but not both.",
  },
  {
    what: "a resource that the stack does not have",
    send: (client) =>
      client.send(new DescribeStackResourceCommand({ StackName: "there", LogicalResourceId: "X" })),
    message: "Resource X does not exist for stack there",
  },
  {
    what: "an end of no update",
    send: (client) => client.send(new CancelUpdateStackCommand({ StackName: "there" })),
    message: "CancelUpdateStack cannot be called from current stack status",
  },
  {
    what: "going on with no rollback",
    send: (client) => client.send(new ContinueUpdateRollbackCommand({ StackName: "there" })),
    message: /is in CREATE_COMPLETE state and can not continue rollback\.$/,
  },
  {
    what: "retained resources of a whole stack",
    send: (client) => client.send(new DeleteStackCommand({ StackName: "there", RetainResources: ["Q"] })),
    message: /^Invalid operation on stack \[arn:/,
  },
  {
    what: "an export that nobody imports",
    send: (client) => client.send(new ListImportsCommand({ ExportName: "nothing" })),
    message: "Export 'nothing' is not imported by any stack.",
  },
  {
    what: "an import without what is imported",
    send: set("there", plain, { ChangeSetType: "IMPORT" }),
    message: "ResourcesToImport must be specified if ChangeSetType is IMPORT",
  },
  {
    what: "a policy that is none",
    send: (client) => client.send(new SetStackPolicyCommand({ StackName: "there", StackPolicyBody: "{" })),
    message: "Error validating stack policy: Invalid stack policy",
  },
  {
    what: "what a template costs",
    send: (client) => client.send(new EstimateTemplateCostCommand(body(plain))),
    code: "InvalidAction",
    message: /nothing costs anything here/,
  },
];

test("a circle that no condition closes is a stack", async () => {
  const open = circleIf({ Ref: "AWS::NoValue" });
  await served.client.send(new ValidateTemplateCommand(body(open)));
  await create("open", open, { Parameters: [{ ParameterKey: "Closed", ParameterValue: "no" }] })(
    served.client,
  );
});

test.each(refused)("refuses $what", async ({ send, code = "ValidationError", message }) => {
  await expect(send(served.client)).rejects.toMatchObject({
    name: code,
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });
});

test("of a resource that is there twice it is warned, with its place", async () => {
  const text = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n  Q:\n    Type: AWS::SNS::Topic\n";
  const told = '4: the key "Q" is there before, and what is said of it there is lost';
  await served.client.send(new CreateStackCommand({ StackName: "twice", TemplateBody: text }));
  expect(served.warnings.splice(0)).toEqual([`stack twice: template:${told}`]);
  // As the project of a folder is deployed, the first time and where nothing has changed.
  const template = readTemplateText(text, "template.yaml");
  for (let run = 0; run < 2; run += 1) {
    const { warnings } = await served.region.services.cloudformation.deploy({
      stackName: "folder",
      template,
    });
    expect(warnings).toEqual([`template.yaml:${told}`]);
  }
});

test("what a template that comes by the API asks for and has no effect is warned of, once", async () => {
  const stacked = (DelaySeconds: number) => ({
    Resources: {
      Topic: { Type: "AWS::SNS::Topic", Properties: { MaximumMessageSize: 1024 } },
      Queue: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds } },
    },
  });
  served.warnings.splice(0);
  await served.create("lacking", stacked(1));
  await served.update("lacking", stacked(2));
  expect(served.warnings).toEqual([
    expect.stringMatching(/^stack lacking: .*MaximumMessageSize: has no effect in the local region/),
  ]);
});
