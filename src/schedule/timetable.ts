// What is due when, on a clock: one heap of times and one timer for the first of them, however many there are.

import type { Clock, Timer } from "../time/clock.ts";
import { TimeSlice } from "../time/time-slice.ts";

export interface TimetableSeams<Key> {
  readonly clock: Clock;
  /** `key` was due at `at`, and is in the timetable no more. It may be put in again, for a time that has passed as well. */
  due(key: Key, at: number): void;
  /** Told of what `due` threw: all else goes on. */
  fault(fault: unknown, key: Key): void;
  /** The clock was put back by so much: what is in the timetable waits as much longer, unless it is put anew. */
  putBack?(byMs: number): void;
}

interface Entry<Key> {
  readonly key: Key;
  readonly at: number;
}

export class Timetable<Key> {
  readonly #seams: TimetableSeams<Key>;
  /** A binary heap by time. What was taken out or put anew stays in it until it comes up. */
  #heap: Entry<Key>[] = [];
  readonly #current = new Map<Key, Entry<Key>>();
  #timer: { readonly timer: Timer; readonly at: number } | undefined;
  #unwatch: (() => void) | undefined;
  #isRunning = false;
  #isStopped = false;

  constructor(seams: TimetableSeams<Key>) {
    this.#seams = seams;
  }

  get size(): number {
    return this.#current.size;
  }

  /** In place of the time that the key had. */
  put(key: Key, at: number): void {
    const entry = { key, at };
    this.#current.set(key, entry);
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#current.size) this.#tidy();
    else this.#push(entry);
    this.#await();
  }

  remove(key: Key): void {
    this.#current.delete(key);
    if (this.#current.size > 0 || this.#isRunning) return;
    this.#heap = [];
    this.#rest();
  }

  /** What is due later than that is due then. */
  bringForward(at: number): void {
    for (const entry of this.#current.values()) if (entry.at > at) this.put(entry.key, at);
  }

  stop(): void {
    this.#isStopped = true;
    this.#rest();
  }

  #await(): void {
    if (this.#isRunning || this.#isStopped) return;
    const first = this.#heap[0];
    if (first === undefined) {
      this.#rest();
      return;
    }
    const { clock } = this.#seams;
    this.#unwatch ??= clock.jumps?.watch(({ byMs }) => this.#jumped(byMs));
    if (this.#timer !== undefined && this.#timer.at <= first.at) return;
    this.#timer?.timer.cancel();
    const timer = clock.setTimer(Math.max(0, first.at - clock.now()), () => {
      this.#timer = undefined;
      void this.#run();
    });
    this.#timer = { timer, at: first.at };
  }

  /** Nobody waits for anything. */
  #rest(): void {
    this.#timer?.timer.cancel();
    this.#timer = undefined;
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  /** The timer has another time to wait now. */
  #jumped(byMs: number): void {
    if (byMs < 0) this.#seams.putBack?.(-byMs);
    this.#timer?.timer.cancel();
    this.#timer = undefined;
    this.#await();
  }

  /** Gives way to others while much is due. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    const slice = new TimeSlice();
    for (;;) {
      const first = this.#heap[0];
      // It is not time yet where the clock runs a little behind its timers, or was put back.
      if (this.#isStopped || first === undefined || first.at > this.#seams.clock.now()) break;
      if (slice.isOver) {
        await slice.giveWay();
        continue;
      }
      this.#pop();
      if (this.#current.get(first.key) === first) this.#fire(first);
    }
    this.#isRunning = false;
    this.#await();
  }

  #fire({ key, at }: Entry<Key>): void {
    this.#current.delete(key);
    try {
      this.#seams.due(key, at);
    } catch (fault) {
      this.#seams.fault(fault, key);
    }
  }

  /** Leaves out what is not current any more. A list in order is a heap. */
  #tidy(): void {
    this.#heap = [...this.#current.values()].sort((one, other) => one.at - other.at);
  }

  #push(entry: Entry<Key>): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Entry<Key>;
      if (parent.at <= entry.at) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry<Key>;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const right = heap[below + 1];
      if (right !== undefined && right.at < (heap[below] as Entry<Key>).at) below++;
      const child = heap[below] as Entry<Key>;
      if (child.at >= last.at) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}
