// What the optimized integrations hand on, and what they are told of it, as the services that take it have it.

import type { MessageAttributes } from "../../../../aws/message-attribute.ts";

/** EventBridge. */
export interface EventTaker {
  /** Rejects with ServiceError if it takes none of them. */
  putEvents(entries: readonly EventEntry[]): Promise<{
    readonly failedEntryCount: number;
    readonly entries: readonly EventResult[];
  }>;
}

export interface EventEntry {
  readonly source: string | undefined;
  readonly detailType: string | undefined;
  /** JSON text. */
  readonly detail: string | undefined;
  readonly eventBusName: string | undefined;
  readonly traceHeader: string | undefined;
  readonly resources: readonly string[];
  /** Milliseconds since the epoch. */
  readonly timeMs: number | undefined;
}

export interface EventResult {
  readonly eventId?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** SQS. */
export interface MessageTaker {
  /** Rejects with ServiceError. */
  sendMessage(message: QueueMessage): Promise<{
    readonly messageId: string;
    readonly md5OfMessageBody: string;
    readonly md5OfMessageAttributes: string | undefined;
    readonly sequenceNumber: string | undefined;
  }>;
}

interface Grouped {
  readonly messageAttributes: MessageAttributes | undefined;
  readonly messageDeduplicationId: string | undefined;
  readonly messageGroupId: string | undefined;
}

export interface QueueMessage extends Grouped {
  readonly queueUrl: string;
  readonly messageBody: string;
  readonly delaySeconds: number | undefined;
}

/** SNS. */
export interface Publisher {
  /** Rejects with ServiceError. */
  publish(message: TopicMessage): Promise<{ readonly messageId: string }>;
}

export interface TopicMessage extends Grouped {
  readonly topicArn: string;
  readonly message: string;
  readonly subject: string | undefined;
  readonly messageStructure: string | undefined;
}
