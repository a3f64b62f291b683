// What is told of changes of the registry, and that nothing is told before it is switched on. What is told starts rules as any message does.

import * as sdk from "@aws-sdk/client-iot";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
  await open.ask("sqs", "CreateQueue", { QueueName: "told" });
  const queueUrl = "http://127.0.0.1:4566/000000000000/told";
  await open.iot.send(
    new sdk.CreateTopicRuleCommand({
      ruleName: "told",
      topicRulePayload: {
        sql: "SELECT *, topic() AS topic FROM '$aws/events/#'",
        actions: [{ sqs: { roleArn: "arn:aws:iam::000000000000:role/any", queueUrl } }],
      },
    }),
  );
});
afterAll(() => open.close());

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;

test("of things, types and groups", async () => {
  const { iot } = open;
  const { eventConfigurations, creationDate } = await iot.send(
    new sdk.DescribeEventConfigurationsCommand({}),
  );
  expect([Object.keys(eventConfigurations ?? {}).length, eventConfigurations?.THING, creationDate]).toEqual([
    ...[11, { Enabled: false }, undefined],
  ]);
  await iot.send(new sdk.CreateThingCommand({ thingName: "untold" }));
  const types = ["THING", "THING_TYPE", "THING_TYPE_ASSOCIATION", "THING_GROUP", "THING_GROUP_MEMBERSHIP"];
  const enabled = Object.fromEntries(
    [...types, "THING_GROUP_HIERARCHY"].map((type) => [type, { Enabled: true }]),
  );
  await iot.send(new sdk.UpdateEventConfigurationsCommand({ eventConfigurations: enabled }));
  expect((await iot.send(new sdk.DescribeEventConfigurationsCommand({}))).eventConfigurations).toMatchObject({
    ...{ ...enabled, JOB: { Enabled: false } },
  });
  await iot.send(new sdk.CreateThingTypeCommand({ thingTypeName: "lamp" }));
  const thingTypeProperties = { thingTypeDescription: "d" };
  await iot.send(new sdk.UpdateThingTypeCommand({ thingTypeName: "lamp", thingTypeProperties }));
  const { thingId } = await iot.send(
    new sdk.CreateThingCommand({ thingName: "hall", thingTypeName: "lamp" }),
  );
  for (const [thingGroupName, parentGroupName] of [["site"], ["rooms", "site"]])
    await iot.send(new sdk.CreateThingGroupCommand({ thingGroupName, parentGroupName }));
  const move = (change: Omit<sdk.UpdateThingGroupsForThingCommandInput, "thingName">) =>
    iot.send(new sdk.UpdateThingGroupsForThingCommand({ thingName: "hall", ...change }));
  await move({ thingGroupsToAdd: ["rooms"] });
  await expect(move({ thingGroupsToAdd: ["none"], thingGroupsToRemove: ["rooms"] })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await move({ thingGroupsToRemove: ["rooms"] });
  await iot.send(new sdk.UpdateThingCommand({ thingName: "hall", removeThingType: true }));
  await iot.send(new sdk.DeleteThingCommand({ thingName: "hall" }));
  await iot.send(new sdk.DeleteThingGroupCommand({ thingGroupName: "rooms" }));
  const subjects = [
    ...["thingType/lamp/created", "thingType/lamp/updated", "thing/hall/created"],
    ...["thingTypeAssociation/thing/hall/thingType/lamp/added", "thingGroup/site/created"],
    ...["thingGroup/rooms/created", "thingGroupHierarchy/thingGroup/site/childThingGroup/rooms/added"],
    "thingGroupMembership/thingGroup/rooms/thing/hall/added",
    "thingGroupMembership/thingGroup/rooms/thing/hall/removed",
    ...["thing/hall/updated", "thingTypeAssociation/thing/hall/thingType/lamp/removed", "thing/hall/deleted"],
    ...["thingGroupHierarchy/thingGroup/site/childThingGroup/rooms/removed", "thingGroup/rooms/deleted"],
  ];
  const told = await until(() => {
    const messages = open.region.services.sqs.messages("told");
    return messages.length === subjects.length && messages.map(({ body }) => JSON.parse(body));
  });
  expect(told.map(({ topic }) => topic)).toEqual(subjects.map((subject) => `$aws/events/${subject}`));
  expect(told[2]).toEqual({
    ...{ topic: "$aws/events/thing/hall/created", eventType: "THING_EVENT", operation: "CREATED", thingId },
    ...{ eventId: expect.stringMatching(/^[0-9a-f-]{36}$/), timestamp: expect.any(Number) },
    ...{
      accountId: "000000000000",
      thingName: "hall",
      versionNumber: 1,
      thingTypeName: "lamp",
      attributes: {},
    },
  });
  expect(told[5]).toMatchObject({
    ...{ eventType: "THING_GROUP_EVENT", thingGroupName: "rooms", parentGroupName: "site", versionNumber: 1 },
    rootToParentThingGroups: [{ groupArn: arn("thinggroup/site"), groupId: told[4].thingGroupId }],
  });
  expect(told[7]).toMatchObject({ thingArn: arn("thing/hall"), thingId, groupArn: arn("thinggroup/rooms") });
});

test("a billing group holds things, each of which is in one at most", async () => {
  const { iot } = open;
  const create = (billingGroupName: string, billingGroupDescription?: string) =>
    iot.send(
      new sdk.CreateBillingGroupCommand({
        ...{ billingGroupName, billingGroupProperties: { billingGroupDescription } },
        tags: [{ Key: "team", Value: "rain" }],
      }),
    );
  const billingGroupArn = arn("billinggroup/north");
  const { billingGroupId } = await create("north", "d");
  expect(await create("north", "d")).toMatchObject({ billingGroupId, billingGroupArn });
  await expect(create("north", "other")).rejects.toMatchObject({
    ...{ name: "ResourceAlreadyExistsException", resourceArn: billingGroupArn },
  });
  await create("south");
  const tags = await iot.send(new sdk.ListTagsForResourceCommand({ resourceArn: billingGroupArn }));
  expect(tags.tags).toEqual([{ Key: "team", Value: "rain" }]);
  await iot.send(new sdk.CreateThingCommand({ thingName: "one", billingGroupName: "north" }));
  await iot.send(new sdk.CreateThingCommand({ thingName: "two" }));
  await expect(
    iot.send(new sdk.CreateThingCommand({ thingName: "three", billingGroupName: "none" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await iot.send(new sdk.AddThingToBillingGroupCommand({ billingGroupArn, thingName: "two" }));
  const within = async (billingGroupName: string) =>
    (await iot.send(new sdk.ListThingsInBillingGroupCommand({ billingGroupName }))).things;
  expect(await within("north")).toEqual(["one", "two"]);
  await iot.send(
    new sdk.AddThingToBillingGroupCommand({ billingGroupName: "south", thingArn: arn("thing/two") }),
  );
  await iot.send(new sdk.RemoveThingFromBillingGroupCommand({ billingGroupName: "south", thingName: "one" }));
  expect([await within("north"), await within("south")]).toEqual([["one"], ["two"]]);
  const thing = await iot.send(new sdk.DescribeThingCommand({ thingName: "two" }));
  expect(thing.billingGroupName).toBe("south");
  const update = (expectedVersion: number) =>
    iot.send(
      new sdk.UpdateBillingGroupCommand({
        ...{ billingGroupName: "north", expectedVersion },
        billingGroupProperties: { billingGroupDescription: "e" },
      }),
    );
  expect((await update(1)).version).toBe(2);
  await expect(update(1)).rejects.toMatchObject({ name: "VersionConflictException" });
  expect(await iot.send(new sdk.DescribeBillingGroupCommand({ billingGroupName: "north" }))).toMatchObject({
    ...{ billingGroupName: "north", billingGroupId, version: 2 },
    ...{ billingGroupProperties: { billingGroupDescription: "e" } },
    billingGroupMetadata: { creationDate: expect.any(Date) },
  });
  const list = await iot.send(new sdk.ListBillingGroupsCommand({ namePrefixFilter: "n" }));
  expect(list.billingGroups).toEqual([{ groupName: "north", groupArn: billingGroupArn }]);
  await iot.send(new sdk.DeleteBillingGroupCommand({ billingGroupName: "north" }));
  expect(
    (await iot.send(new sdk.DescribeThingCommand({ thingName: "one" }))).billingGroupName,
  ).toBeUndefined();
  await expect(
    iot.send(new sdk.DescribeBillingGroupCommand({ billingGroupName: "north" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a principal may belong to one thing alone", async () => {
  const { iot } = open;
  for (const thingName of ["alone", "other"]) await iot.send(new sdk.CreateThingCommand({ thingName }));
  const { certificateArn: principal = "" } = await iot.send(new sdk.CreateKeysAndCertificateCommand({}));
  const attach = (thingName: string, thingPrincipalType?: sdk.ThingPrincipalType) =>
    iot.send(new sdk.AttachThingPrincipalCommand({ thingName, principal, thingPrincipalType }));
  await attach("alone", "EXCLUSIVE_THING");
  await expect(attach("other")).rejects.toMatchObject({ name: "InvalidRequestException" });
  const things = await iot.send(new sdk.ListPrincipalThingsV2Command({ principal }));
  expect(things.principalThingObjects).toEqual([
    { thingName: "alone", thingPrincipalType: "EXCLUSIVE_THING" },
  ]);
  const principals = async (thingPrincipalType?: sdk.ThingPrincipalType) =>
    (await iot.send(new sdk.ListThingPrincipalsV2Command({ thingName: "alone", thingPrincipalType })))
      .thingPrincipalObjects;
  expect(await principals()).toEqual([{ principal, thingPrincipalType: "EXCLUSIVE_THING" }]);
  expect(await principals("NON_EXCLUSIVE_THING")).toEqual([]);
  await iot.send(new sdk.DetachThingPrincipalCommand({ thingName: "alone", principal }));
  for (const thingName of ["alone", "other"]) await attach(thingName);
  await expect(attach("alone", "EXCLUSIVE_THING")).rejects.toMatchObject({ name: "InvalidRequestException" });
});
