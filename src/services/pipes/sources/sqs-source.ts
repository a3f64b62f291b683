// A queue as the source of a pipe. What fails stays in the queue, whose redrive policy says what becomes of it in the end.

import { parseArn } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { type FeedCounters, newCounters } from "../../../event-sources/feed-counters.ts";
import { messageEvent } from "../../../event-sources/message-event.ts";
import { QueuePoller } from "../../../event-sources/queue-poller.ts";
import type { SourceMessage, SourceQueues } from "../../../event-sources/queue-source.ts";
import { compileRecordFilter } from "../../../event-sources/record-filter.ts";
import { JsonBatch } from "../event-batch.ts";
import type { BatchingParameters } from "../pipe-definition.ts";
import { filteredPayload } from "./filtered-payload.ts";
import type { OpenSource, SourceSettings } from "./pipe-source.ts";

/** Throws QueueDoesNotExist. */
export function sqsSource(
  queues: SourceQueues,
  parameters: BatchingParameters,
  settings: SourceSettings,
): OpenSource {
  const { sourceArn, filters, mostEvents, maximumPayloadBytes, awsRegion, clock, take } = settings;
  const { BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = parameters;
  const queueUrl = queues.queueUrl(parseArn(sourceArn)?.resource ?? "");
  queues.getQueueAttributes(queueUrl);
  const passes = filters.length === 0 ? undefined : compileRecordFilter(filters, filteredPayload.sqs);
  const entry = (source: SourceMessage) => {
    const record = messageEvent(source, { queueArn: sourceArn, awsRegion });
    return { source, record, bytes: Buffer.byteLength(JSON.stringify(record)) };
  };
  return new QueueReading(
    () =>
      new QueuePoller<JsonObject>({
        ...{ queues, queueUrl, clock, maximumPayloadBytes, entry },
        settings: {
          batchSize: Math.min(BatchSize, mostEvents),
          windowMs: MaximumBatchingWindowInSeconds * 1000,
          isFifo: sourceArn.endsWith(".fifo"),
        },
        visibilityTimeoutSeconds: () => undefined,
        filter: passes && (({ record, source, bytes }) => passes(record, () => source.message.body, bytes)),
        take: (entries) =>
          take(
            new JsonBatch(
              entries.map(({ record }) => record),
              entries.map(({ source }) => source.message.messageId),
            ),
          ),
      }),
  );
}

class QueueReading implements OpenSource {
  /** A message that nobody has taken is still in the queue, which knows its age. */
  readonly ageMs = 0;
  readonly #open: () => QueuePoller<JsonObject>;
  #poller: QueuePoller<JsonObject> | undefined;

  constructor(open: () => QueuePoller<JsonObject>) {
    this.#open = open;
  }

  get counters(): FeedCounters {
    const counters = newCounters();
    if (this.#poller === undefined) return counters;
    const { messagesReceived, messagesFilteredOut, messagesDelivered, ...others } = this.#poller.counters;
    return {
      ...counters,
      ...others,
      recordsRead: messagesReceived,
      recordsFilteredOut: messagesFilteredOut,
      recordsDelivered: messagesDelivered,
    };
  }

  start(): void {
    this.#poller = this.#open();
    this.#poller.start();
  }

  async stop(): Promise<void> {
    await this.#poller?.stop();
  }
}
