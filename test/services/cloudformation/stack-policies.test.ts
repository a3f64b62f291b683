// What a stack's policy keeps an update from, and how that is told.

import {
  DeleteStackCommand,
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { queue, topic } from "./support/resources.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
});
afterAll(() => served.close());

const before = { Resources: { Queue: queue({ DelaySeconds: 1 }), Topic: topic(), Other: queue() } };
const all = { Principal: "*", Resource: "*" };
const allowAll = { Effect: "Allow", Action: "Update:*", ...all };
const deny = (Action: string | readonly string[], more: object = {}) => ({
  ...{ Effect: "Deny", Action, ...all },
  ...more,
});
const ofTopics = { Condition: { StringEquals: { ResourceType: ["AWS::SNS::Topic"] } } };
const policyOf = (...Statement: readonly object[]) => JSON.stringify({ Statement });

const modified = { Resources: { ...before.Resources, Queue: queue({ DelaySeconds: 2 }) } };
const replaced = { Resources: { ...before.Resources, Queue: queue({ QueueName: "another" }) } };
const removed = { Resources: { Queue: before.Resources.Queue, Other: before.Resources.Other } };
const denied = (statement: string) => `Action denied by stack policy: ${statement};`;

test.each([
  {
    name: "of a modification",
    policy: policyOf(allowAll, deny("Update:Modify", { Resource: "LogicalResourceId/Que*" })),
    after: modified,
    refused: "Queue",
    reason: denied("Statement [#1] does not allow [Update:Modify] for resource [LogicalResourceId/Que*]"),
  },
  {
    name: "of a replacement",
    policy: policyOf(allowAll, deny(["Update:Replace", "Update:Delete"])),
    after: replaced,
    refused: "Queue",
    reason: denied("Statement [#1] does not allow [Update:Replace, Update:Delete] for resource [*]"),
  },
  {
    name: "of a deletion, by its type",
    policy: policyOf(allowAll, deny("Update:Delete", ofTopics)),
    after: removed,
    refused: "Topic",
    reason: denied("Statement [#1] does not allow [Update:Delete] for resource [*]"),
  },
  {
    name: "of what no statement allows",
    policy: policyOf({ ...allowAll, Resource: undefined, NotResource: "LogicalResourceId/Queue" }),
    after: modified,
    refused: "Queue",
    reason: "Action not allowed by stack policy",
  },
])("a denial $name fails the update, which is rolled back", async ({ name, policy, after, ...expected }) => {
  const { refused, reason } = expected;
  const stack = `denied-${name.replaceAll(/\W/g, "-")}`;
  await served.create(stack, before, { StackPolicyBody: policy });
  const resources = await served.resources(stack);
  expect((await served.update(stack, after)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await served.events(stack)).toEqual([
    `${stack} UPDATE_IN_PROGRESS (User Initiated)`,
    `${refused} UPDATE_FAILED (${reason})`,
    `${stack} UPDATE_ROLLBACK_IN_PROGRESS (The following resource(s) failed to update: [${refused}]. )`,
    `${refused} UPDATE_COMPLETE`,
    `${stack} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`,
    `${stack} UPDATE_ROLLBACK_COMPLETE`,
  ]);
  expect(await served.resources(stack)).toEqual(resources);
});

describe("a policy", () => {
  const policyIn = async (StackName: string) =>
    (await served.client.send(new GetStackPolicyCommand({ StackName }))).StackPolicyBody;
  const set = (StackName: string, StackPolicyBody: string) =>
    served.client.send(new SetStackPolicyCommand({ StackName, StackPolicyBody }));

  test("does not keep from what is not denied, and gives way for one update", async () => {
    const policy = policyOf(allowAll, deny("Update:*", { Resource: "LogicalResourceId/Topic" }));
    await served.create("lifted", before);
    await set("lifted", policy);
    expect((await served.update("lifted", modified)).StackStatus).toBe("UPDATE_COMPLETE");
    const lifted = await served.update("lifted", removed, {
      StackPolicyDuringUpdateBody: policyOf(allowAll),
      StackPolicyBody: policyOf(allowAll, deny("Update:Replace")),
    });
    expect(lifted.StackStatus).toBe("UPDATE_COMPLETE");
    expect(await policyIn("lifted")).toBe(policyOf(allowAll, deny("Update:Replace")));
  });

  test("that comes with an update holds from its end on", async () => {
    await served.create("next", before);
    const policy = policyOf(deny("Update:*"));
    const update = (template: typeof before, more = {}) => served.update("next", template, more);
    expect((await update(modified, { StackPolicyBody: policy })).StackStatus).toBe("UPDATE_COMPLETE");
    expect((await update(before)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    await set("next", "{}");
    expect((await update(before)).StackStatus).toBe("UPDATE_COMPLETE");
  });

  test.each([
    ["no JSON", "Invalid stack policy"],
    ['{"Rules":[]}', "Invalid stack policy: it has no Statement"],
    [policyOf(deny("Delete:*")), "Invalid stack policy: the action Delete:*"],
    [policyOf(deny("Update:*", { Principal: "me" })), "Invalid stack policy: the Principal"],
    [
      policyOf(deny("Update:*", { Resource: "LogicalResourceId/Quue" })),
      "Unknown logical id 'LogicalResourceId/Quue' in statement {} - stack policies can only be applied to logical ids referenced in the template",
    ],
  ])("%s is refused", async (policy, problem) => {
    await served.create("wrong", before).catch(() => undefined);
    await expect(set("wrong", policy)).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining(`Error validating stack policy: ${problem}`),
    });
    expect(await policyIn("wrong")).toBeUndefined();
  });

  test("keeps the resources that it names in the template", async () => {
    const policy = policyOf(allowAll, deny("Update:*", { Resource: "LogicalResourceId/Topic" }));
    await served.create("named", before, { StackPolicyBody: policy });
    const update = new UpdateStackCommand({ StackName: "named", TemplateBody: JSON.stringify(removed) });
    await expect(served.client.send(update)).rejects.toThrow(
      "Error validating existing stack policy: Unknown logical id 'LogicalResourceId/Topic'",
    );
  });
});

test("a protected stack is not deleted, and is updated all the same", async () => {
  const StackName = "protected";
  await served.create(StackName, before, { EnableTerminationProtection: true });
  const remove = () => served.client.send(new DeleteStackCommand({ StackName }));
  await expect(remove()).rejects.toMatchObject({
    name: "ValidationError",
    message: "Stack [protected] cannot be deleted while TerminationProtection is enabled",
  });
  expect((await served.update(StackName, modified)).StackStatus).toBe("UPDATE_COMPLETE");
  await served.client.send(
    new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
  );
  await remove();
});
