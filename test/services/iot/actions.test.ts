// The actions of topic rules, each from a message to what it does.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Action, CreateTopicRuleCommand, type TopicRulePayload } from "@aws-sdk/client-iot";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { getRecords, getShardIterator } from "../../../src/services/kinesis/reading/get-records.ts";
import { bucketDestination } from "../../region/support/delivery-targets.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import { heard, type IotRegion, openIot } from "./support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
  const { region, ask } = open;
  await region.services.kinesis.createStream({ streamName: "readings", shardCount: 1 });
  for (const QueueName of ["messages", "failures"]) await ask("sqs", "CreateQueue", { QueueName });
  await ask("s3", "CreateBucket", { Bucket: "archive" });
  await ask("cloudwatchlogs", "CreateLogGroup", { logGroupName: "/iot" });
  for (const [TableName, range] of [
    ["latest", false],
    ["history", true],
  ] as const)
    await ask("dynamodb", "CreateTable", {
      ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
      AttributeDefinitions: [
        { AttributeName: "station", AttributeType: "S" },
        ...(range ? [{ AttributeName: "at", AttributeType: "N" }] : []),
      ],
      KeySchema: [
        { AttributeName: "station", KeyType: "HASH" },
        ...(range ? [{ AttributeName: "at", KeyType: "RANGE" }] : []),
      ],
    });
});
afterAll(() => open.close());

async function rule(ruleName: string, topicRulePayload: TopicRulePayload, tags?: string) {
  await open.iot.send(new CreateTopicRuleCommand({ ruleName, topicRulePayload, tags }));
}

const publish = (topic: string, payload: object | string) =>
  open.data.send(
    new PublishCommand({
      topic,
      payload: Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)),
    }),
  );

const queued = (name: string) => open.region.services.sqs.messages(name).map(({ body }) => body);
const queueUrl = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;

describe("an action", () => {
  let at = 0;
  /** A rule with this one action, for a topic of its own. */
  async function act(action: Action, select = "*", more: Partial<TopicRulePayload> = {}) {
    const ruleName = `action${++at}`;
    await rule(ruleName, { sql: `SELECT ${select} FROM 'acts/${at}/+'`, actions: [action], ...more });
    return `acts/${at}/harbor`;
  }

  test("kinesis puts a record, its key from the topic", async () => {
    const topic = await act(
      { kinesis: { roleArn, streamName: "readings", partitionKey: "${topic(3)}" } },
      "*, topic(3) AS station",
    );
    await publish(topic, { degrees: 7 });
    await publish(topic, "not json");
    const { kinesis } = open.region.services;
    const [shard] = kinesis.stream({ streamName: "readings" }).shards;
    const from = { shardId: shard?.id ?? "", shardIteratorType: "TRIM_HORIZON" } as const;
    const { records } = await getRecords(
      kinesis,
      getShardIterator(kinesis, { streamName: "readings" }, from),
    );
    expect(records.map(({ data, partitionKey }) => [Buffer.from(data).toString(), partitionKey])).toEqual([
      ['{"degrees":7,"station":"harbor"}', "harbor"],
      ['{"station":"harbor"}', "harbor"],
    ]);
  });

  test("firehose puts a record with its separator, and those of a list one by one where that is asked for", async () => {
    const { firehose, s3 } = open.region.services;
    await s3.createBucket("streamed");
    firehose.create({ name: "archive", destination: bucketDestination("streamed") });
    const settings = { roleArn, deliveryStreamName: "archive" };
    const one = await act({ firehose: { ...settings, separator: "\n" } });
    const many = await act({ firehose: { ...settings, separator: ",", batchMode: true } });
    await publish(one, { degrees: 7 });
    await publish(many, [{ degrees: 8 }, 9]);
    await publish(many, { degrees: 10 });
    const expected = ['{"degrees":7}\n', '{"degrees":8},9,', '{"degrees":10},'];
    const archived = await until(async () => {
      const keys = s3.listObjects("streamed").objects.map(({ key }) => key);
      const objects = await Promise.all(keys.map((key) => s3.getObject("streamed", key)));
      const text = objects.map(({ bytes }) => bytes.toString()).join("");
      return text.length < expected.join("").length ? undefined : text;
    });
    for (const text of expected) expect(archived).toContain(text);
  });

  test("sqs sends a message, in base64 where that is asked for", async () => {
    const url = queueUrl("messages");
    const topic = await act({ sqs: { roleArn, queueUrl: url } }, "degrees");
    const base64 = await act({ sqs: { roleArn, queueUrl: url, useBase64: true } });
    await publish(topic, { degrees: 7, more: 1 });
    await publish(base64, "bytes");
    expect(queued("messages")).toEqual(['{"degrees":7}', Buffer.from("bytes").toString("base64")]);
  });

  test("sns publishes to a topic", async () => {
    const { region, ask } = open;
    await ask("sqs", "CreateQueue", { QueueName: "of-topic" });
    const { topicArn } = region.services.sns.createTopic("alerts");
    region.services.sns.subscriptions.subscribe({
      topicArn,
      protocol: "sqs",
      endpoint: arnOf("sqs", "of-topic"),
    });
    const topic = await act({ sns: { roleArn, targetArn: topicArn, messageFormat: "RAW" } });
    await publish(topic, { degrees: 7 });
    const [body] = await until(() => (queued("of-topic").length > 0 ? queued("of-topic") : undefined));
    expect(JSON.parse(body ?? "")).toMatchObject({ TopicArn: topicArn, Message: '{"degrees":7}' });
  });

  test("s3 puts an object, its key a template", async () => {
    const key = "${topic(3)}/${parse_time('yyyy', 0)}/${degrees}.json";
    const topic = await act({ s3: { roleArn, bucketName: "archive", key } });
    await publish(topic, { degrees: 7 });
    const { bytes } = await open.region.services.s3.getObject("archive", "harbor/1970/7.json");
    expect(Buffer.from(bytes).toString()).toBe('{"degrees":7}');
  });

  test("dynamoDB writes the message into a column, and dynamoDBv2 its members", async () => {
    const keys = { hashKeyField: "station", hashKeyValue: "${topic(3)}" };
    const one = await act({
      dynamoDB: {
        ...{ roleArn, tableName: "history", ...keys, payloadField: "data" },
        ...{ rangeKeyField: "at", rangeKeyValue: "${at}", rangeKeyType: "NUMBER" },
      },
    });
    const two = await act(
      { dynamoDBv2: { roleArn, putItem: { tableName: "latest" } } },
      "topic(3) AS station, list, deep, off, none2",
    );
    await publish(one, { at: 7, wind: 1.5 });
    await publish(two, { list: [1, "a", null], deep: { a: true }, off: false });
    const items = async (TableName: string) => (await open.ask("dynamodb", "Scan", { TableName })).Items;
    expect(await items("history")).toEqual([
      { station: { S: "harbor" }, at: { N: "7" }, data: { M: { at: { N: "7" }, wind: { N: "1.5" } } } },
    ]);
    expect(await items("latest")).toEqual([
      {
        ...{ station: { S: "harbor" }, off: { BOOL: false } },
        ...{ list: { L: [{ N: "1" }, { S: "a" }, { NULL: true }] }, deep: { M: { a: { BOOL: true } } } },
      },
    ]);
  });

  test("stepFunctions starts an execution, named by its prefix", async () => {
    const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
    const { states } = open.region.services;
    states.machines.create({ name: "ingest", definition, roleArn });
    const topic = await act({
      stepFunctions: { roleArn, stateMachineName: "ingest", executionNamePrefix: "iot-" },
    });
    await publish(topic, { degrees: 7 });
    const { executions } = await open.ask("sfn", "ListExecutions", {
      stateMachineArn: arnOf("states", "stateMachine:ingest"),
    });
    const [execution] = executions as readonly { readonly name: string; readonly executionArn: string }[];
    expect(execution?.name).toMatch(/^iot-[0-9a-f-]{36}$/);
    const { input } = await open.ask("sfn", "DescribeExecution", { executionArn: execution?.executionArn });
    expect(input).toBe('{"degrees":7}');
  });

  test("republish publishes to another topic, and ends where rules republish to each other", async () => {
    const client = await open.connect();
    const messages = heard(client);
    await client.subscribeAsync(["again/#", "loop"]);
    const topic = await act(
      { republish: { roleArn, topic: "again/${topic(3)}", qos: 1 } },
      "degrees * 2 AS twice",
    );
    await publish(topic, { degrees: 7 });
    await rule("loop", { sql: "SELECT * FROM 'loop'", actions: [{ republish: { roleArn, topic: "loop" } }] });
    await publish("loop", { a: 1 });
    await until(() => messages.length >= 12);
    expect(messages[0]).toMatchObject({ topic: "again/harbor", text: '{"twice":14}' });
    expect(messages.filter((each) => each.topic === "loop")).toHaveLength(11);
  });

  test("cloudwatchMetric, cloudwatchAlarm and cloudwatchLogs tell CloudWatch", async () => {
    const metric = await act({
      cloudwatchMetric: {
        ...{
          roleArn,
          metricNamespace: "Weather",
          metricName: "${topic(3)}",
          metricValue: "${degrees}",
          metricUnit: "None",
        },
      },
    });
    await publish(metric, { degrees: 7 });
    const { Metrics } = await open.ask("cloudwatch", "ListMetrics", { Namespace: "Weather" });
    expect(Metrics).toEqual([{ Namespace: "Weather", MetricName: "harbor", Dimensions: [] }]);
    await open.ask("cloudwatch", "PutMetricAlarm", {
      ...{ AlarmName: "storm", Namespace: "Weather", MetricName: "wind", Statistic: "Sum", Period: 60 },
      ...{ Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" },
    });
    const alarm = await act({
      cloudwatchAlarm: { roleArn, alarmName: "storm", stateReason: "at ${topic(3)}", stateValue: "ALARM" },
    });
    await publish(alarm, {});
    const { MetricAlarms } = await open.ask("cloudwatch", "DescribeAlarms", { AlarmNames: ["storm"] });
    expect(MetricAlarms).toMatchObject([{ StateValue: "ALARM", StateReason: "at harbor" }]);
    const logs = await act({ cloudwatchLogs: { roleArn, logGroupName: "/iot" } }, "degrees");
    await publish(logs, { degrees: 7 });
    await publish(logs, { degrees: 8 });
    const { events } = await open.ask("cloudwatchlogs", "FilterLogEvents", { logGroupName: "/iot" });
    expect((events as readonly { readonly message: string }[]).map(({ message }) => message)).toEqual([
      '{"degrees":7}',
      '{"degrees":8}',
    ]);
  });

  test("that is refused for the moment is tried three times more, and then tells the error action", async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      request.resume().on("end", () => response.writeHead(503).end());
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const errorAction = { sqs: { roleArn, queueUrl: queueUrl("failures") } };
    await publish(await act({ http: { url: `http://127.0.0.1:${port}/` } }, "*", { errorAction }), {});
    expect(asked).toBe(4);
    expect(queued("failures").at(-1)).toContain("503");
    await new Promise((closed) => server.close(closed));
  });

  test("http posts to this machine, again while it is busy, and nowhere else", async () => {
    const asked: (readonly [string | undefined, string])[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        asked.push([request.headers["x-station"] as string, Buffer.concat(chunks).toString()]);
        response.writeHead(asked.length === 1 ? 503 : 200).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const headers = [{ key: "x-station", value: "${topic(3)}" }];
    const topic = await act({ http: { url: `http://127.0.0.1:${port}/in`, headers } }, "degrees");
    await publish(topic, { degrees: 7 });
    expect(asked).toEqual([
      ["harbor", '{"degrees":7}'],
      ["harbor", '{"degrees":7}'],
    ]);
    await new Promise((closed) => server.close(closed));
    const errorAction = { sqs: { roleArn, queueUrl: queueUrl("failures") } };
    await publish(await act({ http: { url: "https://example.com/" } }, "*", { errorAction }), {});
    expect(queued("failures").at(-1)).toContain("posts to this machine only");
  });
});
