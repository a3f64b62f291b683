// Tags of state machines and activities, through the SDK.

import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { activityArn, machineArn, passes, roleArn } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(async () => {
  const tags = [{ key: "team", value: "mill" }];
  const machine = { name: "tagged", definition: passes, roleArn, tags };
  await service.createMachine(machine.name, machine);
  await service.client.send(new CreateActivityCommand({ name: "tagged", tags }));
});
const listTags = async (resourceArn: string) =>
  (await service.client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
const many = (count: number, value: string) =>
  Array.from({ length: count }, (_, index) => ({ key: `key-${index}`, value }));

test.each([machineArn("tagged"), activityArn("tagged")])("tags of %s", async (resourceArn) => {
  const list = () => listTags(resourceArn);
  expect(await list()).toEqual([{ key: "team", value: "mill" }]);
  const tags = [
    { key: "team", value: "race" },
    { key: "__proto__", value: "data" },
    { key: "empty", value: "" },
  ];
  await service.client.send(new TagResourceCommand({ resourceArn, tags }));
  expect(await list()).toEqual(expect.arrayContaining(tags));
  expect(await list()).toHaveLength(3);
  await service.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team", "unknown"] }));
  expect((await list())?.map(({ key }) => key).sort()).toEqual(["__proto__", "empty"]);
});

describe.each([machineArn("full"), activityArn("full")])("%s", (resourceArn) => {
  const tag = (tags: { key: string; value: string }[]) =>
    service.client.send(new TagResourceCommand({ resourceArn, tags }));

  beforeAll(() => {
    service.states.machines.create({ name: "full", definition: passes, roleArn });
    service.states.activities.create({ name: "full" });
  });

  test("takes fifty tags, of which each can be given another value, and no more", async () => {
    await tag(many(50, "old"));
    await tag(many(50, "new"));
    const refused = { name: "TooManyTags", resourceName: resourceArn };
    await expect(tag([{ key: "one-more", value: "x" }])).rejects.toMatchObject(refused);
    const tags = await listTags(resourceArn);
    expect(tags).toHaveLength(50);
    expect(tags).toEqual(expect.arrayContaining(many(50, "new")));
  });

  test("takes no key that is AWS's own", async () => {
    for (const key of ["aws:mine", "AWS:mine"])
      await expect(tag([{ key, value: "x" }])).rejects.toMatchObject({ name: "ValidationException" });
  });
});

test("neither a machine nor an activity is created with tags that are refused", async () => {
  const tags = many(51, "x");
  const machine = { name: "never", definition: passes, roleArn, tags };
  for (const command of [
    new CreateStateMachineCommand(machine),
    new CreateActivityCommand({ name: "never", tags }),
  ]) {
    await expect(service.client.send(command as CreateActivityCommand)).rejects.toMatchObject({
      name: "TooManyTags",
    });
  }
  for (const resourceArn of [machineArn("never"), activityArn("never")])
    await expect(listTags(resourceArn)).rejects.toMatchObject({ name: "ResourceNotFound" });
});

test("an update of the machine leaves its tags", async () => {
  const stateMachineArn = machineArn("kept");
  const tags = [{ key: "team", value: "mill" }];
  const machine = { name: "kept", definition: passes, roleArn, tags };
  await service.createMachine(machine.name, machine);
  const update = { stateMachineArn, roleArn: `${roleArn}-two` };
  await service.client.send(new UpdateStateMachineCommand(update));
  expect(await listTags(stateMachineArn)).toEqual(tags);
});
