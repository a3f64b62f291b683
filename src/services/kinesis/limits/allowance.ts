// So much a second: what is spent comes back with time.

export class Allowance {
  readonly #perSecond: number;
  #spent = 0;
  #at = 0;
  #overdrawnUntil = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether so much may be spent now. What is more than a second's may be spent when nothing else is. */
  hasRoom(amount: number, now: number): boolean {
    this.#goBackTo(now);
    const spent = this.#left(now);
    return spent === 0 || spent + amount <= this.#perSecond;
  }

  /** More than a second's is paid off before anything else is spent. */
  spend(amount: number, now: number): void {
    this.#goBackTo(now);
    this.#spent = this.#left(now) + amount;
    this.#at = now;
    if (this.#spent > this.#perSecond) this.#overdrawnUntil = now + (this.#spent / this.#perSecond) * 1000;
  }

  isOverdrawn(now: number): boolean {
    this.#goBackTo(now);
    return now < this.#overdrawnUntil;
  }

  /** A clock that is put back does not make anybody wait until it has come as far again. */
  #goBackTo(now: number): void {
    if (now >= this.#at) return;
    this.#overdrawnUntil -= this.#at - now;
    this.#at = now;
  }

  #left(now: number): number {
    return Math.max(0, this.#spent - ((now - this.#at) / 1000) * this.#perSecond);
  }
}
