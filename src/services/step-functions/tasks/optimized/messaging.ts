// The optimized integrations that hand something on: EventBridge's PutEvents, SQS's SendMessage and SNS's Publish.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import type { MessageAttribute, MessageAttributes } from "../../../../aws/message-attribute.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { ExecutionIdentity, TaskResult } from "../../../../engine/seams.ts";
import type { Clock } from "../../../../time/clock.ts";
import {
  ArgumentProblem,
  argumentObject,
  optionalText,
  optionalTextOrJson,
  optionalWholeNumber,
  requiredText,
  requiredTextOrJson,
} from "../arguments.ts";
import { jsonServiceMetadata } from "../sdk-metadata.ts";
import { optimizedFailure } from "../service-failure.ts";
import type { EventEntry, EventTaker, MessageTaker, Publisher } from "./messages.ts";
import { optimizedServices } from "./optimized-services.ts";

export async function putEvents(
  events: EventTaker,
  execution: ExecutionIdentity,
  taskArguments: Json,
): Promise<TaskResult> {
  const { Entries: entries } = argumentObject(taskArguments);
  if (!Array.isArray(entries)) throw new ArgumentProblem("The field 'Entries' must be an array");
  try {
    const answer = await events.putEvents(
      entries.map((entry: Json) => toEntry(argumentObject(entry), execution)),
    );
    const result: JsonObject = {
      Entries: answer.entries.map((entry) =>
        entry.eventId === undefined
          ? { ErrorCode: entry.errorCode ?? "", ErrorMessage: entry.errorMessage ?? "" }
          : { EventId: entry.eventId },
      ),
      FailedEntryCount: answer.failedEntryCount,
    };
    if (answer.failedEntryCount > 0) return new Failure("EventBridge.FailedEntry", JSON.stringify(result));
    return result;
  } catch (error) {
    return optimizedFailure(optimizedServices.events, error);
  }
}

/** Step Functions adds the execution and its state machine to the resources of every event it puts. */
function toEntry(entry: JsonObject, execution: ExecutionIdentity): EventEntry {
  const resources: readonly Json[] = Array.isArray(entry.Resources) ? entry.Resources : [];
  const time = entry.Time;
  return {
    source: optionalText(entry, "Source"),
    detailType: optionalText(entry, "DetailType"),
    detail: optionalTextOrJson(entry, "Detail"),
    eventBusName: optionalText(entry, "EventBusName"),
    traceHeader: optionalText(entry, "TraceHeader"),
    resources: [...resources.map(String), execution.arn, execution.stateMachineArn],
    timeMs: time === undefined || time === null ? undefined : toMilliseconds(time),
  };
}

function toMilliseconds(time: Json): number {
  const ms = typeof time === "number" ? time * 1000 : Date.parse(String(time));
  if (Number.isNaN(ms))
    throw new ArgumentProblem(`The field 'Time' must be a timestamp, but was: ${JSON.stringify(time)}`);
  return ms;
}

export async function sendMessage(
  queues: MessageTaker,
  clock: Clock,
  taskArguments: Json,
): Promise<TaskResult> {
  const request = argumentObject(taskArguments);
  try {
    const sent = await queues.sendMessage({
      queueUrl: requiredText(request, "QueueUrl"),
      // What is null is not sent, and the queue says so [recorded].
      messageBody: request.MessageBody === null ? "" : requiredTextOrJson(request, "MessageBody"),
      delaySeconds: optionalWholeNumber(request, "DelaySeconds"),
      messageAttributes: messageAttributes(request),
      messageDeduplicationId: optionalText(request, "MessageDeduplicationId"),
      messageGroupId: optionalText(request, "MessageGroupId"),
    });
    return {
      MD5OfMessageBody: sent.md5OfMessageBody,
      ...(sent.md5OfMessageAttributes === undefined
        ? {}
        : { MD5OfMessageAttributes: sent.md5OfMessageAttributes }),
      MessageId: sent.messageId,
      ...(sent.sequenceNumber === undefined ? {} : { SequenceNumber: sent.sequenceNumber }),
      ...jsonServiceMetadata(clock, "1.0"),
    };
  } catch (error) {
    return optimizedFailure(optimizedServices.sqs, error);
  }
}

export async function publish(topics: Publisher, clock: Clock, taskArguments: Json): Promise<TaskResult> {
  const request = argumentObject(taskArguments);
  try {
    const published = await topics.publish({
      topicArn: optionalText(request, "TopicArn") ?? requiredText(request, "TargetArn"),
      message: requiredTextOrJson(request, "Message"),
      subject: optionalText(request, "Subject"),
      messageStructure: optionalText(request, "MessageStructure"),
      messageAttributes: messageAttributes(request),
      messageDeduplicationId: optionalText(request, "MessageDeduplicationId"),
      messageGroupId: optionalText(request, "MessageGroupId"),
    });
    return { MessageId: published.messageId, ...jsonServiceMetadata(clock, "1.0") };
  } catch (error) {
    return optimizedFailure(optimizedServices.sns, error);
  }
}

/** In a workflow a binary value is base64 text. */
function messageAttributes(request: JsonObject): MessageAttributes | undefined {
  const { MessageAttributes: given } = request;
  if (given === undefined || given === null) return undefined;
  if (!isJsonObject(given)) throw new ArgumentProblem("The field 'MessageAttributes' must be an object");
  return new Map(Object.entries(given).map(([name, value]) => [name, toAttribute(argumentObject(value))]));
}

function toAttribute(value: JsonObject): MessageAttribute {
  const stringValue = optionalText(value, "StringValue");
  const binaryValue = optionalText(value, "BinaryValue");
  return {
    dataType: requiredText(value, "DataType"),
    ...(stringValue === undefined ? {} : { stringValue }),
    ...(binaryValue === undefined ? {} : { binaryValue: Buffer.from(binaryValue, "base64") }),
  };
}
