// A mapping that reads a queue.

import type { JsonObject } from "../../../aws/json.ts";
import { filteredMessage, messageEvent } from "../../../event-sources/message-event.ts";
import { QueuePoller, takenOf } from "../../../event-sources/queue-poller.ts";
import { compileRecordFilter } from "../../../event-sources/record-filter.ts";
import { largestRequestBytes } from "../invocation.ts";
import { envelopeBytes, eventOf } from "./event.ts";
import { callFunction } from "./function-call.ts";
import type { MappedRecord } from "./mapped-record.ts";
import { filteredPayloads } from "./mapping-checks.ts";
import type { MappingParts, SourceReading } from "./mapping-parts.ts";
import { isFifo, type MappingRecord, queueNameOf } from "./mapping-record.ts";

interface QueuedRecord extends MappedRecord {
  readonly fields: JsonObject;
}

export function readQueue(mapping: MappingRecord, parts: MappingParts): SourceReading {
  const { functionArn, sourceArn, settings } = mapping;
  const { clock, identity } = parts;
  const queues = parts.sources.sqs;
  const queueUrl = queues.queueUrl(queueNameOf(sourceArn));
  const windowSeconds = settings.MaximumBatchingWindowInSeconds;
  const origin = { queueArn: sourceArn, awsRegion: identity.region, tellsNoDigest: windowSeconds > 0 };
  const seams = {
    ...{ functionArn, invoke: parts.invoke },
    reportsItems: settings.FunctionResponseTypes.includes("ReportBatchItemFailures"),
  };
  const patterns = (settings.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern);
  const passes = patterns.length === 0 ? undefined : compileRecordFilter(patterns, filteredPayloads.sqs);
  let [invoked, failed] = [0, 0];
  const poller = new QueuePoller<QueuedRecord>({
    ...{ queues, queueUrl, clock },
    settings: {
      batchSize: settings.BatchSize,
      windowMs: windowSeconds * 1000,
      isFifo: isFifo(sourceArn),
      maximumConcurrency: settings.ScalingConfig?.MaximumConcurrency,
    },
    maximumPayloadBytes: largestRequestBytes.RequestResponse - envelopeBytes,
    visibilityTimeoutSeconds: () => visibilityTimeout(mapping, queueUrl, parts),
    entry: (source) => {
      const record = messageEvent(source, origin);
      const text = JSON.stringify(record);
      const identifier = source.message.messageId;
      return { source, bytes: Buffer.byteLength(text), record: { text, identifier, fields: record } };
    },
    filter:
      passes &&
      (({ record, source, bytes }) =>
        passes(filteredMessage(record.fields), () => source.message.body, bytes)),
    take: async (entries) => {
      invoked += entries.length;
      const { outcome } = await callFunction(seams, eventOf(entries));
      failed += entries.length - takenOf(entries, outcome).length;
      return outcome;
    },
  });
  poller.start();
  return {
    // A queue that is made anew under its name is read on.
    sourceCreatedAt: 0,
    get counts() {
      const { messagesReceived, messagesFilteredOut, messagesDelivered } = poller.counters;
      return {
        ...{ polled: messagesReceived, filteredOut: messagesFilteredOut, invoked, failed },
        ...{ dropped: 0, sentToDestination: 0 },
        deleted: messagesDelivered + messagesFilteredOut,
      };
    },
    lastResult: undefined,
    stop: () => poller.stop(),
  };
}

/** Messages that wait for a window and then for their function are hidden for that long, where the queue would not do so. */
function visibilityTimeout(
  { functionArn, settings }: MappingRecord,
  queueUrl: string,
  { sources, functionOf }: MappingParts,
): number | undefined {
  const windowSeconds = settings.MaximumBatchingWindowInSeconds;
  if (windowSeconds === 0) return undefined;
  const needed = windowSeconds + (functionOf(functionArn)?.timeoutSeconds ?? 0);
  const ofQueue = Number(sources.sqs.getQueueAttributes(queueUrl).get("VisibilityTimeout"));
  return needed > ofQueue ? needed + 30 : undefined;
}
