// Everything in a region that delivers by ARN, each made to deliver something.

import type { JsonObject } from "../../../src/aws/json.ts";
import type { Region } from "../../../src/region/region.ts";
import { ownPublication } from "../../../src/services/iot/messages/publication.ts";
import type { StreamParameters, TargetParameters } from "../../../src/services/pipes/pipe-definition.ts";
import { arnOf } from "../../support/local-arn.ts";
import { bucketDestination, functionOf, roleArn } from "./delivery-targets.ts";

/** Delivers something to the ARN, and tells by which text it is known there. */
type Send = (region: Region, name: string, arn: string) => Promise<string>;

export async function startPipe(
  region: Region,
  name: string,
  target: {
    readonly targetArn: string;
    readonly targetParameters?: TargetParameters;
    readonly deadLetterArn?: string;
    readonly enrichmentArn?: string;
  },
): Promise<void> {
  const { kinesis: streams, pipes } = region.services;
  if (streams.all.every((stream) => stream.name !== `${name}-source`))
    await streams.createStream({ streamName: `${name}-source`, shardCount: 1 });
  const { targetArn: Target, targetParameters: TargetParameters = {}, deadLetterArn } = target;
  const enrichment = target.enrichmentArn === undefined ? {} : { Enrichment: target.enrichmentArn };
  const KinesisStreamParameters: StreamParameters = {
    ...{ StartingPosition: "TRIM_HORIZON", MaximumRetryAttempts: 0 },
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
  };
  if (!pipes.has(name)) {
    const Source = arnOf("kinesis", `stream/${name}-source`);
    const SourceParameters = { KinesisStreamParameters };
    const ends = { Source, SourceParameters, ...enrichment, Target, TargetParameters };
    pipes.create(name, { RoleArn: roleArn, ...ends });
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
  async table({ services: { dynamodb } }, name, StreamArn) {
    const TableName = name;
    await dynamodb.request("CreateTable", {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    await dynamodb.request("EnableKinesisStreamingDestination", { TableName, StreamArn });
    await dynamodb.request("PutItem", { TableName, Item: { id: { S: "changed" } } });
    return `"tableName":"${name}"`;
  },
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
  async "pipe's enrichment"(region, name, enrichmentArn) {
    const { sqs } = region.services;
    await sqs.createQueue({ queueName: `${name}-out` });
    await startPipe(region, name, { enrichmentArn, targetArn: sqs.queueArn(`${name}-out`) });
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
    const attributes = new Map(protocol === "firehose" ? [["SubscriptionRoleArn", roleArn]] : []);
    topics.subscriptions.subscribe({ topicArn, protocol, endpoint, attributes });
    await topics.publish({ topicArn, message: `news of ${name}` });
    return `"Message":"news of ${name}"`;
  },
  async "FIFO topic"({ services: { sns: topics } }, name, endpoint) {
    const attributes = new Map([["FifoTopic", "true"]]);
    const { topicArn } = topics.createTopic(`from-${name}.fifo`, attributes);
    topics.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint });
    const ids = { messageGroupId: "g", messageDeduplicationId: "d" };
    await topics.publish({ topicArn, message: `news of ${name}`, ...ids });
    return `"Message":"news of ${name}"`;
  },
  async "subscription's redrive policy"({ services: { sns: topics } }, name, deadLetterTargetArn) {
    const { topicArn } = topics.createTopic(`lost-${name}`);
    const attributes = new Map([["RedrivePolicy", JSON.stringify({ deadLetterTargetArn })]]);
    topics.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint: nobody, attributes });
    await topics.publish({ topicArn, message: `news of ${name}` });
    return `"Message":"news of ${name}"`;
  },
  async "redrive policy of a FIFO topic's subscription"(
    { services: { sns: topics } },
    name,
    deadLetterTargetArn,
  ) {
    const { topicArn } = topics.createTopic(`lost-${name}.fifo`, new Map([["FifoTopic", "true"]]));
    const attributes = new Map([["RedrivePolicy", JSON.stringify({ deadLetterTargetArn })]]);
    topics.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint: `${nobody}.fifo`, attributes });
    const ids = { messageGroupId: "g", messageDeduplicationId: "d" };
    await topics.publish({ topicArn, message: `news of ${name}`, ...ids });
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
      ...(destinationArn.includes(":lambda:") ? {} : { roleArn }),
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
  async "metric stream"({ services: { cloudwatch } }, name, firehoseArn) {
    const { metrics, streams, clock } = cloudwatch;
    metrics.series(name, "Turns", {}).recordAt(clock.now() - 60_000, 7);
    streams.put({
      ...{ name, firehoseArn, roleArn, outputFormat: "json" },
      ...{ include: [{ namespace: name, metricNames: [] }], exclude: [], statistics: [] },
    });
    streams.tell();
    return `"namespace":"${name}"`;
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
    const { arn: functionName } = await functionOf(region, `${name}-source`, "everything");
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
  async "secret's rotation"({ services: { secretsmanager } }, name, functionArn) {
    const { secret } = secretsmanager.secrets.create({ name, text: "first" });
    secretsmanager.rotations.rotate(secret.arn, { functionArn });
    return `"SecretId":"${secret.arn}"`;
  },
  async "deployment's lifecycle event hook"({ services: { codedeploy } }, name, hook) {
    const deployment = codedeploy.begin({
      ...{ applicationName: name, groupName: name, roleArn },
      hooks: { BeforeAllowTraffic: hook },
    });
    // The function never says how its check went: nobody waits for that.
    deployment.ask("BeforeAllowTraffic", AbortSignal.timeout(1_000)).catch(() => undefined);
    return `"DeploymentId":"${deployment.id}"`;
  },
  async "delivery stream's transformation"({ services: { firehose, s3 } }, name, functionArn) {
    const bucket = name.toLowerCase();
    await s3.createBucket(bucket);
    const { settings } = bucketDestination(bucket);
    const Parameters = Object.entries({ LambdaArn: functionArn, BufferIntervalInSeconds: "0" }).map(
      ([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }) as const,
    );
    const ProcessingConfiguration = { Enabled: true, Processors: [{ Type: "Lambda", Parameters }] } as const;
    firehose.create({
      ...{ name, destination: { type: "S3", settings: { ...settings, ProcessingConfiguration } } },
    });
    await firehose.put(name, [Buffer.from(name)]);
    return `"data":"${Buffer.from(name).toString("base64")}"`;
  },
  async "function's destination"(region, name, onSuccess) {
    const { lambda } = region.services;
    const functionName = `${name}-source`;
    await functionOf(region, functionName, "tells");
    lambda.eventConfigs.put(functionName, undefined, { onSuccess });
    const payload = JSON.stringify({ answer: name });
    await lambda.invoke({ functionName, payload, invocationType: "Event" });
    return `"responsePayload":"${name}"`;
  },
  async "function's dead-letter queue"(region, name, deadLetterArn) {
    const { lambda } = region.services;
    const functionName = `${name}-source`;
    await functionOf(region, functionName, "everything");
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
    const { iot } = region.services;
    const topic = name.replaceAll(/\W/g, "_");
    iot.rules.create(topic, { sql: `SELECT * FROM '${topic}'`, actions: [actionTo(region, arn)] });
    await iot.publish(ownPublication(topic, { news: name }));
    return `"news":"${name}"`;
  },
  async "topic rule's error action"(region, name, arn) {
    const { iot } = region.services;
    const topic = name.replaceAll(/\W/g, "_");
    const actions = [{ lambda: { functionArn: arnOf("lambda", "function:nobody") } }];
    const errorAction = actionTo(region, arn);
    iot.rules.create(topic, { sql: `SELECT * FROM '${topic}'`, actions, errorAction });
    await iot.publish(ownPublication(topic, { news: name }));
    return `"ruleName":"${topic}"`;
  },
};

function actionTo({ services: { sqs: queues } }: Region, arn: string): JsonObject {
  const [, , service = "", , , place = "", machine = ""] = arn.split(":");
  const actions: Readonly<Record<string, JsonObject>> = {
    sqs: { sqs: { roleArn, queueUrl: queues.queueUrl(place) } },
    sns: { sns: { roleArn, targetArn: arn } },
    lambda: { lambda: { functionArn: arn } },
    states: { stepFunctions: { roleArn, stateMachineName: machine } },
    kinesis: { kinesis: { roleArn, streamName: place.slice("stream/".length) } },
    firehose: { firehose: { roleArn, deliveryStreamName: place.slice("deliverystream/".length) } },
    logs: { cloudwatchLogs: { roleArn, logGroupName: machine } },
  };
  const action = actions[service];
  if (action === undefined) throw new Error(`no action for ${arn}`);
  return action;
}
