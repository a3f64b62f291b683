// Everything in a region that delivers by ARN, and everything that can be delivered to, each with the means to see what came.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { DeliveryTarget } from "../../../src/aws/delivery.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import type { Region } from "../../../src/region/region.ts";
import { ownPublication } from "../../../src/services/iot/messages/publication.ts";
import { completeSettings } from "../../../src/services/lambda/functions/function-settings.ts";
import type { StreamParameters, TargetParameters } from "../../../src/services/pipes/pipe-definition.ts";

export const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:000000000000:${resource}`;
export const roleArn = "arn:aws:iam::000000000000:role/any";

export interface Target {
  readonly arn: string;
  /** The texts that have come by now. */
  taken(): readonly string[] | Promise<readonly string[]>;
}

type MakeTarget = (region: Region, name: string) => Target | Promise<Target>;

async function queueOf({ services: { sqs: queues } }: Region, queueName: string): Promise<Target> {
  const fifo: [string, string][] = [
    ["FifoQueue", "true"],
    ["ContentBasedDeduplication", "true"],
  ];
  await queues.createQueue({ queueName, attributes: new Map(queueName.endsWith(".fifo") ? fifo : []) });
  const taken = () => queues.messages(queueName).map(({ body }) => body);
  return { arn: queues.queueArn(queueName), taken };
}

function machineOf(type: "EXPRESS" | "STANDARD"): MakeTarget {
  return ({ services: { states } }, name) => {
    const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
    const { arn } = states.machines.create({ name, type, definition, roleArn });
    const inputs: string[] = [];
    states.onExecutionEnded(({ stateMachine, end }) => {
      if (stateMachine.arn === arn && end.status === "SUCCEEDED") inputs.push(JSON.stringify(end.output));
    });
    return { arn, taken: () => inputs };
  };
}

/** What a service that the region does not know yet would put in. */
export function toyTarget(taken: (arn: string, text: string) => void): DeliveryTarget {
  return {
    service: "toy",
    resource: /^box\//,
    deliver({ arn, payload }) {
      taken(arn, payload.text);
      return delivered;
    },
  };
}

const boxes = new Map<string, string[]>();

export const targets: Readonly<Record<string, MakeTarget>> = {
  queue: queueOf,
  "FIFO queue": (region, name) => queueOf(region, `${name}.fifo`),
  topic: ({ services: { sns: topics } }, name) => {
    const { topicArn: arn } = topics.createTopic(name);
    return { arn, taken: () => topics.published(arn).map(({ message }) => message) };
  },
  function: (region, functionName) => {
    const { logs } = region.services;
    const { arn } = functionOf(region, functionName, "tells");
    const logGroupName = `/aws/lambda/${functionName}`;
    const taken = () => {
      if (!logs.hasLogGroup(logGroupName)) return [];
      return logs.filterLogEvents({ logGroupName }).events.map(({ message }) => message);
    };
    return { arn, taken };
  },
  "Express state machine": machineOf("EXPRESS"),
  "Standard state machine": machineOf("STANDARD"),
  bus: async (region, name) => {
    const {
      events: { buses },
    } = region.services;
    const { eventBusArn: arn } = await buses.createEventBus(name);
    const { arn: queueArn, taken } = await queueOf(region, `${name}-of-bus`);
    await buses.putRule({ name: "all", enabled: true, eventPattern: '{"version":["0"]}' }, name);
    await buses.putTargets("all", [{ id: "q", arn: queueArn }], name);
    return { arn, taken };
  },
  stream: async ({ services: { kinesis: streams } }, streamName) => {
    await streams.createStream({ streamName, shardCount: 1 });
    const shard = { shardId: "shardId-000000000000", shardIteratorType: "TRIM_HORIZON" } as const;
    const taken = async () => {
      const iterator = streams.getShardIterator({ streamName }, shard);
      const { records } = await streams.getRecords(iterator);
      return records.map(({ data }) => (data[0] === 0x1f ? gunzipSync(data) : Buffer.from(data)).toString());
    };
    return { arn: arnOf("kinesis", `stream/${streamName}`), taken };
  },
  "log group": ({ services: { logs } }, logGroupName) => {
    logs.createLogGroup(logGroupName);
    const taken = () => logs.filterLogEvents({ logGroupName }).events.map(({ message }) => message);
    return { arn: arnOf("logs", `log-group:${logGroupName}`), taken };
  },
  "API destination": async ({ services: { events } }, name) => {
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      bodies.push(Buffer.concat(await request.toArray()).toString());
      // A connection that is kept would keep the process of the tests as well.
      response.writeHead(200, { connection: "close" }).end("{}");
    });
    // A test's end does not wait for it.
    server.unref();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const { arn: connectionArn } = await events.connections.create({
      ...{ name, authorizationType: "API_KEY" },
      authParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: "k" } },
    });
    const { arn } = events.destinations.create({
      ...{ name, connectionArn, endpoint: `http://127.0.0.1:${port}/`, method: "POST" },
      invocationsPerSecond: 300,
    });
    return { arn, taken: () => bodies };
  },
  "target that a service adds": ({ router }, name) => {
    const arn = arnOf("toy", `box/${name}`);
    if (boxes.size === 0) router.add(toyTarget((box, text) => boxes.get(box)?.push(text)));
    boxes.set(arn, []);
    return { arn, taken: () => boxes.get(arn) ?? [] };
  },
};

/** Delivers something to the ARN, and tells by which text it is known there. */
type Send = (region: Region, name: string, arn: string) => Promise<string>;

export async function startPipe(
  region: Region,
  name: string,
  target: {
    readonly targetArn: string;
    readonly targetParameters?: TargetParameters;
    readonly deadLetterArn?: string;
  },
): Promise<void> {
  const { kinesis: streams, pipes } = region.services;
  if (streams.all.every((stream) => stream.name !== `${name}-source`))
    await streams.createStream({ streamName: `${name}-source`, shardCount: 1 });
  const { targetArn: Target, targetParameters: TargetParameters = {}, deadLetterArn } = target;
  const KinesisStreamParameters: StreamParameters = {
    ...{ StartingPosition: "TRIM_HORIZON", MaximumRetryAttempts: 0 },
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
  };
  if (!pipes.has(name)) {
    const Source = arnOf("kinesis", `stream/${name}-source`);
    const SourceParameters = { KinesisStreamParameters };
    pipes.create(name, { RoleArn: roleArn, Source, SourceParameters, Target, TargetParameters });
    await pipes.settled(name);
  }
  pipes.pipe(name)?.start();
}

export async function putRecords(region: Region, name: string, texts: readonly string[]): Promise<void> {
  const records = texts.map((text) => ({ partitionKey: "k", data: Buffer.from(text) }));
  await region.services.kinesis.putRecords({ streamName: `${name}-source` }, records);
}

export async function putRule(
  {
    services: {
      events: { buses },
    },
  }: Region,
  name: string,
  target: Omit<Parameters<typeof buses.putTargets>[1][number], "id">,
): Promise<void> {
  await buses.putRule({ name, enabled: true, eventPattern: `{"source":["${name}"]}` });
  await buses.putTargets(name, [{ id: "one", roleArn, ...target }]);
  await buses.putEvents([{ source: name, detailType: "Seen", detail: "{}" }]);
}

function soundAlarm(
  {
    services: {
      cloudwatch: { alarms },
    },
  }: Region,
  alarmName: string,
  action: string,
): void {
  alarms.putMetricAlarm({
    alarmName,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 1,
    evaluationPeriods: 1,
    alarmActions: [action],
    metricStat: {
      metric: { namespace: "Weather", metricName: "Errors", dimensions: {} },
      periodSeconds: 60,
      stat: "Sum",
    },
  });
  alarms.setAlarmState(alarmName, { state: "ALARM", reason: "testing" });
}

/** A rate begins at once. */
function schedule(
  { services: { scheduler } }: Region,
  name: string,
  target: { readonly arn: string; readonly deadLetterArn?: string },
): void {
  const { arn } = target;
  scheduler.create({
    ...{ name, group: "default", expression: "rate(1 day)", timezone: "UTC" },
    ...{ isEnabled: true, windowMinutes: 0, isDeletedAfterCompletion: false },
    target: {
      ...{ roleArn, input: JSON.stringify({ news: name }), ...target },
      ...(arn.endsWith(".fifo") ? { messageGroupId: "g" } : {}),
      ...(arn.includes(":stream/") ? { partitionKey: "k" } : {}),
      ...(arn.includes(":event-bus/") ? { event: { source: name, detailType: "News" } } : {}),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  });
}

const nobody = arnOf("sqs", "nobody");
/** What the doors say that delivers, by its name there. */
export const sources: Readonly<Record<string, Send>> = {
  async rule(region, name, arn) {
    await putRule(region, name, { arn, parameters: { SqsParameters: { MessageGroupId: "g" } } });
    return `"source":"${name}"`;
  },
  async "rule's dead-letter config"(region, name, arn) {
    await putRule(region, name, { arn: nobody, deadLetterConfig: { arn } });
    return `"source":"${name}"`;
  },
  async pipe(region, name, targetArn) {
    const isStandard = region.services.states.machines.get(targetArn)?.type === "STANDARD";
    const targetParameters = {
      StepFunctionStateMachineParameters: {
        InvocationType: isStandard ? "FIRE_AND_FORGET" : "REQUEST_RESPONSE",
      },
      SqsQueueParameters: { MessageGroupId: "$.partitionKey" },
      KinesisStreamParameters: { PartitionKey: "$.partitionKey" },
    } as const;
    await startPipe(region, name, { targetArn, targetParameters });
    await putRecords(region, name, [name]);
    return `"data":"${Buffer.from(name).toString("base64")}"`;
  },
  async "pipe's dead-letter config"(region, name, deadLetterArn) {
    await startPipe(region, name, { targetArn: nobody, deadLetterArn });
    await putRecords(region, name, ["lost"]);
    return `"partnerResourceArn":"${arnOf("pipes", `pipe/${name}`)}"`;
  },
  async topic({ services: { sns: topics } }, name, endpoint) {
    const { topicArn } = topics.createTopic(`from-${name}`);
    const protocol = endpoint.split(":")[2] ?? "";
    topics.subscribe({ topicArn, protocol, endpoint });
    await topics.publish({ topicArn, message: `news of ${name}` });
    return `"Message":"news of ${name}"`;
  },
  async "FIFO topic"({ services: { sns: topics } }, name, endpoint) {
    const attributes = new Map([["FifoTopic", "true"]]);
    const { topicArn } = topics.createTopic(`from-${name}.fifo`, attributes);
    topics.subscribe({ topicArn, protocol: "sqs", endpoint });
    const ids = { messageGroupId: "g", messageDeduplicationId: "d" };
    await topics.publish({ topicArn, message: `news of ${name}`, ...ids });
    return `"Message":"news of ${name}"`;
  },
  async "subscription's redrive policy"({ services: { sns: topics } }, name, deadLetterTargetArn) {
    const { topicArn } = topics.createTopic(`lost-${name}`);
    const attributes = new Map([["RedrivePolicy", JSON.stringify({ deadLetterTargetArn })]]);
    topics.subscribe({ topicArn, protocol: "sqs", endpoint: nobody, attributes });
    await topics.publish({ topicArn, message: `news of ${name}` });
    return `"Message":"news of ${name}"`;
  },
  async schedule(region, name, arn) {
    schedule(region, name, { arn });
    return `"news":"${name}"`;
  },
  async "schedule's dead-letter config"(region, name, deadLetterArn) {
    schedule(region, name, { arn: nobody, deadLetterArn });
    return `"news":"${name}"`;
  },
  async "subscription filter"({ services: { logs } }, name, destinationArn) {
    logs.createLogGroup(name);
    await logs.subscriptionFilters.put({
      ...{ logGroupName: name, filterName: name, filterPattern: "", destinationArn },
      ...{ distribution: "ByLogStream", applyOnTransformedLogs: false },
    });
    logs.filterAnew(name);
    logs.append(name, "one", [{ timestamp: logs.now(), message: "news" }]);
    // What a function is given is in gzip and base64, which begin so.
    return destinationArn.includes(":lambda:") ? '"awslogs":{"data":"H4sI' : `"logGroup":"${name}"`;
  },
  async alarm(region, name, arn) {
    soundAlarm(region, name, arn);
    return `${arnOf("cloudwatch", `alarm:${name}`)}`;
  },
  async "event source mapping"(region, name, functionName) {
    const { sqs: queues, lambda } = region.services;
    await queues.createQueue({ queueName: `${name}-read` });
    lambda.mappings.create({ sourceArn: queues.queueArn(`${name}-read`), functionName, settings: {} });
    await queues.send(`${name}-read`, `news of ${name}`);
    return `"body":"news of ${name}"`;
  },
  async "event source mapping's failure destination"(region, name, Destination) {
    const { kinesis: streams, lambda } = region.services;
    await streams.createStream({ streamName: `${name}-source`, shardCount: 1 });
    const { arn: functionName } = functionOf(region, `${name}-source`, "everything");
    const settings = {
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination } },
    } as const;
    const sourceArn = arnOf("kinesis", `stream/${name}-source`);
    lambda.mappings.create({ sourceArn, functionName, settings });
    await putRecords(region, name, [name]);
    return `"streamArn":"${sourceArn}"`;
  },
  async "function's destination"(region, name, onSuccess) {
    const { lambda } = region.services;
    const functionName = `${name}-source`;
    functionOf(region, functionName, "tells");
    lambda.eventConfigs.put(functionName, undefined, { onSuccess });
    const payload = JSON.stringify({ answer: name });
    await lambda.invoke({ functionName, payload, invocationType: "Event" });
    return `"responsePayload":"${name}"`;
  },
  async "function's dead-letter queue"(region, name, deadLetterArn) {
    const { lambda } = region.services;
    const functionName = `${name}-source`;
    functionOf(region, functionName, "everything");
    lambda.functions.update(functionName, { deadLetterArn });
    lambda.eventConfigs.put(functionName, undefined, { maximumRetryAttempts: 0 });
    const payload = JSON.stringify({ action: "none", news: name });
    await lambda.invoke({ functionName, payload, invocationType: "Event" });
    return `"news":"${name}"`;
  },
  async "bucket's notification"({ services: { s3 } }, name, arn) {
    const bucket = name.toLowerCase();
    const { [arn.split(":")[2] ?? ""]: element = "" } = {
      ...{ sqs: "Queue", sns: "Topic", lambda: "CloudFunction" },
    } as Readonly<Record<string, string>>;
    const told = `<${element}>${arn}</${element}><Event>s3:ObjectCreated:*</Event>`;
    await s3.createBucket(bucket);
    await s3.setBucket(
      bucket,
      "notification",
      `<NotificationConfiguration><${element}Configuration>${told}</${element}Configuration></NotificationConfiguration>`,
    );
    await s3.putObject({ bucket, key: "news", bytes: Buffer.from("news") });
    return `"bucket":{"name":"${bucket}"`;
  },
  async "topic rule"(region, name, arn) {
    const { iot, sqs: queues } = region.services;
    const [, , service = "", , , place = "", machine = ""] = arn.split(":");
    const action = {
      sqs: { sqs: { roleArn, queueUrl: queues.queueUrl(place) } },
      sns: { sns: { roleArn, targetArn: arn } },
      lambda: { lambda: { functionArn: arn } },
      states: { stepFunctions: { roleArn, stateMachineName: machine } },
      kinesis: { kinesis: { roleArn, streamName: place.slice("stream/".length) } },
      logs: { cloudwatchLogs: { roleArn, logGroupName: machine } },
    }[service];
    if (action === undefined) throw new Error(`no action for ${arn}`);
    const topic = name.replaceAll("-", "_");
    iot.rules.create(topic, { sql: `SELECT * FROM '${topic}'`, actions: [action] });
    await iot.publish(ownPublication(topic, { news: name }));
    return `"news":"${name}"`;
  },
};

function functionOf(
  { services: { lambda } }: Region,
  functionName: string,
  module: "tells" | "everything",
): { readonly arn: string } {
  const codeRoot = resolve(import.meta.dirname, "../../fixtures/functions");
  return lambda.functions.create({
    name: functionName,
    settings: completeSettings(functionName, {
      ...{ runtime: "nodejs24.x", handler: `${module}.handler`, code: { type: "folder", codeRoot } },
    }),
  });
}
