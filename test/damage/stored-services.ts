// The services that keep what they have in record books and segments, each behind its own door: filled and looked through by its API.

import { join } from "node:path";
import { localIdentity } from "../../src/aws/arn.ts";
import { delivered } from "../../src/aws/delivery.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import type { WireObject } from "../../src/aws/wire/operation.ts";
import { apigateway } from "../../src/services/apigateway/service.ts";
import { cloudwatch } from "../../src/services/cloudwatch/service.ts";
import type { ServiceDoor } from "../../src/services/door.ts";
import { ecr } from "../../src/services/ecr/service.ts";
import { eventbridge } from "../../src/services/eventbridge/service.ts";
import { firehose } from "../../src/services/firehose/service.ts";
import { iam } from "../../src/services/iam/service.ts";
import { iot } from "../../src/services/iot/service.ts";
import { completeSettings } from "../../src/services/lambda/functions/function-settings.ts";
import { lambda } from "../../src/services/lambda/service.ts";
import { logs } from "../../src/services/logs/service.ts";
import { scheduler } from "../../src/services/scheduler/service.ts";
import { secretsmanager } from "../../src/services/secretsmanager/service.ts";
import { sns } from "../../src/services/sns/service.ts";
import { ssm } from "../../src/services/ssm/service.ts";
import type { Repair } from "../../src/storage/damage.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import type { StoredPart } from "./stored-part.ts";

const numbers = Array.from({ length: 24 }, (_, number) => number);
const roleArn = "arn:aws:iam::000000000000:role/any";
const queueArn = "arn:aws:sqs:us-east-1:000000000000:q";

const nothing = (): never => {
  throw new ServiceError("ResourceNotFoundException", "this is a service by itself");
};

/** All that a service can have of a region that consists of it alone. */
const surroundings = (directory: string, repair: Repair | undefined) => ({
  clock: new VirtualClock(Date.UTC(2026, 0, 1)),
  identity: localIdentity,
  endpoint: "http://127.0.0.1:4566",
  folder: (name: string) => join(directory, name),
  repair,
  onFault: (fault: unknown) => {
    throw fault;
  },
  router: { deliver: () => delivered, isServed: () => true, reaches: () => true, targetOf: nothing },
  api: () => undefined,
  kind: () => undefined,
  logs: {
    ...{ append: () => undefined, watch: () => undefined, countInto: () => undefined },
    exportInto: () => undefined,
    *eventsOf() {
      yield;
      return [];
    },
  },
  cloudwatch: {
    metrics: { series: () => ({ record: () => undefined }) },
    alarms: { describeAlarms: () => [] },
  },
  kinesis: { putRecord: nothing, stream: nothing },
  dynamodb: { changes: nothing },
  sqs: {
    queueUrl: (name: string) => name,
    getQueueAttributes: nothing,
    receiveMessage: nothing,
    deleteMessage: nothing,
    changeMessageVisibility: nothing,
  },
  lambda: { invoke: nothing },
  s3: { buckets: [], getObject: nothing, putObject: nothing },
  sts: { keysFor: nothing },
  xray: { daemon: { address: "127.0.0.1:2000" } },
  codedeploy: {
    begin() {
      throw new Error("nothing is deployed here");
    },
  },
});
type Surroundings = ReturnType<typeof surroundings>;

/** Asks an operation of the service, by whichever of its APIs has it. */
type Ask = (operation: string, request: WireObject) => Promise<WireObject>;

interface Contents<Service> {
  /** The thing of a number. */
  readonly make: (ask: Ask, number: number, service: Service) => Promise<unknown>;
  /** What is there, by names of its own. */
  readonly find: (ask: Ask, service: Service) => Promise<readonly string[]>;
}

function keptBy<Name extends string, Service>(
  door: ServiceDoor<Name, Surroundings, Service>,
  { make, find }: Contents<Service>,
): StoredPart {
  const open = async (directory: string, repair?: Repair) => {
    const service = await door.open(surroundings(directory, repair));
    const apis = Object.values(door.apis ?? {}).map((apiOf) => apiOf(service));
    const ask: Ask = async (operation, request) => {
      const run = apis.map(({ operations }) => operations[operation]).find((each) => each !== undefined);
      if (run === undefined) throw new Error(`${door.name} has no ${operation}`);
      return run(request, { requestId: "one", host: "127.0.0.1:4566" });
    };
    const close = async () => {
      await door.stop?.(service);
      await door.close?.(service);
    };
    return { ask, service, close };
  };
  return {
    name: door.name,
    async fill(directory) {
      const { ask, service, close } = await open(directory);
      for (const number of numbers) await make(ask, number, service);
      await close();
    },
    async open(directory, repair) {
      const { ask, service, close } = await open(directory, repair);
      return { inventory: () => find(ask, service), close };
    },
  };
}

/** The texts that a list of an answer has under a name. */
function texts(answer: WireObject, list: string, member: string): readonly string[] {
  const items = (answer[list] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return items.map((item) => String(item[member]));
}

/** What is found of each number, without those of which nothing is. */
async function ofEach(find: (number: number) => Promise<string>): Promise<readonly string[]> {
  const found = await Promise.all(numbers.map((number) => find(number).catch(() => undefined)));
  return found.filter((each) => each !== undefined);
}

const assumed = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export const storedServices: readonly StoredPart[] = [
  keptBy(ssm, {
    make: (ask, number) =>
      ask("PutParameter", { Name: `p${number}`, Value: `value ${number}`, Type: "String" }),
    find: (ask) =>
      ofEach(async (number) => {
        const { Parameter } = await ask("GetParameter", { Name: `p${number}` });
        return (Parameter as { readonly Value: string }).Value;
      }),
  }),
  keptBy(secretsmanager, {
    make: (ask, number) => ask("CreateSecret", { Name: `s${number}`, SecretString: `secret ${number}` }),
    find: (ask) =>
      ofEach(async (number) =>
        String((await ask("GetSecretValue", { SecretId: `s${number}` })).SecretString),
      ),
  }),
  keptBy(iam, {
    make: (ask, number) => ask("CreateRole", { RoleName: `r${number}`, AssumeRolePolicyDocument: assumed }),
    find: async (ask) => texts(await ask("ListRoles", {}), "Roles", "RoleName"),
  }),
  keptBy(ecr, {
    make: (ask, number) => ask("CreateRepository", { repositoryName: `r${number}` }),
    find: async (ask) => texts(await ask("DescribeRepositories", {}), "repositories", "repositoryName"),
  }),
  keptBy(sns, {
    make: async (ask, number) => {
      await ask("CreateTopic", { Name: `t${number}` });
      const Attributes = { PlatformCredential: "key" };
      await ask("CreatePlatformApplication", { Name: `a${number}`, Platform: "GCM", Attributes });
    },
    find: async (ask) => [
      ...texts(await ask("ListTopics", {}), "Topics", "TopicArn"),
      ...texts(await ask("ListPlatformApplications", {}), "PlatformApplications", "PlatformApplicationArn"),
    ],
  }),
  keptBy(logs, {
    make: async (ask, number) => {
      const logGroupName = `g${number % 3}`;
      if (number < 3) {
        await ask("CreateLogGroup", { logGroupName });
        await ask("CreateLogStream", { logGroupName, logStreamName: "s" });
      }
      const logEvents = [{ timestamp: Date.UTC(2026, 0, 1) + number, message: `event ${number}` }];
      await ask("PutLogEvents", { logGroupName, logStreamName: "s", logEvents });
      const metricTransformations = [{ metricName: "m", metricNamespace: "n", metricValue: "1" }];
      const filter = { filterName: `f${number}`, filterPattern: "", metricTransformations };
      await ask("PutMetricFilter", { logGroupName, ...filter });
    },
    find: async (ask) => [
      ...texts(await ask("DescribeMetricFilters", {}), "metricFilters", "filterName"),
      ...(
        await Promise.all(
          ["g0", "g1", "g2"].map((logGroupName) =>
            ask("FilterLogEvents", { logGroupName }).then(
              (answer) => texts(answer, "events", "message"),
              // The group itself is gone.
              () => [],
            ),
          ),
        )
      ).flat(),
    ],
  }),
  keptBy(cloudwatch, {
    make: async (ask, number) => {
      await ask("PutMetricAlarm", {
        ...{ AlarmName: `a${number}`, Namespace: "n", MetricName: "m", Statistic: "Sum", Period: 60 },
        ...{ EvaluationPeriods: 1, Threshold: number, ComparisonOperator: "GreaterThanThreshold" },
      });
      await ask("PutDashboard", { DashboardName: `d${number}`, DashboardBody: '{"widgets":[]}' });
      const Timestamp = new Date(Date.UTC(2026, 0, 1));
      const MetricData = [{ MetricName: `m${number}`, Value: number, Timestamp }];
      await ask("PutMetricData", { Namespace: "n", MetricData });
    },
    find: async (ask) => [
      ...texts(await ask("DescribeAlarms", {}), "MetricAlarms", "AlarmName"),
      ...texts(await ask("ListDashboards", {}), "DashboardEntries", "DashboardName"),
      ...texts(await ask("ListMetrics", { Namespace: "n" }), "Metrics", "MetricName"),
    ],
  }),
  keptBy(firehose, {
    async make(ask, number) {
      const DeliveryStreamName = `stream-${number}`;
      const S3DestinationConfiguration = { RoleARN: roleArn, BucketARN: "arn:aws:s3:::archive" };
      await ask("CreateDeliveryStream", { DeliveryStreamName, S3DestinationConfiguration });
      await ask("PutRecord", { DeliveryStreamName, Record: { Data: Buffer.from("a record") } });
    },
    async find(ask) {
      const { DeliveryStreamNames } = await ask("ListDeliveryStreams", { Limit: 1000 });
      return DeliveryStreamNames as readonly string[];
    },
  }),
  keptBy(scheduler, {
    make: (ask, number) =>
      ask("CreateSchedule", {
        ...{ Name: `s${number}`, ScheduleExpression: `rate(${number + 2} hours)` },
        ...{ FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: queueArn, RoleArn: roleArn } },
      }),
    find: async (ask) => texts(await ask("ListSchedules", {}), "Schedules", "Name"),
  }),
  keptBy(apigateway, {
    make: async (ask, number) => {
      const { apiId } = await ask("CreateApi", { name: `a${number}`, protocolType: "HTTP" });
      await ask("CreateRoute", { apiId, routeKey: `GET /${number}` });
      await ask("CreateStage", { apiId, stageName: "s" });
    },
    find: async (ask) => {
      const { items = [] } = await ask("GetApis", {});
      const apis = items as readonly { readonly apiId: string; readonly name: string }[];
      const routes = await Promise.all(apis.map(({ apiId }) => ask("GetRoutes", { apiId })));
      return [...apis.map(({ name }) => name), ...routes.flatMap((each) => texts(each, "items", "routeKey"))];
    },
  }),
  keptBy(iot, {
    make: async (ask, number) => {
      await ask("CreateThing", { thingName: `t${number}` });
      const payload = Buffer.from(JSON.stringify({ state: { reported: { number } } }));
      await ask("UpdateThingShadow", { thingName: `t${number}`, payload });
      const sql = `SELECT * FROM 'a/${number}'`;
      await ask("CreateTopicRule", { ruleName: `r${number}`, topicRulePayload: { sql, actions: [] } });
    },
    find: async (ask) => [
      ...texts(await ask("ListThings", {}), "things", "thingName"),
      ...texts(await ask("ListTopicRules", {}), "rules", "ruleName"),
      ...(await ofEach(async (number) => {
        const { payload } = await ask("GetThingShadow", { thingName: `t${number}` });
        return `shadow ${JSON.stringify(JSON.parse(String(payload)).state)}`;
      })),
    ],
  }),
  keptBy(eventbridge, {
    // Each archive has a file for each day, so there are few of them.
    make: async (ask, number) => {
      if (number >= 3) return;
      const EventSourceArn = "arn:aws:events:us-east-1:000000000000:event-bus/default";
      const EventPattern = JSON.stringify({ detail: { number: [number] } });
      await ask("CreateArchive", { ArchiveName: `a${number}`, EventSourceArn, EventPattern });
      const Entries = [{ Source: "a", DetailType: "b", Detail: JSON.stringify({ number }) }];
      await ask("PutEvents", { Entries });
    },
    find: async (ask) => {
      const { Archives = [] } = await ask("ListArchives", {});
      const archives = Archives as readonly { readonly ArchiveName: string; readonly EventCount: number }[];
      return archives.flatMap(({ ArchiveName, EventCount }) => [
        ArchiveName,
        ...Array.from({ length: EventCount }, () => `the event of ${ArchiveName}`),
      ]);
    },
  }),
  keptBy(lambda, {
    make: async (_ask, number, { functions }) => {
      const code = { type: "image", uri: "000000000000.dkr.ecr.us-east-1.amazonaws.com/f:1" } as const;
      const given = {
        runtime: "nodejs24.x",
        handler: "index.handler",
        description: `function ${number}`,
        code,
      };
      functions.create({ name: `f${number}`, settings: completeSettings(`f${number}`, given) });
    },
    find: async (_ask, { functions }) => functions.list().map(({ name }) => name),
  }),
];
