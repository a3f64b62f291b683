// A message of a queue, as whoever receives it is told of it.

import type { MessageAttributes } from "./message-attribute.ts";

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes | undefined;
  readonly systemAttributes: MessageAttributes | undefined;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  /** The queue that a dead letter comes from. */
  readonly sourceArn: string | undefined;
  readonly receiveCount: number;
  readonly firstReceivedAt: number | undefined;
}
