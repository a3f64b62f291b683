// What a shard's feed is given: where it reads, how records become entries, which of them are handed out, and what their batches have to do
// with each other.

import type { Checkpoints, LaneProgress } from "./checkpoints.ts";
import type { DeliverySeams } from "./delivery.ts";
import type { Entry, EntryWriter } from "./entry.ts";
import type { Lane } from "./lane.ts";
import type { Cursor, SourceShard, SourceStream } from "./stream-source.ts";

export interface FeedSeams<C extends Cursor, Content> extends DeliverySeams<Content> {
  readonly stream: SourceStream<C>;
  readonly checkpoints: Checkpoints;
  /** The longest text of a batch, in UTF-8 bytes. */
  readonly maximumPayloadBytes: number;
  readonly writer: (shard: SourceShard) => EntryWriter<C, Content>;
  /** What a lane's batches have to do with each other. Absent where nothing. */
  readonly course?: ((lane: LaneHandle, shard: SourceShard) => LaneCourse<Content>) | undefined;
  /** Whether a record is to be handed out. A promise where it may take long to say so. */
  readonly filter: ((entry: Entry<Content>, cursor: C) => boolean | Promise<boolean>) | undefined;
}

/** Batches of a lane that belong together, as those of a tumbling window do. */
export interface LaneCourse<Content> {
  /** Records before this offset have been taken, however far the checkpoint holds back. */
  readonly takenBefore: number;
  /** The lane is there, and nothing has come to it. */
  begin(): void;
  readonly separates: (first: Entry<Content>, next: Entry<Content>) => boolean;
  readonly take: DeliverySeams<Content>["take"];
  /** Does what is due before a batch and after it, and has it delivered. */
  deliver(entries: readonly Entry<Content>[], delivery: () => Promise<void>): Promise<void>;
  /** All records of the lane before this offset have ended. */
  ended(offset: number): void;
  /** Nothing more comes to the lane: what is open is to be ended. */
  finish(): void;
  stop(): void;
}

export interface LaneHandle extends Pick<Lane<unknown>, "hold" | "release" | "interject"> {
  readonly index: number;
  /** Whether all that the shard has is read, but for what the lanes have not taken yet. */
  readonly hasCaughtUp: () => boolean;
  readonly sleep: DeliverySeams<unknown>["sleep"];
}

/** What is read of one shard, and from where. */
export interface FeedStart {
  readonly shard: SourceShard;
  readonly lanes: readonly LaneProgress[];
  /** The first record that there must be; undefined where nobody has read the shard before. */
  readonly expectedOffset: number | undefined;
}
