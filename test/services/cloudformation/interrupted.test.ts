// Operations that are given up, run out of time, or cannot be taken back at first.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { until } from "../../support/until.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

const clock = new VirtualClock();
let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks(undefined, clock);
  const { sns, sqs } = served.region.services;
  await sqs.createQueue({ queueName: "heard" });
  for (const name of ["notices", "makers"]) {
    const { topicArn } = sns.createTopic(name);
    await sqs.createQueue({ queueName: name });
    const endpoint = `arn:aws:sqs:us-east-1:000000000000:${name}`;
    const attributes = new Map([["RawMessageDelivery", "true"]]);
    sns.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint, attributes });
  }
});
afterAll(() => served.close());

const topicArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
const queue = (properties: object = {}, more: object = {}) => ({
  Type: "AWS::SQS::Queue",
  Properties: properties,
  ...more,
});
const waiting = (after: string) => ({
  Handle: { Type: "AWS::CloudFormation::WaitConditionHandle", DependsOn: after },
  Wait: {
    Type: "AWS::CloudFormation::WaitCondition",
    Properties: { Handle: { Ref: "Handle" }, Timeout: 43_200 },
  },
});
const body = (resources: object) => ({ TemplateBody: JSON.stringify({ Resources: resources }) });

/** Resolves once the stack waits for a signal. */
const waits = (name: string) =>
  until(() => {
    const wait = served.region.services.cloudformation.stacks.find(name)?.resources.get("Wait");
    return wait?.status === "CREATE_IN_PROGRESS" ? wait : undefined;
  });

/** Answers the next request of a custom resource. */
async function answer(status: "SUCCESS" | "FAILED", reason = ""): Promise<string> {
  const { sqs } = served.region.services;
  const [message] = await until(async () => {
    const messages = await sqs.receiveMessage({ queueUrl: sqs.queueUrl("makers") });
    return messages.length === 0 ? undefined : messages;
  });
  await sqs.deleteMessage(sqs.queueUrl("makers"), message?.receiptHandle ?? "");
  const { ResponseURL: url, RequestType: type } = JSON.parse(message?.message.body ?? "");
  const text = JSON.stringify({ Status: status, Reason: reason, PhysicalResourceId: "made" });
  expect((await fetch(url, { method: "PUT", body: text })).status).toBe(200);
  return type;
}

test("an update that is cancelled goes back", async () => {
  await served.create("cancelled", { Resources: { Q: queue({ DelaySeconds: 1 }) } });
  const changed = { Q: queue({ DelaySeconds: 2 }), ...waiting("Q") };
  await served.client.send(new UpdateStackCommand({ StackName: "cancelled", ...body(changed) }));
  await waits("cancelled");
  await expect(
    served.client.send(new UpdateStackCommand({ StackName: "cancelled", ...body({ Q: queue() }) })),
  ).rejects.toThrow(/is in UPDATE_IN_PROGRESS state and can not be updated\.$/);
  await expect(served.client.send(new DeleteStackCommand({ StackName: "cancelled" }))).rejects.toThrow(
    /^Stack \[arn:.*\] cannot be deleted while in status UPDATE_IN_PROGRESS$/,
  );
  await served.client.send(new CancelUpdateStackCommand({ StackName: "cancelled" }));
  expect((await served.settled("cancelled")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  const events = await served.events("cancelled");
  expect(events).toContain("Wait CREATE_FAILED (Resource creation cancelled)");
  expect(events).toContain("cancelled UPDATE_ROLLBACK_IN_PROGRESS (User Initiated)");
});

test("a creation can be deleted while it is under way", async () => {
  const resources = { Q: queue(), ...waiting("Q") };
  const { StackId: id = "" } = await served.client.send(
    new CreateStackCommand({ StackName: "given-up", ...body(resources) }),
  );
  await waits("given-up");
  await served.client.send(new DeleteStackCommand({ StackName: "given-up" }));
  expect((await served.settled(id)).StackStatus).toBe("DELETE_COMPLETE");
});

test("a creation that takes too long is taken back, and its topic hears of all that", async () => {
  const resources = { Q: queue(), ...waiting("Q") };
  await served.client.send(
    new CreateStackCommand({
      StackName: "late",
      ...body(resources),
      TimeoutInMinutes: 5,
      NotificationARNs: [topicArn("notices")],
    }),
  );
  await waits("late");
  clock.advanceBy(5 * 60_000);
  expect((await served.settled("late")).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await served.events("late")).toContain(
    "late ROLLBACK_IN_PROGRESS (Stack creation time exceeded the specified timeout. Rollback requested by user.)",
  );
  const heard = await until(() => {
    const texts = served.region.services.sqs.messages("notices").map((each) => each.body);
    return texts.some((text) => text.includes("ResourceStatus='ROLLBACK_COMPLETE'")) ? texts : undefined;
  });
  expect(heard[0]).toMatch(
    /^StackId='arn:aws:cloudformation:.*'\nTimestamp='.*'\nEventId='.*'\nLogicalResourceId='late'\nNamespace='000000000000'\n/,
  );
});

test("a rollback that fails is gone on with, without what cannot be helped", async () => {
  const custom = (value: number) => ({
    Type: "Custom::Thing",
    Properties: { ServiceToken: topicArn("makers"), Value: value },
  });
  const creating = served.create("stuck", { Resources: { C: custom(1) } });
  expect(await answer("SUCCESS")).toBe("Create");
  await creating;
  const updating = served.update("stuck", {
    Resources: { C: custom(2), Bad: queue({ DelaySeconds: 10_000 }, { DependsOn: "C" }) },
  });
  expect(await answer("SUCCESS")).toBe("Update");
  expect(await answer("FAILED", "it will not")).toBe("Update");
  expect((await updating).StackStatus).toBe("UPDATE_ROLLBACK_FAILED");
  expect(await served.events("stuck")).toContain(
    "stuck UPDATE_ROLLBACK_FAILED (The following resource(s) failed to update: [C]. )",
  );
  await served.client.send(new ContinueUpdateRollbackCommand({ StackName: "stuck" }));
  expect(await answer("FAILED", "still not")).toBe("Update");
  expect((await served.settled("stuck")).StackStatus).toBe("UPDATE_ROLLBACK_FAILED");
  const skipped = { StackName: "stuck", ResourcesToSkip: ["C"] };
  await served.client.send(new ContinueUpdateRollbackCommand(skipped));
  expect((await served.settled("stuck")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");

  await served.client.send(new DeleteStackCommand({ StackName: "stuck" }));
  expect(await answer("FAILED", "it stays")).toBe("Delete");
  const stack = await served.settled("stuck");
  expect(stack).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "The following resource(s) failed to delete: [C]. ",
  });
  await served.client.send(new DeleteStackCommand({ StackName: "stuck", RetainResources: ["C"] }));
  expect((await served.settled(stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
});

test("an update that stays as it failed is rolled back later, or mended", async () => {
  const before = { Resources: { Q: queue({ DelaySeconds: 1 }) } };
  const wrong = {
    Resources: { Q: queue({ DelaySeconds: 2 }), Bad: queue({ DelaySeconds: 10_000 }, { DependsOn: "Q" }) },
  };
  await served.create("kept", before);
  const failed = await served.update("kept", wrong, { DisableRollback: true });
  expect(failed.StackStatus).toBe("UPDATE_FAILED");
  const mended = await served.update("kept", { Resources: { Q: queue({ DelaySeconds: 3 }) } });
  expect(mended.StackStatus).toBe("UPDATE_COMPLETE");
  await served.update("kept", wrong, { DisableRollback: true });
  await served.client.send(new RollbackStackCommand({ StackName: "kept" }));
  expect((await served.settled("kept")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  const { sqs, cloudformation } = served.region.services;
  const url = cloudformation.stacks.get("kept").resources.get("Q")?.standing?.ref ?? "";
  expect(sqs.getQueueAttributes(url).get("DelaySeconds")).toBe("3");
});

test("a region that is closed in the middle of an operation goes on with it when it is opened again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "closed-stacks-"));
  let own = await serveStacks(folder);
  const resources = { Q: queue(), ...waiting("Q") };
  await own.client.send(new CreateStackCommand({ StackName: "closed", ...body(resources) }));
  const handle = await until(() => {
    const { stacks } = own.region.services.cloudformation;
    const there = stacks.find("closed")?.resources;
    return there?.get("Wait")?.status === "CREATE_IN_PROGRESS"
      ? there.get("Handle")?.standing?.ref
      : undefined;
  });
  await own.close();
  own = await serveStacks(folder);
  expect(own.region.services.cloudformation.stacks.get("closed").stack.status).toBe("CREATE_IN_PROGRESS");
  const url = new URL(new URL(handle).pathname, own.url);
  await fetch(url, { method: "PUT", body: JSON.stringify({ Status: "SUCCESS", UniqueId: "u" }) });
  expect((await own.settled("closed")).StackStatus).toBe("CREATE_COMPLETE");
  await own.close();
  rmSync(folder, { recursive: true });
});
