// How a pipe hands its batches to whatever has its target's ARN: as one JSON array to those who take one, event by event to the
// others. EventBridge user guide, "Amazon EventBridge Pipes batching and concurrency".

import type { DeliveryEnd, DeliveryOutcome, DeliveryRequest, Undelivered } from "../../aws/delivery.ts";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { rememberJsonText } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { compileEventPath } from "../../event-patterns/event-path.ts";
import { type BatchOutcome, batchItemFailures } from "../../event-sources/batch-outcome.ts";
import type { DeliveryRouter } from "../house.ts";
import type { PipeRecord } from "./batch.ts";
import type { DeadLetter } from "./dead-letter.ts";
import type { PipeTarget } from "./pipe.ts";

/** Target parameters, as AWS::Pipes::Pipe has them. A text that begins with `$.` is a path into the event. */
export interface PipeTargetParameters {
  /** @default "REQUEST_RESPONSE" */
  readonly invocationType?: "REQUEST_RESPONSE" | "FIRE_AND_FORGET" | undefined;
  readonly messageGroupId?: string | undefined;
  readonly messageDeduplicationId?: string | undefined;
  readonly partitionKey?: string | undefined;
  readonly source?: string | undefined;
  readonly detailType?: string | undefined;
}

export interface PipeOwner {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
}

export type PipeRouter = Pick<DeliveryRouter, "targetOf" | "deliver">;

export interface RoutedTarget {
  readonly target: PipeTarget;
  /** In UTF-8 bytes; undefined where events are delivered one by one. */
  readonly maximumPayloadBytes: number | undefined;
}

/** Throws ServiceError if it is known by now that nothing can be delivered there in this way. */
export function routedTarget(
  owner: PipeOwner,
  { arn, parameters }: { readonly arn: string; readonly parameters: PipeTargetParameters },
  router: PipeRouter,
): RoutedTarget {
  const until: DeliveryEnd = parameters.invocationType === "FIRE_AND_FORGET" ? "accepted" : "answered";
  const kind = router.targetOf(arn);
  kind.check?.(arn, until);
  const maximumPayloadBytes = kind.largestBatchBytes?.(until);
  const to = { arn, caller: { arn: owner.arn, roleArn: owner.roleArn }, until };
  if (maximumPayloadBytes === undefined) {
    const requestOf = eventRequests(owner, { to, parameters });
    const target: PipeTarget = async ({ records }) => {
      const outcomes = await Promise.all(records.map((record) => kind.deliver(requestOf(record))));
      return outcomeOfEach(records, outcomes);
    };
    return { target, maximumPayloadBytes };
  }
  const target: PipeTarget = (batch) => {
    rememberJsonText(batch.value, batch);
    const outcome = kind.deliver({ ...to, payload: batch });
    return outcome instanceof Promise ? outcome.then(outcomeOfBatch) : outcomeOfBatch(outcome);
  };
  return { target, maximumPayloadBytes };
}

/** Rejects with ServiceError if the queue or topic does not take the message. */
export function routedDeadLetter(
  { arn, roleArn }: PipeOwner,
  deadLetterArn: string,
  router: Pick<PipeRouter, "deliver">,
): (message: DeadLetter) => Promise<void> {
  return async (message) => {
    const payload = { text: JSON.stringify(message) };
    const outcome = await router.deliver({ arn: deadLetterArn, caller: { arn, roleArn }, payload });
    if (outcome.status === "DELIVERED") return;
    throw new ServiceError(outcome.error.code, outcome.error.message);
  };
}

/** Where the parameters name no source and no detail type, a bus is told the pipe's name and its source's service. */
function eventRequests(
  { name }: PipeOwner,
  {
    to,
    parameters,
  }: { readonly to: Omit<DeliveryRequest, "payload">; readonly parameters: PipeTargetParameters },
): (record: PipeRecord) => DeliveryRequest {
  const reader = (parameter: string | undefined) => {
    const path = parameter?.startsWith("$.") === true ? compileEventPath(parameter) : undefined;
    if (path === undefined) return () => parameter;
    return (record: Json) => {
      const found = path(record);
      return found === undefined || typeof found === "string" ? found : JSON.stringify(found);
    };
  };
  const groupId = reader(parameters.messageGroupId);
  const deduplicationId = reader(parameters.messageDeduplicationId);
  const partitionKey = reader(parameters.partitionKey);
  const source = reader(parameters.source ?? `Pipe ${name}`);
  const detailType = reader(parameters.detailType);
  return (record) => {
    // A record is JSON by construction; only TypeScript wants to be told.
    const value = record as unknown as Json;
    return {
      ...to,
      payload: { text: JSON.stringify(record), value },
      groupId: groupId(value),
      deduplicationId: deduplicationId(value),
      partitionKey: partitionKey(value),
      event: {
        source: source(value) ?? "",
        detailType: detailType(value) ?? `Event from ${record.eventSource}`,
      },
    };
  };
}

function outcomeOfBatch(outcome: DeliveryOutcome): BatchOutcome {
  if (outcome.status !== "DELIVERED") return failed(outcome);
  const { answer } = outcome;
  const failures = isJsonObject(answer) ? batchItemFailures(answer) : undefined;
  return { status: "SUCCEEDED", batchItemFailures: failures };
}

/** What the target refused is tried again, and so is what came after it: a stream keeps its order. */
function outcomeOfEach(records: readonly PipeRecord[], outcomes: readonly DeliveryOutcome[]): BatchOutcome {
  const [first] = outcomes;
  if (first !== undefined && first.status !== "DELIVERED") return failed(first);
  const refused = records.filter((_, index) => outcomes[index]?.status !== "DELIVERED");
  return { status: "SUCCEEDED", batchItemFailures: refused.map(({ eventID }) => eventID) };
}

function failed({ error }: Undelivered): BatchOutcome {
  const { code, message } = error;
  return { status: "FAILED", error: code, cause: message === "" ? undefined : message };
}
