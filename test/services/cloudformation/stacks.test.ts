// Stacks through the SDK: what happens to their resources, in which order, and what is told of it.

import {
  DeleteStackCommand,
  DescribeStacksCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  RollbackStackCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { queue, topic, unfit } from "./support/resources.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
});
afterAll(() => served.close());

const queueNames = () =>
  served.region.services.sqs.listQueues().map((url) => url.slice(url.lastIndexOf("/") + 1));

const resourcesOf = (name: string) => served.resources(name);

describe("creating", () => {
  test("makes resources in order, each told of as AWS does", async () => {
    const stack = await served.create("made", {
      Description: "two",
      Resources: { Second: topic({ DisplayName: { "Fn::GetAtt": ["First", "QueueName"] } }), First: queue() },
      Outputs: { Name: { Value: { "Fn::GetAtt": ["First", "QueueName"] }, Description: "its name" } },
    });
    expect(stack).toMatchObject({
      StackName: "made",
      StackStatus: "CREATE_COMPLETE",
      Description: "two",
      DisableRollback: false,
      EnableTerminationProtection: false,
      DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
      Outputs: [
        {
          OutputKey: "Name",
          OutputValue: expect.stringMatching(/^made-First-\w{12}$/),
          Description: "its name",
        },
      ],
    });
    expect(stack.StackId).toMatch(
      /^arn:aws:cloudformation:us-east-1:000000000000:stack\/made\/[0-9a-f-]{36}$/,
    );
    expect(await served.events("made")).toEqual([
      "made CREATE_IN_PROGRESS (User Initiated)",
      "First CREATE_IN_PROGRESS",
      "First CREATE_IN_PROGRESS (Resource creation Initiated)",
      "First CREATE_COMPLETE",
      "Second CREATE_IN_PROGRESS",
      "Second CREATE_IN_PROGRESS (Resource creation Initiated)",
      "Second CREATE_COMPLETE",
      "made CREATE_COMPLETE",
    ]);
    await waitUntilStackCreateComplete({ client: served.client, maxWaitTime: 60 }, { StackName: "made" });
  });

  test("is taken back if a resource fails", async () => {
    const stack = await served.create("taken-back", {
      Resources: { Good: queue(), Bad: { ...unfit, DependsOn: "Good" } },
    });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const events = await served.events("taken-back");
    expect(events.slice(4)).toEqual([
      "Bad CREATE_IN_PROGRESS",
      expect.stringMatching(
        /^Bad CREATE_FAILED \(Resource handler returned message: ".*DelaySeconds.* \(Service: Sqs, Status Code: 400, Request ID: [0-9a-f-]{36}\)" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: InvalidRequest\)\)$/,
      ),
      "taken-back ROLLBACK_IN_PROGRESS (The following resource(s) failed to create: [Bad]. Rollback requested by user.)",
      "Good DELETE_IN_PROGRESS",
      "Bad DELETE_COMPLETE",
      "Good DELETE_COMPLETE",
      "taken-back ROLLBACK_COMPLETE",
    ]);
    expect(queueNames().filter((name) => name.startsWith("taken-back"))).toEqual([]);
  });

  test("leaves what it made if that is wanted, to be rolled back or gone on with", async () => {
    const wrong = { Resources: { Good: queue(), Bad: { ...unfit, DependsOn: "Good" } } };
    const stack = await served.create("left", wrong, { DisableRollback: true });
    expect(stack).toMatchObject({
      StackStatus: "CREATE_FAILED",
      StackStatusReason: "The following resource(s) failed to create: [Bad].",
    });
    const { Good: before } = await resourcesOf("left");
    const mended = await served.update("left", { Resources: { Good: queue(), Bad: queue() } });
    expect(mended.StackStatus).toBe("UPDATE_COMPLETE");
    expect((await resourcesOf("left")).Good).toBe(before);

    await served.create("left-too", wrong, { OnFailure: "DO_NOTHING" });
    await served.client.send(new RollbackStackCommand({ StackName: "left-too" }));
    expect((await served.settled("left-too")).StackStatus).toBe("ROLLBACK_COMPLETE");
  });

  test("deletes all of it if that is wanted", async () => {
    const stack = await served.create("gone", { Resources: { Bad: unfit } }, { OnFailure: "DELETE" });
    expect(stack.StackStatus).toBe("DELETE_COMPLETE");
  });

  test("refuses a resource that is there already", async () => {
    await served.region.services.sqs.createQueue({ queueName: "mine" });
    const stack = await served.create("theirs", { Resources: { Queue: queue({ QueueName: "mine" }) } });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect((await served.events("theirs"))[2]).toMatch(/HandlerErrorCode: AlreadyExists/);
    expect(queueNames()).toContain("mine");
  });
});

describe("updating", () => {
  test("changes in place, replaces, adds and removes, and cleans up at the end", async () => {
    await served.create("changed", {
      Resources: {
        Same: queue(),
        Altered: queue({ DelaySeconds: 1 }),
        Other: queue({ QueueName: "changed-a" }),
        Gone: topic(),
      },
    });
    const before = await resourcesOf("changed");
    const stack = await served.update("changed", {
      Resources: {
        Same: queue(),
        Altered: queue({ DelaySeconds: 2 }),
        Other: queue({ QueueName: "changed-b" }),
        New: topic(),
      },
    });
    expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
    const events = await served.events("changed");
    const of = (logicalId: string) => events.filter((each) => each.startsWith(`${logicalId} `));
    expect(of("changed")).toEqual([
      "changed UPDATE_IN_PROGRESS (User Initiated)",
      "changed UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "changed UPDATE_COMPLETE",
    ]);
    expect(of("Same")).toEqual([]);
    expect(of("Altered")).toEqual(["Altered UPDATE_IN_PROGRESS", "Altered UPDATE_COMPLETE"]);
    expect(of("Other")).toEqual([
      "Other UPDATE_IN_PROGRESS (Requested update requires the creation of a new physical resource; hence creating one.)",
      "Other UPDATE_IN_PROGRESS (Resource creation Initiated)",
      "Other UPDATE_COMPLETE",
      "Other DELETE_IN_PROGRESS",
      "Other DELETE_COMPLETE",
    ]);
    expect(of("Gone")).toEqual(["Gone DELETE_IN_PROGRESS", "Gone DELETE_COMPLETE"]);
    const after = await resourcesOf("changed");
    expect(after).toMatchObject({ Same: before.Same, Altered: before.Altered });
    expect(Object.keys(after).sort()).toEqual(["Altered", "New", "Other", "Same"]);
    expect(queueNames()).toContain("changed-b");
    expect(queueNames()).not.toContain("changed-a");
  });

  test("goes back to what was there if a resource fails", async () => {
    const before = { Resources: { A: queue({ DelaySeconds: 1 }), B: queue({ QueueName: "back-b" }) } };
    await served.create("back", before);
    const there = await resourcesOf("back");
    const stack = await served.update("back", {
      Resources: {
        A: queue({ DelaySeconds: 5 }),
        B: { ...queue({ QueueName: "back-c" }), DependsOn: "A" },
        New: { ...topic(), DependsOn: "B" },
        Bad: { ...unfit, DependsOn: "New" },
      },
    });
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const events = await served.events("back");
    expect(events.slice(events.findIndex((each) => each.startsWith("back UPDATE_ROLLBACK_IN")))).toEqual([
      "back UPDATE_ROLLBACK_IN_PROGRESS (The following resource(s) failed to create: [Bad]. )",
      "A UPDATE_IN_PROGRESS",
      "B UPDATE_IN_PROGRESS",
      expect.stringMatching(/^[AB] UPDATE_COMPLETE$/),
      expect.stringMatching(/^[AB] UPDATE_COMPLETE$/),
      "back UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      ...[expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
      "back UPDATE_ROLLBACK_COMPLETE",
    ]);
    expect(await resourcesOf("back")).toEqual(there);
    const { sqs } = served.region.services;
    expect(sqs.getQueueAttributes(there.A ?? "").get("DelaySeconds")).toBe("1");
    expect(queueNames().filter((name) => name.startsWith("back-"))).toEqual([
      expect.stringMatching(/^back-A-/),
      "back-b",
    ]);
    await expect(served.update("back", before)).rejects.toMatchObject({
      name: "ValidationError",
      message: "No updates are to be performed.",
    });
  });

  test("keeps what policies say", async () => {
    const kept = { UpdateReplacePolicy: "Retain", DeletionPolicy: "Retain" };
    await served.create("policies", {
      Resources: { Q: queue({ QueueName: "policies-1" }, kept), Other: topic() },
    });
    await served.update("policies", {
      Resources: { Q: queue({ QueueName: "policies-2" }, kept), Other: topic() },
    });
    expect(await served.events("policies")).toContain("Q DELETE_SKIPPED");
    const stack = await served.settled("policies");
    await served.client.send(new DeleteStackCommand({ StackName: "policies" }));
    await served.settled(stack.StackId ?? "");
    expect(await served.events(stack.StackId ?? "")).toContain("Q DELETE_SKIPPED");
    expect(queueNames().filter((name) => name.startsWith("policies-"))).toEqual(["policies-1", "policies-2"]);
  });
});

describe("deleting", () => {
  test("takes away in the reverse order, and is told of by the id only", async () => {
    const { StackId: id = "" } = await served.create("deleted", {
      Resources: { First: queue(), Second: { ...topic(), DependsOn: "First" } },
    });
    await served.client.send(new DeleteStackCommand({ StackName: "deleted" }));
    await waitUntilStackDeleteComplete({ client: served.client, maxWaitTime: 60 }, { StackName: id });
    expect(await served.events(id)).toEqual([
      "deleted DELETE_IN_PROGRESS (User Initiated)",
      "Second DELETE_IN_PROGRESS",
      "Second DELETE_COMPLETE",
      "First DELETE_IN_PROGRESS",
      "First DELETE_COMPLETE",
      "deleted DELETE_COMPLETE",
    ]);
    await expect(
      served.client.send(new DescribeStacksCommand({ StackName: "deleted" })),
    ).rejects.toMatchObject({ name: "ValidationError", message: "Stack with id deleted does not exist" });
    const { StackSummaries: all = [] } = await served.client.send(
      new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }),
    );
    expect(all.map((each) => each.StackName)).toContain("deleted");
    await served.client.send(new DeleteStackCommand({ StackName: "deleted" }));
  });

  test("does not touch a protected stack", async () => {
    await served.create("protected", { Resources: { Q: queue() } }, { EnableTerminationProtection: true });
    await expect(
      served.client.send(new DeleteStackCommand({ StackName: "protected" })),
    ).rejects.toMatchObject({
      message: "Stack [protected] cannot be deleted while TerminationProtection is enabled",
    });
    const unprotect = { StackName: "protected", EnableTerminationProtection: false };
    await served.client.send(new UpdateTerminationProtectionCommand(unprotect));
    await served.client.send(new DeleteStackCommand({ StackName: "protected" }));
  });
});

test("an export that is in use can neither be changed nor deleted", async () => {
  const exporter = (name: string, value: string) => ({
    Resources: { Q: queue() },
    Outputs: { Out: { Value: value, Export: { Name: name } } },
  });
  await served.create("exporter", exporter("shared", "one"));
  await served.create("importer", {
    Resources: { T: topic({ DisplayName: { "Fn::ImportValue": "shared" } }) },
  });
  const { Exports: exports } = await served.client.send(new ListExportsCommand({}));
  expect(exports).toEqual([
    { Name: "shared", Value: "one", ExportingStackId: expect.stringContaining("stack/exporter/") },
  ]);
  const { Imports: imports } = await served.client.send(new ListImportsCommand({ ExportName: "shared" }));
  expect(imports).toEqual(["importer"]);

  const changed = await served.update("exporter", exporter("shared", "two"));
  expect(changed.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await served.events("exporter")).toContain(
    "exporter UPDATE_ROLLBACK_IN_PROGRESS (Export shared cannot be updated as it is in use by importer)",
  );
  await served.client.send(new DeleteStackCommand({ StackName: "exporter" }));
  const stack = await served.settled("exporter");
  expect(stack).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_COMPLETE",
    StackStatusReason: "Delete canceled. Cannot delete export shared as it is in use by importer.",
  });
  const second = await served.create("second-exporter", exporter("shared", "three"));
  expect(second.StackStatus).toBe("ROLLBACK_COMPLETE");
});

test("stored parameters and secrets are looked up, and no secret is kept with the stack", async () => {
  const { ssm, secretsmanager, sqs, sns } = served.region.services;
  ssm.put({ name: "/delay", type: "String", value: "7", overwrite: false });
  secretsmanager.secrets.create({ name: "names", text: '{"queue":"hush"}' });
  const stack = await served.create("looked-up", {
    Parameters: { Delay: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/delay" } },
    Resources: {
      Q: queue({
        QueueName: "{{resolve:secretsmanager:names:SecretString:queue}}",
        DelaySeconds: { Ref: "Delay" },
      }),
      T: topic({ DisplayName: "{{resolve:ssm:/delay}} s" }),
    },
  });
  expect(stack.Parameters).toEqual([{ ParameterKey: "Delay", ParameterValue: "/delay", ResolvedValue: "7" }]);
  expect(sqs.getQueueAttributes(sqs.queueUrl("hush")).get("DelaySeconds")).toBe("7");
  const { T: topicArn = "" } = await resourcesOf("looked-up");
  expect(sns.getTopicAttributes(topicArn).get("DisplayName")).toBe("7 s");
  const { resources } = served.region.services.cloudformation.stacks.get("looked-up");
  expect(JSON.stringify(resources.get("Q")?.standing?.properties)).not.toContain("hush");
  const missing = await served.create("not-there", {
    Resources: { T: topic({ DisplayName: "{{resolve:ssm:/none}}" }) },
  });
  expect(missing.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect((await served.events("not-there"))[2]).toBe(
    "T CREATE_FAILED (Unable to fetch parameters [/none] from parameter store for this account.)",
  );
});

test("resources are listed with what they are called", async () => {
  await served.create("listed", { Resources: { Q: queue() } });
  const { StackResourceSummaries: resources } = await served.client.send(
    new ListStackResourcesCommand({ StackName: "listed" }),
  );
  expect(resources).toEqual([
    {
      LogicalResourceId: "Q",
      PhysicalResourceId: expect.stringMatching(/\/listed-Q-\w{12}$/),
      ResourceType: "AWS::SQS::Queue",
      ResourceStatus: "CREATE_COMPLETE",
      LastUpdatedTimestamp: expect.any(Date),
      DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
    },
  ]);
});
