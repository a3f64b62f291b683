// Logging, tracing and encryption of state machines and activities: what is kept and told, and what is refused.

import {
  CreateActivityCommand,
  DescribeActivityCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type EncryptionConfiguration,
  type LoggingConfiguration,
  PublishStateMachineVersionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import { activityArn, machineArn, passes, roleArn } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  for (const name of ["a", "b", "/aws/vendedlogs/a"]) service.region.services.logs.createLogGroup(name);
});
const update = (name: string, fields: object) =>
  service.client.send(new UpdateStateMachineCommand({ stateMachineArn: machineArn(name), ...fields }));
const describeMachine = (name: string) => service.describeMachine(machineArn(name));

function group(name: string) {
  const logGroupArn = `arn:aws:logs:us-east-1:000000000000:log-group:${name}:*`;
  return { cloudWatchLogsLogGroup: { logGroupArn } };
}

let number = 0;
const fresh = () => `machine-${number++}`;

const customerKey = "CUSTOMER_MANAGED_KMS_KEY" as const;
const ownedKey = "AWS_OWNED_KEY" as const;

test("a log group that does not exist is refused", async () => {
  const loggingConfiguration = { level: "ALL" as const, destinations: [group("none")] };
  await expect(service.createMachine(fresh(), { loggingConfiguration })).rejects.toMatchObject({
    name: "InvalidLoggingConfiguration",
    message: "Invalid Logging Configuration: Log Destination not found.",
  });
});

describe("logging", () => {
  test.each<[given: LoggingConfiguration, told: LoggingConfiguration]>([
    [{}, { level: "OFF", includeExecutionData: false }],
    [{ level: "OFF" }, { level: "OFF", includeExecutionData: false }],
    [
      { level: "ALL", destinations: [group("a")] },
      { level: "ALL", includeExecutionData: false, destinations: [group("a")] },
    ],
    [
      { level: "FATAL", includeExecutionData: true, destinations: [group("/aws/vendedlogs/a")] },
      { level: "FATAL", includeExecutionData: true, destinations: [group("/aws/vendedlogs/a")] },
    ],
  ])("%j is told as %j", async (loggingConfiguration, told) => {
    const name = fresh();
    await service.createMachine(name, { loggingConfiguration });
    expect((await describeMachine(name)).loggingConfiguration).toEqual(told);
  });

  test.each<[what: string, loggingConfiguration: LoggingConfiguration, problem: string]>([
    ["no destination", { level: "ALL" }, "Must specify exactly one Log Destination."],
    ["an empty list", { level: "ERROR", destinations: [] }, "Must specify exactly one Log Destination."],
    [
      "two destinations",
      { level: "FATAL", destinations: [group("a"), group("b")] },
      "Must specify exactly one Log Destination.",
    ],
    ["a destination that names none", { level: "ALL", destinations: [{}] }, "Log Destination not found."],
    [
      "a destination that is no log group",
      { level: "ALL", destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: machineArn("a") } }] },
      "Log Destination not found.",
    ],
  ])("with %s is refused, at creation and at an update", async (_what, loggingConfiguration, problem) => {
    const refused = {
      name: "InvalidLoggingConfiguration",
      message: `Invalid Logging Configuration: ${problem}`,
    };
    const name = fresh();
    await expect(service.createMachine(name, { loggingConfiguration })).rejects.toMatchObject(refused);
    await expect(describeMachine(name)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
    await service.createMachine(name);
    await expect(update(name, { loggingConfiguration })).rejects.toMatchObject(refused);
    expect((await describeMachine(name)).loggingConfiguration?.level).toBe("OFF");
  });
});

describe("encryption", () => {
  test.each<[given: EncryptionConfiguration, told: EncryptionConfiguration]>([
    [{ type: ownedKey }, { type: ownedKey }],
    [
      { type: customerKey, kmsKeyId: "alias/one" },
      { type: customerKey, kmsKeyId: "alias/one", kmsDataKeyReusePeriodSeconds: 300 },
    ],
    [
      { type: customerKey, kmsKeyId: "alias/one", kmsDataKeyReusePeriodSeconds: 60 },
      { type: customerKey, kmsKeyId: "alias/one", kmsDataKeyReusePeriodSeconds: 60 },
    ],
  ])("%j is told as %j", async (encryptionConfiguration, told) => {
    const name = fresh();
    await service.createMachine(name, { encryptionConfiguration });
    expect((await describeMachine(name)).encryptionConfiguration).toEqual(told);
    await service.client.send(new CreateActivityCommand({ name, encryptionConfiguration }));
    const described = await service.client.send(
      new DescribeActivityCommand({ activityArn: activityArn(name) }),
    );
    expect(described.encryptionConfiguration).toEqual(told);
  });

  test.each<[what: string, encryptionConfiguration: EncryptionConfiguration]>([
    ["a customer's key without its name", { type: customerKey }],
    ["AWS's own key with a name", { type: ownedKey, kmsKeyId: "alias/one" }],
    ["AWS's own key with a time of reuse", { type: ownedKey, kmsDataKeyReusePeriodSeconds: 60 }],
  ])("with %s is refused, of machines and of activities", async (_what, encryptionConfiguration) => {
    const refused = { name: "InvalidEncryptionConfiguration" };
    const name = fresh();
    await expect(service.createMachine(name, { encryptionConfiguration })).rejects.toMatchObject(refused);
    await service.createMachine(name);
    await expect(update(name, { encryptionConfiguration })).rejects.toMatchObject(refused);
    expect((await describeMachine(name)).encryptionConfiguration).toEqual({ type: ownedKey });
    const activity = new CreateActivityCommand({ name, encryptionConfiguration });
    await expect(service.client.send(activity)).rejects.toMatchObject(refused);
  });
});

test.each<[given: { readonly enabled?: boolean }, told: boolean]>([
  [{}, false],
  [{ enabled: false }, false],
  [{ enabled: true }, true],
])("tracing that is %j is told as %p", async (tracingConfiguration, enabled) => {
  const name = fresh();
  await service.createMachine(name, { tracingConfiguration });
  expect((await describeMachine(name)).tracingConfiguration).toEqual({ enabled });
});

test("an update changes what it names, and the rest stays; only definition and role make a revision", async () => {
  const name = fresh();
  await service.createMachine(name, { tracingConfiguration: { enabled: true } });
  await update(name, { loggingConfiguration: { level: "ALL", destinations: [group("a")] } });
  await update(name, { encryptionConfiguration: { type: customerKey, kmsKeyId: "alias/one" } });
  const described = await describeMachine(name);
  expect(described).toMatchObject({
    tracingConfiguration: { enabled: true },
    loggingConfiguration: { level: "ALL" },
    encryptionConfiguration: { type: customerKey },
    definition: passes,
  });
  expect(described).not.toHaveProperty("revisionId");
  await update(name, { tracingConfiguration: { enabled: false }, roleArn: `${roleArn}-two` });
  expect(await describeMachine(name)).toMatchObject({
    tracingConfiguration: { enabled: false },
    revisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("a version and an execution keep the configuration that they began with", async () => {
  const name = fresh();
  const stateMachineArn = machineArn(name);
  await service.createMachine(name, { loggingConfiguration: { level: "ALL", destinations: [group("a")] } });
  await service.client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  const executionArn = await service.run(stateMachineArn);
  await update(name, { loggingConfiguration: { level: "OFF" }, tracingConfiguration: { enabled: true } });
  const began = {
    loggingConfiguration: { level: "ALL", includeExecutionData: false, destinations: [group("a")] },
    tracingConfiguration: { enabled: false },
  };
  expect(await describeMachine(`${name}:1`)).toMatchObject(began);
  const ofExecution = new DescribeStateMachineForExecutionCommand({ executionArn });
  expect(await service.client.send(ofExecution)).toMatchObject(began);
});

test("variables that states read are told by state", async () => {
  const definition = JSON.stringify({
    StartAt: "Count",
    QueryLanguage: "JSONata",
    States: {
      Count: { Type: "Pass", Assign: { total: 1, unread: 2 }, Next: "Show" },
      Show: { Type: "Pass", Output: "{% $total %}", End: true },
    },
  });
  const name = fresh();
  await service.createMachine(name, { definition });
  expect((await describeMachine(name)).variableReferences).toEqual({ Show: ["total"] });
  const stateMachineArn = machineArn(name);
  const bare = new DescribeStateMachineCommand({ stateMachineArn, includedData: "METADATA_ONLY" });
  expect(await service.client.send(bare)).not.toHaveProperty("variableReferences");
  const executionArn = await service.run(stateMachineArn);
  const ofExecution = new DescribeStateMachineForExecutionCommand({ executionArn });
  expect((await service.client.send(ofExecution)).variableReferences).toEqual({ Show: ["total"] });
});
