// The parameters of a pipe's target, compiled once: any text may be a path into the event, and stands for what is there.
// EventBridge user guide, "Amazon EventBridge Pipes targets", "Dynamic path parameters".

import type { DeliveryRequest } from "../../../aws/delivery.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { given } from "../../../aws/wire/given.ts";
import { compileEventPath } from "../../../event-patterns/event-path.ts";
import type { HttpParameters, InvocationType, TargetParameters } from "../pipe-definition.ts";
import type { DecodeEvent } from "./implicit-data.ts";

export function invocationType(parameters: TargetParameters): InvocationType {
  const { StepFunctionStateMachineParameters: machine, LambdaFunctionParameters: lambda } = parameters;
  return machine?.InvocationType ?? lambda?.InvocationType ?? "REQUEST_RESPONSE";
}

type Read<Value> = (decoded: Json) => Value;

/** What a target is told beside an event. */
export type EventParameters = Pick<
  DeliveryRequest,
  "groupId" | "deduplicationId" | "partitionKey" | "event" | "logEvent" | "http"
>;

export interface TargetOfPipe {
  readonly pipeName: string;
  readonly parameters: TargetParameters;
  readonly decode: DecodeEvent;
}

/** Where the parameters name no source and no detail type, a bus is told the pipe's name and its source's service. */
export function compileTargetParameters(target: TargetOfPipe): (event: Json) => EventParameters {
  const { pipeName, parameters, decode } = target;
  const { SqsQueueParameters: queue = {}, EventBridgeEventBusParameters: bus = {} } = parameters;
  const { CloudWatchLogsParameters: logs = {} } = parameters;
  const groupId = textAt(queue.MessageGroupId);
  const deduplicationId = textAt(queue.MessageDeduplicationId);
  const partitionKey = textAt(parameters.KinesisStreamParameters?.PartitionKey);
  const source = textAt(bus.Source ?? `Pipe ${pipeName}`);
  const detailType = textAt(bus.DetailType);
  const resources = bus.Resources?.map(textAt);
  const time = timeAt(bus.Time);
  const stream = textAt(logs.LogStreamName);
  const timestamp = timeAt(logs.Timestamp);
  const http = compileHttpParameters(parameters.HttpParameters);
  return (event) => {
    const decoded = decode(event);
    const origin = isJsonObject(event) && typeof event.eventSource === "string" ? event.eventSource : "";
    return {
      groupId: groupId(decoded),
      deduplicationId: deduplicationId(decoded),
      partitionKey: partitionKey(decoded),
      event: {
        source: source(decoded) ?? "",
        detailType: detailType(decoded) ?? `Event from ${origin}`,
        ...given(
          "resources",
          resources?.flatMap((read) => read(decoded) ?? []),
        ),
        ...given("time", time(decoded)),
      },
      logEvent: { ...given("stream", stream(decoded)), ...given("timestamp", timestamp(decoded)) },
      ...given("http", http?.(decoded)),
    };
  };
}

export function compileHttpParameters(
  parameters: HttpParameters | undefined,
): Read<NonNullable<DeliveryRequest["http"]>> | undefined {
  if (parameters === undefined) return undefined;
  const path = (parameters.PathParameterValues ?? []).map(textAt);
  const headers = textsAt(parameters.HeaderParameters);
  const query = textsAt(parameters.QueryStringParameters);
  return (decoded) => ({
    pathParameters: path.map((read) => read(decoded) ?? ""),
    headers: headers(decoded),
    query: query(decoded),
  });
}

function textsAt(parameters: Readonly<Record<string, string>> = {}): Read<Readonly<Record<string, string>>> {
  const readers = Object.entries(parameters).map(([name, value]) => [name, textAt(value)] as const);
  return (decoded) => Object.fromEntries(readers.map(([name, read]) => [name, read(decoded) ?? ""]));
}

function valueAt(parameter: string | undefined): Read<Json | undefined> {
  const path = parameter !== undefined && /^\$[.[]/.test(parameter) ? compileEventPath(parameter) : undefined;
  return path ?? (() => parameter);
}

function textAt(parameter: string | undefined): Read<string | undefined> {
  const read = valueAt(parameter);
  return (decoded) => {
    const value = read(decoded);
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  };
}

/** Milliseconds since the epoch, from those or from an ISO 8601 text. */
function timeAt(parameter: string | undefined): Read<number | undefined> {
  const read = valueAt(parameter);
  return (decoded) => {
    const value = read(decoded);
    const time = typeof value === "number" ? value : Date.parse(String(value ?? ""));
    return Number.isNaN(time) ? undefined : time;
  };
}
