// The events of one archive, or its messages, by the day on which they came, so that what is past its retention is taken away file by file. A day of
// many has several files, so that each can be read whole at a start. Without a directory they live in memory.

import { readdirSync, rmSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../aws/json.ts";
import type { Repair } from "./damage.ts";
import { Extent } from "./extent.ts";
import { Journal } from "./journal.ts";
import { readLines } from "./journal-line.ts";
import { makePrivateFolder } from "./private-files.ts";

export interface ArchivedEvent {
  /** When it came. */
  readonly at: number;
  readonly event: JsonObject;
}

/** Where some of the events lie, one behind the other: bytes of the day's file, or in memory places in its list. */
export interface ArchiveSpan {
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/** Or a part of it. */
interface Day {
  /** `2026-11-27`, or `2026-11-27.0001` of what comes behind that. */
  readonly name: string;
  count: number;
  bytes: number;
  /** In memory only. */
  readonly events: ArchivedEvent[];
  /** Open while events of the day come in. */
  journal?: Journal<ArchivedEvent> | undefined;
}

const dayMs = 86_400_000;
/** A file that has more is followed by the day's next. */
const bytesOfFile = 32 * 1024 * 1024;
const ending = ".journal";
/** Parsed in some milliseconds. */
const bytesOfSpan = 256 * 1024;
const eventsOfSpan = 500;
const newline = 10;

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
    await day.journal?.append(archived);
  }

  /**
   * All that is there by now, or what has come behind a span, some of it at a time, in the order in which it came. Rejects with the
   * system's error.
   */
  async *spans(
    behind?: ArchiveSpan,
  ): AsyncGenerator<ArchiveSpan & { readonly events: readonly ArchivedEvent[] }, void> {
    for (const day of this.#days.filter(({ name }) => behind === undefined || name >= behind.day)) {
      const from = day.name === behind?.day ? behind.to : 0;
      yield* this.#directory === undefined ? spansInMemory(day, from) : this.#spansOnDisk(day, from);
    }
  }

  /** Nothing, if its day was taken away since. Rejects with the system's error. */
  async read({ day: name, from, to }: ArchiveSpan): Promise<readonly ArchivedEvent[]> {
    const day = this.#days.find((each) => each.name === name);
    if (day === undefined) return [];
    if (this.#directory === undefined) return day.events.slice(from, to);
    const file = await this.#fileOf(day);
    try {
      return file === undefined ? [] : eventsIn(await bytesOf(file, from, to - from));
    } finally {
      await file?.close();
    }
  }

  /** Takes away the days that ended before `since`. */
  async prune(since: number): Promise<void> {
    while (this.#days[0] !== undefined && Date.parse(dateOf(this.#days[0])) + dayMs <= since) {
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
    const today = new Date(at).toISOString().slice(0, 10);
    const opening = this.#opening.then(async () => {
      const last = this.#days.at(-1);
      // A clock that is put back adds to the day that it has come to.
      if (last === undefined || dateOf(last) < today) return this.#begin(today);
      if (this.#directory === undefined) return last;
      if (last.bytes >= bytesOfFile) return this.#begin(partAfter(last.name));
      return last.journal === undefined ? this.#openDay(last.name) : last;
    });
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  async #begin(name: string): Promise<Day> {
    const last = this.#days.at(-1);
    if (last !== undefined) await this.#closeDay(last);
    return this.#openDay(name);
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
      state: { replay: (entry: ArchivedEvent) => this.#add(day, entry), snapshot: () => [] },
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

  async *#spansOnDisk(
    day: Day,
    start: number,
  ): AsyncGenerator<ArchiveSpan & { readonly events: readonly ArchivedEvent[] }> {
    await day.journal?.append();
    const file = await this.#fileOf(day);
    try {
      for (let from = start; file !== undefined; ) {
        const lines = await linesFrom(file, from);
        if (lines.length === 0) return;
        const to = from + lines.length;
        yield { day: day.name, from, to, events: eventsIn(lines) };
        from = to;
      }
    } finally {
      await file?.close();
    }
  }

  /** Undefined for a day that was taken away. */
  async #fileOf(day: Day): Promise<FileHandle | undefined> {
    try {
      return await open(join(this.#directory ?? "", day.name + ending));
    } catch (problem) {
      if (this.#days.includes(day)) throw problem;
      return undefined;
    }
  }
}

function dateOf({ name }: Day): string {
  return name.slice(0, 10);
}

function partAfter(name: string): string {
  const [date, part = "0"] = name.split(".");
  return `${date}.${String(Number(part) + 1).padStart(4, "0")}`;
}

function* spansInMemory({ name: day, events }: Day, start: number) {
  for (let from = start; from < events.length; from += eventsOfSpan) {
    const to = Math.min(from + eventsOfSpan, events.length);
    yield { day, from, to, events: events.slice(from, to) };
  }
}

/** As many lines as a span has. Empty where none is whole. */
async function linesFrom(file: FileHandle, from: number): Promise<Buffer> {
  for (let most = bytesOfSpan; ; most *= 2) {
    const bytes = await bytesOf(file, from, most);
    const end = bytes.lastIndexOf(newline) + 1;
    if (end > 0 || bytes.length < most) return bytes.subarray(0, end);
  }
}

async function bytesOf(file: FileHandle, from: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(count), 0, count, from);
  return buffer.subarray(0, bytesRead);
}

function eventsIn(lines: Buffer): readonly ArchivedEvent[] {
  return readLines<ArchivedEvent>(lines).sound.map(({ entry }) => entry);
}

/** In order. A day whose file was taken away is known by its extent. */
function daysIn(directory: string): readonly string[] {
  const days = readdirSync(directory).flatMap((name) => /^(.+)\.journal(?:\.extent)?$/.exec(name)?.[1] ?? []);
  return [...new Set(days)].sort();
}
