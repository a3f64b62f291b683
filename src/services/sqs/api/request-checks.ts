// What a request to SQS may ask for, and SQS's words for what it may not.

import type { RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Queue } from "../queues/queue.ts";
import { effectiveAttributes, numberAttribute, type QueueAttributes } from "../queues/queue-attributes.ts";
import { invalidValue } from "./refusals.ts";

export interface ReceiveMessageRequest {
  readonly queueUrl: string;
  readonly maxNumberOfMessages?: number | undefined;
  readonly visibilityTimeoutSeconds?: number | undefined;
  readonly waitTimeSeconds?: number | undefined;
  /** By which a receive of a FIFO queue is known again when it is repeated. */
  readonly attemptId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const queueNamePattern = /^[a-zA-Z0-9_-]{1,80}$|^(?=.{6,80}$)[a-zA-Z0-9_-]+\.fifo$/;

export function checkQueueName(name: string, attributes: QueueAttributes): void {
  const fifo = attributes.get("FifoQueue")?.toLowerCase() === "true";
  if (queueNamePattern.test(name) && name.endsWith(".fifo") === fifo) return;
  const reason = fifo
    ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length"
    : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
  throw new ServiceError("InvalidParameterValue", reason);
}

/** There are no queues of others here. Throws QueueDoesNotExist. */
export function checkOwner(owner: string | undefined, { accountId }: RegionIdentity): void {
  if (owner === undefined || owner === accountId) return;
  throw new ServiceError(
    "QueueDoesNotExist",
    "The specified queue does not exist or you do not have access to it.",
  );
}

/** Throws QueueNameExists. */
export function checkSameAttributes(queue: Queue, attributes: QueueAttributes): void {
  const present = effectiveAttributes(queue.attributes);
  for (const [name, value] of attributes) {
    if ((present.get(name) ?? "") === value) continue;
    throw new ServiceError(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${name}`,
    );
  }
}

/** Twelve hours, from the receive on. */
export const longestVisibilitySeconds = 43_200;

/** Throws InvalidParameterValue if a message would be hidden for longer than that altogether. */
export function checkHiddenFor(
  { receivedAt }: { readonly receivedAt?: number | undefined },
  seconds: number,
  now: number,
): void {
  if (receivedAt === undefined || now + seconds * 1000 - receivedAt <= longestVisibilitySeconds * 1000)
    return;
  throw invalidValue(
    "VisibilityTimeout",
    seconds,
    `Total VisibilityTimeout for the message is beyond the limit [${longestVisibilitySeconds} seconds]`,
  );
}

export function receiveLimits(attributes: QueueAttributes, request: ReceiveMessageRequest) {
  return {
    most: ranged("MaxNumberOfMessages", request.maxNumberOfMessages ?? 1, { least: 1, most: 10 }),
    waitSeconds: ranged(
      "WaitTimeSeconds",
      request.waitTimeSeconds ?? numberAttribute(attributes, "ReceiveMessageWaitTimeSeconds"),
      { least: 0, most: 20, reason: "Must be >= 0 and <= 20, if provided." },
    ),
    hiddenSeconds: ranged(
      "VisibilityTimeout",
      request.visibilityTimeoutSeconds ?? numberAttribute(attributes, "VisibilityTimeout"),
      { least: 0, most: longestVisibilitySeconds },
    ),
  };
}

export function ranged(
  name: string,
  value: number,
  { least, most, reason = `Must be between ${least} and ${most}, if provided.` }: Bounds,
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidValue(name, value, reason);
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** SQS's words, where they are others. */
  readonly reason?: string;
}

const groupPattern = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

/** What tells the messages of a FIFO queue apart; a standard queue takes a group, but no deduplication id. */
export function checkGroupAndDeduplication(
  queue: Queue,
  given: {
    readonly messageGroupId?: string | undefined;
    readonly messageDeduplicationId?: string | undefined;
    readonly delaySeconds?: number | undefined;
  },
): void {
  checkIdentifier("MessageGroupId", given.messageGroupId);
  checkIdentifier("MessageDeduplicationId", given.messageDeduplicationId);
  if (!queue.fifo && given.messageDeduplicationId !== undefined)
    throw invalidValue("MessageDeduplicationId", given.messageDeduplicationId, notOfThisType);
  if (given.delaySeconds !== undefined)
    ranged("DelaySeconds", given.delaySeconds, {
      least: 0,
      most: 900,
      reason: "DelaySeconds must be >= 0 and <= 900.",
    });
  if (queue.fifo && given.delaySeconds) throw invalidValue("DelaySeconds", given.delaySeconds, notOfThisType);
}

const notOfThisType = "The request include parameter that is not valid for this queue type.";

/** Throws InvalidParameterValue. */
export function checkAttempt({ fifo }: Queue, attemptId: string | undefined): void {
  checkIdentifier("ReceiveRequestAttemptId", attemptId);
  if (attemptId !== undefined && !fifo)
    throw invalidValue("ReceiveRequestAttemptId", attemptId, notOfThisType);
}

function checkIdentifier(name: string, value: string | undefined): void {
  if (value === undefined || groupPattern.test(value)) return;
  throw invalidValue(
    name,
    value,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

/** SQS API, ReceiveMessage, OverLimit. */
export function tooManyInFlight(): ServiceError {
  return new ServiceError("OverLimit", "Too many messages are in flight. Delete those that are done with.", {
    status: 403,
  });
}
