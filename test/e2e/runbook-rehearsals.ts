// What has happened before a section of the runbook is followed, what its commands print then, and what has become of it afterwards.

import { EventBridgeClient, PutEventsCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { GetFunctionConcurrencyCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import {
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { areMappingsEnabled, enableMappings } from "../faults/delivery-faults.ts";
import type { DeployedService } from "../service/deployed-service.ts";
import { loseBuoyMessage } from "../service/rare-calls.ts";
import { until } from "../support/until.ts";

export interface Rehearsal {
  readonly before?: (service: DeployedService) => Promise<unknown>;
  readonly prints?: readonly RegExp[];
  /** Awaited until it is true. */
  readonly after?: (service: DeployedService) => boolean | Promise<boolean>;
}

const user = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
const named = (name: string) => `millrace-dev-${name}`;

async function bySqs<Answer>({ url }: DeployedService, send: (client: SQSClient) => Promise<Answer>) {
  const client = new SQSClient({ ...user, endpoint: url });
  return send(client).finally(() => client.destroy());
}

const bodiesIn = ({ region }: DeployedService, queue: string) =>
  region.services.sqs.messages(named(queue)).map(({ body }) => body);
const queueUrl = ({ url }: DeployedService, queue: string) => `${url}/000000000000/${named(queue)}`;
const purge = (service: DeployedService, queue: string) =>
  bySqs(service, (client) => client.send(new PurgeQueueCommand({ QueueUrl: queueUrl(service, queue) })));

/** Answers with what gives the role its permission back. */
function takeAway({ region }: DeployedService, role: string, action: string): () => void {
  const { roles } = region.services.iam;
  const found = roles.all().find(({ name }) => name === named(role) || name.startsWith(named(role)));
  if (found === undefined) throw new Error(`there is no role ${role}`);
  const [[policy = "", document = ""] = []] = Object.entries(found.inline);
  roles.putPolicy(found.name, policy, document.replaceAll(`"${action}"`, '"sts:GetCallerIdentity"'));
  return () => roles.putPolicy(found.name, policy, document);
}

const finding = (day: string) => ({
  ...{
    findingId: `runbook/gale/warning/${day}`,
    stationId: "runbook",
    condition: "gale",
    severity: "warning",
  },
  ...{ observedAt: `${day}T12:00:00Z`, value: 27, unit: "m/s", batch: "shardId-000000000000:1" },
});

async function announce({ url }: DeployedService, detail: object): Promise<void> {
  const client = new EventBridgeClient({ ...user, endpoint: url });
  const entry = {
    Source: "weather.readings",
    DetailType: "ConditionDetected",
    Detail: JSON.stringify(detail),
  };
  await client.send(new PutEventsCommand({ Entries: [{ EventBusName: named("weather"), ...entry }] }));
  client.destroy();
}

const published = ({ region, outputs }: DeployedService, findingId: string) =>
  region.services.sns
    .published(String(outputs.AlertsTopicArn))
    .some((told) => JSON.stringify(told).includes(findingId));

/** The rule leads to a workflow that is not there any more, until it is mended. */
async function announceInVain(service: DeployedService): Promise<void> {
  const rule = { Rule: named("condition-detected"), EventBusName: named("weather") };
  const client = new EventBridgeClient({ ...user, endpoint: service.url });
  const Arn = String(service.outputs.HandleAlertArn);
  const target = {
    Id: "handle-alert",
    RoleArn: "arn:aws:iam::000000000000:role/anybody",
    DeadLetterConfig: { Arn: `arn:aws:sqs:us-east-1:000000000000:${named("alerts-dead-letters")}` },
  };
  await client.send(new PutTargetsCommand({ ...rule, Targets: [{ ...target, Arn: `${Arn}-that-was` }] }));
  await announce(service, finding("2026-01-01"));
  await until(() => bodiesIn(service, "alerts-dead-letters").length > 0);
  await client.send(new PutTargetsCommand({ ...rule, Targets: [{ ...target, Arn: `${Arn}:live` }] }));
  client.destroy();
}

/** A batch that the pipe may hand to nobody, until it may again. */
async function failBatch(service: DeployedService): Promise<void> {
  const giveBack = takeAway(service, "IngestReadingsPipeRole", "states:StartSyncExecution");
  const data = Buffer.from(JSON.stringify({ ...reading, observedAt: "2026-01-05T12:00:00Z" }));
  await service.region.services.kinesis.append(service.names.streamName, [{ partitionKey: "runbook", data }]);
  const logGroupName = "/aws/vendedlogs/pipes/millrace-dev-ingest-readings";
  await until(() => service.region.services.logs.filterLogEvents({ logGroupName }).events.length > 0);
  giveBack();
}

async function failAlert(service: DeployedService): Promise<void> {
  await purge(service, "alerts-dead-letters");
  const giveBack = takeAway(service, "HandleAlertRole", "dynamodb:GetItem");
  await announce(service, finding("2026-01-02"));
  await until(() => bodiesIn(service, "alerts-dead-letters").length > 0);
  giveBack();
}

/** An alert that can't be logged: here it is set aside after the first time, and that is over as soon as the function's time. */
async function failLogging(service: DeployedService): Promise<void> {
  const QueueUrl = queueUrl(service, "alert-log");
  const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${named("alert-log-dead-letters")}`;
  const set = (VisibilityTimeout: string, maxReceiveCount: number) => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
    const request = { QueueUrl, Attributes: { VisibilityTimeout, RedrivePolicy } };
    return bySqs(service, (client) => client.send(new SetQueueAttributesCommand(request)));
  };
  await set("11", 1);
  const giveBack = takeAway(service, "chronicle", "dynamodb:PutItem");
  await announce(service, finding("2026-01-03"));
  await until(() => bodiesIn(service, "alert-log-dead-letters").length > 0);
  giveBack();
  await set("60", 5);
}

async function isLogged({ region }: DeployedService, findingId: string): Promise<boolean> {
  const Key = { stationId: { S: "runbook" }, findingId: { S: findingId } };
  const asked = { TableName: named("alert-log"), Key };
  return (await region.services.dynamodb.request("GetItem", asked)).Item !== undefined;
}

const reading = {
  ...{ stationId: "runbook", sequence: 1, observedAt: "2026-01-04T12:00:00Z", temperatureCelsius: 8 },
  ...{ pressureHpa: 1013, pressureTendencyHpa: 0, windMetresPerSecond: 27 },
};

/** As the workflow sets it aside; it is a reading all the same, as if the schema had been mended. */
async function rejectReading(service: DeployedService): Promise<void> {
  await purge(service, "readings-dead-letters");
  const data = Buffer.from(JSON.stringify(reading)).toString("base64");
  const MessageBody = JSON.stringify({ partitionKey: "runbook", reason: "NotAReading", detail: "-", data });
  const QueueUrl = queueUrl(service, "readings-dead-letters");
  await bySqs(service, (client) => client.send(new SendMessageCommand({ QueueUrl, MessageBody })));
}

async function byLambda<Answer>({ url }: DeployedService, send: (lambda: LambdaClient) => Promise<Answer>) {
  const lambda = new LambdaClient({ ...user, endpoint: url });
  return send(lambda).finally(() => lambda.destroy());
}

/** No workflow takes an empty object for its input. */
async function startInVain({ url, outputs }: DeployedService, machine: string): Promise<void> {
  const client = new SFNClient({ ...user, endpoint: url });
  const execution = { stateMachineArn: String(outputs[machine]), input: "{}" };
  await client.send(new StartExecutionCommand(execution)).finally(() => client.destroy());
}

let replayed: string;

async function failReplay(service: DeployedService): Promise<void> {
  const objects = new S3Client({ ...user, endpoint: service.url, forcePathStyle: true });
  const Bucket = String(service.outputs.ArchiveBucketName);
  const Body = JSON.stringify(reading);
  await objects.send(new PutObjectCommand({ Bucket, Key: "readings/runbook.jsonl", Body }));
  objects.destroy();
  const giveBack = takeAway(service, "ReplayArchiveRole", "kinesis:PutRecords");
  replayed = await service.start("ReplayArchiveArn", { key: "readings/runbook.jsonl" });
  await service.ended(replayed);
  giveBack();
}

const mapped = `${named("chronicle")}:live`;

export const rehearsals: ReadonlyMap<string, Rehearsal> = new Map<string, Rehearsal>([
  [
    "introduction",
    {
      prints: [/:stateMachine:millrace-dev-handle-alert:1/],
      after: ({ region, outputs }) =>
        region.services.states.machines.aliases.describe(`${outputs.HandleAlertArn}:live`).routing.length ===
        1,
    },
  ],
  [
    "no-readings",
    {
      prints: [/ShardId/],
      after: (service) => bodiesIn(service, "readings-dead-letters").some((body) => body.includes("NotJson")),
    },
  ],
  ["stream-behind", { prints: [/\b4,\s+24\b/, /"TargetShardCount": 8/] }],
  ["stream-write-throttles", { prints: [/"ShardId"|StreamName/] }],
  ["stream-read-throttles", { prints: [/"Consumers": \[\]/] }],
  ["pipe-failures", { before: failBatch, prints: [/EXECUTION_FAILED/, /states:StartSyncExecution/] }],
  [
    "ingest-readings-failures",
    {
      before: (service) => startInVain(service, "IngestReadingsArn"),
      prints: [/ExecutionFailed/],
    },
  ],
  [
    "handle-alert-failures",
    {
      before: (service) => startInVain(service, "HandleAlertArn"),
      prints: [/ExecutionFailed/, /States\.Runtime/],
    },
  ],
  ["alert-delivery-failures", { before: announceInVain, prints: [/ERROR_CODE/, /ERROR_MESSAGE/] }],
  [
    "validate-errors",
    {
      before: (service) =>
        byLambda(service, (lambda) =>
          lambda.send(new InvokeCommand({ FunctionName: named("validate"), Payload: "null" })),
        ),
      prints: [/ERROR/],
    },
  ],
  [
    "validate-throttles",
    {
      prints: [/"ConcurrentExecutions": 1000/, /"ReservedConcurrentExecutions": 50/],
      after: (service) =>
        byLambda(service, async (lambda) => {
          const which = new GetFunctionConcurrencyCommand({ FunctionName: named("validate") });
          return (await lambda.send(which)).ReservedConcurrentExecutions === 50;
        }),
    },
  ],
  [
    "readings-dead-letters",
    {
      before: rejectReading,
      prints: [/NotAReading/, /SequenceNumber/],
      after: (service) =>
        bodiesIn(service, "readings-dead-letters").length === 0 &&
        published(service, "runbook/gale/warning/2026-01-04"),
    },
  ],
  [
    "alerts-dead-letters",
    {
      before: failAlert,
      prints: [/runbook\/gale\/warning\/2026-01-02/, /not authorized to perform: dynamodb:GetItem/],
      after: (service) =>
        bodiesIn(service, "alerts-dead-letters").length === 0 &&
        published(service, "runbook/gale/warning/2026-01-02"),
    },
  ],
  [
    "alert-log-dead-letters",
    {
      before: failLogging,
      prints: [/not authorized to perform: dynamodb:PutItem/, /TaskHandle/, /COMPLETED|RUNNING/],
      after: async (service) =>
        bodiesIn(service, "alert-log-dead-letters").length === 0 &&
        (await isLogged(service, "runbook/gale/warning/2026-01-03")),
    },
  ],
  [
    "alert-log-behind",
    {
      before: (service) => byLambda(service, (lambda) => enableMappings({ lambda }, mapped, false)),
      prints: [/Disabl/, /"State": "Enabl/],
      after: (service) => byLambda(service, (lambda) => areMappingsEnabled({ lambda }, mapped)),
    },
  ],
  ["alerts-undelivered", { prints: [/millrace-dev-alert-log/] }],
  [
    "buoy-readings-failures",
    {
      before: loseBuoyMessage,
      prints: [/readings-that-was/],
      after: (service) => bodiesIn(service, "readings-dead-letters").some((body) => body.includes('"lost"')),
    },
  ],
  [
    "approve-warning-failures",
    {
      before: failReplay,
      prints: [/ExecutionFailed/, /redriveDate/],
      after: async (service) => (await service.ended(replayed)).end?.status === "SUCCEEDED",
    },
  ],
  ["dropped-schedule", { prints: [/millrace-dev-summarise-day:live/, /executionArn/] }],
]);
