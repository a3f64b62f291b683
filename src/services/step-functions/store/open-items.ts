// What an execution waits for, by number: its timers, or its calls to the outside. Nearly always that is one, and thousands of
// executions wait at a time, so the first takes no map.

export class OpenItems<Item extends { readonly number: number }> {
  #first: Item | undefined = undefined;
  #others: Map<number, Item> | undefined = undefined;

  /** Its number is higher than any before. */
  add(item: Item): void {
    if (this.#first === undefined && this.#others === undefined) this.#first = item;
    else {
      this.#others ??= new Map();
      this.#others.set(item.number, item);
    }
  }

  get(number: number): Item | undefined {
    return this.#first?.number === number ? this.#first : this.#others?.get(number);
  }

  has(number: number): boolean {
    return this.get(number) !== undefined;
  }

  delete(number: number): void {
    if (this.#first?.number === number) this.#first = undefined;
    else if (this.#others?.delete(number) && this.#others.size === 0) this.#others = undefined;
  }

  /** By number, as they are now. */
  all(): readonly Item[] {
    const others = this.#others?.values() ?? [];
    return this.#first === undefined ? [...others] : [this.#first, ...others];
  }

  clear(): void {
    this.#first = undefined;
    this.#others = undefined;
  }
}
