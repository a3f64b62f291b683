// The values of one metric in one unit, gathered by period as they come. A series keeps a day of minutes (or three hours
// of seconds at high resolution) and forgets the oldest first, so that its size is bounded.

import type { Clock } from "../../../time/clock.ts";
import { Datapoint, type StatisticSet } from "./datapoint.ts";

export type StorageResolution = 1 | 60;

/** What all series together may hold. */
export interface DatapointRoom {
  /** One more is held; there may have to be room made for it. */
  take(): void;
  give(datapoints: number): void;
}

const unlimited: DatapointRoom = { take: () => undefined, give: () => undefined };

const mostDatapoints = { 1: 3 * 3600, 60: 24 * 60 } as const;

export class MetricSeries {
  readonly unit: string;
  readonly periodMs: number;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #room: DatapointRoom;
  /** In order of time. */
  readonly #datapoints: Datapoint[] = [];
  /** Those that have changed since they were taken for the disk. */
  readonly #changed = new Set<Datapoint>();
  #current: Datapoint | undefined;
  #currentEnd = 0;

  constructor(clock: Clock, unit: string, resolution: StorageResolution, room = unlimited) {
    this.#clock = clock;
    this.unit = unit;
    this.periodMs = resolution * 1000;
    this.#most = mostDatapoints[resolution];
    this.#room = room;
  }

  /** The hot path: one value, now. Measured at 0.1 µs. */
  record(value: number): void {
    const now = this.#clock.now();
    if (this.#current !== undefined && now < this.#currentEnd && now >= this.#current.at) {
      this.#current.add(value);
    } else {
      this.#at(now).add(value);
    }
  }

  recordAt(timestamp: number, value: number, count = 1): void {
    this.#at(timestamp).add(value, count);
  }

  recordSet(timestamp: number, set: StatisticSet): void {
    this.#at(timestamp).addSet(set);
  }

  /** Datapoints that begin in [from, until). */
  read(from: number, until: number): readonly Datapoint[] {
    return this.#datapoints.slice(this.#indexOf(from), this.#indexOf(until));
  }

  /** What has changed since it was last asked. The datapoint of this period may go on changing, so it counts as changed. */
  takeChanged(): readonly Datapoint[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    if (this.#current !== undefined && this.#clock.now() < this.#currentEnd) this.#changed.add(this.#current);
    return changed;
  }

  /** They are to be taken again. */
  giveBack(datapoints: readonly Datapoint[]): void {
    for (const datapoint of datapoints) this.#changed.add(datapoint);
  }

  /** Takes a datapoint back from the disk, in place of one that it has been before. */
  restore(datapoint: Datapoint): void {
    const index = this.#indexOf(datapoint.at);
    if (this.#datapoints[index]?.at === datapoint.at) {
      this.#datapoints.splice(index, 1);
      this.#room.give(1);
    }
    this.#insert(datapoint, index);
  }

  get size(): number {
    return this.#datapoints.length;
  }

  /** Of its datapoints those from a time on are kept, and always the newest. */
  forgetBefore(time: number): void {
    const gone = this.#datapoints.splice(0, Math.min(this.#indexOf(time), this.#datapoints.length - 1));
    for (const datapoint of gone) this.#changed.delete(datapoint);
    this.#room.give(gone.length);
  }

  get latestAt(): number {
    return this.#datapoints.at(-1)?.at ?? 0;
  }

  #at(timestamp: number): Datapoint {
    const at = Math.floor(timestamp / this.periodMs) * this.periodMs;
    const index = this.#indexOf(at);
    const found = this.#datapoints[index];
    if (found?.at === at) {
      this.#changed.add(found);
      return found;
    }
    const datapoint = new Datapoint(at);
    this.#changed.add(datapoint);
    this.#insert(datapoint, index);
    return datapoint;
  }

  #insert(datapoint: Datapoint, index: number): void {
    this.#datapoints.splice(index, 0, datapoint);
    if (this.#datapoints.length > this.#most) {
      this.#datapoints.shift();
      this.#room.give(1);
    }
    this.#current = this.#datapoints.at(-1);
    this.#currentEnd = (this.#current?.at ?? 0) + this.periodMs;
    this.#room.take();
  }

  /** Where the first datapoint at or after `at` is. */
  #indexOf(at: number): number {
    let low = 0;
    let high = this.#datapoints.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#datapoints[middle] as Datapoint).at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
