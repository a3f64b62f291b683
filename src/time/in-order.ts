// Work that may take several turns is done in the order in which it came: of one key, nothing begins before what came earlier is done.

export class InOrder<Key> {
  readonly #underWay = new Map<Key, Promise<void>>();

  /** At once, if nothing of the key is under way. What fails holds up nothing. */
  do<Value>(key: Key, work: () => Value | Promise<Value>): Value | Promise<Value> {
    const before = this.#underWay.get(key);
    const value = before === undefined ? work() : before.then(work);
    if (!(value instanceof Promise)) return value;
    const done: Promise<void> = value.then(
      () => this.#forget(key, done),
      () => this.#forget(key, done),
    );
    this.#underWay.set(key, done);
    return value;
  }

  #forget(key: Key, done: Promise<void>): void {
    if (this.#underWay.get(key) === done) this.#underWay.delete(key);
  }
}
