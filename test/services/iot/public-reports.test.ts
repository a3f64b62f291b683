// What users of other local IoT services reported to be otherwise than on AWS, as AWS does it.

import { CreateTopicRuleCommand, DeleteTopicRuleCommand, ListTopicRulesCommand } from "@aws-sdk/client-iot";
import { PublishCommand, UpdateThingShadowCommand } from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { type IotRegion, openIot } from "./support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";
let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
});
afterAll(() => open.close());

async function ruleToQueue(ruleName: string, sql: string): Promise<() => readonly unknown[]> {
  const { sqs } = open.region.services;
  await sqs.createQueue({ queueName: ruleName });
  const actions = [{ sqs: { roleArn, queueUrl: sqs.queueUrl(ruleName) } }];
  const topicRulePayload = { sql, actions, awsIotSqlVersion: "2016-03-23" };
  await open.iot.send(new CreateTopicRuleCommand({ ruleName, topicRulePayload }));
  return () => sqs.messages(ruleName).map(({ body }) => JSON.parse(body) as unknown);
}
const publish = (topic: string, payload: object) =>
  open.data.send(new PublishCommand({ topic, payload: JSON.stringify(payload), qos: 1 }));

test("a rule takes only what its WHERE lets through", async () => {
  const taken = await ruleToQueue(
    "tasks",
    "SELECT * FROM '+/+/get' WHERE topic(1) <> 'maintenance' AND n > 1",
  );
  await publish("maintenance/a/get", { n: 2 });
  await publish("orders/a/get", { n: 1 });
  await publish("orders/b/get", { n: 2 });
  expect(taken()).toEqual([{ n: 2 }]);
});

test("the topic and the whole message may be members, and bytes may be a text", async () => {
  const taken = await ruleToQueue(
    "whole",
    "SELECT * AS payload, topic() AS topic, encode(*, 'base64') AS data FROM 'whole/#'",
  );
  await publish("whole/a/b", { a: 1 });
  const data = Buffer.from('{"a":1}').toString("base64");
  expect(taken()).toEqual([{ payload: { a: 1 }, topic: "whole/a/b", data }]);
});

test("a shadow that is changed by the API tells rules and devices, and its documents have no difference in them", async () => {
  const accepted = await ruleToQueue("accepted", "SELECT * FROM '$aws/things/+/shadow/update/accepted'");
  const documents = await ruleToQueue("documents", "SELECT * FROM '$aws/things/+/shadow/update/documents'");
  const delta = await ruleToQueue("delta", "SELECT * FROM '$aws/things/+/shadow/update/delta'");
  const state = { desired: { on: true }, reported: { on: false } };
  await open.data.send(
    new UpdateThingShadowCommand({ thingName: "lamp", payload: JSON.stringify({ state, clientToken: "t" }) }),
  );
  await until(() => delta().length === 1 && documents().length === 1 && accepted().length === 1);
  expect(accepted()).toMatchObject([{ state, version: 1, clientToken: "t" }]);
  expect(delta()).toMatchObject([{ state: { on: true }, version: 1 }]);
  const [told] = documents() as readonly { readonly current: { readonly state: object } }[];
  expect(told?.current.state).toEqual(state);
});

test("a rule is deleted, also by a client that signs for execute-api, as older ones do", async () => {
  await ruleToQueue("brief", "SELECT * FROM 'brief'");
  const scope = "AKIA/20260101/us-east-1/execute-api/aws4_request";
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const listed = await fetch(`${open.server.url}/rules`, { headers: { authorization } });
  const { rules } = (await listed.json()) as { readonly rules: readonly { readonly ruleName: string }[] };
  expect(rules.map(({ ruleName }) => ruleName)).toContain("brief");
  await open.iot.send(new DeleteTopicRuleCommand({ ruleName: "brief" }));
  const left = await open.iot.send(new ListTopicRulesCommand({}));
  expect(left.rules?.map(({ ruleName }) => ruleName)).not.toContain("brief");
});
