// Versions and aliases through the SDK: published, described, listed, routed by weight, updated and deleted.

import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import { fails, machineArn, passes, roleArn } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(async () => {
  service.states.machines.create({ name: "orders", definition: passes, roleArn });
  await publish({ description: "passes" });
  await service.client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: fails }));
  await publish({ description: "fails" });
});
const stateMachineArn = machineArn("orders");
const version = (number: number) => `${stateMachineArn}:${number}`;
const publish = (fields: object = {}) =>
  service.client.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...fields }));

describe("a version", () => {
  test("is the machine as it was when it was published", async () => {
    const describeVersion = (number: number) =>
      service.client.send(new DescribeStateMachineCommand({ stateMachineArn: version(number) }));
    expect(await describeVersion(1)).toMatchObject({ definition: passes, description: "passes" });
    expect(await describeVersion(2)).toMatchObject({ definition: fails, description: "fails" });
  });

  test("of the same revision is published once", async () => {
    const again = await publish();
    expect(again.stateMachineVersionArn).toBe(version(2));
    const { revisionId } = await service.client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect((await publish({ revisionId })).stateMachineVersionArn).toBe(version(2));
  });

  test("is listed, newest first and in pages", async () => {
    const list = (fields: object = {}) =>
      service.client.send(new ListStateMachineVersionsCommand({ stateMachineArn, ...fields }));
    const arns = (page: Awaited<ReturnType<typeof list>>) =>
      page.stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    expect(arns(await list())).toEqual([version(2), version(1)]);
    const first = await list({ maxResults: 1 });
    expect(arns(first)).toEqual([version(2)]);
    expect(arns(await list({ maxResults: 1, nextToken: first.nextToken }))).toEqual([version(1)]);
  });

  test("is made by every update that publishes, but for one of a machine that is as it was created", async () => {
    const { machines } = service.states;
    machines.create({ name: "updated", definition: passes, roleArn });
    const update = async (fields: object) => {
      const request = { stateMachineArn: machineArn("updated"), publish: true, ...fields };
      const answer = await service.client.send(new UpdateStateMachineCommand(request));
      return answer.stateMachineVersionArn?.split(":").at(-1);
    };
    expect(await update({ definition: passes })).toBe("1");
    expect(await update({ definition: passes })).toBe("1");
    expect(await update({ tracingConfiguration: { enabled: true } })).toBe("2");
    expect(await update({ definition: fails })).toBe("3");
    expect(await update({ definition: fails })).toBe("4");
  });

  test("is deleted, and its number does not come again", async () => {
    const update = { stateMachineArn, roleArn: `${roleArn}-three` };
    await service.client.send(new UpdateStateMachineCommand(update));
    expect((await publish()).stateMachineVersionArn).toBe(version(3));
    const remove = () =>
      service.client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: version(3) }));
    await remove();
    await remove();
    await service.client.send(new UpdateStateMachineCommand({ ...update, roleArn: `${roleArn}-four` }));
    expect((await publish()).stateMachineVersionArn).toBe(version(4));
  });
});

describe("an alias", () => {
  const aliasArn = `${stateMachineArn}:live`;
  const route = (number: number, weight: number) => ({ stateMachineVersionArn: version(number), weight });

  test("is created, described, updated and deleted", async () => {
    const create = () =>
      service.client.send(
        new CreateStateMachineAliasCommand({
          name: "live",
          description: "for all",
          routingConfiguration: [route(1, 100)],
        }),
      );
    const created = await create();
    expect(created.stateMachineAliasArn).toBe(aliasArn);
    expect((await create()).creationDate).toEqual(created.creationDate);
    const describeAlias = () =>
      service.client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: aliasArn }));
    expect(await describeAlias()).toMatchObject({
      stateMachineAliasArn: aliasArn,
      name: "live",
      description: "for all",
      routingConfiguration: [route(1, 100)],
      creationDate: created.creationDate,
    });
    const { updateDate } = await service.client.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn: aliasArn,
        description: "for some",
        routingConfiguration: [route(1, 25), route(2, 75)],
      }),
    );
    expect(await describeAlias()).toMatchObject({
      description: "for some",
      routingConfiguration: [route(1, 25), route(2, 75)],
      updateDate,
    });
    await service.client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: aliasArn }));
    await expect(describeAlias()).rejects.toMatchObject({ name: "ResourceNotFound" });
  });

  test("is listed with its machine, and with the versions that it routes to", async () => {
    for (const name of ["red", "green", "blue"]) {
      const routingConfiguration = [route(name === "blue" ? 2 : 1, 100)];
      await service.client.send(new CreateStateMachineAliasCommand({ name, routingConfiguration }));
    }
    const list = (arn: string, fields: object = {}) =>
      service.client.send(new ListStateMachineAliasesCommand({ stateMachineArn: arn, ...fields }));
    const names = (page: Awaited<ReturnType<typeof list>>) =>
      page.stateMachineAliases?.map((alias) => alias.stateMachineAliasArn?.split(":").at(-1)).sort();
    expect(names(await list(stateMachineArn))).toEqual(["blue", "green", "red"]);
    expect(names(await list(version(2)))).toEqual(["blue"]);
    const first = await list(stateMachineArn, { maxResults: 2 });
    const second = await list(stateMachineArn, { maxResults: 2, nextToken: first.nextToken });
    expect([...(names(first) ?? []), ...(names(second) ?? [])].sort()).toEqual(["blue", "green", "red"]);
  });

  test("starts its versions by their weights, a name always the same one, and its executions are listed", async () => {
    const create = { name: "split", routingConfiguration: [route(1, 30), route(2, 70)] };
    const { stateMachineAliasArn: arn = "" } = await service.client.send(
      new CreateStateMachineAliasCommand(create),
    );
    const versions = new Map<string | undefined, number>();
    for (let number = 0; number < 200; number++) {
      const { executionArn } = await service.client.send(
        new StartExecutionCommand({ stateMachineArn: arn, name: `n${number}` }),
      );
      const described = await service.describeExecution(executionArn);
      expect(described).toMatchObject({ stateMachineArn, stateMachineAliasArn: arn });
      const chosen = described.stateMachineVersionArn;
      versions.set(chosen, (versions.get(chosen) ?? 0) + 1);
    }
    // 60 of 200 are expected; the names are the same every time, and so is the outcome.
    expect(versions.get(version(1))).toBeGreaterThan(35);
    expect(versions.get(version(1))).toBeLessThan(85);
    const listed = await service.client.send(
      new ListExecutionsCommand({ stateMachineArn: arn, maxResults: 1000 }),
    );
    expect(listed.executions).toHaveLength(200);
  });

  test.each([
    [0, 100],
    [100, 0],
  ])("of weights %d and %d starts but one of its versions", async (first, second) => {
    const name = `all-or-nothing-${first}`;
    const create = { name, routingConfiguration: [route(1, first), route(2, second)] };
    const { stateMachineAliasArn } = await service.client.send(new CreateStateMachineAliasCommand(create));
    for (let number = 0; number < 20; number++) {
      const start = new StartExecutionCommand({ stateMachineArn: stateMachineAliasArn });
      const { executionArn } = await service.client.send(start);
      const described = await service.describeExecution(executionArn);
      expect(described.stateMachineVersionArn).toBe(version(first === 100 ? 1 : 2));
    }
  });

  test("keeps its version when its machine is changed, until it is led to another", async () => {
    const routingConfiguration = [route(1, 100)];
    const create = new CreateStateMachineAliasCommand({ name: "steady", routingConfiguration });
    const { stateMachineAliasArn } = await service.client.send(create);
    const endOf = async () => {
      const start = new StartExecutionCommand({ stateMachineArn: stateMachineAliasArn });
      const { executionArn = "" } = await service.client.send(start);
      return (await service.states.standard.ended(executionArn)).status;
    };
    expect(await endOf()).toBe("SUCCEEDED");
    const update = { stateMachineAliasArn, routingConfiguration: [route(2, 100)] };
    await service.client.send(new UpdateStateMachineAliasCommand(update));
    expect(await endOf()).toBe("FAILED");
    // Its description was not named, and so is as it was: there is none.
    const described = await service.client.send(
      new DescribeStateMachineAliasCommand({ stateMachineAliasArn }),
    );
    expect(described).not.toHaveProperty("description");
  });
});
