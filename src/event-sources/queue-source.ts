// What is needed of a queue to read it.

import type { MessageAttributes } from "../aws/message-attribute.ts";

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
  readonly message: {
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
  };
  readonly receiptHandle: string;
}
