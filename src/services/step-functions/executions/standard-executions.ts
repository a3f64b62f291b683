// Standard executions: a name starts one, it survives the machine, and it can be waited for, stopped and redriven.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import { reportUnexpected } from "../../../aws/unexpected.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import type { MapRunner } from "../../../engine/map-run/map-runner.ts";
import type { TaskRunner } from "../../../engine/seams.ts";
import type { Clock } from "../../../time/clock.ts";
import { executionArn } from "../arns.ts";
import { revisionOf } from "../machines/revision.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import type { TraceSink } from "../monitoring/execution-trace.ts";
import { Backlog } from "../store/backlog.ts";
import { Effects } from "../store/effects.ts";
import type { ExecutionStore, StoredExecution } from "../store/execution-store.ts";
import { endingOf, LiveExecution, type Outside } from "../store/live-execution.ts";
import { turnToRow, unknownEvents } from "../store/turn.ts";
import { checkWritable, taken, written } from "./acknowledgement.ts";
import { Announcements, type Audience } from "./announcements.ts";
import type { ExecutionFacts } from "./execution-facts.ts";
import { ExecutionIds } from "./execution-ids.ts";
import { parseInput } from "./execution-input.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { checkNotChild, checkRedrivable, redriveOfToken, withToken } from "./redrive.ts";
import { Retention } from "./retention.ts";
import { type Running, RunningExecutions } from "./running-executions.ts";
import { SetAside } from "./set-aside.ts";
import { type FoldedStandard, factsText, type GivenExecution, StandardFolds } from "./standard-folds.ts";
import { StandardRecords } from "./standard-records.ts";
import { type Recovery, StandardRecovery } from "./standard-recovery.ts";
import { checkRoom } from "./start-gate.ts";

export interface StandardOptions extends Audience {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly tasks: TaskRunner;
  /** Runs distributed Maps; without it they fail. */
  readonly mapRuns?: MapRunner | undefined;
  readonly store: ExecutionStore;
  readonly isDeleting: (stateMachineArn: string) => boolean;
  readonly logs: LogSink | undefined;
  readonly traces: TraceSink | undefined;
  /** How long a closed execution is kept, and its name with it. */
  readonly retentionMs: number;
  /** How much the inputs of running executions may take. @default the share of the process's memory that they have */
  readonly mostHeldBytes?: number | undefined;
}

export interface StandardStart extends ExecutionFacts {
  /** JSON text. */
  readonly input: string;
  readonly name?: string | undefined;
}

export type StartedStandard = Pick<StoredExecution, "arn" | "startedAt">;

export class StandardExecutions {
  readonly records: StandardRecords;
  readonly #options: StandardOptions;
  readonly #ids = new ExecutionIds();
  readonly #outside: Outside;
  readonly #folds: StandardFolds;
  readonly #setAside: SetAside;
  readonly #recovery: StandardRecovery;
  readonly #retention: Retention;
  readonly #running: RunningExecutions;
  readonly #announcements: Announcements;
  /** Taken up again after a crash, but not yet let go. */
  #recovered: LiveExecution[] = [];
  readonly #resuming = new Effects();
  #isAtWork = false;
  readonly #redriving = new Set<string>();
  readonly #backlog = new Backlog();

  constructor(options: StandardOptions) {
    this.#options = options;
    const { store, clock, tasks, mapRuns, logs, traces } = options;
    this.#outside = {
      store,
      clock,
      tasks,
      mapRuns,
      backlog: this.#backlog,
      ended: (live, end, endedAt) => this.#ended(live, end, endedAt),
    };
    const lacks = (activityArn: string) => tasks.lacks?.(activityArn) === true;
    this.#folds = new StandardFolds(store, { logs, traces, offersMapRuns: mapRuns !== undefined, lacks });
    this.#setAside = new SetAside(store);
    this.#running = new RunningExecutions(store, options.mostHeldBytes);
    const folds = this.#folds;
    const setAside = this.#setAside;
    this.records = new StandardRecords({
      store,
      clock,
      folds,
      setAside,
      // Of one that is put off nobody knows.
      goesOnAfter: (id, turns) =>
        setAside.isPutOff(id) || this.#running.get(id)?.live.goesOnAfter(turns) === true,
      isDeleting: options.isDeleting,
    });
    this.#announcements = new Announcements(options, store, this.records);
    const takeUp = (stored: StoredExecution, folded: FoldedStandard) => this.#takeUp(stored, folded);
    this.#recovery = new StandardRecovery({ store, folds, setAside, takeUp });
    this.#retention = new Retention({ store, clock, retentionMs: options.retentionMs });
  }

  /**
   * Resolves once the execution is on disk. The same name with the same input, while it runs, answers with the execution that
   * is there. Rejects with ExecutionAlreadyExists, and with InternalFailure if the disk takes nothing.
   */
  async start(machine: StateMachine, start: StandardStart): Promise<StartedStandard> {
    const { clock, identity, store } = this.#options;
    const { name } = start;
    // The disk keeps UTF-8, which has no lone surrogates.
    const given = start.input.toWellFormed();
    const input = parseInput(given);
    const arn = executionArn(identity, machine.name, name ?? this.#ids.next());
    checkWritable(store);
    checkRoom(this.#running.size);
    if (name !== undefined) {
      if (this.#retention.isOver(store.find(arn)?.endedAt)) await this.#retention.prune();
      const startedBefore = this.#running.startedBefore(arn, given);
      if (startedBefore !== undefined) {
        await written(store);
        return { arn, startedAt: startedBefore };
      }
    }
    // Of a Map Run so many run at once as it says: one that is refused would have failed it.
    if (start.mapRunArn === undefined) this.#running.checkRoom(given);
    // Nothing is waited for since the name was looked up, or it might have been taken meanwhile.
    const startedAt = clock.now();
    const begun = this.#begin({ machine, arn, startedAt, input: given, facts: start }, input);
    if (name !== undefined) this.#running.named(arn, begun);
    await written(store);
    return { arn, startedAt };
  }

  #begin(given: GivenExecution, input: Json): Running {
    const { store } = this.#options;
    const { machine, arn, startedAt, facts } = given;
    this.#announcements.begun(given);
    const id = store.add({
      arn,
      listedUnder: facts.mapRunArn ?? machine.arn,
      revision: revisionOf(machine),
      input: given.input,
      facts: factsText(facts),
      startedAt,
    });
    this.#announcements.runs(arn);
    const running = this.#watch(id, this.#folds.create(id, given, input));
    running.live.begin();
    return running;
  }

  /** Of the execution with the store's number: late is one that is yet to be taken up. Undefined if it is not kept. */
  standing(id: number): "late" | "kept" | undefined {
    if (this.#setAside.isPutOff(id)) return "late";
    return this.#options.store.getAll([id]).length > 0 ? "kept" : undefined;
  }

  /** Resolves once it has ended. Rejects with InvalidArn and ExecutionDoesNotExist. */
  async ended(arn: string): Promise<ExecutionRecord> {
    const stored = this.records.stored(arn);
    if (stored.ending !== undefined) return this.records.of(stored);
    return this.#announcements.endOf(stored.id);
  }

  /** Answers, once it is on disk, with the time at which the execution stopped, which may be long past. */
  async stop(arn: string, error: string | undefined, cause: string | undefined): Promise<number> {
    const stored = this.records.standard(arn);
    if (this.#setAside.reason(stored.id) === undefined) {
      await this.#running.get(stored.id)?.live.stop(error, cause);
    } else this.#stopSetAside(stored, error, cause);
    await written(this.#options.store);
    return this.records.standard(arn).endedAt ?? stored.endedAt ?? this.#options.clock.now();
  }

  /** Its turns are not run: that it was stopped is written after them. */
  #stopSetAside(stored: StoredExecution, error: string | undefined, cause: string | undefined): void {
    const { store, clock } = this.#options;
    const { id, startedAt, revision } = stored;
    const at = Math.max(clock.now(), startedAt);
    this.#setAside.release(id);
    this.#folds.giveUp(id);
    store.append(id, turnToRow(at, { type: "stopped", error, cause }, unknownEvents));
    store.end(id, endingOf({ status: "ABORTED", error, cause }, at, 0));
    store.afterCommit(() => {
      const { arn: stateMachineArn } = this.#folds.machine(revision);
      this.#announcements.stoppedAside(stored, { stateMachineArn }, at);
    });
  }

  /**
   * Goes on from the states in which the execution failed, timed out or was stopped. Answers with the time of the redrive,
   * which is that of an earlier one if the token is the same. Rejects with ExecutionNotRedrivable.
   */
  async redrive(arn: string, clientToken?: string): Promise<number> {
    checkNotChild(this.records.standard(arn));
    return this.redriveChild(arn, clientToken);
  }

  /** The same, of a child of a Map Run, which only that Map Run redrives. */
  async redriveChild(arn: string, clientToken?: string): Promise<number> {
    const { store, clock } = this.#options;
    // Its end may be on disk and not yet be told.
    await written(this.#options.store);
    const stored = this.records.standard(arn);
    const now = clock.now();
    const before = redriveOfToken(stored, clientToken, now);
    if (before !== undefined) return before;
    checkRedrivable(this.records.of(stored).redrive);
    if (this.#redriving.has(arn)) checkRedrivable(this.records.of({ ...stored, status: "RUNNING" }).redrive);
    this.#redriving.add(arn);
    try {
      const folded = await this.#folds.replay(stored);
      this.#setAside.acquit(stored.id);
      const at = Math.max(clock.now(), stored.endedAt ?? 0);
      const count = (stored.redrive?.count ?? 0) + 1;
      store.reopen(stored.id, { count, at, tokens: withToken(stored, clientToken, at) });
      this.#announcements.runs(arn);
      this.#announcements.redriven(folded.given);
      this.#watch(stored.id, folded).live.redrive();
      await written(this.#options.store);
      return at;
    } finally {
      this.#redriving.delete(arn);
    }
  }

  /** Runs the turns of every open execution again. They go on once `goOn` is called. */
  recover(): Promise<Recovery> {
    return this.#recovery.run();
  }

  /** Lets recovered executions go on, and begins to forget those that closed long ago. */
  goOn(): void {
    this.#isAtWork = true;
    const recovered = this.#recovered;
    this.#recovered = [];
    this.#resuming.add(recovered.map((live) => () => live.resume()));
    this.#recovery
      .runLate()
      .catch((problem: unknown) => reportUnexpected("taking up executions that take long", problem));
    this.#retention.start();
  }

  #takeUp(stored: StoredExecution, folded: FoldedStandard): void {
    const { live } = this.#watch(stored.id, folded);
    if (this.#isAtWork) live.resume();
    else this.#recovered.push(live);
  }

  get running(): number {
    return this.#running.size;
  }

  /** What is open stays open, as it is on disk. */
  async close(): Promise<void> {
    this.#retention.stop();
    this.#recovery.close();
    this.records.close();
    for (const { live } of this.#running.all()) live.close();
    await this.#options.store.close();
  }

  #watch(id: number, folded: FoldedStandard): Running {
    return this.#running.add(folded, new LiveExecution(id, folded.fold, this.#outside));
  }

  #ended(live: LiveExecution, end: ExecutionEnd, endedAt: number): void {
    const running = this.#running.remove(live);
    if (running !== undefined) this.#announcements.ended(live.id, running.folded, end, endedAt);
  }

  /** Resolves once all that was told to executions or kept beside them is on disk. Rejects with InternalFailure. */
  committed(): Promise<void> {
    return taken(this.#options.store, this.#backlog);
  }
}
