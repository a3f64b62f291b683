// What IoT logs: by level, by client and by group of things, and nothing while it is not switched on.

import * as sdk from "@aws-sdk/client-iot";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type IotRegion, openIot } from "./support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";
let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
  await open.ask("sqs", "CreateQueue", { QueueName: "messages" });
  const queueUrl = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
  for (const queue of ["messages", "none"])
    await open.iot.send(
      new sdk.CreateTopicRuleCommand({
        ruleName: queue,
        topicRulePayload: {
          sql: `SELECT * FROM 'to/${queue}'`,
          actions: [{ sqs: { roleArn, queueUrl: queueUrl(queue) } }],
        },
      }),
    );
});
afterAll(() => open.close());

const options = (given: sdk.SetV2LoggingOptionsCommandInput) =>
  open.iot.send(new sdk.SetV2LoggingOptionsCommand(given));
const level = (targetType: sdk.LogTargetType, targetName: string, logLevel: sdk.LogLevel) =>
  open.iot.send(new sdk.SetV2LoggingLevelCommand({ logTarget: { targetType, targetName }, logLevel }));
const publish = (topic: string) =>
  open.data.send(new PublishCommand({ topic, payload: Buffer.from("{}"), qos: 1 }));

let told = 0;
/** What was logged since it was asked last. */
async function logged() {
  const { events } = await open.ask("cloudwatchlogs", "FilterLogEvents", { logGroupName: "AWSIotLogsV2" });
  const lines = (events as readonly { readonly message: string }[]).map(({ message }) => JSON.parse(message));
  const added = lines.slice(told);
  told = lines.length;
  return added;
}

test("options and levels are told as they were set", async () => {
  await expect(open.iot.send(new sdk.GetV2LoggingOptionsCommand({}))).rejects.toMatchObject({
    name: "NotConfiguredException",
  });
  await expect(level("CLIENT_ID", "one", "DEBUG")).rejects.toMatchObject({ name: "NotConfiguredException" });
  await options({ roleArn, defaultLogLevel: "WARN" });
  await options({ disableAllLogs: true });
  expect(await open.iot.send(new sdk.GetV2LoggingOptionsCommand({}))).toMatchObject({
    ...{ roleArn, defaultLogLevel: "WARN", disableAllLogs: true },
  });
  const loggingOptionsPayload = { roleArn, logLevel: "ERROR" } as const;
  await open.iot.send(new sdk.SetLoggingOptionsCommand({ loggingOptionsPayload }));
  expect(await open.iot.send(new sdk.GetLoggingOptionsCommand({}))).toMatchObject(loggingOptionsPayload);
  await level("CLIENT_ID", "one", "DEBUG");
  await level("THING_GROUP", "buoys", "INFO");
  const list = async (targetType?: sdk.LogTargetType) =>
    (await open.iot.send(new sdk.ListV2LoggingLevelsCommand({ targetType }))).logTargetConfigurations;
  const group = { logTarget: { targetType: "THING_GROUP", targetName: "buoys" }, logLevel: "INFO" };
  expect(await list()).toHaveLength(2);
  expect(await list("THING_GROUP")).toEqual([group]);
  const one = { targetType: "CLIENT_ID", targetName: "one" } as const;
  await open.iot.send(new sdk.DeleteV2LoggingLevelCommand(one));
  await expect(open.iot.send(new sdk.DeleteV2LoggingLevelCommand(one))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  expect(await list()).toEqual([group]);
});

test("messages, rules and clients are logged as far as their level says", async () => {
  await options({ defaultLogLevel: "ERROR", disableAllLogs: true });
  await publish("to/none");
  await options({ disableAllLogs: false });
  await publish("to/messages");
  await publish("to/none");
  const [failure, ...none] = await logged();
  expect(none).toEqual([]);
  expect(failure).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
    ...{ logLevel: "ERROR", traceId: expect.any(String), accountId: "000000000000", status: "Failure" },
    ...{ eventType: "RuleExecution", protocol: "HTTP", clientId: "n/a", principalId: expect.any(String) },
    ...{ sourceIp: "127.0.0.1", topicName: "to/none", ruleName: "none", ruleAction: "SQSAction" },
    resources: { SQS: expect.stringContaining("none") },
    details: expect.stringContaining("The SQS action failed"),
  });
  await options({ defaultLogLevel: "INFO" });
  await publish("to/messages");
  expect((await logged()).map(({ eventType }) => eventType)).toEqual([
    "Publish-In",
    "RuleMatch",
    "RuleExecution",
  ]);
  await options({ defaultLogLevel: "DISABLED" });
  await publish("to/none");
  await open.iot.send(new sdk.CreateThingGroupCommand({ thingGroupName: "buoys" }));
  await open.iot.send(new sdk.CreateThingCommand({ thingName: "buoy" }));
  await open.iot.send(new sdk.AddThingToThingGroupCommand({ thingName: "buoy", thingGroupName: "buoys" }));
  const client = await open.connect({ clientId: "buoy" });
  await client.subscribeAsync("a/+", { qos: 1 });
  await client.publishAsync("a/b", "{}", { qos: 1 });
  await open.connect({ clientId: "other" });
  expect((await logged()).map(({ eventType, clientId }) => [eventType, clientId])).toEqual([
    ...[
      ["Connect", "buoy"],
      ["Subscribe", "buoy"],
      ["Publish-In", "buoy"],
    ],
  ]);
  await open.data.send(new PublishCommand({ topic: "$aws/rules/nosuch/a", payload: Buffer.from("{}") }));
  expect(await logged()).toEqual([]);
  await options({ defaultLogLevel: "ERROR" });
  await open.data.send(new PublishCommand({ topic: "$aws/rules/nosuch/a", payload: Buffer.from("{}") }));
  expect(await logged()).toMatchObject([{ eventType: "RuleNotFound", ruleName: "nosuch" }]);
});
