// The events of one archive, a file for each day on which they came, so that what is past its retention is taken away file by
// file. Without a directory they live in memory.

import { readdirSync, rmSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Json, JsonObject } from "../../../aws/json.ts";
import type { Repair } from "../../../storage/damage.ts";
import { Extent } from "../../../storage/extent.ts";
import { Journal } from "../../../storage/journal.ts";
import { readLines } from "../../../storage/journal-line.ts";
import { makePrivateFolder } from "../../../storage/private-files.ts";
import { inSlices } from "../../../time/time-slice.ts";

export interface ArchivedEvent {
  /** When it came. */
  readonly at: number;
  readonly event: JsonObject;
}

interface Day {
  readonly name: string;
  count: number;
  bytes: number;
  /** In memory only. */
  readonly events: ArchivedEvent[];
  /** Open while events of the day come in. */
  journal?: Journal | undefined;
}

const dayMs = 86_400_000;
const ending = ".journal";
/** Parsed in some milliseconds. */
const bytesOfPiece = 256 * 1024;

export class ArchiveLog {
  readonly #directory: string | undefined;
  readonly #repair: Repair | undefined;
  /** In order of time. */
  readonly #days: Day[] = [];
  /** One after the other: what opens a day's file is waited for by what is written to it. */
  #opening: Promise<unknown> = Promise.resolve();

  private constructor(directory: string | undefined, repair: Repair | undefined) {
    this.#directory = directory;
    this.#repair = repair;
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(directory: string | undefined, repair?: Repair): Promise<ArchiveLog> {
    const log = new ArchiveLog(directory, repair);
    if (directory === undefined) return log;
    makePrivateFolder(directory);
    for (const name of daysIn(directory)) await log.#closeDay(await log.#openDay(name));
    return log;
  }

  get count(): number {
    return this.#days.reduce((sum, { count }) => sum + count, 0);
  }

  get bytes(): number {
    return this.#days.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** On disk when it resolves. Rejects with InternalFailure. */
  async append(event: JsonObject, at: number): Promise<void> {
    const archived = { at, event };
    const day = await this.#dayOf(at);
    this.#add(day, archived);
    await day.journal?.append(archived as unknown as Json);
  }

  /** In the order in which they came, those that came since `since`. */
  async read(since: number): Promise<readonly ArchivedEvent[]> {
    const found: ArchivedEvent[] = [];
    for (const day of this.#days) {
      const events = this.#directory === undefined ? day.events : await this.#readDay(day);
      for (const each of events) if (each.at >= since) found.push(each);
    }
    return found;
  }

  /** Takes away the days that ended before `since`. */
  async prune(since: number): Promise<void> {
    while (this.#days[0] !== undefined && Date.parse(this.#days[0].name) + dayMs <= since) {
      const [day] = this.#days.splice(0, 1) as [Day];
      await this.#closeDay(day);
      if (this.#directory === undefined) continue;
      const path = join(this.#directory, day.name + ending);
      Extent.remove(path);
      await rm(path, { force: true });
    }
  }

  async close(): Promise<void> {
    await this.#opening;
    for (const day of this.#days) await this.#closeDay(day);
  }

  async delete(): Promise<void> {
    await this.close();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  }

  #dayOf(at: number): Promise<Day> {
    const name = new Date(at).toISOString().slice(0, 10);
    const opening = this.#opening.then(async () => {
      const last = this.#days.at(-1);
      // A clock that is put back adds to the day that it has come to.
      if (
        last !== undefined &&
        last.name >= name &&
        (last.journal !== undefined || this.#directory === undefined)
      )
        return last;
      if (last !== undefined) await this.#closeDay(last);
      return this.#openDay(name);
    });
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  async #openDay(name: string): Promise<Day> {
    const known = this.#days.find((day) => day.name === name);
    const day: Day = known ?? { name, count: 0, bytes: 0, events: [] };
    if (known === undefined) this.#days.push(day);
    else [day.count, day.bytes] = [0, 0];
    if (this.#directory === undefined) return day;
    day.journal = await Journal.open({
      path: join(this.#directory, name + ending),
      repair: this.#repair,
      // It is nothing but history.
      compactAboveBytes: Number.POSITIVE_INFINITY,
      state: { replay: (entry) => this.#add(day, entry as unknown as ArchivedEvent), snapshot: () => [] },
    });
    return day;
  }

  async #closeDay(day: Day): Promise<void> {
    const { journal } = day;
    day.journal = undefined;
    await journal?.close();
  }

  #add(day: Day, archived: ArchivedEvent): void {
    day.count++;
    day.bytes += Buffer.byteLength(JSON.stringify(archived.event));
    if (this.#directory === undefined) day.events.push(archived);
  }

  async #readDay({ name, journal }: Day): Promise<readonly ArchivedEvent[]> {
    await journal?.append();
    const bytes = await readFile(join(this.#directory ?? "", name + ending));
    return inSlices(eventsIn(bytes));
  }
}

/** Piece by piece, each of which ends with a line. */
function* eventsIn(bytes: Buffer): Generator<void, readonly ArchivedEvent[]> {
  const events: ArchivedEvent[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(10, from + bytesOfPiece);
    const end = newline === -1 ? bytes.length : newline + 1;
    for (const { entry } of readLines(bytes.subarray(from, end)).sound)
      events.push(entry as unknown as ArchivedEvent);
    from = end;
    yield;
  }
  return events;
}

/** In order. A day whose file was taken away is known by its extent. */
function daysIn(directory: string): readonly string[] {
  const days = readdirSync(directory).flatMap((name) => /^(.+)\.journal(?:\.extent)?$/.exec(name)?.[1] ?? []);
  return [...new Set(days)].sort();
}
