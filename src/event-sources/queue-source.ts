// What is needed of a queue to read it.

import type { QueueMessage } from "../aws/queue-message.ts";

export interface SourceQueues {
  queueUrl(name: string): string;
  /** Throws QueueDoesNotExist, as all of these do. */
  getQueueAttributes(queueUrl: string): ReadonlyMap<string, string>;
  receiveMessage(request: SourceReceive): Promise<readonly SourceMessage[]>;
  deleteMessage(queueUrl: string, receiptHandle: string): Promise<void>;
  changeMessageVisibility(queueUrl: string, receiptHandle: string, seconds: number): void;
}

export interface SourceReceive {
  readonly queueUrl: string;
  /** Ten at most. */
  readonly maxNumberOfMessages: number;
  readonly waitTimeSeconds: number;
  /** @default the queue's */
  readonly visibilityTimeoutSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SourceMessage {
  readonly message: QueueMessage;
  readonly receiptHandle: string;
}
