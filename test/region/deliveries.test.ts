// What a region's parts hand to each other: rules to their targets, topics to their queues, alarms to their topics, and the
// metrics that come of it.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { MessageAttributes } from "../../src/aws/message-attribute.ts";
import { Region } from "../../src/region/region.ts";
import type { RuleTarget } from "../../src/services/eventbridge/rules/rule.ts";
import { getRecords, getShardIterator } from "../../src/services/kinesis/reading/get-records.ts";
import { completeSettings } from "../../src/services/lambda/functions/function-settings.ts";
import { fixtureCode } from "../support/fixture-code.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterAll(() => region.close());

const roleArn = "arn:aws:iam::000000000000:role/any";

async function createQueue(queueName: string): Promise<string> {
  const attributes = new Map(queueName.endsWith(".fifo") ? [["FifoQueue", "true"]] : []);
  if (queueName.endsWith(".fifo")) attributes.set("ContentBasedDeduplication", "true");
  await region.services.sqs.createQueue({ queueName, attributes });
  return region.services.sqs.queueArn(queueName);
}

async function putRule(name: string, target: Omit<RuleTarget, "id">): Promise<void> {
  await region.services.events.buses.putRule({ name, enabled: true, eventPattern: `{"source":["${name}"]}` });
  await region.services.events.buses.putTargets(name, [{ id: "one", ...target }]);
}

function putEvent(source: string) {
  return region.services.events.buses.putEvents([
    { source, detailType: "Seen", detail: '{"station":"KSEA"}' },
  ]);
}

const firstMessage = (queue: string) => until(() => region.services.sqs.messages(queue)[0]);
function logged(logGroupName: string): readonly string[] {
  if (region.services.logs.describeLogGroups(logGroupName).length === 0) return [];
  return region.services.logs.filterLogEvents({ logGroupName }).events.map(({ message }) => message);
}

const texts = (attributes: MessageAttributes | undefined) =>
  Object.fromEntries(Array.from(attributes ?? [], ([name, { stringValue }]) => [name, stringValue]));

describe("a rule's target", () => {
  test("may be a queue, and a FIFO queue gets the group that the target names", async () => {
    const arn = await createQueue("events.fifo");
    await putRule("fifo", { arn, parameters: { SqsParameters: { MessageGroupId: "stations" } } });
    await putEvent("fifo");
    const message = await firstMessage("events.fifo");
    expect(message.groupId).toBe("stations");
    expect(JSON.parse(message.body)).toMatchObject({ source: "fifo", detail: { station: "KSEA" } });
  });

  test("may be a topic, whose queues get the event in SNS's envelope", async () => {
    const { topicArn } = region.services.sns.createTopic("events");
    region.services.sns.subscriptions.subscribe({
      topicArn,
      protocol: "sqs",
      endpoint: await createQueue("from-topic"),
    });
    await putRule("topic", { arn: topicArn });
    await putEvent("topic");
    const { Message } = JSON.parse((await firstMessage("from-topic")).body);
    expect(JSON.parse(Message)).toMatchObject({ source: "topic" });
  });

  test("may be a function, which is invoked with the event and not waited for", async () => {
    const { lambda } = region.services;
    const code = await fixtureCode(lambda);
    const settings = { runtime: "nodejs24.x", handler: "everything.handler", code };
    lambda.functions.create({
      name: "everything",
      settings: completeSettings("everything", settings),
    });
    await putRule("function", { arn: arnOf("lambda", "function:everything"), input: '{"action":"print"}' });
    await putEvent("function");
    await until(() => logged("/aws/lambda/everything").find((message) => message.includes("hello world")));
  }, 180_000);

  test.each(["STANDARD", "EXPRESS"] as const)("may be a %s state machine", async (type) => {
    const ended = new Promise<unknown>((settle) => {
      region.services.states.onExecutionEnded(({ end }) => settle(end));
    });
    const definition = `{"StartAt":"P","States":{"P":{"Type":"Pass","OutputPath":"$.detail","End":true}}}`;
    const { arn } = region.services.states.machines.create({
      name: `of-rule-${type}`,
      type,
      definition,
      roleArn: "arn:aws:iam::000000000000:role/any",
    });
    await putRule(type, { arn, roleArn });
    await putEvent(type);
    expect(await ended).toEqual({ status: "SUCCEEDED", output: { station: "KSEA" } });
  });

  test("that is gone has its event in the target's dead-letter queue, with the reason", async () => {
    await putRule("gone", {
      arn: arnOf("sqs", "nobody"),
      retryPolicy: { maximumRetryAttempts: 0 },
      deadLetterConfig: { arn: await createQueue("lost-events") },
    });
    await putEvent("gone");
    const letter = await firstMessage("lost-events");
    expect(JSON.parse(letter.body)).toMatchObject({ source: "gone" });
    expect(texts(letter.attributes)).toMatchObject({
      RULE_ARN: arnOf("events", "rule/gone"),
      TARGET_ARN: arnOf("sqs", "nobody"),
      ERROR_CODE: "NO_RESOURCE",
      ERROR_MESSAGE: "The specified queue does not exist.",
    });
    const metrics = await until(() => {
      const found = region.services.cloudwatch.metrics.listMetrics({
        namespace: "AWS/Events",
        metricName: "InvocationsSentToDlq",
      });
      return found.length > 0 ? found : undefined;
    });
    const dimensions = metrics.map((metric) => metric.dimensions);
    expect(dimensions).toContainEqual({ RuleName: "gone" });
    expect(dimensions).toContainEqual({ EventBusName: "default", RuleName: "gone" });
  });

  test("may be another bus, whose rules get the event", async () => {
    const { eventBusArn } = await region.services.events.buses.createEventBus("second");
    await region.services.events.buses.putRule(
      { name: "all", enabled: true, eventPattern: '{"source":["bus"]}' },
      "second",
    );
    await region.services.events.buses.putTargets(
      "all",
      [{ id: "q", arn: await createQueue("of-second-bus") }],
      "second",
    );
    await putRule("bus", { arn: eventBusArn });
    await putEvent("bus");
    const { body } = await firstMessage("of-second-bus");
    expect(JSON.parse(body)).toMatchObject({
      source: "bus",
      "detail-type": "Seen",
      detail: { station: "KSEA" },
    });
  });

  test("may be a bus, but not for what came from another one: the log says so, and who is no bus gets it", async () => {
    const { buses } = region.services.events;
    const eventPattern = '{"source":["chain"]}';
    const names = ["chain-1", "chain-2", "chain-3"];
    const arns = new Map<string, string>();
    for (const name of names) arns.set(name, (await buses.createEventBus(name)).eventBusArn);
    for (const [at, name] of names.entries()) {
      await buses.putRule({ name: "on", enabled: true, eventPattern }, name);
      const next = arns.get(names[at + 1] ?? "");
      const onward = next === undefined ? [] : [{ id: "bus", arn: next }];
      const seen = { id: "queue", arn: await createQueue(`seen-by-${name}`) };
      await buses.putTargets("on", [...onward, seen], name);
    }
    await buses.putEvents([{ source: "chain", detailType: "Seen", detail: "{}", eventBusName: "chain-1" }]);
    const told = await until(() =>
      logged("/millrace/rules").find((message) => message.includes("rule/chain-2/on")),
    );
    expect(told).toMatch(
      /event-bus\/chain-3 did not take the event: The event came from another event bus\./,
    );
    await until(() => (buses.pendingDeliveries === 0 ? true : undefined));
    const { sqs } = region.services;
    expect(names.map((name) => sqs.messageCount(`seen-by-${name}`))).toEqual([1, 1, 0]);
  });

  test("may be a stream, whose records have the key that the target's path leads to", async () => {
    const { kinesis: streams } = region.services;
    await streams.createStream({ streamName: "events", shardCount: 1 });
    const arn = arnOf("kinesis", "stream/events");
    const parameters = { KinesisParameters: { PartitionKeyPath: "$.detail.station" } };
    await putRule("stream", { arn, roleArn, parameters });
    await putEvent("stream");
    const shardId = "shardId-000000000000";
    const iterator = getShardIterator(
      streams,
      { streamName: "events" },
      { shardId, shardIteratorType: "TRIM_HORIZON" },
    );
    let records: Awaited<ReturnType<typeof getRecords>>["records"] = [];
    while (records.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      ({ records } = await getRecords(streams, iterator));
    }
    expect(records[0]?.partitionKey).toBe("KSEA");
    expect(JSON.parse(Buffer.from(records[0]?.data ?? []).toString())).toMatchObject({ source: "stream" });
  });

  test("may be a log group", async () => {
    region.services.logs.createLogGroup("/aws/events/seen");
    await putRule("log", { arn: arnOf("logs", "log-group:/aws/events/seen"), inputPath: "$.detail" });
    await putEvent("log");
    expect(await until(() => logged("/aws/events/seen")[0])).toBe('{"station":"KSEA"}');
  });

  test("whose template makes no JSON of the event has it in its dead-letter queue", async () => {
    await putRule("template", {
      arn: await createQueue("never"),
      inputTransformer: { inputPathsMap: { d: "$.detail" }, inputTemplate: '{"text": "<d>"}' },
      deadLetterConfig: { arn: await createQueue("unfit-events") },
    });
    await putEvent("template");
    const letter = await firstMessage("unfit-events");
    expect(texts(letter.attributes)).toMatchObject({ ERROR_CODE: "INVALID_JSON", RETRY_ATTEMPTS: "0" });
    expect(region.services.sqs.messageCount("never")).toBe(0);
  });

  test.each([
    ["a service that the region does not have", "arn:aws:batch:us-east-1:000000000000:job-queue/q"],
    ["another account", "arn:aws:sqs:us-east-1:111122223333:q"],
    ["another region", "arn:aws:sns:eu-west-1:000000000000:t"],
  ])("of %s is refused by its ARN", async (_what, arn) => {
    await expect(putRule("refused", { arn, roleArn })).rejects.toMatchObject({
      code: "ValidationException",
      message: `Parameter ${arn} is not valid. Reason: The local region does not deliver events to it.`,
    });
  });
});

describe("a topic's queue", () => {
  test("gets the message's own attributes with raw delivery", async () => {
    const { topicArn } = region.services.sns.createTopic("raw");
    const endpoint = await createQueue("raw");
    const attributes = new Map([["RawMessageDelivery", "true"]]);
    region.services.sns.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint, attributes });
    const messageAttributes = new Map([["severity", { dataType: "Number", stringValue: "3" }]]);
    await region.services.sns.publish({ topicArn, message: "storm", messageAttributes });
    expect(region.services.sqs.messages("raw")).toMatchObject([
      { body: "storm", attributes: messageAttributes },
    ]);
  });

  test("that is gone is told of in the log, and the topic's others get the message", async () => {
    const { topicArn } = region.services.sns.createTopic("half");
    const { subscriptions } = region.services.sns;
    const endpoints = [arnOf("sqs", "nobody"), await createQueue("there")];
    for (const endpoint of endpoints) subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint });
    await region.services.sns.publish({ topicArn, message: "storm" });
    expect(region.services.sqs.messageCount("there")).toBe(1);
    expect(logged("/millrace/topics")[0]).toContain(
      `${endpoints[0]} did not take the message: The specified queue`,
    );
  });
});

describe("an alarm", () => {
  const alarm = (alarmName: string, topic: string) => ({
    alarmName,
    comparisonOperator: "GreaterThanThreshold" as const,
    threshold: 1,
    evaluationPeriods: 1,
    alarmActions: [topic],
    metricStat: {
      metric: { namespace: "Weather", metricName: "Errors", dimensions: {} },
      periodSeconds: 60,
      stat: "Sum",
    },
  });

  test("tells its topic", async () => {
    const { topicArn } = region.services.sns.createTopic("alarms");
    region.services.cloudwatch.alarms.putMetricAlarm(alarm("errors", topicArn));
    region.services.cloudwatch.alarms.setAlarmState("errors", { state: "ALARM", reason: "testing" });
    const told = await until(() => region.services.sns.published(topicArn)[0]);
    expect(told.subject).toBe('ALARM: "errors" in US East (N. Virginia)');
    expect(JSON.parse(told.message)).toMatchObject({ NewStateValue: "ALARM", NewStateReason: "testing" });
  });

  test("whose topic is gone says so in the log", async () => {
    region.services.cloudwatch.alarms.putMetricAlarm(alarm("unheard", arnOf("sns", "nobody")));
    region.services.cloudwatch.alarms.setAlarmState("unheard", { state: "ALARM", reason: "testing" });
    expect(await until(() => logged("/millrace/alarms")[0])).toMatch(
      /^arn:aws:sns:us-east-1:000000000000:nobody: Topic does not exist/,
    );
  });
});

test("a stream's records are counted in AWS/Kinesis by its name", async () => {
  await region.services.kinesis.createStream({ streamName: "counted", shardCount: 1 });
  await region.services.kinesis.putRecords({ streamName: "counted" }, [
    { partitionKey: "k", data: Buffer.from("1234") },
    { partitionKey: "k", data: Buffer.from("56") },
  ]);
  const now = Date.now();
  const sum = (metricName: string) =>
    [
      ...region.services.cloudwatch.metrics
        .read(
          {
            metric: { namespace: "AWS/Kinesis", metricName, dimensions: { StreamName: "counted" } },
            periodSeconds: 3600,
            stat: "Sum",
          },
          { from: now - 3_600_000, until: now + 3_600_000 },
        )
        .values(),
    ].reduce((total, value) => total + value, 0);
  expect(sum("IncomingRecords")).toBe(2);
  expect(sum("IncomingBytes")).toBe("1234".length + "56".length + 2 * "k".length);
});
