// The archives of buses: which events they keep, and where. Archives are on disk when their operations resolve, and events before
// PutEvents answers.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html

import { join } from "node:path";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import {
  compileEventPattern,
  type Pattern,
  patternMatches,
} from "../../../event-patterns/compile-pattern.ts";
import { type ArchivedEvent, ArchiveLog, type ArchiveSpan } from "../../../storage/archive-log.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { AcceptedEvent } from "../buses/put-events.ts";
import type { ManagedRules } from "../rules/managed-rules.ts";
import { type Archive, type ArchiveDefinition, isEnabled } from "./archive.ts";
import { managedRule, managedRuleName } from "./managed-rule.ts";

export interface ArchivesParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly directory: string | undefined;
  readonly repair?: Repair | undefined;
}

export interface ArchivedSpan {
  readonly span: ArchiveSpan;
  readonly events: readonly ArchivedEvent[];
}

interface OpenArchive {
  /** Undefined takes all. */
  readonly pattern: Pattern | undefined;
  readonly log: ArchiveLog;
}

const dayMs = 86_400_000;
const pruningMs = 3_600_000;

export class Archives {
  readonly #parts: ArchivesParts;
  readonly #archives: Records<Archive>;
  readonly #open = new Map<string, OpenArchive>();
  /** The names of those that take a bus's events, by its ARN. */
  #bySource = new Map<string, string[]>();
  #timer: Timer | undefined;
  #isStarted = false;

  private constructor(parts: ArchivesParts) {
    this.#parts = parts;
    this.#archives = parts.book.records("archives");
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(parts: ArchivesParts): Promise<Archives> {
    const archives = new Archives(parts);
    for (const archive of archives.all) await archives.#openLog(archive);
    archives.#sort();
    return archives;
  }

  get all(): readonly Archive[] {
    return this.#archives.values();
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): Archive {
    const archive = this.find(name);
    if (archive !== undefined) return archive;
    throw new ServiceError("ResourceNotFoundException", `Archive ${name} does not exist.`);
  }

  find(name: string): Archive | undefined {
    return this.#archives.get(name);
  }

  /** How many events it holds, and their bytes as JSON. */
  size({ name }: Archive): { readonly count: number; readonly bytes: number } {
    const { count = 0, bytes = 0 } = this.#open.get(name)?.log ?? {};
    return { count, bytes };
  }

  /** The rules that are managed for archives. */
  readonly managedRules: ManagedRules = {
    on: (busArn) =>
      this.all.flatMap((archive) =>
        archive.sourceArn === busArn ? (managedRule(archive, this.#parts.identity) ?? []) : [],
      ),
    isListening: (busArn) => this.#bySource.has(busArn),
    removeTargets: async ({ name }, ids) => {
      if (ids.includes(name)) await this.#takeFromRule(name, "untargeted");
    },
    delete: ({ name }) => this.#takeFromRule(name, "gone"),
  };

  /** Rejects with ResourceAlreadyExistsException and InvalidEventPatternException. */
  async create(definition: ArchiveDefinition): Promise<Archive> {
    const { name } = definition;
    if (this.find(name) !== undefined)
      throw new ServiceError("ResourceAlreadyExistsException", `Archive ${name} already exists.`);
    patternOf(definition);
    const { clock, identity } = this.#parts;
    const arn = formatArn(identity, "events", `archive/${name}`);
    const archive = { ...definition, arn, createdAt: clock.now() };
    this.#archives.put(name, archive);
    await this.#openLog(archive);
    await this.#settle();
    return archive;
  }

  /**
   * What is not given stays as it is; what was taken of its rule is there again. Rejects with ResourceNotFoundException and
   * InvalidEventPatternException.
   */
  async update(name: string, change: Partial<ArchiveDefinition>): Promise<Archive> {
    const { managedRule: _taken, ...known } = this.get(name);
    const archive = { ...known, ...change };
    const pattern = patternOf(archive);
    const open = this.#open.get(name);
    this.#archives.put(name, archive);
    if (open !== undefined) this.#open.set(name, { ...open, pattern });
    await this.#settle();
    return archive;
  }

  /** With its events. Rejects with ResourceNotFoundException. */
  async delete(name: string): Promise<void> {
    this.get(name);
    const open = this.#open.get(name);
    this.#archives.remove(name);
    this.#open.delete(name);
    await this.#settle();
    await open?.log.delete();
  }

  /**
   * Undefined where no archive takes it; else resolves once those that do have it on disk. Yields where whoever asks may give way to
   * others.
   */
  *keep(
    busArn: string,
    { event, written, characters }: AcceptedEvent,
  ): Generator<void, Promise<unknown> | undefined> {
    const names = this.#bySource.get(busArn);
    // What is replayed is archived already.
    if (names === undefined || Object.hasOwn(event, "replay-name")) return undefined;
    const logs: ArchiveLog[] = [];
    for (const name of names) {
      const open = this.#open.get(name);
      if (open === undefined) continue;
      const { pattern, log } = open;
      if (pattern === undefined || (yield* patternMatches(pattern, event, characters))) logs.push(log);
    }
    if (logs.length === 0) return undefined;
    const at = this.#parts.clock.now();
    return Promise.all(logs.map((log) => log.append(written.event, at)));
  }

  /** What is in an archive and not past its retention, some of it at a time, in the order in which it came. Rejects as `read`. */
  async *spans(name: string): AsyncGenerator<ArchivedSpan, void> {
    for await (const { events, ...span } of this.#logOf(name)?.spans() ?? [])
      yield { span, events: this.#kept(name, events) };
  }

  /** Rejects with ResourceNotFoundException, and with the system's error. */
  async read(name: string, span: ArchiveSpan): Promise<readonly ArchivedEvent[]> {
    return this.#kept(name, (await this.#logOf(name)?.read(span)) ?? []);
  }

  /** From now on what is past its retention is taken away. */
  start(): void {
    this.#isStarted = true;
    this.#awaitPruning();
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    for (const { log } of this.#open.values()) await log.close();
  }

  /** Only where an archive does not keep its events for ever. */
  #awaitPruning(): void {
    const isNeeded = this.all.some(({ retentionDays }) => retentionDays > 0);
    if (!this.#isStarted || !isNeeded || this.#timer !== undefined) return;
    this.#timer = this.#parts.clock.setTimer(pruningMs, () => {
      this.#timer = undefined;
      void this.#prune();
      this.#awaitPruning();
    });
  }

  /** What cannot be taken away now is there to be taken away later. */
  async #prune(): Promise<void> {
    for (const archive of this.all)
      await this.#open
        .get(archive.name)
        ?.log.prune(this.#oldest(archive))
        .catch(() => undefined);
  }

  #logOf(name: string): ArchiveLog | undefined {
    return this.#open.get(this.get(name).name)?.log;
  }

  #kept(name: string, events: readonly ArchivedEvent[]): readonly ArchivedEvent[] {
    const oldest = this.#oldest(this.get(name));
    return events.filter(({ at }) => at >= oldest);
  }

  #oldest({ retentionDays }: Archive): number {
    return retentionDays === 0 ? 0 : this.#parts.clock.now() - retentionDays * dayMs;
  }

  async #openLog(archive: Archive): Promise<void> {
    const { directory, repair } = this.#parts;
    // The name may be one that means a folder above.
    const own = directory === undefined ? undefined : join(directory, "archives", `of-${archive.name}`);
    this.#open.set(archive.name, { pattern: patternOf(archive), log: await ArchiveLog.open(own, repair) });
  }

  async #takeFromRule(ruleName: string, managedRule: NonNullable<Archive["managedRule"]>): Promise<void> {
    const archive = this.all.find((each) => managedRuleName(each) === ruleName);
    if (archive === undefined) return;
    this.#archives.put(archive.name, { ...archive, managedRule });
    await this.#settle();
  }

  async #settle(): Promise<void> {
    this.#sort();
    this.#awaitPruning();
    await this.#parts.book.committed();
  }

  #sort(): void {
    this.#bySource = new Map();
    for (const { name, sourceArn } of this.all.filter(isEnabled))
      this.#bySource.set(sourceArn, [...(this.#bySource.get(sourceArn) ?? []), name]);
  }
}

function patternOf({ eventPattern }: ArchiveDefinition): Pattern | undefined {
  return eventPattern ? compileEventPattern(eventPattern) : undefined;
}
