// A timer of an execution that is a fold over its turns.

import { type Due, deadlinesOf } from "../../../engine/deadlines.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { OpenItems } from "./open-items.ts";
import type { Listener } from "./outside-call.ts";

interface TimerFacts {
  readonly number: number;
  readonly dueAt: number;
  readonly due: Due;
  readonly isDeadline: boolean;
}

/** Somebody outside may arm it on a real clock; it fires by a turn. */
export class FoldTimer implements Timer, Due {
  readonly number: number;
  readonly dueAt: number;
  /** Nearly always cancelled before it is due. */
  readonly isDeadline: boolean;
  readonly #due: Due;
  readonly #open: OpenItems<FoldTimer>;
  #armed: Timer | undefined = undefined;
  #listener: Listener | undefined = undefined;

  constructor(open: OpenItems<FoldTimer>, { number, dueAt, due, isDeadline }: TimerFacts) {
    this.#open = open;
    this.number = number;
    this.dueAt = dueAt;
    this.isDeadline = isDeadline;
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
    const now = clock.now();
    const delayMs = Math.max(0, this.dueAt - now);
    this.#listener = listener;
    this.#armed = this.isDeadline
      ? deadlinesOf(clock).set(now, delayMs, this)
      : clock.setTimer(delayMs, () => this.comeDue());
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
