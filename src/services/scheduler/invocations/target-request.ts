// What an invocation asks of its target, and of its dead-letter queue.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html

import type { DeliveryRequest, Undelivered } from "../../../aws/delivery.ts";
import { type Invocation, scheduledTime } from "./invocation.ts";

export function targetRequest({ scheduleArn, target }: Invocation, input: string): DeliveryRequest {
  const { arn, roleArn, messageGroupId, partitionKey, event } = target;
  return {
    arn,
    caller: { arn: scheduleArn, roleArn },
    payload: { text: input },
    groupId: messageGroupId,
    partitionKey,
    event,
  };
}

/** Why an invocation was given up. */
export interface GivenUp {
  readonly outcome: Undelivered;
  /** How often it was tried again. */
  readonly retries: number;
  /** The limit of its policy that is reached; undefined if trying again would not help. */
  readonly condition?: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | undefined;
}

/** SQS takes no larger message, its attributes included. */
const largestMessageBytes = 1_048_576;
const mostAttributeBytes = 16_384;

export function deadLetterRequest(
  invocation: Invocation,
  queueArn: string,
  { input, outcome, retries, condition }: GivenUp & { readonly input: string },
): DeliveryRequest {
  const { scheduleArn, target } = invocation;
  const { code, message } = outcome.error;
  const bytes = Buffer.from(input);
  const mostBytes = largestMessageBytes - mostAttributeBytes;
  const attributes = {
    ERROR_CODE: code,
    ERROR_MESSAGE: message === "" ? "Unknown" : message.slice(0, 4096),
    EXECUTION_ID: invocation.id,
    ...(condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: condition }),
    IS_PAYLOAD_TRUNCATED: String(bytes.length > mostBytes),
    RETRY_ATTEMPTS: String(retries),
    SCHEDULED_TIME: scheduledTime(invocation),
    SCHEDULE_ARN: scheduleArn,
    TARGET_ARN: target.arn,
  };
  return {
    isDeadLetter: true,
    arn: queueArn,
    caller: { arn: scheduleArn, roleArn: target.roleArn },
    payload: { text: bytes.length > mostBytes ? bytes.subarray(0, mostBytes).toString() : input },
    attributes: new Map(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: "String", stringValue }]),
    ),
  };
}
