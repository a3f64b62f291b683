// Functions of rules' SQL that tell of the registry and of a message's properties, by the SDK.

import { CreateTopicRuleCommand, type TopicRulePayload } from "@aws-sdk/client-iot";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type IotRegion, openIot } from "./support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";
const queueUrl = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
  await open.ask("sqs", "CreateQueue", { QueueName: "messages" });
});
afterAll(() => open.close());

const rule = (ruleName: string, topicRulePayload: TopicRulePayload) =>
  open.iot.send(new CreateTopicRuleCommand({ ruleName, topicRulePayload }));
const publish = (topic: string, payload: object) =>
  open.data.send(new PublishCommand({ topic, payload: Buffer.from(JSON.stringify(payload)) }));
const queued = (name: string) => open.region.services.sqs.messages(name).map(({ body }) => body);

test("of the registry", async () => {
  const thing = { thingName: "buoy", attributePayload: { attributes: { sea: "north" } } };
  await open.ask("iot", "CreateThing", thing);
  await open.ask("iot", "CreateThingGroup", { thingGroupName: "buoys" });
  await open.ask("iot", "AddThingToThingGroup", { thingName: "buoy", thingGroupName: "buoys" });
  const asked = (operation: string, of: string) => `get_registry_data('${operation}', '${of}', 'role')`;
  await rule("registry", {
    sql:
      `SELECT ${asked("DescribeThing", "buoy")}.attributes.sea AS sea, ` +
      `get(${asked("ListThingGroupsForThing", "buoy")}.thingGroups, 0).groupName AS in, ` +
      `${asked("DescribeThing", "none")} AS none, ${asked("DeleteThing", "buoy")} AS other FROM 'registry'`,
    actions: [{ sqs: { roleArn, queueUrl: queueUrl("messages") } }],
  });
  await publish("registry", {});
  expect(queued("messages").at(-1)).toBe('{"sea":"north","in":"buoys"}');
});

test("of the message's properties, which Publish gives and republishing with headers", async () => {
  const told =
    "get_mqtt_property('content_type') AS type, get_mqtt_property('correlation_data') AS data, " +
    "get_user_properties('unit') AS unit";
  await rule("properties", {
    sql: `SELECT ${told} FROM 'properties/+'`,
    actions: [{ sqs: { roleArn, queueUrl: queueUrl("messages") } }],
  });
  const headers = {
    ...{ contentType: "text/${topic(2)}", correlationData: "bm8=" },
    userProperties: [{ key: "unit", value: "${get_user_properties('unit')[0]}" }],
  };
  await rule("again", {
    sql: "SELECT * FROM 'given/first'",
    actions: [{ republish: { roleArn, topic: "properties/again", headers } }],
  });
  const properties = {
    ...{ contentType: "text/plain", correlationData: "aGk=" },
    userProperties: JSON.stringify([{ unit: "Cel" }]),
  };
  for (const topic of ["properties/first", "given/first"])
    await open.data.send(new PublishCommand({ topic, payload: Buffer.from("{}"), ...properties }));
  expect(queued("messages").slice(-2)).toEqual([
    '{"type":"text/plain","data":"aGk=","unit":["Cel"]}',
    '{"type":"text/first","data":"bm8=","unit":["Cel"]}',
  ]);
  await expect(
    open.data.send(new PublishCommand({ topic: "properties/first", userProperties: "[1]" })),
  ).rejects.toMatchObject({
    name: "InvalidRequestException",
    message: "userProperties is no list of objects",
  });
});
