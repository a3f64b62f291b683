// A message as a queue holds it.

import type { MessageAttributes } from "../../../aws/message-attribute.ts";

export interface StoredMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes | undefined;
  readonly systemAttributes: MessageAttributes | undefined;
  readonly sentAt: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  /** The queue that a dead letter comes from. */
  readonly sourceArn: string | undefined;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** The last time, since the region is up. */
  receivedAt?: number;
}
