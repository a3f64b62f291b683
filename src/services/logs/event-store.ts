// The events of log groups on disk: a folder for each group. What comes in is written together, a second later at most; who must
// know that it is safe asks for that.

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Repair } from "../../storage/damage.ts";
import { Segments } from "../../storage/segments.ts";
import type { KeptEvent, LogGroup } from "./log-group.ts";

/** With those of the memory's bound: a group takes at most 32 MiB of the disk, and a segment more. */
const segmentBytes = 4 * 1024 * 1024;
const mostSegments = 8;
const delayMs = 1000;
const day = 86_400_000;

export class EventStore {
  readonly #directory: string;
  readonly #repair: Repair | undefined;
  readonly #segments = new Map<LogGroup, Segments<KeptEvent>>();
  readonly #dirty = new Set<LogGroup>();
  readonly #writes = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(directory: string, repair: Repair | undefined) {
    this.#directory = directory;
    this.#repair = repair;
  }

  /** Gives a group the events that it had. Throws DamagedFile unless a repair is under way. */
  load(group: LogGroup): void {
    const directory = this.#folderOf(group);
    const segments = Segments.open(
      { directory, segmentBytes, mostSegments, repair: this.#repair },
      (entry: KeptEvent) => group.restore(entry),
    );
    group.restored();
    this.#segments.set(group, segments);
  }

  /** There are new events in it. */
  touch(group: LogGroup): void {
    this.#dirty.add(group);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // What cannot be written now is written with what comes next; who asked for it hears why.
      this.committed().catch(() => undefined);
    }, delayMs).unref();
  }

  /** Resolves once all that came in is on disk. Rejects with InternalFailure. */
  async committed(): Promise<void> {
    const groups = [...this.#dirty];
    this.#dirty.clear();
    for (const group of groups) {
      const write = this.#write(group).finally(() => this.#writes.delete(write));
      this.#writes.add(write);
    }
    // Those that were begun before have what came in before.
    await Promise.all(this.#writes);
  }

  /** A part at a time: a handler may print more than can be written in one go without keeping others waiting. */
  async #write(group: LogGroup): Promise<void> {
    const first = group.takeUnwritten();
    if (first.entries.length === 0) return;
    const segments = this.#segmentsOf(group);
    const isKept = () => this.#segments.get(group) === segments;
    for (let part = first; part.entries.length > 0 && isKept(); part = group.takeUnwritten()) {
      try {
        await segments.write(part.entries);
      } catch (problem) {
        group.writtenTo(part.from);
        // Unless it was deleted meanwhile.
        if (isKept()) this.touch(group);
        throw problem;
      }
    }
    const { retentionInDays } = group;
    if (retentionInDays !== undefined && isKept()) segments.forgetBefore(Date.now() - retentionInDays * day);
  }

  remove(group: LogGroup): void {
    this.#dirty.delete(group);
    this.#segments.delete(group);
    rmSync(this.#folderOf(group), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.committed().catch(() => undefined);
    clearTimeout(this.#timer);
  }

  #segmentsOf(group: LogGroup): Segments<KeptEvent> {
    const known = this.#segments.get(group);
    if (known !== undefined) return known;
    const directory = this.#folderOf(group);
    const segments = Segments.open<KeptEvent>({ directory, segmentBytes, mostSegments }, () => undefined);
    this.#segments.set(group, segments);
    return segments;
  }

  #folderOf({ record }: LogGroup): string {
    return join(this.#directory, record.id);
  }
}
