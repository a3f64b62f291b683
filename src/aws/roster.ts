// Those that are there now, where thousands come and go each second. A `Set` or `Map` would do, and is dear: V8 makes it a new table
// each time so many have come, and the old one, once it has grown old, keeps its members and the next table alive until all of the
// heap is collected. What they held, whole batches of records, then grew old with them.

export interface Place<T> {
  readonly member: T;
  index: number;
}

export class Roster<T> {
  readonly #places: Place<T>[] = [];

  get size(): number {
    return this.#places.length;
  }

  /** In no order. */
  get members(): readonly T[] {
    return this.#places.map(({ member }) => member);
  }

  enter(member: T): Place<T> {
    const place = { member, index: this.#places.length };
    this.#places.push(place);
    return place;
  }

  /** Once for each place. */
  leave(place: Place<T>): void {
    const last = this.#places.pop();
    if (last === undefined || last === place) return;
    this.#places[place.index] = last;
    last.index = place.index;
  }
}
