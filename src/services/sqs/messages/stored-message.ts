// A message as a queue holds it.

import type { QueueMessage } from "../../../aws/queue-message.ts";

export interface StoredMessage extends QueueMessage {
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** The last time, since the region is up. */
  receivedAt?: number;
}
