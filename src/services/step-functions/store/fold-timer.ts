// A timer of an execution that is a fold over its turns.

import type { Timer } from "../../../time/clock.ts";
import type { OpenItems } from "./open-items.ts";

interface TimerFacts {
  readonly number: number;
  readonly dueAt: number;
  readonly fire: () => void;
  readonly isDeadline: boolean;
}

/** Somebody outside may arm it on a real clock; it fires by a turn. */
export class FoldTimer implements Timer {
  readonly number: number;
  readonly dueAt: number;
  /** Nearly always cancelled before it is due. */
  readonly isDeadline: boolean;
  armed: Timer | undefined = undefined;
  readonly #fire: () => void;
  readonly #open: OpenItems<FoldTimer>;

  constructor(open: OpenItems<FoldTimer>, { number, dueAt, fire, isDeadline }: TimerFacts) {
    this.#open = open;
    this.number = number;
    this.dueAt = dueAt;
    this.isDeadline = isDeadline;
    this.#fire = fire;
  }

  get isOpen(): boolean {
    return this.#open.has(this.number);
  }

  fireNow(): void {
    this.cancel();
    this.#fire();
  }

  cancel(): void {
    this.#open.delete(this.number);
    this.armed?.cancel();
    this.armed = undefined;
  }
}
