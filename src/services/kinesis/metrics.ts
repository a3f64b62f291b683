// What the streams count, for whoever turns it into CloudWatch's AWS/Kinesis metrics.

export interface StreamMetrics {
  /** IncomingRecords and IncomingBytes: records that are now on disk. */
  incoming(streamName: string, records: number, bytes: number): void;
  /** GetRecords.Records, GetRecords.Bytes and GetRecords.IteratorAgeMilliseconds of one read. */
  outgoing(streamName: string, records: number, bytes: number, iteratorAgeMs: number): void;
  /** `<operation>.Success` and `<operation>.Latency`. */
  operation(
    streamName: string,
    operation: "PutRecord" | "PutRecords" | "GetRecords",
    outcome: { readonly latencyMs: number; readonly succeeded: boolean },
  ): void;
}

export const noMetrics: StreamMetrics = {
  incoming() {},
  outgoing() {},
  operation() {},
};
