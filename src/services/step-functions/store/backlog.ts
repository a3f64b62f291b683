// Events that have come for executions whose turns are not over. They are in memory until then, so that whoever brought one
// must not be told yet that it was taken.

export class Backlog {
  readonly #waiting = new Set<Promise<void>>();

  /** One more. Call the answer once it is a turn, or will never be one. */
  add(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(promise);
    return () => {
      this.#waiting.delete(promise);
      resolve();
    };
  }

  /** Resolves once all that wait now have been taken. */
  async taken(): Promise<void> {
    await Promise.all(this.#waiting);
  }
}
