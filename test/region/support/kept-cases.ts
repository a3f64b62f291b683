// Something that each service of a region keeps in its folder: how it is put in, and how it is read.

import { getRecords, getShardIterator } from "../../../src/services/kinesis/reading/get-records.ts";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { completeSettings } from "../../../src/services/lambda/functions/function-settings.ts";
import { arnOf } from "../../support/local-arn.ts";
import { bucketDestination, roleArn } from "./delivery-targets.ts";
import { ask, type Keeper } from "./keeper.ts";
import { keptApis } from "./kept-apis.ts";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const machineArn = arnOf("states", "stateMachine:kept");

const timestamp = Date.now();
const statisticValues = { sampleCount: 2, sum: 10, minimum: 4, maximum: 6 };

/** By the names in ARNs. */
export const keepers: Readonly<Record<string, Keeper>> = {
  kinesis: {
    async put({ services: { kinesis } }) {
      await kinesis.createStream({ streamName: "kept", shardCount: 2 });
      await kinesis.putRecord({ streamName: "kept" }, { partitionKey: "k", data: Buffer.from("a record") });
    },
    async read({ services: { kinesis } }) {
      const stream = kinesis.stream({ streamName: "kept" });
      const reads = stream.shards.map(async ({ id: shardId }) => {
        const from = { shardId, shardIteratorType: "TRIM_HORIZON" } as const;
        const { records } = await getRecords(
          kinesis,
          getShardIterator(kinesis, { streamName: "kept" }, from),
        );
        return records.map(({ data }) => Buffer.from(data).toString());
      });
      return (await Promise.all(reads)).flat();
    },
  },
  sqs: {
    async put({ services: { sqs } }) {
      const { queueUrl } = await sqs.createQueue({ queueName: "kept" });
      await sqs.sendMessage({ queueUrl, messageBody: "a message" });
    },
    read: ({ services: { sqs } }) => sqs.messages("kept").map(({ body }) => body),
  },
  dynamodb: {
    async put({ services: { dynamodb } }) {
      await dynamodb.request("CreateTable", {
        TableName: "kept",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      });
      await dynamodb.request("PutItem", { TableName: "kept", Item: { id: { S: "an item" } } });
    },
    read: async ({ services: { dynamodb } }) => (await dynamodb.request("Scan", { TableName: "kept" })).Items,
  },
  s3: {
    async put({ services: { s3 } }) {
      await s3.createBucket("kept");
      await s3.putObject({ bucket: "kept", key: "an object", bytes: Buffer.from("its bytes") });
    },
    read: async ({ services: { s3 } }) =>
      Buffer.from((await s3.getObject("kept", "an object")).bytes).toString(),
  },
  firehose: {
    async put({ services: { firehose } }) {
      const destination = bucketDestination("kept");
      firehose.create({ name: "kept", destination, tags: { a: "tag" } });
      firehose.encrypt("kept", { keyType: "AWS_OWNED_CMK" });
      await firehose.book.committed();
    },
    read: ({ services: { firehose } }) => JSON.stringify(firehose.stream("kept")),
  },
  sns: {
    async put({ services: { sns } }) {
      const { topicArn } = sns.createTopic("kept");
      sns.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint: arnOf("sqs", "kept") });
      await sns.committed();
    },
    read: ({ services: { sns } }) =>
      sns.subscriptions.list(arnOf("sns", "kept")).map(({ endpoint }) => endpoint),
  },
  events: {
    async put({ services: { events } }) {
      await events.buses.createEventBus("kept");
      await events.buses.putRule({ name: "all", enabled: true, eventPattern: '{"source":["s"]}' }, "kept");
      await events.buses.putTargets("all", [{ id: "one", arn: arnOf("sqs", "kept") }], "kept");
      await events.connections.create({
        name: "kept",
        description: undefined,
        authorizationType: "BASIC",
        authParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
      });
      const { arn: sourceArn } = events.buses.describeEventBus("kept");
      await events.archives.create({ name: "kept", sourceArn, retentionDays: 0 });
      const entry = { source: "other", detailType: "d", detail: "{}", eventBusName: "kept" };
      await events.buses.putEvents([entry]);
      events.destinations.create({
        ...{ name: "kept", endpoint: "https://example.com", method: "POST", invocationsPerSecond: 1 },
        connectionArn: events.connections.describe("kept").arn,
      });
      await events.book.committed();
    },
    read: ({ services: { events } }) => [
      events.buses.listTargetsByRule("all", "kept"),
      events.archives.all.map((archive) => [archive, events.archives.size(archive)]),
      events.destinations.all,
      events.connections.list("kept").map(({ arn }) => arn),
    ],
  },
  states: {
    async put({ services: { states } }) {
      const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
      states.machines.create({ name: "kept", definition, roleArn });
      await states.startExecution({ stateMachineArn: machineArn, name: "one", input: '{"an":"input"}' });
    },
    read: ({ services: { states } }) => {
      const { input } = states.standard.records.describe(arnOf("states", "execution:kept:one"));
      return [states.machines.get(machineArn)?.name, input];
    },
  },
  logs: {
    async put(region) {
      const { logs } = region.services;
      logs.createLogGroup("kept", { retentionInDays: 30, tags: { a: "tag" } });
      for (const name of ["kept", "made again", "gone"]) logs.createLogStream("kept", name);
      const put = (name: string, message: string) =>
        logs.putLogEvents("kept", name, [{ timestamp: logs.now(), message }]);
      put("kept", "one");
      put("made again", "of the first");
      put("gone", "with its stream");
      logs.deleteLogStream("kept", "gone");
      logs.deleteLogStream("kept", "made again");
      logs.createLogStream("kept", "made again");
      put("made again", "of the second");
      const metricTransformations = [{ metricName: "m", metricNamespace: "Kept", metricValue: "1" }];
      logs.metricFilters.put({
        ...{ logGroupName: "kept", filterName: "f", filterPattern: "", metricTransformations },
        applyOnTransformedLogs: false,
      });
      await ask(region, "cloudwatchlogs", "PutTransformer", {
        ...{ logGroupIdentifier: "kept", transformerConfig: [{ parseJSON: {} }] },
      });
      logs.indexPolicies.put("kept", '{"Fields":["a"]}');
      logs.lookupTables.create({ lookupTableName: "kept", tableBody: "a\n1\n" });
      logs.scheduledQueries.create(
        "kept",
        {
          ...{ queryLanguage: "CWLI", queryString: "fields a", logGroupIdentifiers: ["kept"] },
          ...{ scheduleExpression: "cron(0 0 1 1 ? 2199)", executionRoleArn: "arn:aws:iam::0:role/r" },
          state: "ENABLED",
        },
        undefined,
      );
      logs.append("unasked", "one", [{ timestamp: logs.now(), message: "two" }]);
      await logs.committed();
    },
    read: ({ services: { logs } }) => [
      logs.group("kept").record,
      logs.describeLogStreams("kept").map(({ logStreamName, lastEventAt }) => [logStreamName, lastEventAt]),
      [logs.transformers.of("kept"), logs.indexPolicies.of("kept")],
      [logs.lookupTables.find("kept"), logs.scheduledQueries.get("kept")],
      ["kept", "unasked"].map((logGroupName) => logs.filterLogEvents({ logGroupName }).events),
      logs.metricFilters.all,
    ],
  },
  cloudwatch: {
    async put({ services: { cloudwatch } }) {
      cloudwatch.dashboards.putDashboard("kept", '{"widgets":[]}');
      const { alarmArn } = cloudwatch.alarms.putMetricAlarm({
        ...{
          alarmName: "kept",
          comparisonOperator: "GreaterThanThreshold",
          threshold: 1,
          evaluationPeriods: 1,
        },
        treatMissingData: "ignore",
        metricStat: {
          metric: { namespace: "Kept", metricName: "Errors", dimensions: {} },
          ...{ periodSeconds: 60, stat: "Sum" },
        },
      });
      cloudwatch.composites.put({ alarmName: "above", alarmRule: "ALARM(kept)" });
      cloudwatch.alarms.tags.put(alarmArn, { a: "tag" });
      cloudwatch.alarms.setAlarmState("kept", { state: "ALARM", reason: "testing" });
      cloudwatch.metrics.putMetricData("Kept", [
        ...[1, 2, 3].map((value) => ({ metricName: "Errors", dimensions: { a: "b" }, value, timestamp })),
        { metricName: "Errors", unit: "Count", statisticValues, timestamp },
      ]);
      await cloudwatch.store?.committed();
      cloudwatch.metrics.putMetricData("Kept", [{ metricName: "Errors", value: 4, timestamp }]);
      await cloudwatch.store?.committed();
      await cloudwatch.alarms.book.committed();
    },
    read: ({ services: { cloudwatch } }) => [
      ["Sum", "p90"].map((stat) => {
        const metrics = [{ a: "b" }, {}].map((dimensions) => ({
          metric: { namespace: "Kept", metricName: "Errors", dimensions },
          ...{ periodSeconds: 60, stat },
        }));
        const range = { from: timestamp - 120_000, until: timestamp + 120_000 };
        return metrics.map((metric) => [...cloudwatch.metrics.read(metric, range)]);
      }),
      cloudwatch.dashboards.listDashboards(),
      cloudwatch.alarms.describeAlarms(),
      cloudwatch.composites.all(),
      cloudwatch.alarms.tags.values(),
      cloudwatch.alarms.history.find({ alarmName: "kept", alarmTypes: ["MetricAlarm"], isAscending: true }),
    ],
  },
  ssm: {
    async put({ services: { ssm } }) {
      ssm.put({ name: "/kept", type: "String", value: "a value", overwrite: false });
      await ssm.book.committed();
    },
    read: ({ services: { ssm } }) => ssm.get("/kept").version,
  },
  lambda: {
    async put({ services: { lambda, sqs } }) {
      await sqs.createQueue({ queueName: "unread" });
      const zip = zipFiles({ "index.js": Buffer.from("exports.handler = async () => 'kept';") });
      const code = await lambda.sources.packageFrom({ zip });
      const settings = completeSettings("kept", { runtime: "nodejs22.x", handler: "index.handler", code });
      lambda.functions.create({ name: "kept", settings });
      lambda.mappings.create({
        ...{ sourceArn: sqs.queueArn("unread"), functionName: "kept", isEnabled: false, tags: { a: "tag" } },
        settings: { BatchSize: 3 },
      });
      await lambda.functions.book.committed();
    },
    read: async ({ services: { lambda } }) => [
      (await lambda.invoke({ functionName: "kept" })).payload,
      lambda.mappings.all.map(({ record, state }) => [record, state]),
    ],
  },
  secretsmanager: {
    async put({ services: { secretsmanager } }) {
      secretsmanager.secrets.create({ name: "kept", text: "a secret" });
      await secretsmanager.secrets.book.committed();
    },
    read: ({ services: { secretsmanager } }) => secretsmanager.secrets.find("kept"),
  },
  pipes: {
    async put({ services: { pipes } }) {
      const definition = { RoleArn: roleArn, Source: arnOf("sqs", "kept"), Target: arnOf("sqs", "kept") };
      pipes.create("kept", { ...definition, DesiredState: "STOPPED", Tags: { a: "tag" } });
      await pipes.settled("kept");
      await pipes.committed();
    },
    read: ({ services: { pipes } }) => pipes.describe("kept"),
  },
  scheduler: {
    async put({ services: { scheduler } }) {
      scheduler.schedules.createGroup("kept", { a: "tag" });
      scheduler.create({
        ...{ name: "kept", group: "kept", expression: "at(2099-01-01T00:00:00)", timezone: "Europe/Berlin" },
        ...{ isEnabled: true, windowMinutes: 0, isDeletedAfterCompletion: false },
        target: {
          ...{ arn: arnOf("sqs", "kept"), roleArn },
          retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 60 },
        },
      });
      await scheduler.schedules.book.committed();
    },
    read: ({ services: { scheduler } }) => [scheduler.schedules.groups, scheduler.schedules.all()],
  },
  iam: {
    async put(region) {
      await ask(region, "iam", "CreateRole", {
        RoleName: "kept",
        AssumeRolePolicyDocument: trust,
      });
    },
    read: async (region) => (await ask(region, "iam", "GetRole", { RoleName: "kept" })).Role,
  },
  ecr: {
    async put(region) {
      await ask(region, "ecr", "CreateRepository", { repositoryName: "kept" });
    },
    read: async (region) =>
      (await ask(region, "ecr", "DescribeRepositories", { repositoryNames: ["kept"] })).repositories,
  },
  apigateway: keptApis,
  iot: {
    async put(region) {
      const topicRulePayload = { sql: "SELECT * FROM 'kept'", actions: [] };
      await ask(region, "iot", "CreateTopicRule", { ruleName: "kept", topicRulePayload });
      await ask(region, "iot", "CreateBillingGroup", { billingGroupName: "kept" });
      await ask(region, "iot", "CreateThing", { thingName: "kept", billingGroupName: "kept" });
      await ask(region, "iot", "UpdateEventConfigurations", {
        eventConfigurations: { THING: { Enabled: true } },
      });
      await ask(region, "iot", "SetV2LoggingOptions", { defaultLogLevel: "ERROR" });
      const payload = '{"state":{"desired":{"lamp":"on"}}}';
      await ask(region, "iotdataplane", "UpdateThingShadow", { thingName: "kept", payload });
      await ask(region, "iotdataplane", "Publish", { topic: "kept", payload: "a message", retain: true });
    },
    read: async (region) => [
      await ask(region, "iot", "GetTopicRule", { ruleName: "kept" }),
      await ask(region, "iot", "DescribeThing", { thingName: "kept" }),
      await ask(region, "iot", "DescribeBillingGroup", { billingGroupName: "kept" }),
      await ask(region, "iot", "DescribeEventConfigurations", {}),
      await ask(region, "iot", "GetV2LoggingOptions", {}),
      region.services.iot.shadows.shadows.get({ thingName: "kept" }),
      await ask(region, "iotdataplane", "GetRetainedMessage", { topic: "kept" }),
    ],
  },
  cloudformation: {
    async put({ services: { cloudformation } }) {
      const body = {
        Resources: { Function: { Type: "AWS::SNS::Topic", Properties: { DisplayName: "kept" } } },
      };
      const template = { file: "kept.json", body };
      await cloudformation.deploy({ template, stackName: "kept" });
    },
    read: ({ services: { cloudformation } }) => {
      const { stack, resources, events } = cloudformation.stacks.get("kept");
      return [stack, ...resources.values(), ...events];
    },
  },
};
