// The history of an execution is made by running its turns again with a recorder. What was made is kept for a while, and goes
// on from there when there are new turns, so that asking again and again costs little.

import type { HistoryEvent, Recorder } from "../engine/history/event.ts";
import type { ExecutionFold } from "./execution-fold.ts";
import type { ExecutionStore } from "./execution-store.ts";

/** About so much memory is spent on histories. */
const mostEvents = 200_000;

interface Kept {
  readonly fold: ExecutionFold;
  readonly events: HistoryEvent[];
  /** Resolves when the replay that is going on is done. */
  ready: Promise<void>;
}

export class Histories {
  readonly #store: ExecutionStore;
  readonly #most: number;
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<number, Kept>();

  constructor(store: ExecutionStore, most = mostEvents) {
    this.#store = store;
    this.#most = most;
  }

  /** The events of the execution up to what is on disk. Rejects with ReplayDiverged. */
  async of(id: number, createFold: (recorder: Recorder) => ExecutionFold): Promise<readonly HistoryEvent[]> {
    const kept = this.#kept.get(id) ?? begin(createFold);
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    kept.ready = kept.ready.then(() => kept.fold.replay(this.#store.turns(id, kept.fold.turns)));
    try {
      await kept.ready;
    } catch (problem) {
      this.#kept.delete(id);
      throw problem;
    }
    this.#forgetOldest();
    return kept.events;
  }

  #forgetOldest(): void {
    let events = 0;
    for (const kept of this.#kept.values()) events += kept.events.length;
    for (const [id, kept] of this.#kept) {
      if (events <= this.#most || this.#kept.size === 1) return;
      events -= kept.events.length;
      this.#kept.delete(id);
    }
  }
}

function begin(createFold: (recorder: Recorder) => ExecutionFold): Kept {
  const events: HistoryEvent[] = [];
  const fold = createFold({ record: (event) => void events.push(event) });
  fold.begin();
  return { fold, events, ready: Promise.resolve() };
}
