// What a rule's target is in the region, and how an event gets there.

import { createHash } from "node:crypto";
import { parseArn, type RegionIdentity } from "../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { Delivery } from "../events/deliveries.ts";
import type { EventBuses } from "../events/event-buses.ts";
import { compileEventPath } from "../events/event-path.ts";
import type { RuleTarget } from "../events/rule.ts";
import type { FunctionHost } from "../functions/function-host.ts";
import type { Queues } from "../queues/queues.ts";
import type { States } from "../states/states.ts";
import type { Streams } from "../streams/streams.ts";
import type { Logs } from "../telemetry/logs.ts";
import type { Clock } from "../time/clock.ts";
import type { Topics } from "../topics/topics.ts";

export interface TargetParts {
  readonly clock: Clock;
  readonly functions: FunctionHost;
  readonly states: States;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly streams: Streams;
  readonly logs: Logs;
  readonly buses: EventBuses;
}

interface Sent {
  /** What the target's input has made of the event. */
  readonly payload: string;
  readonly delivery: Delivery;
}

interface TargetKind {
  /** What the ARN's resource looks like. */
  readonly resource: RegExp;
  readonly deliver: (parts: TargetParts, target: RuleTarget, sent: Sent) => Promise<void>;
}

/** By the service in the target's ARN. */
const kinds: ReadonlyMap<string, TargetKind> = new Map<string, TargetKind>([
  ["states", { resource: /^stateMachine:/, deliver: startStateMachine }],
  [
    "lambda",
    {
      resource: /^function:/,
      deliver: async ({ functions }, { arn }, { payload }) => {
        await functions.invoke({ functionName: arn, payload, invocationType: "Event" });
      },
    },
  ],
  [
    "sqs",
    {
      resource: /./,
      deliver: ({ queues }, { arn, parameters }, { payload }) =>
        queues.send(arn, payload, { messageGroupId: textOf(parameters, "SqsParameters", "MessageGroupId") }),
    },
  ],
  [
    "sns",
    {
      resource: /^[^:]+$/,
      deliver: async ({ topics }, { arn }, { payload }) => {
        await topics.publish({ topicArn: arn, message: payload });
      },
    },
  ],
  [
    "events",
    {
      resource: /^event-bus\//,
      deliver: ({ buses }, { arn }, { payload, delivery }) => buses.forward(arn, payload, delivery),
    },
  ],
  ["kinesis", { resource: /^stream\//, deliver: putRecord }],
  ["logs", { resource: /^log-group:/, deliver: writeLogEvent }],
]);

/** Whether the region can deliver to a target of this ARN. */
export function isServedTarget(arn: string, { region, accountId }: RegionIdentity): boolean {
  const parts = parseArn(arn);
  if (parts === undefined || parts.region !== region || parts.accountId !== accountId) return false;
  return kinds.get(parts.service)?.resource.test(parts.resource) === true;
}

/** Resolves once the target has taken the event. Rejects with ServiceError, which the bus takes as a reason to try again. */
export async function deliverToTarget(parts: TargetParts, target: RuleTarget, sent: Sent): Promise<void> {
  const kind = kinds.get(parseArn(target.arn)?.service ?? "");
  if (kind === undefined) {
    throw new ServiceError(
      "ValidationException",
      `The local region does not deliver events to ${target.arn}`,
    );
  }
  await kind.deliver(parts, target, sent);
}

/**
 * An Express execution lives in memory, so its event is held until it has ended: after a crash it is delivered again.
 * AWS does not hold it, because its Express executions survive the crash of a machine.
 */
async function startStateMachine(
  { states }: TargetParts,
  { arn }: RuleTarget,
  { payload }: Sent,
): Promise<void> {
  const machine = states.machines.describe(arn);
  if (machine.type === "STANDARD") {
    await states.startExecution({ stateMachineArn: arn, input: payload });
    return;
  }
  return new Promise((resolve) => states.startExpress(machine, JSON.parse(payload) as Json, () => resolve()));
}

/** Without a path, or where it leads to nothing, the event's own id is the partition key. EventBridge API, KinesisParameters. */
async function putRecord(
  { streams }: TargetParts,
  { arn, parameters }: RuleTarget,
  { payload, delivery }: Sent,
): Promise<void> {
  const event = JSON.parse(delivery.event) as JsonObject;
  const path = textOf(parameters, "KinesisParameters", "PartitionKeyPath") ?? "$.id";
  const key = compileEventPath(path)?.(event) ?? "";
  const text = typeof key === "string" ? key : JSON.stringify(key);
  const partitionKey = (text === "" ? String(event.id) : text).slice(0, 256);
  await streams.putRecord({ streamArn: arn }, { partitionKey, data: Buffer.from(payload) });
}

/** The log group must be there; its stream comes with the first event. */
async function writeLogEvent(
  { logs, clock }: TargetParts,
  { arn }: RuleTarget,
  { payload }: Sent,
): Promise<void> {
  const logGroupName = /:log-group:([^:]+)/.exec(arn)?.[1] ?? "";
  const logStreamName = createHash("sha256").update(arn).digest("hex").slice(0, 32);
  if (logs.describeLogStreams(logGroupName, { prefix: logStreamName }).length === 0) {
    logs.createLogStream(logGroupName, logStreamName);
  }
  logs.putLogEvents(logGroupName, logStreamName, [{ timestamp: clock.now(), message: payload }]);
}

function textOf(parameters: JsonObject | undefined, section: string, member: string): string | undefined {
  const values = parameters?.[section];
  const value = isJsonObject(values) ? values[member] : undefined;
  return typeof value === "string" ? value : undefined;
}
