// What mappings need of the region, and what is open of one.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver } from "../../../aws/delivery.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";
import type { ObjectSink } from "../../../aws/object-sink.ts";
import type { SourceQueues } from "../../../event-sources/queue-source.ts";
import type { ChangeCursor, KinesisCursor, SourceStream } from "../../../event-sources/stream-source.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import type { InvocationRequest, InvocationResult } from "../invocation.ts";
import type { KeptWindows } from "./kept-windows.ts";
import type { EventCounts } from "./mapping-metrics.ts";

export interface SourceStreams {
  /** Throws ResourceNotFoundException. */
  stream(reference: { readonly streamArn: string }): SourceStream<KinesisCursor>;
}

export interface SourceTables {
  /** Throws ResourceNotFoundException. */
  changes(streamArn: string): SourceStream<ChangeCursor>;
}

export interface MappingSources {
  readonly kinesis: SourceStreams;
  readonly dynamodb: SourceTables;
  readonly sqs: SourceQueues;
}

/** A function as far as what reads for it must know it. */
export interface MappedFunction {
  readonly roleArn: string;
  readonly timeoutSeconds: number;
}

export interface MappingParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly metrics: MetricSink;
  readonly sources: MappingSources;
  readonly deliver: Deliver;
  readonly objects: ObjectSink;
  /** Where checkpoints are kept; undefined forgets them. */
  readonly directory: string | undefined;
  readonly repair: Repair | undefined;
  readonly windows: KeptWindows;
  /** By its ARN with its qualifier; undefined for one that is not there. */
  readonly functionOf: (functionArn: string) => MappedFunction | undefined;
  /** Throws ServiceError for a source that the function's role may not read. @default every role may */
  readonly checkReading?: ((sourceArn: string, roleArn: string) => void) | undefined;
  readonly invoke: (request: InvocationRequest) => Promise<InvocationResult>;
}

/** What reads a source for a function. */
export interface SourceReading {
  /** Which of all sources that have had its ARN is read: when it was made. */
  readonly sourceCreatedAt: number;
  readonly counts: EventCounts;
  /** Undefined for a queue, of which it is not told. */
  readonly lastResult: string | undefined;
  /** Resolves when the batches in flight have ended. */
  stop(): Promise<void>;
}

export const noRecordsProcessed = "No records processed";
