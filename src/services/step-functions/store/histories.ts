// The history of an execution is made by running its turns again with a recorder. What was made is kept for a while, and goes
// on from there when there are new turns, so that asking again and again costs little.

import type { HistoryEvent, Recorder } from "../../../engine/history/event.ts";
import { type ExecutionFold, ReplayDiverged } from "./execution-fold.ts";
import type { ExecutionStore } from "./execution-store.ts";

/** About so much memory is spent on histories. */
const mostBytes = 64 * 1024 * 1024;
/** An event without the texts in it. */
const bytesAnEvent = 300;

export interface ReplayedExecution {
  readonly createFold: (recorder: Recorder) => ExecutionFold;
  /** Whether the last of so many turns still goes on. */
  readonly goesOnAfter: (turns: number) => boolean;
}

/** What is kept ends in the middle of a turn, which has gone on in another way. */
class TurnWentOn extends Error {}

interface Kept {
  readonly fold: ExecutionFold;
  readonly events: HistoryEvent[];
  bytes: number;
  /** Resolves when the replay that is going on is done. */
  ready: Promise<void>;
}

export class Histories {
  readonly #store: ExecutionStore;
  readonly #most: number;
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<number, Kept>();

  constructor(store: ExecutionStore, most = mostBytes) {
    this.#store = store;
    this.#most = most;
  }

  /**
   * The events of the execution up to what is on disk, and of a turn that goes on some of those that are not. Rejects with
   * ReplayDiverged, and once histories are closed.
   */
  async of(id: number, replayed: ReplayedExecution): Promise<readonly HistoryEvent[]> {
    const known = this.#kept.get(id);
    const kept = known ?? begin(replayed.createFold);
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    kept.ready = kept.ready.then(async () => {
      const { fold } = kept;
      const rows = this.#store.turnsToTake(id, fold.turns);
      const goesOn = replayed.goesOnAfter(fold.turns + rows.length);
      if (fold.hasDecided && (rows.length > 0 || !goesOn)) throw new TurnWentOn();
      if (!(await fold.replay(rows, goesOn)))
        throw new Error("The history was given up: nobody asks any more.");
    });
    try {
      await kept.ready;
    } catch (problem) {
      this.#kept.delete(id);
      // What was run when the last turn had not ended lacks what the clock decided in that turn.
      const isOutdated = problem instanceof ReplayDiverged || problem instanceof TurnWentOn;
      if (known !== undefined && isOutdated) return this.of(id, replayed);
      throw problem;
    }
    this.#forgetOldest();
    return kept.events;
  }

  close(): void {
    for (const { fold } of this.#kept.values()) fold.giveUp();
  }

  #forgetOldest(): void {
    let bytes = 0;
    for (const kept of this.#kept.values()) bytes += kept.bytes;
    for (const [id, kept] of this.#kept) {
      if (bytes <= this.#most) return;
      bytes -= kept.bytes;
      this.#kept.delete(id);
    }
  }
}

function begin(createFold: (recorder: Recorder) => ExecutionFold): Kept {
  const events: HistoryEvent[] = [];
  const fold = createFold({
    record(event) {
      events.push(event);
      kept.bytes += bytesAnEvent + textBytes(event);
    },
  });
  const kept: Kept = { fold, events, bytes: 0, ready: Promise.resolve() };
  return kept;
}

/** Inputs and outputs, which may have 256 KiB each. */
function textBytes(event: HistoryEvent): number {
  let bytes = 0;
  for (const details of Object.values(event)) {
    if (typeof details !== "object") continue;
    for (const detail of Object.values(details)) if (typeof detail === "string") bytes += detail.length;
  }
  return bytes;
}
