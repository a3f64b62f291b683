// Every alarm of the service is made to fire by a fault, and clears once that is mended. Time is virtual; the metrics are those
// that the services publish of what happens.

import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PutEventsCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { GetTopicRuleCommand, ReplaceTopicRuleCommand } from "@aws-sdk/client-iot";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { GetRecordsCommand, GetShardIteratorCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { GetScheduleCommand, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import {
  DescribeStateMachineCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import {
  GetQueueUrlCommand,
  PurgeQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ServiceError } from "../../src/aws/service-error.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { type DeployedService, deployService } from "../service/deployed-service.ts";
import { type Clients, clientsOf } from "./alarm-clients.ts";
import { enableMappings, publishToNobody } from "./delivery-faults.ts";

const minuteMs = 60_000;
const clock = new VirtualClock(Date.now());
let service: DeployedService;
let clients: Clients;

let invocations = 0;

/** A function's process takes its time in the world's, and time that passed meanwhile would be its time-out. */
function countInvocations({ lambda }: DeployedService["region"]["services"]): void {
  const invoke = lambda.invoke.bind(lambda);
  lambda.invoke = async (request) => {
    invocations++;
    return invoke(request).finally(() => {
      invocations--;
    });
  };
}

/** While something is waited for, time goes on. */
async function whileTimePasses<Found>(work: Promise<Found>): Promise<Found> {
  let isDone = false;
  const ended = () => {
    isDone = true;
  };
  work.then(ended, ended);
  while (!isDone) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (!isDone && invocations === 0) clock.advanceBy(20);
  }
  return work;
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    clock.advanceBy(Math.min(1000, left));
    await new Promise((resolve) => setImmediate(resolve));
    while (invocations > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

beforeAll(async () => {
  service = await whileTimePasses(deployService({ clock, enforceLimits: true }));
  clients = clientsOf(service.url);
  countInvocations(service.region.services);
});

afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  await whileTimePasses(service.close());
});

/** What goes wrong, done once in each minute until the alarm sounds. */
type Fault = () => Promise<unknown>;

/** Names begin with service and stage. */
const named = (name: string) => `millrace-dev-${name}`;

const throttled = ["validate", "assess", "notify", "answer"];
const functions = ["validate", "assess", "notify", "chronicle", "ask", "answer", "summarise"];
const machines = {
  "ingest-readings": "IngestReadingsArn",
  "handle-alert": "HandleAlertArn",
  "approve-warning": "ApproveWarningArn",
  "replay-archive": "ReplayArchiveArn",
  "summarise-day": "SummariseDayArn",
} as const;
type Machine = keyof typeof machines;
const workflows = Object.keys(machines) as Machine[];

const arnOf = (machine: Machine) => String(service.outputs[machines[machine]]);

async function queueUrl(name: string): Promise<string> {
  const QueueName = named(name);
  return String((await clients.sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl);
}

/** No function of the service takes nothing for an event. */
async function invoke(name: string): Promise<unknown> {
  const FunctionName = named(name);
  return clients.lambda.send(new InvokeCommand({ FunctionName, Payload: "null" })).catch(() => undefined);
}

async function throttle(name: string): Promise<unknown> {
  const none = { FunctionName: named(name), ReservedConcurrentExecutions: 0 };
  await clients.lambda.send(new PutFunctionConcurrencyCommand(none));
  return invoke(name);
}

/** No workflow takes an empty object for its input. */
async function start(machine: Machine): Promise<unknown> {
  const execution = { stateMachineArn: arnOf(machine), input: "{}" };
  return clients.states.send(new StartExecutionCommand(execution));
}

/** The definitions that others took the place of. */
const deployed = new Map<string, string>();

/** Somebody deploys a definition that waits for longer than it may take. */
async function startStuck(machine: Machine): Promise<unknown> {
  const States = { Stuck: { Type: "Wait", Seconds: 60, End: true } };
  const definition = JSON.stringify({ StartAt: "Stuck", TimeoutSeconds: 5, States });
  const stateMachineArn = arnOf(machine);
  const before = await clients.states.send(new DescribeStateMachineCommand({ stateMachineArn }));
  if (!deployed.has(stateMachineArn)) deployed.set(stateMachineArn, String(before.definition));
  await clients.states.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  return start(machine);
}

async function put(PartitionKey: string, ...bodies: readonly Buffer[]): Promise<unknown> {
  const Records = bodies.map((Data) => ({ Data, PartitionKey }));
  return clients.kinesis.send(new PutRecordsCommand({ StreamName: named("readings"), Records }));
}

async function putReading(): Promise<unknown> {
  const observedAt = new Date(clock.now()).toISOString();
  return put("SEA", Buffer.from(JSON.stringify({ stationId: "SEA", observedAt })));
}

/** A function that may not run keeps its reader from going on. */
async function putInVain(): Promise<unknown> {
  await throttle("validate");
  return putReading();
}

async function readTooOften(): Promise<unknown> {
  const at = { StreamName: named("readings"), ShardId: "shardId-000000000003" };
  const latest = new GetShardIteratorCommand({ ...at, ShardIteratorType: "LATEST" });
  const { ShardIterator } = await clients.kinesis.send(latest);
  const read = () => clients.kinesis.send(new GetRecordsCommand({ ShardIterator })).catch(() => undefined);
  return Promise.all(Array.from({ length: 6 }, read));
}

/** What the function prints of a batch that was long on its way. It has a clock of its own, so it can't be made to do so by this one. */
async function printLateBatch(): Promise<unknown> {
  const Metrics = [{ Name: "BatchAge", Unit: "Milliseconds" }];
  const CloudWatchMetrics = [{ Namespace: "millrace-dev", Dimensions: [["service"]], Metrics }];
  const timestamp = clock.now();
  const line = {
    _aws: { Timestamp: timestamp, CloudWatchMetrics },
    service: "ingest-readings",
    BatchAge: 90_000,
  };
  const stream = { logGroupName: `/aws/lambda/${named("validate")}`, logStreamName: `late-${timestamp}` };
  await clients.logs.send(new CreateLogStreamCommand(stream));
  const logEvents = [{ timestamp, message: JSON.stringify(line) }];
  return clients.logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
}

/** The rule leads to a workflow that is not there any more. */
async function announceInVain(): Promise<unknown> {
  const rule = { Rule: named("condition-detected"), EventBusName: named("weather") };
  const DeadLetterConfig = { Arn: `arn:aws:sqs:us-east-1:000000000000:${named("alerts-dead-letters")}` };
  const Arn = `${arnOf("handle-alert")}-that-was`;
  const RoleArn = "arn:aws:iam::000000000000:role/anybody";
  const Targets = [{ Id: "handle-alert", Arn, RoleArn, DeadLetterConfig }];
  await clients.events.send(new PutTargetsCommand({ ...rule, Targets }));
  const event = { Source: "weather.readings", DetailType: "ConditionDetected", Detail: "{}" };
  const Entries = [1, 2].map(() => ({ ...event, EventBusName: named("weather") }));
  return clients.events.send(new PutEventsCommand({ Entries }));
}

async function logInVain(): Promise<unknown> {
  const Entries = ["1", "2"].map((Id) => ({ Id, MessageBody: "no alert" }));
  return clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: await queueUrl("alert-log"), Entries }));
}

/** Nobody reads the queue of alerts that are to be logged. */
async function leaveUnlogged(): Promise<unknown> {
  await enableMappings(clients, `${named("chronicle")}:live`, false);
  const QueueUrl = await queueUrl("alert-log");
  return clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "-" }));
}

/** The rule of buoys leads to a stream that is not there any more. */
async function publishInVain(): Promise<unknown> {
  const ruleName = String(service.outputs.BuoyReadingsRuleName);
  const { rule } = await clients.iot.send(new GetTopicRuleCommand({ ruleName }));
  const { sql, awsIotSqlVersion, actions: [{ kinesis } = {}] = [] } = rule ?? {};
  const actions = [{ kinesis: { ...kinesis, roleArn: kinesis?.roleArn, streamName: "readings-that-was" } }];
  const topicRulePayload = { sql, awsIotSqlVersion, actions };
  await clients.iot.send(new ReplaceTopicRuleCommand({ ruleName, topicRulePayload }));
  const message = { topic: "millrace/dev/buoys/1/readings", payload: Buffer.from('{"n":1}') };
  return clients.iotData.send(new PublishCommand(message));
}

/** The schedule leads to a workflow that is not there any more. */
async function scheduleInVain(): Promise<unknown> {
  const which = { Name: named("summarise-day"), GroupName: "millrace-dev" };
  const schedule = await clients.scheduler.send(new GetScheduleCommand(which));
  const at = new Date(clock.now() + 20_000).toISOString().slice(0, 19);
  return clients.scheduler.send(
    new UpdateScheduleCommand({
      ...which,
      ...{ FlexibleTimeWindow: schedule.FlexibleTimeWindow },
      ScheduleExpression: `at(${at})`,
      Target: {
        ...{ Arn: `${schedule.Target?.Arn}-that-was`, RoleArn: schedule.Target?.RoleArn },
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    }),
  );
}

/** Step Functions takes no more executions for a while. */
async function putToBusyWorkflow(): Promise<unknown> {
  const { states } = service.region.services;
  states.startExpress = () => {
    throw new ServiceError("ThrottlingException", "Rate exceeded");
  };
  return putReading();
}

const of = (name: string, end: string, fault: Fault) => [`${name}-${end}`, fault] as const;

/** Each sounds with the alarms that show it. */
const symptoms = {
  "not-flowing": ["no-readings", "buoy-readings-failures", "alert-delivery-failures", "alerts-undelivered"],
  late: ["stream-behind", "readings-late", "stream-write-throttles", "alert-log-behind"],
  failing: ["pipe-failures", "ingest-readings-failures", "notify-errors", "summarise-day-timeouts"],
  "set-aside": ["readings-dead-letters", "alerts-dead-letters", "alert-log-dead-letters"],
} as const;

/** One after the other, because some keep others from happening. */
const phases: readonly Readonly<Record<string, Fault>>[] = [
  { "no-readings": async () => "nobody sends anything" },
  // Before anything fails, since of what is late nobody is told then.
  { "stream-read-throttles": readTooOften, "readings-late": printLateBatch },
  {
    ...Object.fromEntries(functions.map((name) => of(name, "errors", () => invoke(name)))),
    ...Object.fromEntries(workflows.map((name) => of(name, "failures", () => start(name)))),
    "stream-write-throttles": () => put("flood", Buffer.alloc(700_000), Buffer.alloc(700_000)),
    "readings-dead-letters": () => put("poison", Buffer.from("no reading"), Buffer.from("none")),
    "alert-delivery-failures": announceInVain,
    "alerts-dead-letters": announceInVain,
    "alert-log-dead-letters": logInVain,
    "buoy-readings-failures": publishInVain,
    "alerts-undelivered": () => publishToNobody(clients, service.outputs.AlertsTopicArn),
    "approvals-undelivered": () => publishToNobody(clients, service.outputs.ApprovalsTopicArn),
    "escalations-undelivered": () => publishToNobody(clients, service.outputs.EscalationsTopicArn),
    "summaries-undelivered": () => publishToNobody(clients, service.outputs.SummariesTopicArn),
    "dropped-schedule": scheduleInVain,
  },
  {
    ...Object.fromEntries(throttled.map((name) => of(name, "throttles", () => throttle(name)))),
    "pipe-failures": putInVain,
    "stream-behind": putInVain,
  },
  {
    ...Object.fromEntries(workflows.map((name) => of(name, "timeouts", () => startStuck(name)))),
    "pipe-throttles": putToBusyWorkflow,
    "alert-log-behind": leaveUnlogged,
  },
];

/** What does not go by itself, but for what lies in the queues of dead letters. */
async function mend(): Promise<void> {
  for (const [stateMachineArn, definition] of deployed)
    await clients.states.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  for (const name of throttled)
    await clients.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: named(name) }));
  await enableMappings(clients, `${named("chronicle")}:live`, true);
  const { states } = service.region.services;
  Reflect.deleteProperty(states, "startExpress");
}

async function throwAwayDeadLetters(): Promise<void> {
  for (const name of ["readings", "alerts", "alert-log"])
    await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: await queueUrl(`${name}-dead-letters`) }));
}

function namesIn(state: string): readonly string[] {
  return alarms()
    .filter((alarm) => alarm.state === state)
    .map(({ configuration }) => configuration.alarmName.slice(named("").length));
}

function alarms() {
  const { alarms, composites } = service.region.services.cloudwatch;
  return [...alarms.describeAlarms(), ...composites.all()];
}

/** The alarms of which the topic was told. */
function told(): readonly string[] {
  const messages = service.region.services.sns.published(String(service.outputs.OperationsTopicArn));
  const names = messages.map(({ message }) => String(JSON.parse(message).AlarmName));
  return [...new Set(names)].toSorted();
}

test("there is a fault for each alarm of the packaged service, and no other", () => {
  const faults = [...phases, symptoms].flatMap((each) => Object.keys(each)).map(named);
  const there = alarms().map(({ configuration }) => configuration.alarmName);
  expect(faults.toSorted()).toEqual(there.toSorted());
});

test("a fault makes each alarm sound, and mending it lets it be silent", async () => {
  for (const phase of phases) {
    const silent = new Set(Object.keys(phase));
    for (let minute = 0; minute < 20 && silent.size > 0; minute++) {
      for (const name of silent) await whileTimePasses((phase[name] as Fault)());
      await pass(minuteMs);
      const sounding = namesIn("ALARM");
      for (const name of sounding) silent.delete(name);
      for (const [symptom, shownBy] of Object.entries(symptoms))
        if (shownBy.some((name) => sounding.includes(name))) expect(sounding).toContain(symptom);
    }
    expect([...silent]).toEqual([]);
  }
  expect(told()).toEqual(Object.keys(symptoms).map(named).toSorted());
  await whileTimePasses(mend());
  for (let minute = 0; minute < 40 && namesIn("ALARM").length > 0; minute++) {
    await whileTimePasses(throwAwayDeadLetters());
    if (minute % 3 === 0) await whileTimePasses(putReading());
    await pass(minuteMs);
  }
  expect(namesIn("ALARM")).toEqual([]);
  expect(namesIn("INSUFFICIENT_DATA")).toEqual([]);
});
