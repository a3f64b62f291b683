// One mapping while the region is up: what state it is in, and what reads its source. A source that goes away is waited for, and one
// that is made anew under its name is read as the mapping says.

import { removeCheckpoints } from "../../../event-sources/checkpoints.ts";
import { type EventCounts, noEvents, recordEvents } from "./mapping-metrics.ts";
import { type MappingParts, noRecordsProcessed, type SourceReading } from "./mapping-parts.ts";
import type { MappingRecord } from "./mapping-record.ts";
import { openReading, sourceCreatedAt } from "./open-reading.ts";
import { readingDenial } from "./reading-denial.ts";

export type MappingState =
  | "Creating"
  | "Enabling"
  | "Enabled"
  | "Disabling"
  | "Disabled"
  | "Updating"
  | "Deleting";

export class LiveMapping {
  readonly #parts: MappingParts;
  #record: MappingRecord;
  #state: MappingState;
  #reading: SourceReading | undefined;
  #measured: EventCounts = noEvents;
  /** What keeps it from reading, as it is told. */
  #problem: string | undefined;
  #isStarted = false;
  #changing: Promise<void> = Promise.resolve();

  constructor(record: MappingRecord, parts: MappingParts) {
    this.#record = record;
    this.#parts = parts;
    this.#state = record.isEnabled ? "Enabled" : "Disabled";
  }

  get record(): MappingRecord {
    return this.#record;
  }

  get state(): MappingState {
    return this.#state;
  }

  /** Whether no change is under way. */
  get isSettled(): boolean {
    return this.#state === "Enabled" || this.#state === "Disabled";
  }

  /** Resolves when the change that is under way has been made. */
  get settled(): Promise<void> {
    return this.#changing;
  }

  get lastResult(): string | undefined {
    if (this.#reading === undefined) return this.#problem ?? noRecordsProcessed;
    return this.#reading.lastResult;
  }

  /** Throws DamagedFile for checkpoints that are damaged, unless a repair is under way. */
  start(): void {
    this.#isStarted = true;
    this.#open();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await this.#changing;
    await this.#close();
  }

  /** Goes over to other settings once what is in flight has ended. */
  change(record: MappingRecord): void {
    const { isEnabled } = this.#record;
    const settled = record.isEnabled ? "Enabled" : "Disabled";
    this.#state = isEnabled === record.isEnabled ? "Updating" : record.isEnabled ? "Enabling" : "Disabling";
    this.#record = record;
    this.#change(async () => {
      await this.#close();
      this.#state = settled;
      this.#open();
    });
  }

  /** As `change`, where only what is told of it has changed. */
  describe(record: MappingRecord): void {
    this.#record = record;
  }

  /** Resolves once nothing of it is left. */
  delete(): Promise<void> {
    this.#state = "Deleting";
    const { directory, windows } = this.#parts;
    this.#change(async () => {
      await this.#close();
      windows.remove(this.#record.uuid);
      if (directory !== undefined) removeCheckpoints(directory, this.#record.uuid);
    });
    return this.#changing;
  }

  /** To be called now and then: notices sources that have come and gone, and records the metrics. */
  look(): void {
    this.#measure();
    if (!this.#isStarted || this.#state !== "Enabled") return;
    const createdAt = sourceCreatedAt(this.#record, this.#parts);
    if (createdAt === this.#reading?.sourceCreatedAt) return;
    this.#problem = undefined;
    this.#change(async () => {
      await this.#close();
      this.#open();
    });
  }

  #change(work: () => Promise<void>): void {
    this.#changing = this.#changing.then(work).catch((error) => {
      this.#problem = `PROBLEM: ${error instanceof Error ? error.message : error}`;
    });
  }

  #open(): void {
    if (!this.#isStarted || this.#state !== "Enabled" || this.#reading !== undefined) return;
    if (sourceCreatedAt(this.#record, this.#parts) === undefined) {
      this.#problem = `PROBLEM: Stream not found: ${this.#record.sourceArn}`;
      return;
    }
    const denial = readingDenial(this.#record, this.#parts);
    this.#problem = denial && `PROBLEM: ${denial}`;
    if (denial !== undefined) return;
    this.#measured = noEvents;
    this.#reading = openReading(this.#record, this.#parts);
  }

  async #close(): Promise<void> {
    const reading = this.#reading;
    await reading?.stop();
    this.#measure();
    if (this.#reading === reading) this.#reading = undefined;
  }

  #measure(): void {
    const { metrics } = this.#parts;
    const isAsked = this.#record.settings.MetricsConfig?.Metrics.includes("EventCount") === true;
    if (this.#reading === undefined || !isAsked) return;
    const { counts } = this.#reading;
    recordEvents(metrics, this.#record, { now: counts, before: this.#measured });
    this.#measured = counts;
  }
}
