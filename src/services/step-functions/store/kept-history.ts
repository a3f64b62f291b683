// The events of one execution as far as they were made. An event may hold a megabyte of texts and an execution has up to 25,000 of them,
// so that not all keep their data: what fits is kept from an event on, or up to one.

import type { HistoryEvent, Recorder } from "../../../engine/history/event.ts";
import { withoutData } from "../monitoring/history-data.ts";
import type { ExecutionFold } from "./execution-fold.ts";

/** An event without the texts in it. */
const bytesAnEvent = 300;

/** Which events are to keep their data, as many as fit: those from an index on, or the last before one. */
export type Wanted = { readonly from: number } | { readonly before: number };

export class KeptHistory {
  readonly fold: ExecutionFold;
  readonly events: HistoryEvent[] = [];
  /** Resolves when the replay that is going on is done. */
  ready: Promise<void> = Promise.resolve();
  readonly #wanted: Wanted;
  readonly #most: number;
  /** Of the texts of each event that has its data. */
  readonly #bytes: number[] = [];
  #dataBytes = 0;
  #first: number;

  constructor(createFold: (recorder: Recorder) => ExecutionFold, wanted: Wanted, most: number) {
    this.#wanted = wanted;
    this.#most = most;
    this.#first = "from" in wanted ? wanted.from : 0;
    const isBare = () => !this.#keepsNext();
    const record = (event: HistoryEvent) => this.#record(event);
    this.fold = createFold({
      get withoutData() {
        return isBare();
      },
      record,
    });
  }

  get bytes(): number {
    return this.events.length * bytesAnEvent + this.#dataBytes;
  }

  /** Whether the event has what data it is told with. */
  hasData(index: number): boolean {
    return index >= this.#first && index < this.#first + this.#bytes.length;
  }

  /** Of the texts of an event that has its data. */
  bytesOf(index: number): number {
    return this.#bytes[index - this.#first] ?? 0;
  }

  #keepsNext(): boolean {
    const next = this.events.length;
    if ("before" in this.#wanted) return next < this.#wanted.before;
    return next >= this.#wanted.from && this.#dataBytes <= this.#most;
  }

  #record(event: HistoryEvent): void {
    const isKept = this.#keepsNext();
    this.events.push(event);
    if (!isKept) return;
    const bytes = textBytes(event);
    this.#bytes.push(bytes);
    this.#dataBytes += bytes;
    if ("before" in this.#wanted) this.#stripOldest();
  }

  /** The newest has its data, however large. */
  #stripOldest(): void {
    while (this.#dataBytes > this.#most && this.#bytes.length > 1) {
      this.#dataBytes -= this.#bytes.shift() ?? 0;
      const oldest = this.events[this.#first];
      if (oldest !== undefined) this.events[this.#first] = bare(oldest);
      this.#first += 1;
    }
  }
}

function bare(event: HistoryEvent): HistoryEvent {
  const members = Object.entries(event).map(([name, value]) => [
    name,
    typeof value === "object" ? withoutData(value) : value,
  ]);
  return Object.fromEntries(members) as HistoryEvent;
}

/** Inputs and outputs, which may have 256 KiB each. */
function textBytes(event: HistoryEvent): number {
  let bytes = 0;
  for (const details of Object.values(event)) {
    if (typeof details !== "object") continue;
    for (const detail of Object.values(details)) bytes += textsIn(detail);
  }
  return bytes;
}

/** Variables are a text each. */
function textsIn(detail: unknown): number {
  if (typeof detail === "string") return detail.length;
  if (typeof detail !== "object" || detail === null) return 0;
  return Object.values(detail).reduce((sum: number, text) => sum + textsIn(text), 0);
}
