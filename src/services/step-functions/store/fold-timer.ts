// A timer of an execution that is a fold over its turns.

import { type Deadline, type Due, deadlinesOf } from "../../../engine/deadlines.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { OpenItems } from "./open-items.ts";
import type { Listener } from "./outside-call.ts";

interface TimerFacts {
  readonly number: number;
  readonly dueAt: number;
  readonly due: Due;
  readonly isTimeOfDay: boolean;
}

/** Somebody outside may arm it on a real clock; it fires by a turn. */
export class FoldTimer implements Timer, Due {
  readonly number: number;
  readonly dueAt: number;
  /** It is not due so long after it was set, but at a time of the day. */
  readonly isTimeOfDay: boolean;
  readonly #due: Due;
  readonly #open: OpenItems<FoldTimer>;
  #armed: Deadline | undefined = undefined;
  #listener: Listener | undefined = undefined;

  constructor(open: OpenItems<FoldTimer>, { number, dueAt, due, isTimeOfDay }: TimerFacts) {
    this.#open = open;
    this.number = number;
    this.dueAt = dueAt;
    this.isTimeOfDay = isTimeOfDay;
    this.#due = due;
  }

  get isOpen(): boolean {
    return this.#open.has(this.number);
  }

  fireNow(): void {
    this.cancel();
    this.#due.comeDue();
  }

  arm(clock: Clock, listener: Listener): void {
    const deadlines = deadlinesOf(clock);
    const now = clock.now();
    this.#listener = listener;
    this.#armed = this.isTimeOfDay
      ? deadlines.setAt(this.dueAt, this)
      : deadlines.set(now, Math.max(0, this.dueAt - now), this);
  }

  /** On the real clock. */
  comeDue(): void {
    this.#listener?.tell({ type: "timerFired", timer: this.number });
  }

  disarm(): void {
    this.#armed?.cancel();
    this.#armed = undefined;
  }

  cancel(): void {
    this.#open.delete(this.number);
    this.disarm();
  }
}
