// State machines through the SDK: created, described, updated, validated, listed and deleted.

import {
  DeleteStateMachineCommand,
  ListStateMachinesCommand,
  paginateListStateMachines,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import { until } from "../../../support/until.ts";
import { fails, machineArn, passes, roleArn, waits } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  service.region.services.logs.createLogGroup("orders");
});

describe("CreateStateMachine", () => {
  test("answers with the ARN and the date, and the machine has AWS's defaults", async () => {
    const created = await service.createMachine("plain");
    expect(created).toMatchObject({ stateMachineArn: machineArn("plain"), creationDate: expect.any(Date) });
    expect(created.stateMachineVersionArn).toBeUndefined();
    const { $metadata, ...described } = await service.describeMachine(machineArn("plain"));
    expect($metadata.httpStatusCode).toBe(200);
    expect(described).toEqual({
      stateMachineArn: machineArn("plain"),
      name: "plain",
      status: "ACTIVE",
      type: "STANDARD",
      definition: passes,
      roleArn,
      creationDate: created.creationDate,
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
  });

  test("keeps logging, tracing and encryption as they were asked for", async () => {
    const configuration = {
      loggingConfiguration: {
        level: "ERROR" as const,
        includeExecutionData: true,
        destinations: [
          {
            cloudWatchLogsLogGroup: { logGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:orders:*" },
          },
        ],
      },
      tracingConfiguration: { enabled: true },
      encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY" as const, kmsKeyId: "alias/orders" },
    };
    await service.createMachine("configured", { type: "EXPRESS", ...configuration });
    expect(await service.describeMachine(machineArn("configured"))).toMatchObject({
      ...configuration,
      type: "EXPRESS",
      encryptionConfiguration: {
        ...configuration.encryptionConfiguration,
        kmsDataKeyReusePeriodSeconds: 300,
      },
    });
  });

  test("again with the same configuration answers with the machine that is there", async () => {
    const first = await service.createMachine("twice");
    expect(await service.createMachine("twice", { tags: [{ key: "ignored", value: "x" }] })).toMatchObject({
      stateMachineArn: first.stateMachineArn,
      creationDate: first.creationDate,
    });
  });

  test("publishes the first version if it is asked to", async () => {
    const { stateMachineVersionArn } = await service.createMachine("published", {
      publish: true,
      versionDescription: "the first",
    });
    expect(stateMachineVersionArn).toBe(`${machineArn("published")}:1`);
    expect(await service.describeMachine(stateMachineVersionArn ?? "")).toMatchObject({
      stateMachineArn: stateMachineVersionArn,
      description: "the first",
    });
  });
});

test("UpdateStateMachine makes a revision of what changes the machine, and none of what does not", async () => {
  const stateMachineArn = machineArn("updated");
  await service.createMachine("updated");
  const update = (fields: object) =>
    service.client.send(new UpdateStateMachineCommand({ stateMachineArn, ...fields }));
  const first = await update({ definition: fails });
  expect(first).toMatchObject({ updateDate: expect.any(Date), revisionId: expect.any(String) });
  const same = await update({ definition: fails });
  expect(same.revisionId).toBe(first.revisionId);
  const second = await update({ roleArn: `${roleArn}-two`, publish: true, versionDescription: "changed" });
  expect(second.revisionId).not.toBe(first.revisionId);
  expect(second.stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
  await update({ tracingConfiguration: { enabled: true } });
  expect(await service.describeMachine(stateMachineArn)).toMatchObject({
    definition: fails,
    roleArn: `${roleArn}-two`,
    revisionId: second.revisionId,
    tracingConfiguration: { enabled: true },
  });
});

test("DescribeStateMachine leaves data out if only metadata is asked for", async () => {
  await service.createMachine("secret");
  const described = await service.describeMachine(machineArn("secret"), { includedData: "METADATA_ONLY" });
  expect(described).toMatchObject({ name: "secret", status: "ACTIVE" });
  expect(described).not.toHaveProperty("definition");
});

test("DeleteStateMachine stops what runs, and then the machine is gone; deleting it again is no error", async () => {
  const stateMachineArn = machineArn("short-lived");
  await service.createMachine("short-lived", { definition: waits });
  const { executionArn } = await service.states.startExecution({ stateMachineArn });
  const remove = () => service.client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await remove();
  await until(async () =>
    (await service.describeMachine(stateMachineArn).catch(({ name }) => name)) === "StateMachineDoesNotExist"
      ? true
      : undefined,
  );
  expect(service.states.standard.records.describe(executionArn).status).toBe("ABORTED");
  await remove();
});

test("ListStateMachines tells of all machines, in pages", async () => {
  for (const name of ["one", "two", "three"]) await service.createMachine(`listed-${name}`);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateListStateMachines({ client: service.client, pageSize: 2 }, {})) {
    pages.push((page.stateMachines ?? []).map(({ name }) => name));
  }
  expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
  expect(pages.flat()).toEqual(expect.arrayContaining(["listed-one", "listed-two", "listed-three"]));
  const { stateMachines } = await service.client.send(new ListStateMachinesCommand({}));
  expect(stateMachines?.map(({ name }) => name)).toEqual(pages.flat());
  expect(stateMachines?.find(({ name }) => name === "listed-one")).toEqual({
    name: "listed-one",
    stateMachineArn: machineArn("listed-one"),
    type: "STANDARD",
    creationDate: expect.any(Date),
  });
});

describe("ValidateStateMachineDefinition", () => {
  const validate = (definition: string, fields: object = {}) =>
    service.client.send(new ValidateStateMachineDefinitionCommand({ definition, ...fields }));

  test("finds nothing wrong with a definition that is right", async () => {
    expect(await validate(passes)).toMatchObject({ result: "OK", diagnostics: [], truncated: false });
  });

  test("tells every problem with its code and its place, as many as are asked for", async () => {
    const definition = JSON.stringify({
      StartAt: "One",
      States: { One: { Type: "Pass", Next: "Nowhere" }, Two: { Type: "Wait", End: true } },
    });
    const all = await validate(definition);
    expect(all.result).toBe("FAIL");
    expect(all.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: "ERROR",
        code: "MISSING_TRANSITION_TARGET",
        location: "/States/One/Next",
      }),
    );
    const one = await validate(definition, { maxResults: 1 });
    expect(one).toMatchObject({ diagnostics: all.diagnostics?.slice(0, 1), truncated: true });
  });

  test("tells warnings only if they are asked for", async () => {
    const retry = { ErrorEquals: ["Busy"] };
    const definition = JSON.stringify({
      StartAt: "One",
      States: {
        One: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish",
          Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:t", Message: "m" },
          Retry: [retry, retry],
          End: true,
        },
      },
    });
    expect(await validate(definition)).toMatchObject({ result: "OK", diagnostics: [] });
    expect(await validate(definition, { severity: "WARNING" })).toMatchObject({
      result: "OK",
      diagnostics: [{ severity: "WARNING", location: "/States/One/Retry[1]/ErrorEquals[0]" }],
    });
  });
});
