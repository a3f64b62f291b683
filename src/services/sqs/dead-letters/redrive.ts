// What becomes of a message that was received too often.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html

import type { StoredMessage } from "../messages/stored-message.ts";
import type { Queue } from "../queues/queue.ts";
import { redrivePolicyOf } from "../queues/queue-attributes.ts";
import { type QueueEntry, sentEntry } from "../queues/queue-journal.ts";
import { allowsSource } from "./redrive-allow-policy.ts";

/**
 * Moves it to the dead-letter queue, with its age. What is to be written of that: nothing if it stays, as it does where the
 * dead-letter queue is gone or has come to refuse the source.
 */
export function redrive(
  queue: Queue,
  message: StoredMessage,
  queueByArn: (arn: string) => Queue | undefined,
): readonly QueueEntry[] {
  const policy = redrivePolicyOf(queue.attributes);
  if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return [];
  const deadLetters = queueByArn(policy.deadLetterTargetArn);
  if (deadLetters === undefined || deadLetters === queue) return [];
  if (!allowsSource(deadLetters.attributes.get("RedriveAllowPolicy"), queue.arn)) return [];
  const letter = { ...message, sourceArn: queue.arn, visibleAt: 0 };
  queue.remove(message.messageId);
  deadLetters.add(letter);
  return [
    sentEntry(deadLetters.name, letter),
    { type: "removed", queue: queue.name, messageIds: [message.messageId] },
  ];
}
