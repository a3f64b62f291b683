// Requests that come again: which are the same request, which are in conflict with the first, and for how long a name is taken.

import {
  CreateActivityCommand,
  type CreateStateMachineCommandInput,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import {
  activityArn,
  executionArn,
  fails,
  machineArn,
  passes,
  roleArn,
  waits,
} from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  for (const name of ["g"]) service.region.services.logs.createLogGroup(name);
});
let number = 0;
const fresh = () => `machine-${number++}`;
const destinations = [
  {
    cloudWatchLogsLogGroup: { logGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:g:*" },
  },
];

describe("CreateStateMachine again", () => {
  test.each<[what: string, fields: Partial<CreateStateMachineCommandInput>]>([
    ["another role", { roleArn: `${roleArn}-two` }],
    ["other tags", { tags: [{ key: "a", value: "b" }] }],
    ["the default type", { type: "STANDARD" }],
    ["the default logging", { loggingConfiguration: { level: "OFF", includeExecutionData: false } }],
    ["the default tracing", { tracingConfiguration: { enabled: false } }],
    ["the default encryption", { encryptionConfiguration: { type: "AWS_OWNED_KEY" } }],
    ["the default publication", { publish: false }],
  ])("with %s is the same request", async (_what, fields) => {
    const name = fresh();
    const first = await service.createMachine(name);
    expect(await service.createMachine(name, fields)).toMatchObject({
      stateMachineArn: first.stateMachineArn,
      creationDate: first.creationDate,
    });
    const { stateMachineArn } = first;
    const described = await service.client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described.roleArn).toBe(roleArn);
  });

  test.each<[what: string, fields: Partial<CreateStateMachineCommandInput>]>([
    ["another definition", { definition: fails }],
    ["the same definition spelt otherwise", { definition: `${passes} ` }],
    ["another type", { type: "EXPRESS" }],
    ["other logging", { loggingConfiguration: { level: "ALL", destinations } }],
    ["tracing", { tracingConfiguration: { enabled: true } }],
    ["another key", { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "alias/one" } }],
    ["a publication", { publish: true }],
  ])("with %s is in conflict", async (_what, fields) => {
    const name = fresh();
    await service.createMachine(name);
    await expect(service.createMachine(name, fields)).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
      message: `State Machine Already Exists: '${machineArn(name)}'`,
    });
  });

  test("answers with the version that it published", async () => {
    const name = fresh();
    const published = { publish: true, versionDescription: "first" };
    const first = await service.createMachine(name, published);
    expect(first.stateMachineVersionArn).toBe(`${machineArn(name)}:1`);
    expect((await service.createMachine(name, published)).stateMachineVersionArn).toBe(
      first.stateMachineVersionArn,
    );
    await expect(
      service.createMachine(name, { ...published, versionDescription: "second" }),
    ).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
    });
  });

  test("is done once if many ask at once", async () => {
    const name = fresh();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => service.createMachine(name, { publish: true })),
    );
    expect(new Set(answers.map(({ creationDate }) => creationDate?.getTime())).size).toBe(1);
    const stateMachineArn = machineArn(name);
    const list = new ListStateMachineVersionsCommand({ stateMachineArn });
    expect((await service.client.send(list)).stateMachineVersions).toHaveLength(1);
  });
});

test("CreateActivity again ignores tags, and minds the key", async () => {
  const activity = (fields: object = {}) =>
    service.client.send(new CreateActivityCommand({ name: "work", ...fields }));
  const first = await activity();
  const again = await activity({ tags: [{ key: "a", value: "b" }] });
  expect(again).toMatchObject({ activityArn: activityArn("work"), creationDate: first.creationDate });
  const key = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "alias/one" };
  await expect(activity({ encryptionConfiguration: key })).rejects.toMatchObject({
    name: "ActivityAlreadyExists",
  });
});

describe("StartExecution again", () => {
  const start = (machine: string, fields: object = {}) =>
    service.client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn(machine), name: "taken", ...fields }),
    );
  const alreadyExists = (machine: string) => ({
    name: "ExecutionAlreadyExists",
    message: `Execution Already Exists: '${executionArn(machine, "taken")}'`,
  });

  test.each<[what: string, first: string | undefined, again: string | undefined]>([
    ["the same input", '{"a":1}', '{"a":1}'],
    ["no input", undefined, undefined],
    ["what no input stands for", undefined, "{}"],
  ])("with %s is the same request while it runs", async (_what, input, again) => {
    const name = fresh();
    await service.createMachine(name, { definition: waits });
    const first = await start(name, { input });
    expect(await start(name, { input: again })).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
  });

  test("with another input is in conflict, and with the same once it has ended", async () => {
    const name = fresh();
    await service.createMachine(name, { definition: waits });
    await start(name, { input: "1" });
    await expect(start(name, { input: "2" })).rejects.toMatchObject(alreadyExists(name));
    const stop = new StopExecutionCommand({ executionArn: executionArn(name, "taken") });
    await service.client.send(stop);
    await expect(start(name, { input: "1" })).rejects.toMatchObject(alreadyExists(name));
  });

  test("starts one execution if many ask at once", async () => {
    const name = fresh();
    await service.createMachine(name, { definition: waits });
    const answers = await Promise.all(Array.from({ length: 10 }, () => start(name, { input: "1" })));
    expect(new Set(answers.map(({ startDate }) => startDate?.getTime())).size).toBe(1);
  });

  test("after ninety days starts another of the name", async () => {
    const name = fresh();
    await service.createMachine(name);
    const { executionArn: arn = "" } = await start(name);
    await service.states.standard.ended(arn);
    const day = 24 * 3_600_000;
    service.laterBy(90 * day - 60_000);
    await expect(start(name)).rejects.toMatchObject(alreadyExists(name));
    service.laterBy(120_000);
    expect((await start(name)).executionArn).toBe(arn);
  });
});

describe("versions and aliases", () => {
  test("a revision is published once, and one that is not current never", async () => {
    const name = fresh();
    const stateMachineArn = machineArn(name);
    await service.createMachine(name);
    const publish = (fields: object = {}) =>
      service.client.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...fields }));
    const update = (fields: object) =>
      service.client.send(new UpdateStateMachineCommand({ stateMachineArn, ...fields }));
    const first = await publish({ description: "first" });
    expect(await publish({ description: "again" })).toMatchObject({
      stateMachineVersionArn: first.stateMachineVersionArn,
      creationDate: first.creationDate,
    });
    const { revisionId: old } = await update({ definition: fails });
    const { revisionId: current, stateMachineVersionArn } = await update({
      definition: passes,
      publish: true,
    });
    expect(stateMachineVersionArn).toBe(`${stateMachineArn}:2`);
    await expect(publish({ revisionId: old })).rejects.toMatchObject({
      name: "ConflictException",
      message: `Failed to publish the State Machine version for revision ${old}. The current State Machine revision is ${current}.`,
    });
    expect((await publish({ revisionId: current })).stateMachineVersionArn).toBe(stateMachineVersionArn);
  });

  test("an update that is refused for its version's sake changes nothing", async () => {
    const name = fresh();
    const stateMachineArn = machineArn(name);
    await service.createMachine(name, { publish: true });
    const { machines } = service.states;
    for (let version = 2; version <= 1000; version++) {
      machines.update({ stateMachineArn, roleArn: `${roleArn}-${version}` });
      machines.publish(stateMachineArn, {});
    }
    const describeMachine = () =>
      service.client.send(new DescribeStateMachineCommand({ stateMachineArn, includedData: "ALL_DATA" }));
    const { $metadata: _, ...before } = await describeMachine();
    const update = { stateMachineArn, definition: fails, publish: true };
    await expect(service.client.send(new UpdateStateMachineCommand(update))).rejects.toMatchObject({
      name: "ServiceQuotaExceededException",
    });
    expect(await describeMachine()).toMatchObject(before);
  });

  test("an alias that is led to another machine stays as it is", async () => {
    const [own, other] = [fresh(), fresh()];
    for (const name of [own, other]) await service.createMachine(name, { publish: true });
    const stateMachineAliasArn = `${machineArn(own)}:live`;
    const routing = [{ versionArn: `${machineArn(own)}:1`, weight: 100 }];
    service.states.machines.aliases.create(machineArn(own), { name: "live", routing });
    const routingConfiguration = [{ stateMachineVersionArn: `${machineArn(other)}:1`, weight: 100 }];
    await expect(
      service.client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration })),
    ).rejects.toMatchObject({ name: "ValidationException", reason: "INVALID_ROUTING_CONFIGURATION" });
    const alias = await service.client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
    expect(alias.routingConfiguration).toEqual([
      { stateMachineVersionArn: `${machineArn(own)}:1`, weight: 100 },
    ]);
  });
});
