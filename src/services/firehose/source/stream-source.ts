// What a delivery stream needs of a source that it reads by itself.

import type { NewRecord } from "../records/pending-records.ts";
import type { DeliveryStream, KinesisSource } from "../streams/delivery-stream.ts";

/** Resolves with how many are kept, the first ones. */
export type KeepRecords = (records: readonly NewRecord[]) => Promise<number>;

export interface OpenSource {
  /** Resolves once what was read is kept, or will be read again. */
  stop(): Promise<void>;
  /** It is never read again: how far it was read is not kept. */
  forget(): void;
}

/** Does not throw: what cannot be read now is tried again. */
export type SourceReader = (stream: DeliveryStream, source: KinesisSource, keep: KeepRecords) => OpenSource;
