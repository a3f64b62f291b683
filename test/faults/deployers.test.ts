// Updates of stacks in somebody's name, under enforced policies, in a region that is killed in the middle of them: what comes after the
// restart is in the same name still.

import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { account, allow, documentOf, roleArn } from "../region/support/permission-cases.ts";
import { body, type Keys, KilledStacks, queue, waiting } from "./killed-stacks.ts";

const region = new KilledStacks("enforce");

/** Each stack by the name that it is in: of a role that it was given, or of whoever deploys it. */
const inRole = "AWSCloudFormation";
const inPerson = "tests";
const stacks = [
  { name: "goes-on", session: inRole },
  { name: "goes-back", session: inRole },
  { name: "is-refused", session: inRole },
  { name: "of-somebody", session: inPerson },
  { name: "somebody-is-refused", session: inPerson },
] as const;
const addresses = new Map<string, string>();

beforeAll(async () => {
  await region.begin();
  for (const stack of stacks) addresses.set(stack.name, await beginUpdate(stack));
  await region.kill();
  await region.begin();
});
afterAll(() => region.close());

const queuesOf = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}-*`;

async function permit(name: string, actions: readonly string[]): Promise<void> {
  const [mine, all] = [allow(actions, queuesOf(name)), allow("cloudformation:*", "*")];
  await region
    .client(IAMClient)
    .send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument: documentOf(mine, all) }),
    );
}

async function beginUpdate({ name, session }: (typeof stacks)[number]): Promise<string> {
  const Principal = session === inRole ? { Service: "cloudformation.amazonaws.com" } : { AWS: account };
  const trust = documentOf({ Effect: "Allow", Action: "sts:AssumeRole", Principal });
  await region
    .client(IAMClient)
    .send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await permit(name, ["sqs:*"]);
  const client = region.client(CloudFormationClient, session === inRole ? undefined : await keysOf(name));
  const inItsName = { StackName: name, ...(session === inRole ? { RoleARN: roleArn(name) } : {}) };
  const before = { First: queue({ QueueName: `${name}-first` }) };
  await client.send(new CreateStackCommand({ ...inItsName, ...body(before) }));
  expect(await region.settled(name)).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  const late = queue({ QueueName: `${name}-late` }, { DependsOn: "Wait" });
  const after = { ...before, ...waiting("First"), Late: late };
  // The role is the stack's from now on, whoever asks.
  await client.send(new UpdateStackCommand({ StackName: name, ...body(after) }));
  return region.addressOf(name);
}

async function keysOf(name: string): Promise<Keys> {
  const assume = new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: inPerson });
  const { Credentials: keys } = await region.client(STSClient).send(assume);
  return {
    accessKeyId: keys?.AccessKeyId ?? "",
    secretAccessKey: keys?.SecretAccessKey ?? "",
    sessionToken: keys?.SessionToken ?? "",
  };
}

async function statusAfter(name: string, signal: "SUCCESS" | "FAILURE"): Promise<string | undefined> {
  await region.signal(addresses.get(name) ?? "", signal);
  return (await region.settled(name))?.StackStatus;
}

async function failuresOf(name: string): Promise<readonly string[]> {
  const { StackEvents: events = [] } = await region.life.stacks.send(
    new DescribeStackEventsCommand({ StackName: name }),
  );
  return events.flatMap(({ LogicalResourceId: id, ResourceStatus: status, ResourceStatusReason: reason }) =>
    status?.endsWith("_FAILED") ? [`${id} ${status}: ${reason}`] : [],
  );
}

async function queueNames(name: string): Promise<readonly string[]> {
  const { QueueUrls: urls = [] } = await region.life.queues.send(
    new ListQueuesCommand({ QueueNamePrefix: `${name}-` }),
  );
  return urls.map((url) => url.slice(url.lastIndexOf("/") + 1)).sort();
}

test.each(["goes-on", "of-somebody"])("%s: an update is finished by what its name may", async (name) => {
  expect(await statusAfter(name, "SUCCESS")).toBe("UPDATE_COMPLETE");
  expect(await queueNames(name)).toEqual([`${name}-first`, `${name}-late`]);
});

test("an update is rolled back by what its role may", async () => {
  expect(await statusAfter("goes-back", "FAILURE")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await queueNames("goes-back")).toEqual(["goes-back-first"]);
});

const refused = stacks.filter(({ name }) => name.endsWith("refused"));

test.each(refused)(
  "$name: what its name may not any more is refused, and taken back",
  async ({ name, session }) => {
    await permit(name, ["sqs:DeleteQueue", "sqs:GetQueueAttributes"]);
    expect(await statusAfter(name, "SUCCESS")).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await failuresOf(name)).toEqual([
      expect.stringContaining(
        `Late CREATE_FAILED: Resource handler returned message: "User: arn:aws:sts::${account}:assumed-role/${name}/${session} ` +
          `is not authorized to perform: sqs:createqueue on resource: arn:aws:sqs:us-east-1:${account}:${name}-late because`,
      ),
    ]);
    expect(await queueNames(name)).toEqual([`${name}-first`]);
  },
);
