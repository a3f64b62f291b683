// Whoever wants to be told of something as it happens.

export class Listeners<Told> {
  readonly #listeners = new Set<(told: Told) => void>();

  /** Whether it is worth watching for what they are told. */
  get areAny(): boolean {
    return this.#listeners.size > 0;
  }

  /** Answers with a function that ends the telling. */
  add(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What they are told is made only if there are any. */
  tell(make: () => Told): void {
    if (this.#listeners.size === 0) return;
    const told = make();
    for (const listener of this.#listeners) listener(told);
  }
}
