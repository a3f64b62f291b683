// Gathers what goes to one place until there is enough of it, or until the first of it has waited long enough.
// https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html

import type { Clock, Timer } from "../../../time/clock.ts";

export interface Sized {
  readonly data: { readonly length: number };
}

export interface BufferSettings<Item> {
  readonly clock: Clock;
  readonly bytes: number;
  readonly intervalMs: number;
  readonly most?: number | undefined;
  /** Takes what was gathered. */
  readonly full: (items: readonly Item[]) => void;
}

interface Gathered<Item> {
  readonly items: Item[];
  bytes: number;
  readonly timer: Timer;
}

export class Buffers<Item extends Sized> {
  readonly #settings: BufferSettings<Item>;
  readonly #buffers = new Map<string, Gathered<Item>>();

  constructor(settings: BufferSettings<Item>) {
    this.#settings = settings;
  }

  /** Items of one key are gathered together. */
  add(item: Item, key = ""): void {
    const { bytes: most, most: mostItems = Number.POSITIVE_INFINITY } = this.#settings;
    const present = this.#buffers.get(key);
    // What would go beyond the size is the first of the next.
    if (present !== undefined && present.bytes + item.data.length > most) this.#flush(key);
    const buffer = this.#buffers.get(key) ?? this.#open(key);
    buffer.items.push(item);
    buffer.bytes += item.data.length;
    if (buffer.bytes >= most || buffer.items.length >= mostItems) this.#flush(key);
  }

  has(key: string): boolean {
    return this.#buffers.has(key);
  }

  get size(): number {
    return this.#buffers.size;
  }

  /** What is gathered is given to nobody. */
  stop(): void {
    for (const { timer } of this.#buffers.values()) timer.cancel();
    this.#buffers.clear();
  }

  #open(key: string): Gathered<Item> {
    const { clock, intervalMs } = this.#settings;
    const buffer: Gathered<Item> = {
      items: [],
      bytes: 0,
      timer: clock.setTimer(intervalMs, () => this.#flush(key)),
    };
    this.#buffers.set(key, buffer);
    return buffer;
  }

  #flush(key: string): void {
    const buffer = this.#buffers.get(key);
    if (buffer === undefined) return;
    buffer.timer.cancel();
    this.#buffers.delete(key);
    this.#settings.full(buffer.items);
  }
}
