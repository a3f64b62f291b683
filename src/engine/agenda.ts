// What an execution still has to do within its turn, in an order in which no clock has a part. Expressions that were not
// answered at once are gone on with in the order in which they were asked for, whichever was answered first; and what gave
// way to others in the middle of something goes on before anything else does, as if it had never stopped.

import { guarded } from "../aws/unexpected.ts";
import { slice } from "./slice.ts";

export type Work = () => void;

export interface AgendaOwner {
  /** Told of all work, if there is one. */
  readonly watch: WorkWatch | undefined;
  /** What had to be waited for is done. */
  settled(): void;
  /** All that was going on has given way for a rest. It goes on when it is handed to `wake`. */
  rest(rested: readonly Work[]): void;
}

/** Sees whether work that has begun comes to an end. */
export interface WorkWatch {
  begin(): void;
  end(): void;
}

/** Work whose beginning may be left to a promise. */
interface Item {
  work: Work | undefined;
}

export class Agenda {
  readonly #owner: AgendaOwner;
  /** Lists are made when something first has to wait: nearly always nothing does. */
  #items: Item[] | undefined = undefined;
  /** What gave way until the next slice, the innermost first. */
  #interrupted: Work[] | undefined = undefined;
  /** What gave way until the next turn. */
  #rested: Work[] | undefined = undefined;
  #isPausing = false;
  #isRunning = false;
  #isScheduled = false;
  #isClosed = false;

  constructor(owner: AgendaOwner) {
    this.#owner = owner;
  }

  /** Something is being done, or is left to do. */
  get isBusy(): boolean {
    return this.#isRunning || this.#isScheduled || (this.#items !== undefined && this.#items.length > 0);
  }

  /** Whatever would go on has to give way as well. */
  get isGivingWay(): boolean {
    return this.#isPausing || this.#rested !== undefined;
  }

  /** Does what an event from outside asks for: at once, or after all that is there already. */
  run(work: Work): void {
    if (this.isBusy) this.#add({ work });
    else this.#goThrough(work);
  }

  /** Goes on once the promise is settled and what was there before is done. */
  expect<Value>(
    answer: PromiseLike<Value>,
    take: (value: Value) => void,
    fail: (thrown: unknown) => void,
  ): void {
    const item: Item = { work: undefined };
    this.#add(item);
    const known = (work: Work) => {
      item.work = work;
      if (!this.#isRunning && !this.#isScheduled && this.#items?.[0] === item) this.#goOn();
    };
    answer.then(
      (value) => known(() => take(value)),
      (thrown: unknown) => known(() => fail(thrown)),
    );
  }

  /** Gives way to others until the next slice. */
  pause(goOn: Work): void {
    this.#isPausing = true;
    this.#interrupt([goOn]);
  }

  /** Gives way until another turn. */
  rest(goOn: Work): void {
    this.#rested ??= [];
    this.#rested.push(goOn);
  }

  /** Goes on with what rested, in the turn that is being run. */
  wake(rested: readonly Work[]): void {
    this.#interrupt(rested);
  }

  /** Nothing is gone on with any more. */
  close(): void {
    this.#isClosed = true;
  }

  readonly #goOn = (): void => {
    if (this.#isClosed) return;
    this.#isScheduled = false;
    this.#isPausing = false;
    guarded("a turn of an execution", () => this.#goThrough(undefined));
    if (!this.isBusy) this.#owner.settled();
  };

  #goThrough(first: Work | undefined): void {
    const { watch } = this.#owner;
    this.#isRunning = true;
    watch?.begin();
    try {
      let work = first ?? this.#next();
      while (work !== undefined) {
        this.#do(work);
        work = this.#isPausing ? undefined : this.#next();
      }
    } finally {
      this.#isRunning = false;
      watch?.end();
      if (this.#isPausing) this.#goOnLater();
    }
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
    if (this.#rested !== undefined) this.#beginRest(this.#rested);
    const item = this.#items?.[0];
    if (item?.work === undefined) return undefined;
    this.#items?.shift();
    return item.work;
  }

  #add(item: Item): void {
    this.#items ??= [];
    this.#items.push(item);
  }

  #interrupt(works: readonly Work[]): void {
    this.#interrupted ??= [];
    this.#interrupted.push(...works);
  }

  #beginRest(rested: readonly Work[]): void {
    this.#rested = undefined;
    this.#owner.rest(rested);
  }

  #goOnLater(): void {
    this.#isScheduled = true;
    slice.later(this.#goOn);
  }
}
