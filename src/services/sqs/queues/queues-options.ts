// What the queues of a region are opened with, what makes one of them, and what is received from it.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { QueueAttributes } from "./queue-attributes.ts";

export interface QueuesOptions {
  /** Where to keep the messages; undefined for memory only. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** What precedes the account in a queue's URL, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly repair?: Repair | undefined;
  /** How much all messages may take together. @default a third of the process's memory for such things */
  readonly mostHeldBytes?: number | undefined;
  /** @default what is done is not counted */
  readonly metrics?: MetricSink | undefined;
}

export interface CreateQueueRequest {
  readonly queueName: string;
  readonly attributes?: QueueAttributes;
  readonly tags?: ReadonlyMap<string, string>;
}

/** A message that moves from a queue to its dead-letter queue. */
export interface DeadLetter {
  readonly from: string;
  readonly receiveCount: number;
}

export interface ReceivedMessage {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
}
