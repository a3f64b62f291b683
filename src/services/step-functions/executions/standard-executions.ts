// Standard executions: a name starts one, it survives the machine, and it can be waited for, stopped and redriven.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import type { Listeners } from "../../../aws/listeners.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { reportUnexpected } from "../../../aws/unexpected.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import type { MapRunner } from "../../../engine/map-run/map-runner.ts";
import type { TaskRunner } from "../../../engine/seams.ts";
import type { Clock } from "../../../time/clock.ts";
import { executionArn } from "../arns.ts";
import { revisionOf } from "../machines/revision.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import type { TraceSink } from "../monitoring/execution-trace.ts";
import type {
  ExecutionBegun,
  ExecutionEnded,
  ExecutionMetrics,
  MeasuredMachine,
  StatusObserver,
} from "../monitoring/observers.ts";
import { Backlog } from "../store/backlog.ts";
import { Effects } from "../store/effects.ts";
import type { ExecutionStore, StoredExecution } from "../store/execution-store.ts";
import { endingOf, LiveExecution, type Outside } from "../store/live-execution.ts";
import { turnToRow, unknownEvents } from "../store/turn.ts";
import { checkWritable, taken, written } from "./acknowledgement.ts";
import { AwaitedEnds } from "./awaited-ends.ts";
import type { ExecutionFacts } from "./execution-facts.ts";
import { ExecutionIds } from "./execution-ids.ts";
import { parseInput } from "./execution-input.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { checkNotChild, checkRedrivable, redriveOfToken, withToken } from "./redrive.ts";
import { Retention } from "./retention.ts";
import { SetAside } from "./set-aside.ts";
import { type FoldedStandard, factsText, type GivenExecution, StandardFolds } from "./standard-folds.ts";
import { StandardRecords } from "./standard-records.ts";
import { type Recovery, StandardRecovery } from "./standard-recovery.ts";
import { checkRoom } from "./start-gate.ts";

export interface StandardOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly tasks: TaskRunner;
  /** Runs distributed Maps; without it they fail. */
  readonly mapRuns?: MapRunner | undefined;
  readonly store: ExecutionStore;
  readonly isDeleting: (stateMachineArn: string) => boolean;
  readonly logs: LogSink | undefined;
  readonly traces: TraceSink | undefined;
  readonly metrics: (machine: MeasuredMachine) => ExecutionMetrics;
  readonly statuses: StatusObserver;
  readonly started: Listeners<ExecutionBegun>;
  readonly ended: Listeners<ExecutionEnded>;
  /** How long a closed execution is kept, and its name with it. */
  readonly retentionMs: number;
}

export interface StandardStart extends ExecutionFacts {
  /** JSON text. */
  readonly input: string;
  readonly name?: string | undefined;
}

export type StartedStandard = Pick<StoredExecution, "arn" | "startedAt">;

interface Running {
  readonly folded: FoldedStandard;
  readonly live: LiveExecution;
}

const goingOn = { status: "RUNNING", ending: undefined, endedAt: undefined } as const;

export class StandardExecutions {
  readonly records: StandardRecords;
  readonly #options: StandardOptions;
  readonly #ids = new ExecutionIds();
  readonly #outside: Outside;
  readonly #folds: StandardFolds;
  readonly #setAside: SetAside;
  readonly #recovery: StandardRecovery;
  readonly #retention: Retention;
  /** By the store's number. */
  readonly #running = new Map<number, Running>();
  /** By ARN: names that were chosen by whoever started them, until the start is on disk. */
  readonly #unwritten = new Map<string, Running>();
  /** Taken up again after a crash, but not yet let go. */
  #recovered: LiveExecution[] = [];
  readonly #resuming = new Effects();
  #isAtWork = false;
  readonly #redriving = new Set<string>();
  readonly #backlog = new Backlog();
  readonly #awaited = new AwaitedEnds();

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
      const startedBefore = this.#startedBefore(arn, given);
      if (startedBefore !== undefined) {
        await written(store);
        return { arn, startedAt: startedBefore };
      }
    }
    // Nothing is waited for since the name was looked up, or it might have been taken meanwhile.
    const startedAt = clock.now();
    const begun = this.#begin({ machine, arn, startedAt, input: given, facts: start }, input);
    if (name !== undefined) this.#rememberUnwritten(arn, begun);
    await written(store);
    return { arn, startedAt };
  }

  /** When the execution started that has this name and this input and runs; throws if the name is taken otherwise. */
  #startedBefore(arn: string, input: string): number | undefined {
    const unwritten = this.#unwritten.get(arn);
    const stored = unwritten === undefined ? this.#options.store.find(arn) : undefined;
    const running = unwritten ?? (stored && this.#running.get(stored.id));
    if (running === undefined && stored === undefined) return undefined;
    const isOpen = running === undefined ? stored?.ending === undefined : running.live.fold.end === undefined;
    const given = running?.folded.given ?? stored;
    if (isOpen && given?.input === input) return given.startedAt;
    throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
  }

  #rememberUnwritten(arn: string, begun: Running): void {
    this.#unwritten.set(arn, begun);
    this.#options.store.afterCommit(() => this.#unwritten.delete(arn));
  }

  #begin(given: GivenExecution, input: Json): Running {
    const { store, started } = this.#options;
    const { machine, arn, startedAt, facts } = given;
    this.#metricsOf(given).started();
    if (started.areAny) {
      const name = arn.slice(arn.lastIndexOf(":") + 1);
      started.tell({ stateMachine: machine, arn, name, startedAt });
    }
    const id = store.add({
      arn,
      listedUnder: facts.mapRunArn ?? machine.arn,
      revision: revisionOf(machine),
      input: given.input,
      facts: factsText(facts),
      startedAt,
    });
    this.#tellRunning(arn);
    const running = this.#watch(id, this.#folds.create(given, input));
    running.live.begin();
    return running;
  }

  /** Resolves once it has ended. Rejects with InvalidArn and ExecutionDoesNotExist. */
  async ended(arn: string): Promise<ExecutionRecord> {
    const stored = this.records.stored(arn);
    if (stored.ending !== undefined) return this.records.of(stored);
    return this.#awaited.of(stored.id);
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
    const { store, clock, metrics, statuses } = this.#options;
    const { id, arn, startedAt, revision } = stored;
    const at = Math.max(clock.now(), startedAt);
    this.#setAside.release(id);
    this.#folds.giveUp(id);
    store.append(
      id,
      turnToRow({ at, event: { type: "stopped", error, cause }, eventsBefore: unknownEvents }),
    );
    store.end(id, endingOf({ status: "ABORTED", error, cause }, at, 0));
    store.afterCommit(() => {
      metrics({ stateMachineArn: this.#folds.machine(revision).arn }).ended("ABORTED", at - startedAt);
      if (statuses.isWatching()) statuses.changed(this.records.describe(arn));
      this.#awaited.tell(id, () => this.records.describe(arn));
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
      this.#tellRunning(arn);
      this.#metricsOf(folded.given).redriven?.();
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
    for (const { live } of this.#running.values()) live.close();
    await this.#options.store.close();
  }

  #watch(id: number, folded: FoldedStandard): Running {
    const running = { folded, live: new LiveExecution(id, folded.fold, this.#outside) };
    this.#running.set(id, running);
    return running;
  }

  #metricsOf({ machine, facts }: GivenExecution): ExecutionMetrics {
    const { stateMachineVersionArn, stateMachineAliasArn } = facts;
    return this.#options.metrics({
      stateMachineArn: machine.arn,
      stateMachineVersionArn,
      stateMachineAliasArn,
    });
  }

  /** It may have ended by the time this is told. */
  #tellRunning(arn: string): void {
    const { store, statuses } = this.#options;
    if (!statuses.isWatching()) return;
    store.afterCommit(() => {
      statuses.changed(this.records.of({ ...this.records.standard(arn), ...goingOn }));
    });
  }

  #ended(live: LiveExecution, end: ExecutionEnd, endedAt: number): void {
    const { id } = live;
    const running = this.#running.get(id);
    if (running?.live !== live) return;
    this.#running.delete(id);
    const { given, fold, trace } = running.folded;
    const { machine, startedAt } = given;
    const { input, identity } = fold.engine.start;
    const { arn, name } = identity;
    this.#metricsOf(given).ended(end.status, endedAt - startedAt, fold.engine.redriveCount);
    trace?.ended(end, endedAt);
    if (this.#options.statuses.isWatching()) this.#options.statuses.changed(this.records.describe(arn));
    if (this.#options.ended.areAny) {
      const { failedState } = fold.engine;
      const times = { startedAt, endedAt };
      this.#options.ended.tell({ stateMachine: machine, arn, name, input, end, failedState, ...times });
    }
    this.#awaited.tell(id, () => this.records.describe(arn));
  }

  /** Resolves once all that was told to executions or kept beside them is on disk. Rejects with InternalFailure. */
  committed(): Promise<void> {
    return taken(this.#options.store, this.#backlog);
  }
}
