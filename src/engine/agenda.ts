// What an execution still has to do within its turn, in an order in which no clock has a part: what gave way to others in the
// middle of something goes on before anything else does, as if it had never stopped.

import { guarded } from "../aws/unexpected.ts";
import { slice } from "./slice.ts";

export type Work = () => void;

/** Sees whether work that has begun comes to an end. Whose it is, it is told as a number. */
export interface WorkWatch {
  begin(whose: number): void;
  end(): void;
}

/** What could not be done at once. */
export interface Remaining {
  readonly items: Work[];
  /** What gave way until the next slice, the innermost first. */
  interrupted: Work[];
  /** What gave way until the next turn. */
  rested: Work[] | undefined;
}

/**
 * What the execution is made on: as an object of its own it cost an execution of five states a tenth (measured). Fields are made
 * where an execution is, all of them: each class that makes some, or has `#` members, costs a small execution a tenth as well.
 */
export abstract class Agenda {
  /** Told of all work, if there is one. */
  abstract watch: WorkWatch | undefined;
  /** What the watch knows it by. */
  abstract watchedAs: number;
  /** Made when something first has to wait: nearly always nothing does. */
  protected abstract remaining: Remaining | undefined;
  protected abstract isWorking: boolean;
  /** All that is left waits for the next slice, or is on its way there. */
  protected abstract isPausing: boolean;
  protected abstract isClosed: boolean;

  /** What had to be waited for is done. */
  protected abstract settled(): void;
  /** All that was going on has given way for a rest. It goes on when it is handed to `wake`. */
  protected abstract beginRest(rested: readonly Work[]): void;

  /** Something is being done, or is left to do: the execution has given way to others. */
  get isUnsettled(): boolean {
    if (this.isWorking || this.isPausing) return true;
    return this.remaining !== undefined && this.remaining.items.length > 0;
  }

  /** Whatever would go on has to give way as well. */
  get isGivingWay(): boolean {
    return this.isPausing || this.remaining?.rested !== undefined;
  }

  /** Does what an event from outside asks for: at once, or after all that is there already. */
  run(work: Work): void {
    if (!this.beginWork()) {
      this.made.items.push(work);
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
    this.isWorking = true;
    this.watch?.begin(this.watchedAs);
    return true;
  }

  /** Does what is left as well, unless that gives way. */
  endWork(): void {
    try {
      if (this.remaining !== undefined) this.doRemaining(this.remaining);
    } finally {
      this.isWorking = false;
      this.watch?.end();
      if (this.isPausing) this.goOnLater();
    }
  }

  /** Gives way to others until the next slice. */
  protected pause(goOn: Work): void {
    this.isPausing = true;
    this.made.interrupted.push(goOn);
  }

  /** Gives way until another turn. */
  protected rest(goOn: Work): void {
    const remaining = this.made;
    remaining.rested ??= [];
    remaining.rested.push(goOn);
  }

  /** Goes on with what rested, in the turn that is being run. */
  protected wake(rested: readonly Work[]): void {
    this.made.interrupted.push(...rested);
  }

  /** Nothing is gone on with any more. */
  close(): void {
    this.isClosed = true;
  }

  private goOnLater(): void {
    slice.later(() => this.goOn());
  }

  private goOn(): void {
    if (this.isClosed) return;
    this.isPausing = false;
    this.isWorking = true;
    this.watch?.begin(this.watchedAs);
    guarded("a turn of an execution", () => this.endWork());
    if (!this.isUnsettled) this.settled();
  }

  private doRemaining(remaining: Remaining): void {
    while (!this.isPausing) {
      const work = this.next(remaining);
      if (work === undefined) {
        // Thousands of executions that have given way once would hold on to it.
        this.remaining = undefined;
        return;
      }
      // What gives way in the middle of it comes before what had given way around it.
      const around = remaining.interrupted;
      remaining.interrupted = [];
      work();
      remaining.interrupted.push(...around);
    }
  }

  private next(remaining: Remaining): Work | undefined {
    const interrupted = remaining.interrupted.shift();
    if (interrupted !== undefined) return interrupted;
    const { rested } = remaining;
    remaining.rested = undefined;
    if (rested !== undefined) this.beginRest(rested);
    return remaining.items.shift();
  }

  private get made(): Remaining {
    this.remaining ??= { items: [], interrupted: [], rested: undefined };
    return this.remaining;
  }
}
