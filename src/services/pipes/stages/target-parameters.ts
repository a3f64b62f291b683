// The parameters of a pipe's target, compiled once, with what a target is told where they say nothing.
// EventBridge user guide, "Amazon EventBridge Pipes targets".

import type { DeliveryRequest } from "../../../aws/delivery.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  compileHttpParameters,
  type ReadParameter,
  textAt,
  valueAt,
} from "../../../event-patterns/dynamic-parameters.ts";
import type { InvocationType, TargetParameters } from "../pipe-definition.ts";
import type { DecodeEvent } from "./implicit-data.ts";

export function invocationType(parameters: TargetParameters): InvocationType {
  const { StepFunctionStateMachineParameters: machine, LambdaFunctionParameters: lambda } = parameters;
  return machine?.InvocationType ?? lambda?.InvocationType ?? "REQUEST_RESPONSE";
}

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
  const http = parameters.HttpParameters && compileHttpParameters(parameters.HttpParameters);
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

/** Milliseconds since the epoch, from those or from an ISO 8601 text. */
function timeAt(parameter: string | undefined): ReadParameter<number | undefined> {
  const read = valueAt(parameter);
  return (decoded) => {
    const value = read(decoded);
    const time = typeof value === "number" ? value : Date.parse(String(value ?? ""));
    return Number.isNaN(time) ? undefined : time;
  };
}
