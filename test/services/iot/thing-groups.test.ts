// Groups of things by the SDK: what they hold, and how they are in each other.

import * as sdk from "@aws-sdk/client-iot";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
});
afterAll(() => open.close());

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;

test("groups are in each other, which those who ask may look into", async () => {
  const { iot } = open;
  for (const [thingGroupName, parentGroupName] of [["site"], ["hall", "site"], ["desk", "hall"], ["yard"]])
    await iot.send(new sdk.CreateThingGroupCommand({ thingGroupName, parentGroupName }));
  for (const [thingName, thingGroupName] of [
    ["lamp-of-hall", "hall"],
    ["lamp-of-desk", "desk"],
  ]) {
    await iot.send(new sdk.CreateThingCommand({ thingName }));
    await iot.send(new sdk.AddThingToThingGroupCommand({ thingGroupName, thingName }));
  }
  const groups = async (asked: sdk.ListThingGroupsCommandInput) =>
    (await iot.send(new sdk.ListThingGroupsCommand(asked))).thingGroups?.map(({ groupName }) => groupName);
  expect(await groups({ parentGroup: "site" })).toEqual(["desk", "hall"]);
  expect(await groups({ parentGroup: "site", recursive: false })).toEqual(["hall"]);
  expect(await groups({ recursive: false })).toEqual(["site", "yard"]);
  expect(await groups({})).toEqual(["desk", "hall", "site", "yard"]);
  await expect(groups({ parentGroup: "none" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const things = async (recursive: boolean) =>
    (await iot.send(new sdk.ListThingsInThingGroupCommand({ thingGroupName: "hall", recursive }))).things;
  expect(await things(false)).toEqual(["lamp-of-hall"]);
  expect(await things(true)).toEqual(["lamp-of-desk", "lamp-of-hall"]);
  const { thingGroupMetadata } = await iot.send(
    new sdk.DescribeThingGroupCommand({ thingGroupName: "desk" }),
  );
  expect(thingGroupMetadata).toMatchObject({
    parentGroupName: "hall",
    rootToParentThingGroups: ["site", "hall"].map((groupName) => ({
      ...{ groupName, groupArn: arn(`thinggroup/${groupName}`) },
    })),
  });
  for (const thingGroupName of ["desk", "hall", "site", "yard"])
    await iot.send(new sdk.DeleteThingGroupCommand({ thingGroupName }));
  for (const thingName of ["lamp-of-hall", "lamp-of-desk"])
    await iot.send(new sdk.DeleteThingCommand({ thingName }));
});

test("a group holds things", async () => {
  const { iot } = open;
  await iot.send(new sdk.CreateThingCommand({ thingName: "bell" }));
  await iot.send(new sdk.CreateThingGroupCommand({ thingGroupName: "house" }));
  await iot.send(
    new sdk.CreateThingGroupCommand({
      ...{ thingGroupName: "door", parentGroupName: "house", tags: [{ Key: "a", Value: "b" }] },
      thingGroupProperties: { thingGroupDescription: "d", attributePayload: { attributes: { a: "1" } } },
    }),
  );
  await iot.send(new sdk.AddThingToThingGroupCommand({ thingGroupName: "door", thingName: "bell" }));
  expect(await iot.send(new sdk.ListThingsInThingGroupCommand({ thingGroupName: "door" }))).toMatchObject({
    things: ["bell"],
  });
  const { thingGroups } = await iot.send(new sdk.ListThingGroupsForThingCommand({ thingName: "bell" }));
  expect(thingGroups).toEqual([{ groupName: "door", groupArn: arn("thinggroup/door") }]);
  expect(
    await iot.send(
      new sdk.UpdateThingGroupCommand({
        thingGroupName: "door",
        thingGroupProperties: { thingGroupDescription: "e" },
      }),
    ),
  ).toMatchObject({ version: 2 });
  expect(await iot.send(new sdk.DescribeThingGroupCommand({ thingGroupName: "door" }))).toMatchObject({
    thingGroupProperties: { thingGroupDescription: "e" },
    thingGroupMetadata: { parentGroupName: "house" },
  });
  const listed = await iot.send(new sdk.ListThingGroupsCommand({ parentGroup: "house" }));
  expect(listed.thingGroups?.map(({ groupName }) => groupName)).toEqual(["door"]);
  await expect(iot.send(new sdk.DeleteThingGroupCommand({ thingGroupName: "house" }))).rejects.toThrow(
    /child groups/,
  );
  await iot.send(
    new sdk.RemoveThingFromThingGroupCommand({ thingGroupName: "door", thingArn: arn("thing/bell") }),
  );
  expect(await iot.send(new sdk.ListThingsInThingGroupCommand({ thingGroupName: "door" }))).toMatchObject({
    things: [],
  });
  for (const thingGroupName of ["door", "house"])
    await iot.send(new sdk.DeleteThingGroupCommand({ thingGroupName }));
});
