// What an execution still has to do within its turn, in an order in which no clock has a part: what gave way to others in the
// middle of something goes on before anything else does, as if it had never stopped.

import { guarded } from "../aws/unexpected.ts";
import { slice } from "./slice.ts";

export type Work = () => void;

/** Sees whether work that has begun comes to an end. */
export interface WorkWatch {
  begin(): void;
  end(): void;
}

/** What the execution is made on: as an object of its own it cost an execution of five states a tenth (measured). */
export abstract class Agenda {
  /** Told of all work, if there is one. */
  watch: WorkWatch | undefined = undefined;
  /** Lists are made when something first has to wait: nearly always nothing does. */
  #items: Work[] | undefined = undefined;
  /** What gave way until the next slice, the innermost first. */
  #interrupted: Work[] | undefined = undefined;
  /** What gave way until the next turn. */
  #rested: Work[] | undefined = undefined;
  #isWorking = false;
  /** All that is left waits for the next slice, or is on its way there. */
  #isPausing = false;
  #isClosed = false;

  /** What had to be waited for is done. */
  protected abstract settled(): void;
  /** All that was going on has given way for a rest. It goes on when it is handed to `wake`. */
  protected abstract beginRest(rested: readonly Work[]): void;

  /** Something is being done, or is left to do: the execution has given way to others. */
  get isUnsettled(): boolean {
    return this.#isWorking || this.#isPausing || (this.#items !== undefined && this.#items.length > 0);
  }

  /** Whatever would go on has to give way as well. */
  get isGivingWay(): boolean {
    return this.#isPausing || this.#rested !== undefined;
  }

  /** Does what an event from outside asks for: at once, or after all that is there already. */
  run(work: Work): void {
    if (!this.beginWork()) {
      this.#add(work);
      return;
    }
    try {
      work();
    } finally {
      this.endWork();
    }
  }

  /** For what is done often, without a closure: if it answers true, `endWork` has to follow; otherwise it is for `run`. */
  beginWork(): boolean {
    if (this.isUnsettled) return false;
    this.#isWorking = true;
    this.watch?.begin();
    return true;
  }

  /** Does what is left as well, unless that gives way. */
  endWork(): void {
    try {
      while (!this.#isPausing) {
        const work = this.#next();
        if (work === undefined) break;
        this.#do(work);
      }
    } finally {
      this.#isWorking = false;
      this.watch?.end();
      if (this.#isPausing) this.#goOnLater();
    }
  }

  /** Gives way to others until the next slice. */
  protected pause(goOn: Work): void {
    this.#isPausing = true;
    this.#interrupt([goOn]);
  }

  /** Gives way until another turn. */
  protected rest(goOn: Work): void {
    this.#rested ??= [];
    this.#rested.push(goOn);
  }

  /** Goes on with what rested, in the turn that is being run. */
  protected wake(rested: readonly Work[]): void {
    this.#interrupt(rested);
  }

  /** Nothing is gone on with any more. */
  close(): void {
    this.#isClosed = true;
  }

  #goOnLater(): void {
    slice.later(() => this.#goOn());
  }

  #goOn(): void {
    if (this.#isClosed) return;
    this.#isPausing = false;
    this.#isWorking = true;
    this.watch?.begin();
    guarded("a turn of an execution", () => this.endWork());
    if (!this.isUnsettled) this.settled();
  }

  /** What gives way in the middle of it comes before what had given way around it. */
  #do(work: Work): void {
    const around = this.#interrupted;
    this.#interrupted = undefined;
    work();
    if (around !== undefined) this.#interrupt(around);
  }

  #next(): Work | undefined {
    const interrupted = this.#interrupted?.shift();
    if (interrupted !== undefined) return interrupted;
    if (this.#rested !== undefined) this.#takeRest(this.#rested);
    return this.#items?.shift();
  }

  #add(work: Work): void {
    this.#items ??= [];
    this.#items.push(work);
  }

  #interrupt(works: readonly Work[]): void {
    this.#interrupted ??= [];
    this.#interrupted.push(...works);
  }

  #takeRest(rested: readonly Work[]): void {
    this.#rested = undefined;
    this.beginRest(rested);
  }
}
