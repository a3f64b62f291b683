// Stacks in somebody's name: what CloudFormation calls for a stack is held to what whoever deploys it may, or the role that the stack has.

import * as cfn from "@aws-sdk/client-cloudformation";
import * as sfn from "@aws-sdk/client-sfn";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import { until } from "../support/until.ts";
import { EnforcedRegion } from "./support/enforced-region.ts";
import { account, allow, documentOf, roleArn } from "./support/permission-cases.ts";

const held = new EnforcedRegion();
const { clientOf, makeRole, keysOf } = held;
let root: cfn.CloudFormationClient;

beforeAll(async () => {
  await held.open();
  root = clientOf(cfn.CloudFormationClient);
});
afterAll(() => held.close());

const anybody = { Principal: { AWS: account } };
const itself = { Principal: { Service: "cloudformation.amazonaws.com" } };
const stacks = allow("cloudformation:*", "*");
const throughIt = {
  Condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": "cloudformation.amazonaws.com" } },
};
const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
const templateOf = (Resources: JsonObject) => JSON.stringify({ Resources });
/** A queue's name is not free for a minute after it was deleted. */
const letters = (QueueName: string, properties: JsonObject = {}) =>
  templateOf({ Letters: { Type: "AWS::SQS::Queue", Properties: { QueueName, ...properties } } });
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;

/** A client of whoever has this role. */
async function deployer(name: string, ...statements: readonly JsonObject[]) {
  return clientOf(cfn.CloudFormationClient, await keysOf(makeRole(name, anybody, ...statements)));
}

async function settled(StackName: string): Promise<string | undefined> {
  return until(async () => {
    const { Stacks: [stack] = [] } = await root.send(new cfn.DescribeStacksCommand({ StackName }));
    return stack?.StackStatus?.endsWith("_IN_PROGRESS") === true ? undefined : stack?.StackStatus;
  });
}

async function create(client: cfn.CloudFormationClient, request: cfn.CreateStackCommandInput) {
  const { StackId = "" } = await client.send(new cfn.CreateStackCommand({ Capabilities, ...request }));
  return { StackId, status: await settled(StackId) };
}

async function update(client: cfn.CloudFormationClient, request: cfn.UpdateStackCommandInput) {
  await client.send(new cfn.UpdateStackCommand({ Capabilities, ...request }));
  return settled(request.StackName ?? "");
}

async function remove(client: cfn.CloudFormationClient, { StackId }: { readonly StackId: string }) {
  const [, StackName] = StackId.split("/");
  await client.send(new cfn.DeleteStackCommand({ StackName }));
  return settled(StackId);
}

/** Why resources failed, without the ids of requests. */
async function reasons(StackName: string): Promise<readonly string[]> {
  const { StackEvents: events = [] } = await root.send(new cfn.DescribeStackEventsCommand({ StackName }));
  return events
    .filter((each) => each.ResourceStatus?.endsWith("_FAILED") && each.LogicalResourceId !== each.StackName)
    .map((each) => (each.ResourceStatusReason ?? "").replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID"));
}

const user = (name: string) => `arn:aws:sts::${account}:assumed-role/${name}/tests`;
const denied = (who: string, action: string, queue: string) => {
  const asked = action.toLowerCase();
  const told = `User: ${who} is not authorized to perform: ${asked} on resource: ${queueArn(queue)} because no identity-based policy allows the ${asked} action`;
  return `Resource handler returned message: "${told} (Service: Sqs, Status Code: 403, Request ID: ID)" (RequestToken: ID, HandlerErrorCode: AccessDenied)`;
};

describe("without a role of its own a stack is in the name of whoever deploys it", () => {
  test("who may do by way of CloudFormation what he may not by himself", async () => {
    const may = allow(["sqs:CreateQueue", "sqs:DeleteQueue"], queueArn("by-way"), throughIt);
    const client = await deployer("by-way", stacks, may);
    const made = await create(client, { StackName: "by-way", TemplateBody: letters("by-way") });
    expect(made.status).toBe("CREATE_COMPLETE");
    const queues = clientOf(SQSClient, await keysOf(roleArn("by-way")));
    await expect(queues.send(new CreateQueueCommand({ QueueName: "by-way" }))).rejects.toThrow(
      "is not authorized to perform: sqs:createqueue",
    );
    expect(await remove(client, made)).toBe("DELETE_COMPLETE");
  });

  test("and who may not make something is told so by its event, in the service's words", async () => {
    const client = await deployer("none", stacks);
    const made = await create(client, { StackName: "none", TemplateBody: letters("none") });
    expect(made.status).toBe("ROLLBACK_COMPLETE");
    expect(await reasons(made.StackId)).toEqual([denied(user("none"), "sqs:CreateQueue", "none")]);
  });

  test("nor change it, nor take it away", async () => {
    const making = allow("sqs:CreateQueue", queueArn("making"));
    const client = await deployer("making", stacks, making);
    const made = await create(client, { StackName: "making", TemplateBody: letters("making") });
    const { StackId: StackName } = made;
    expect(await update(client, { StackName, TemplateBody: letters("making", { DelaySeconds: 1 }) })).toBe(
      "UPDATE_ROLLBACK_COMPLETE",
    );
    expect(await remove(client, made)).toBe("DELETE_FAILED");
    expect(await reasons(StackName)).toEqual(
      ["sqs:DeleteQueue", "sqs:SetQueueAttributes"].map((action) => denied(user("making"), action, "making")),
    );
    // Whoever has other keys is the account's root.
    expect(await remove(root, made)).toBe("DELETE_COMPLETE");
  });

  test("a nested stack as well", async () => {
    const { s3 } = held.region.services;
    await s3.createBucket("templates");
    await s3.putObject({ bucket: "templates", key: "letters.json", bytes: Buffer.from(letters("nested")) });
    const TemplateURL = "https://templates.s3.us-east-1.amazonaws.com/letters.json";
    const TemplateBody = templateOf({
      Inner: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL } },
    });
    const client = await deployer("around", stacks);
    const made = await create(client, { StackName: "around", TemplateBody });
    expect(made.status).toBe("ROLLBACK_COMPLETE");
    expect((await reasons(made.StackId)).join()).toMatch(/Embedded stack .* was not successfully created/);
  });

  test("a template in a bucket is read by whoever may read it", async () => {
    const TemplateURL = "https://templates.s3.us-east-1.amazonaws.com/letters.json";
    const making = allow(["sqs:CreateQueue", "sqs:DeleteQueue"], queueArn("nested"));
    const client = await deployer("reading", stacks, making);
    await expect(create(client, { StackName: "reading", TemplateURL })).rejects.toThrow(
      /^S3 error: Access Denied\n/,
    );
    makeRole("reading", anybody, stacks, making, allow("s3:GetObject", "arn:aws:s3:::templates/*"));
    const made = await create(client, { StackName: "reading", TemplateURL });
    expect(made.status).toBe("CREATE_COMPLETE");
    expect(await remove(client, made)).toBe("DELETE_COMPLETE");
  });

  test("what a change set does is in the name of whoever executes it", async () => {
    const planner = await deployer("planner", stacks, allow("sqs:*", queueArn("planned")));
    const executor = await deployer("executor", stacks);
    const named = { StackName: "planned", ChangeSetName: "first" };
    const { StackId = "" } = await planner.send(
      new cfn.CreateChangeSetCommand({ ...named, ChangeSetType: "CREATE", TemplateBody: letters("planned") }),
    );
    await executor.send(new cfn.ExecuteChangeSetCommand(named));
    expect(await settled(StackId)).toBe("ROLLBACK_COMPLETE");
    expect(await reasons(StackId)).toEqual([denied(user("executor"), "sqs:CreateQueue", "planned")]);
  });

  test("and a machine's task by the machine's role", async () => {
    const role = makeRole(
      "building",
      { Principal: { Service: "states.amazonaws.com" } },
      allow("cloudformation:CreateStack", "*"),
    );
    const Arguments = { StackName: "by-machine", TemplateBody: letters("by-machine") };
    const Resource = "arn:aws:states:::aws-sdk:cloudformation:createStack";
    const task = { Type: "Task", Resource, Arguments, End: true };
    const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States: { A: task } });
    const machines = clientOf(sfn.SFNClient);
    const { stateMachineArn } = await machines.send(
      new sfn.CreateStateMachineCommand({ name: "builder", definition, roleArn: role }),
    );
    await machines.send(new sfn.StartExecutionCommand({ stateMachineArn, name: "tests" }));
    await until(() => held.region.services.cloudformation.stacks.find("by-machine"));
    expect(await settled("by-machine")).toBe("ROLLBACK_COMPLETE");
    expect(await reasons("by-machine")).toEqual([denied(user("building"), "sqs:CreateQueue", "by-machine")]);
  });

  test("a role is passed on by whoever may pass it, and a reference looked up by whoever may read", async () => {
    const { states, ssm } = held.region.services;
    ssm.provide("/station", "seattle");
    const passed = makeRole(
      "run-as",
      { Principal: { Service: "states.amazonaws.com" } },
      allow("sqs:*", "*"),
    );
    const DefinitionString = JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } });
    const Properties = { StateMachineName: "held", RoleArn: passed, DefinitionString };
    const TemplateBody = templateOf({
      Machine: { Type: "AWS::StepFunctions::StateMachine", Properties },
      Waits: {
        Type: "AWS::SQS::Queue",
        DependsOn: "Machine",
        Properties: { QueueName: "{{resolve:ssm:/station}}" },
      },
    });
    const making = allow(["states:CreateStateMachine", "states:DeleteStateMachine", "sqs:*"], "*");
    const client = await deployer("passing-on", stacks, making);
    const first = await create(client, { StackName: "held-1", TemplateBody });
    expect((await reasons(first.StackId))[0]).toContain(
      `perform: iam:PassRole on resource: ${passed} because`,
    );
    makeRole("passing-on", anybody, stacks, making, allow("iam:PassRole", passed));
    const second = await create(client, { StackName: "held-2", TemplateBody });
    expect(second.status).toBe("ROLLBACK_COMPLETE");
    expect((await reasons(second.StackId))[0]).toMatch(
      /perform: ssm:GetParameters on resource: \S+:parameter\/station because .* \(Service: AWSSimpleSystemsManagement; Status Code: 400; Error Code: AccessDeniedException; Request ID: ID; Proxy: null\)$/,
    );
    expect(states.machines.list({}).items.map(({ name }) => name)).not.toContain("held");
  });
});

describe("a stack's role", () => {
  const byIt = `arn:aws:sts::${account}:assumed-role/for-stacks/AWSCloudFormation`;
  const wants = { StackName: "in-role", RoleARN: roleArn("for-stacks") };

  test("is what all is done in, also later, by whoever may only ask for it", async () => {
    makeRole("for-stacks", itself, allow(["sqs:CreateQueue", "sqs:SetQueueAttributes"], queueArn("in-role")));
    const passing = allow("iam:PassRole", roleArn("for-stacks"));
    const client = await deployer("asking", stacks, passing);
    const made = await create(client, { ...wants, TemplateBody: letters("in-role") });
    expect(made.status).toBe("CREATE_COMPLETE");
    const StackName = made.StackId;
    expect(await update(client, { StackName, TemplateBody: letters("in-role", { DelaySeconds: 1 }) })).toBe(
      "UPDATE_COMPLETE",
    );
    // Also of the account's root.
    expect(await remove(root, made)).toBe("DELETE_FAILED");
    expect(await reasons(StackName)).toEqual([denied(byIt, "sqs:DeleteQueue", "in-role")]);
    makeRole("for-stacks", itself, allow("sqs:*", queueArn("in-role")));
    expect(await remove(client, made)).toBe("DELETE_COMPLETE");
  });

  test("is passed on by whoever may pass it", async () => {
    const client = await deployer("not-passing", stacks);
    await expect(create(client, { ...wants, TemplateBody: letters("in-role") })).rejects.toThrow(
      `is not authorized to perform: iam:PassRole on resource: ${roleArn("for-stacks")}`,
    );
  });

  test("that does not trust CloudFormation is refused, for a stack and for a change set", async () => {
    const trust = { Principal: { Service: "lambda.amazonaws.com" } };
    const RoleARN = makeRole("others", trust, allow("sqs:*", "*"));
    const request = { ...wants, RoleARN, TemplateBody: letters("in-role") };
    const refusal = { name: "ValidationError", message: `Role ${RoleARN} is invalid or cannot be assumed` };
    await expect(create(root, request)).rejects.toMatchObject(refusal);
    const changes = { ChangeSetName: "a", ChangeSetType: "CREATE" as const };
    await expect(root.send(new cfn.CreateChangeSetCommand({ ...request, ...changes }))).rejects.toMatchObject(
      refusal,
    );
  });

  test("may be told from others by the stack that it is for", async () => {
    const of = (name: string) => ({
      ...itself,
      Condition: { ArnLike: { "aws:SourceArn": `arn:aws:cloudformation:*:${account}:stack/${name}/*` } },
    });
    const RoleARN = makeRole("for-one", of("only"), allow("sqs:*", "*"));
    await expect(
      create(root, { StackName: "another", RoleARN, TemplateBody: letters("only") }),
    ).rejects.toThrow("is invalid or cannot be assumed");
    const made = await create(root, { StackName: "only", RoleARN, TemplateBody: letters("only") });
    expect(made.status).toBe("CREATE_COMPLETE");
    expect(await remove(root, made)).toBe("DELETE_COMPLETE");
  });
});

test("the least that a deployment needs is told of its role, and is enough", async () => {
  const trust = documentOf({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  });
  const TemplateBody = templateOf({
    Role: {
      Type: "AWS::IAM::Role",
      Properties: { RoleName: "made", AssumeRolePolicyDocument: JSON.parse(trust) as JsonObject },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "made", Runtime: "nodejs22.x", Handler: "index.handler" },
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Code: { ZipFile: "exports.handler = async () => 1;" },
      },
    },
    Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/made", RetentionInDays: 1 } },
    Board: {
      Type: "AWS::CloudWatch::Dashboard",
      Properties: { DashboardName: "made", DashboardBody: '{"widgets":[]}' },
    },
    Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "made" } },
    Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "made" } },
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        ...{ Name: "made", EventBusName: { Ref: "Bus" }, EventPattern: { source: ["a"] } },
        Targets: [{ Id: "t", Arn: { Ref: "Topic" } }],
      },
    },
  });
  const client = await deployer("all", allow("*", "*"));
  const made = await create(client, { StackName: "least", TemplateBody });
  expect([made.status, await reasons(made.StackId)]).toEqual(["CREATE_COMPLETE", []]);
  expect(await remove(client, made)).toBe("DELETE_COMPLETE");
  const told = held.region.permissions?.roleUses().find((each) => each.roleArn === roleArn("all"))?.least;
  const statements = told?.Statement as readonly JsonObject[];
  expect(statements.flatMap(({ Action, Resource }) => [Action, Resource].flat())).toEqual(
    expect.arrayContaining([
      ...["cloudformation:CreateStack", "iam:CreateRole", "iam:PassRole", "lambda:CreateFunction"],
      ...[
        "logs:PutRetentionPolicy",
        "events:PutTargets",
        `arn:aws:events:us-east-1:${account}:rule/made/made`,
      ],
      `arn:aws:cloudwatch::${account}:dashboard/made`,
    ]),
  );
  makeRole("all", anybody, ...statements);
  const again = await create(client, { StackName: "least", TemplateBody });
  expect([again.status, await reasons(again.StackId)]).toEqual(["CREATE_COMPLETE", []]);
  expect(await remove(client, again)).toBe("DELETE_COMPLETE");
});
