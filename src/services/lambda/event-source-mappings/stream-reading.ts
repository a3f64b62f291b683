// A mapping that reads a stream, of Kinesis or of a table.

import type { JsonObject } from "../../../aws/json.ts";
import { takenCount } from "../../../event-sources/batch-outcome.ts";
import { Checkpoints } from "../../../event-sources/checkpoints.ts";
import type { Entry, EntryWriter } from "../../../event-sources/entry.ts";
import type { ReadingSettings } from "../../../event-sources/reading-settings.ts";
import { compileRecordFilter } from "../../../event-sources/record-filter.ts";
import { StreamPoller } from "../../../event-sources/stream-poller.ts";
import type { Cursor, SourceShard, SourceStream } from "../../../event-sources/stream-source.ts";
import { parseFunctionName } from "../function-name.ts";
import { largestRequestBytes } from "../invocation.ts";
import { envelopeBytes, eventOf } from "./event.ts";
import { failureDestination } from "./failure-destination.ts";
import { callFunction, type FunctionAnswer } from "./function-call.ts";
import type { MappedRecord } from "./mapped-record.ts";
import { filteredPayloads } from "./mapping-checks.ts";
import { iteratorAge } from "./mapping-metrics.ts";
import { type MappingParts, noRecordsProcessed, type SourceReading } from "./mapping-parts.ts";
import { type MappingRecord, mappingArn, type SourceKind, streamArnOf } from "./mapping-record.ts";
import { mostStateBytes, TumblingWindows } from "./tumbling-window.ts";

export interface StreamKind<C extends Cursor> {
  readonly kind: Exclude<SourceKind, "sqs">;
  readonly writer: (shard: SourceShard) => EntryWriter<C, MappedRecord>;
  /** What a filter sees of a record beside its payload. */
  readonly fields: (cursor: C, record: MappedRecord) => JsonObject;
  readonly payload: (cursor: C) => string;
}

/** What an event of a tumbling window has beside its records and its state. */
const windowBytes = 2048;

/** Throws DamagedFile for checkpoints that are damaged, unless a repair is under way. */
export function readStream<C extends Cursor>(
  mapping: MappingRecord,
  stream: SourceStream<C>,
  { kind, writer, fields, payload }: StreamKind<C>,
  parts: MappingParts,
): SourceReading {
  const { clock, metrics, directory, repair, identity, functionOf } = parts;
  const { uuid, functionArn, sourceArn, settings } = mapping;
  const reading = readingSettings(mapping);
  const age = iteratorAge(metrics, parseFunctionName(functionArn).functionName);
  const seams = {
    ...{ functionArn, invoke: parts.invoke },
    reportsItems: settings.FunctionResponseTypes.includes("ReportBatchItemFailures"),
  };
  let lastResult = noRecordsProcessed;
  let [invoked, failed] = [0, 0];
  let isStopping = false;
  const call = async (event: string, entries: readonly Entry<MappedRecord>[]): Promise<FunctionAnswer> => {
    invoked += entries.length;
    const last = entries.at(-1);
    if (last !== undefined) age.record(Math.max(0, clock.now() - last.arrivalMs));
    const answer = await callFunction(seams, event);
    const { outcome } = answer;
    const isFailed = outcome.status === "FAILED";
    const taken = isFailed ? 0 : takenCount(entries, outcome.batchItemFailures, isNamed);
    failed += entries.length - taken;
    // The region may have ended the call as it closes, and no record is given up for that.
    if (isFailed && isStopping) return { ...answer, outcome: { ...outcome, internal: true } };
    lastResult = isFailed ? "PROBLEM: Function call failed" : "OK";
    return answer;
  };
  const patterns = (settings.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern);
  const passes = patterns.length === 0 ? undefined : compileRecordFilter(patterns, filteredPayloads[kind]);
  const destination = settings.DestinationConfig?.OnFailure.Destination;
  const windowMs = (settings.TumblingWindowInSeconds ?? 0) * 1000;
  const poller = new StreamPoller<C, MappedRecord>({
    ...{ stream, clock, writer },
    settings: reading,
    maximumPayloadBytes:
      largestRequestBytes.RequestResponse -
      envelopeBytes -
      (windowMs === 0 ? 0 : mostStateBytes + windowBytes),
    checkpoints: new Checkpoints({
      ...{ directory, clock, repair },
      name: uuid,
      reader: `the event source mapping ${uuid}`,
      streamCreatedAt: stream.properties.createdAt,
      lanesPerShard: reading.lanes,
    }),
    filter:
      passes && (({ record, bytes }, cursor) => passes(fields(cursor, record), () => payload(cursor), bytes)),
    take: async (entries) => (await call(eventOf(entries), entries)).outcome,
    isNamed: (record, name) => isNamed({ record }, name),
    giveUp:
      destination === undefined
        ? undefined
        : failureDestination(
            destination,
            {
              ...{ uuid, functionArn, kind, streamArn: streamArnOf(sourceArn) },
              mappingArn: mappingArn(mapping, identity),
              roleArn: () => functionOf(functionArn)?.roleArn ?? "",
            },
            { ...parts, now: () => clock.now() },
          ),
    course:
      windowMs === 0
        ? undefined
        : (lane, shard) => {
            const place = { uuid, shardId: shard.id, lane: lane.index, lanes: reading.lanes, windowMs };
            const kept = parts.windows.of({ ...place, streamCreatedAt: stream.properties.createdAt });
            return new TumblingWindows({ windowMs, shardId: shard.id, sourceArn, clock, call, kept }, lane);
          },
  });
  poller.start();
  return {
    sourceCreatedAt: stream.properties.createdAt,
    get counts() {
      const { recordsRead, recordsFilteredOut, recordsDiscarded, recordsDeadLettered } = poller.counters;
      return {
        ...{ polled: recordsRead, filteredOut: recordsFilteredOut, invoked, failed },
        // "This doesn't include the number of records that expire due to exceeding your event source's retention settings."
        ...{ dropped: recordsDiscarded, sentToDestination: recordsDeadLettered },
        deleted: 0,
      };
    },
    get lastResult() {
      return lastResult;
    },
    stop() {
      isStopping = true;
      return poller.stop();
    },
  };
}

function isNamed({ record: { identifier } }: Pick<Entry<MappedRecord>, "record">, name: string): boolean {
  return identifier === name;
}

function readingSettings({ settings }: MappingRecord): ReadingSettings {
  const { MaximumRetryAttempts: retries = -1, MaximumRecordAgeInSeconds: ageSeconds = -1 } = settings;
  return {
    startingPosition: settings.StartingPosition ?? "TRIM_HORIZON",
    startingTimestampMs: (settings.StartingPositionTimestamp ?? 0) * 1000,
    batchSize: settings.BatchSize,
    windowMs: settings.MaximumBatchingWindowInSeconds * 1000,
    lanes: settings.ParallelizationFactor ?? 1,
    retries: retries === -1 ? Number.POSITIVE_INFINITY : retries,
    recordAgeMs: ageSeconds === -1 ? Number.POSITIVE_INFINITY : ageSeconds * 1000,
    bisects: settings.BisectBatchOnFunctionError ?? false,
  };
}
