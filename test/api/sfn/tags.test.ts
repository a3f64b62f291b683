// Tags of state machines and activities, through the SDK.

import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { activityArn, machineArn, openService, passes, roleArn, type Service } from "./service.ts";

let service: Service;
beforeAll(async () => {
  service = await openService();
  const tags = [{ key: "team", value: "mill" }];
  const machine = { name: "tagged", definition: passes, roleArn, tags };
  await service.client.send(new CreateStateMachineCommand(machine));
  await service.client.send(new CreateActivityCommand({ name: "tagged", tags }));
});
afterAll(async () => {
  await service.close();
  expect(service.faults).toEqual([]);
});

test.each([machineArn("tagged"), activityArn("tagged")])("tags of %s", async (resourceArn) => {
  const list = async () => (await service.client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
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
