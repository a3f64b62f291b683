// What tumbling windows have come to, over a restart: for each lane the state of its open window, and how far that has come.

import type { Json } from "../../../aws/json.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";

/** A lane's windows. */
export interface WindowProgress {
  /** All records of the lane before this offset are in the state, or in windows that are over. */
  readonly done: number;
  /** Undefined between two windows. */
  readonly open: { readonly startMs: number; readonly from: number; readonly state: Json } | undefined;
}

export interface KeptWindow {
  get(): WindowProgress | undefined;
  put(progress: WindowProgress): void;
  /** Resolves once what was put is on disk. Rejects with InternalFailure. */
  committed(): Promise<void>;
}

/** What a lane is, besides its place: a lane that is not the same has other records, and begins anew. */
export interface WindowPlace {
  readonly uuid: string;
  readonly shardId: string;
  readonly lane: number;
  readonly lanes: number;
  readonly windowMs: number;
  readonly streamCreatedAt: number;
}

interface SavedWindow extends WindowPlace, WindowProgress {}

export class KeptWindows {
  readonly #book: RecordBook;
  readonly #windows: Records<SavedWindow>;

  constructor(book: RecordBook) {
    this.#book = book;
    this.#windows = book.records("tumblingWindows");
  }

  of(place: WindowPlace): KeptWindow {
    const key = `${place.uuid}/${place.shardId}/${place.lane}`;
    return {
      get: () => {
        const saved = this.#windows.get(key);
        return saved !== undefined && isSame(saved, place) ? saved : undefined;
      },
      put: (progress) => this.#windows.keep(key, { ...place, ...progress }),
      committed: () => this.#book.committed(),
    };
  }

  /** Those of a mapping that is gone. */
  remove(uuid: string): void {
    for (const { uuid: each, shardId, lane } of this.#windows.values())
      if (each === uuid) this.#windows.free(`${uuid}/${shardId}/${lane}`);
  }
}

function isSame(saved: WindowPlace, { lanes, windowMs, streamCreatedAt }: WindowPlace): boolean {
  return saved.lanes === lanes && saved.windowMs === windowMs && saved.streamCreatedAt === streamCreatedAt;
}
