// When the records of a test are due: at a rate, whatever becomes of those before them.

export class OpenLoop {
  readonly #ratePerSecond: number;
  readonly #total: number;
  readonly #startedAtMs: number;

  constructor(ratePerSecond: number, total: number, startedAtMs: number) {
    this.#ratePerSecond = ratePerSecond;
    this.#total = total;
    this.#startedAtMs = startedAtMs;
  }

  /** How many are due by then. The first is due at once. */
  dueBy(nowMs: number): number {
    const elapsedSeconds = (nowMs - this.#startedAtMs) / 1000;
    return Math.min(this.#total, Math.floor(elapsedSeconds * this.#ratePerSecond) + 1);
  }

  /** When the record of this number is due, counted from nought. */
  dueAt(index: number): number {
    return this.#startedAtMs + (index / this.#ratePerSecond) * 1000;
  }
}
