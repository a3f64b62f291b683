// The pipes of the region: what there is, on disk before anybody is told, and the changes that are under way. A change is
// acknowledged first and made then; what a crash leaves under way is made when the region is opened again.

import { formatArn, parseArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { withoutTags } from "../../aws/tags.ts";
import { removeCheckpoints } from "../../event-sources/checkpoints.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";
import type { Timer } from "../../time/clock.ts";
import { type AssemblyParts, assemblePipe } from "./assembly.ts";
import { failureReason } from "./failure-reason.ts";
import type { Pipe } from "./pipe.ts";
import { type CheckRouter, checkDefinition, missedBy, type PipeEnds } from "./pipe-checks.ts";
import {
  changed,
  completed,
  type PipeChange,
  type PipeDefinition,
  type PipeRecord,
} from "./pipe-definition.ts";
import { alreadyThere, busy, noSuchPipe, tooMany, tooManyTags } from "./refusals.ts";
import { SourceMetrics } from "./source-metrics.ts";

export interface PipesOptions extends AssemblyParts {
  readonly router: AssemblyParts["router"] & CheckRouter;
  readonly onFault: (fault: unknown, where: string) => void;
}

const mostPipes = 1000;
const mostTags = 50;
const metricsIntervalMs = 1000;
/** How long a role is given that may not read the source yet. */
const patienceMs = 5000;
const askAgainMs = 250;

/** States in which nothing is under way. */
const settled = new Set(["RUNNING", "STOPPED", "CREATE_FAILED", "UPDATE_FAILED", "START_FAILED"]);

export class Pipes {
  readonly #options: PipesOptions;
  readonly #book: RecordBook;
  readonly #records: Records<PipeRecord>;
  readonly #open = new Map<string, Pipe>();
  /** The changes under way, by pipe. */
  readonly #changes = new Map<string, Promise<void>>();
  #timer: Timer | undefined;
  #isStarted = false;

  constructor(options: PipesOptions, book: RecordBook) {
    this.#options = options;
    this.#book = book;
    this.#records = book.records("pipe");
  }

  get records(): readonly PipeRecord[] {
    return this.#records.values();
  }

  /** Those that are open. */
  get all(): readonly Pipe[] {
    return [...this.#open.values()];
  }

  pipe(name: string): Pipe | undefined {
    return this.#open.get(name);
  }

  /** Resolves once every change up to now is on disk. Rejects with InternalFailure. */
  committed(): Promise<void> {
    return this.#book.committed();
  }

  /** Why the pipe is in its state, or why it reads nothing though it runs. */
  stateReason({ name, stateReason, currentState }: PipeRecord): string | undefined {
    return currentState === "RUNNING" ? this.pipe(name)?.problem : stateReason;
  }

  has(name: string): boolean {
    return this.#records.has(name);
  }

  /** What is not here of what a pipe would read and lead to; undefined where nothing is missed. */
  missed(ends: PipeEnds): string | undefined {
    const { router } = this.#options;
    return missedBy(ends, { isServed: (arn) => router.isServed(arn) });
  }

  /** Throws NotFoundException. */
  describe(name: string): PipeRecord {
    const record = this.#records.get(name);
    if (record === undefined) throw noSuchPipe(name);
    return record;
  }

  /** Throws ValidationException, ConflictException and ServiceQuotaExceededException. */
  create(name: string, given: PipeDefinition): PipeRecord {
    const definition = completed(given);
    checkDefinition(definition, this.#options.router);
    if (this.#records.has(name)) throw alreadyThere(name);
    if (this.#records.values().length >= mostPipes) throw tooMany(mostPipes);
    const now = this.#options.clock.now();
    return this.#begin({
      ...{ name, definition, currentState: "CREATING", createdAt: now, modifiedAt: now },
      arn: formatArn(this.#options.identity, "pipes", `pipe/${name}`),
      desiredState: definition.DesiredState ?? "RUNNING",
    });
  }

  /** Throws NotFoundException, ConflictException and ValidationException. */
  update(name: string, change: PipeChange): PipeRecord {
    const record = this.#settledRecord(name);
    const definition = changed(record.definition, change);
    checkDefinition(definition, this.#options.router);
    return this.#begin({
      ...record,
      ...{ definition, former: record.definition, currentState: "UPDATING" },
      desiredState: change.DesiredState ?? record.desiredState,
      modifiedAt: this.#options.clock.now(),
    });
  }

  /** Throws NotFoundException and ConflictException. */
  start(name: string): PipeRecord {
    return this.#turn(name, "RUNNING", "STARTING");
  }

  /** Throws NotFoundException and ConflictException. */
  stop(name: string): PipeRecord {
    return this.#turn(name, "STOPPED", "STOPPING");
  }

  #turn(
    name: string,
    desiredState: "RUNNING" | "STOPPED",
    currentState: "STARTING" | "STOPPING",
  ): PipeRecord {
    const record = this.#settledRecord(name);
    if (record.currentState === desiredState) return record;
    return this.#begin({ ...record, desiredState, currentState, modifiedAt: this.#options.clock.now() });
  }

  /** Throws NotFoundException and ConflictException. */
  delete(name: string): PipeRecord {
    const record = this.#settledRecord(name);
    const modifiedAt = this.#options.clock.now();
    return this.#begin({ ...record, desiredState: "DELETED", currentState: "DELETING", modifiedAt });
  }

  /** Resolves when nothing is under way with the pipe any more: with what there is then, or undefined if it is gone. */
  async settled(name: string): Promise<PipeRecord | undefined> {
    while (this.#changes.has(name)) await this.#changes.get(name);
    return this.#records.get(name);
  }

  /** Throws NotFoundException. */
  tagged(arn: string): PipeDefinition {
    return this.#atArn(arn).definition;
  }

  /** Throws NotFoundException and ValidationException. */
  tag(arn: string, tags: Readonly<Record<string, string>>): void {
    const record = this.#atArn(arn);
    const Tags = { ...record.definition.Tags, ...tags };
    if (Object.keys(Tags).length > mostTags) throw tooManyTags(mostTags);
    this.#records.put(record.name, { ...record, definition: { ...record.definition, Tags } });
  }

  /** Throws NotFoundException. */
  untag(arn: string, keys: readonly string[]): void {
    const record = this.#atArn(arn);
    const definition = { ...record.definition, Tags: withoutTags(record.definition.Tags ?? {}, keys) };
    this.#records.put(record.name, { ...record, definition });
  }

  /** Lets events flow. Throws DamagedFile for checkpoints that are damaged, unless a repair is under way. */
  run(): void {
    this.#isStarted = true;
    for (const record of this.#records.values()) {
      if (!settled.has(record.currentState)) this.#begin(record);
      else if (isToRun(record)) this.#goOn(record);
    }
    this.#measureLater();
  }

  /** Resolves when the batches in flight have ended. */
  async halt(): Promise<void> {
    this.#isStarted = false;
    this.#timer?.cancel();
    await Promise.all(this.all.map((pipe) => pipe.stop()));
    await Promise.all(this.#changes.values());
  }

  async close(): Promise<void> {
    await this.#options.bucketLogs.flush();
    await this.#book.close();
  }

  #atArn(arn: string): PipeRecord {
    const name = parseArn(arn)?.resource.slice("pipe/".length) ?? "";
    return this.describe(name);
  }

  #settledRecord(name: string): PipeRecord {
    const record = this.describe(name);
    if (!settled.has(record.currentState)) throw busy(name, record.currentState);
    return record;
  }

  /** What was running goes on; if it cannot any more, it is told why. */
  #goOn(record: PipeRecord): void {
    try {
      this.#run(record);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#records.put(record.name, {
        ...record,
        currentState: "START_FAILED",
        stateReason: failureReason(error, record.definition.Source),
      });
    }
  }

  /** Puts the record, and makes what it says once whatever was under way has been made. */
  #begin(record: PipeRecord): PipeRecord {
    const { name } = record;
    this.#records.put(name, record);
    const before = this.#changes.get(name) ?? Promise.resolve();
    const change = before
      .then(() => this.#make(name))
      .catch((fault) => this.#options.onFault(fault, `the pipe ${name}`));
    this.#changes.set(name, change);
    void change.finally(() => {
      if (this.#changes.get(name) === change) this.#changes.delete(name);
    });
    return record;
  }

  async #make(name: string): Promise<void> {
    const record = this.#records.get(name);
    if (record === undefined || settled.has(record.currentState)) return;
    if (record.currentState === "DELETING") return this.#remove(name);
    const { former, stateReason: _, ...rest } = record;
    try {
      // What it is to be is made before what it was is stopped: a change that fails leaves the pipe as it was.
      const pipe = await this.#assembled(record);
      await this.#open.get(name)?.stop();
      this.#open.set(name, pipe);
      if (this.#isStarted && record.desiredState === "RUNNING") pipe.start();
      this.#settle({ ...rest, currentState: record.desiredState === "STOPPED" ? "STOPPED" : "RUNNING" });
    } catch (error) {
      const failed = failedStates[record.currentState as keyof typeof failedStates] ?? "START_FAILED";
      const stateReason = failureReason(error, record.definition.Source);
      this.#settle({ ...rest, definition: former ?? record.definition, currentState: failed, stateReason });
    }
  }

  /** A policy of its role may be attached while the pipe is made, and on AWS that takes longer. */
  async #assembled(record: PipeRecord): Promise<Pipe> {
    const { clock } = this.#options;
    const endsAt = clock.now() + patienceMs;
    for (;;) {
      try {
        return assemblePipe(record, this.#options);
      } catch (problem) {
        if (!isDenial(problem) || clock.now() >= endsAt) throw problem;
        await new Promise<void>((resolve) => clock.setTimer(askAgainMs, resolve));
      }
    }
  }

  /** With the tags that it has by now: they change at any time. */
  #settle(record: PipeRecord): void {
    const { Tags = {} } = this.describe(record.name).definition;
    this.#records.put(record.name, { ...record, definition: { ...record.definition, Tags } });
  }

  async #remove(name: string): Promise<void> {
    await this.#open.get(name)?.stop();
    this.#open.delete(name);
    if (this.#options.directory !== undefined) removeCheckpoints(this.#options.directory, name);
    this.#records.remove(name);
  }

  #run(record: PipeRecord): void {
    const pipe = this.#open.get(record.name) ?? assemblePipe(record, this.#options);
    this.#open.set(record.name, pipe);
    pipe.start();
  }

  readonly #sourceMetrics = new SourceMetrics();

  /** How far pipes are behind, and whether their sources are there, is looked at every second. */
  #measureLater(): void {
    this.#timer = this.#options.clock.setTimer(metricsIntervalMs, () => {
      for (const pipe of this.all) {
        pipe.look();
        const source = this.#records.get(pipe.name)?.definition.Source;
        if (source !== undefined) this.#sourceMetrics.measure(pipe, source, this.#options.metrics);
      }
      this.#measureLater();
    });
  }
}

function isDenial(problem: unknown): boolean {
  return problem instanceof ServiceError && problem.code.startsWith("AccessDenied");
}

/** An update that failed has left a pipe that ran running. */
function isToRun({ currentState, desiredState }: PipeRecord): boolean {
  return currentState === "RUNNING" || (currentState === "UPDATE_FAILED" && desiredState === "RUNNING");
}

const failedStates = {
  CREATING: "CREATE_FAILED",
  UPDATING: "UPDATE_FAILED",
  STARTING: "START_FAILED",
} as const;
