// The history of an execution is made by running its turns again with a recorder. What was made is kept for a while, and goes
// on from there when there are new turns, so that asking again and again costs little.

import type { HistoryEvent, Recorder } from "../../../engine/history/event.ts";
import { type ExecutionFold, ReplayDiverged } from "./execution-fold.ts";
import type { ExecutionStore } from "./execution-store.ts";
import { KeptHistory, type Wanted } from "./kept-history.ts";

/** About so much memory is spent on histories, and on the data of one at most the half of it. */
const mostBytes = 64 * 1024 * 1024;
/** What is told at once takes others no longer than that. AWS: "The actual number of results returned per call might be fewer". */
const mostPageBytes = 4 * 1024 * 1024;

export interface ReplayedExecution {
  readonly createFold: (recorder: Recorder) => ExecutionFold;
  /** Whether the last of so many turns still goes on. */
  readonly goesOnAfter: (turns: number) => boolean;
}

/** Events in either direction, of which there may be fewer. */
export interface AskedEvents {
  /** Behind which event they begin, by its id. @default at the end that the direction comes from */
  readonly after: number | undefined;
  readonly limit: number;
  readonly isReverse: boolean;
  /** Without, nobody looks at inputs and outputs. */
  readonly withData: boolean;
}

export interface FoundEvents {
  readonly events: readonly HistoryEvent[];
  /** So many of them are not too large to be told at once. */
  readonly fitting: number;
}

/** What is kept ends in the middle of a turn, which has gone on in another way. */
class TurnWentOn extends Error {}

export class Histories {
  readonly #store: ExecutionStore;
  readonly #most: number;
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<number, KeptHistory>();

  constructor(store: ExecutionStore, most = mostBytes) {
    this.#store = store;
    this.#most = most;
  }

  /**
   * Of the events up to what is on disk, and of a turn that goes on some of those that are not. Rejects with ReplayDiverged, and once
   * histories are closed.
   */
  async of(id: number, replayed: ReplayedExecution, asked: AskedEvents): Promise<FoundEvents> {
    const kept = await this.#current(id, replayed);
    const first = firstOf(kept, asked);
    const lacksData = asked.withData && first >= 0 && first < kept.events.length && !kept.hasData(first);
    if (!lacksData) return found(kept, first, asked);
    const wanted = asked.isReverse ? { before: first + 1 } : { from: first };
    return found(await this.#goOn(id, replayed, this.#begin(replayed, wanted)), first, asked);
  }

  async #current(id: number, replayed: ReplayedExecution): Promise<KeptHistory> {
    const known = this.#kept.get(id);
    try {
      if (known !== undefined) return await this.#goOn(id, replayed, known);
    } catch (problem) {
      // What was run when the last turn had not ended lacks what the clock decided in that turn.
      if (!(problem instanceof ReplayDiverged || problem instanceof TurnWentOn)) throw problem;
    }
    return this.#goOn(id, replayed, this.#begin(replayed, { from: 0 }));
  }

  #begin({ createFold }: ReplayedExecution, wanted: Wanted): KeptHistory {
    return new KeptHistory(createFold, wanted, this.#most / 2);
  }

  /** Up to what is on disk by now. */
  async #goOn(id: number, replayed: ReplayedExecution, kept: KeptHistory): Promise<KeptHistory> {
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
      // Another may have taken its place meanwhile.
      if (this.#kept.get(id) === kept) this.#kept.delete(id);
      throw problem;
    }
    this.#forgetOldest();
    return kept;
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

/** Its index. Events are numbered from 1 without a gap. */
function firstOf({ events }: KeptHistory, { after, isReverse }: AskedEvents): number {
  if (!isReverse) return after ?? 0;
  return (after === undefined ? events.length : after - 1) - 1;
}

function found(kept: KeptHistory, first: number, { limit, isReverse, withData }: AskedEvents): FoundEvents {
  const { events } = kept;
  const from = isReverse ? Math.max(0, first + 1 - limit) : first;
  const asked = events.slice(from, isReverse ? first + 1 : first + limit);
  if (isReverse) asked.reverse();
  let fitting = withData ? 0 : asked.length;
  for (let bytes = 0; fitting < asked.length; fitting++) {
    const index = isReverse ? first - fitting : first + fitting;
    bytes += kept.bytesOf(index);
    if (fitting > 0 && (bytes > mostPageBytes || !kept.hasData(index))) break;
  }
  return { events: asked, fitting };
}
