// From what the store has of a Standard execution to the execution itself: the machine that it started with, what it was
// given, and the turns that made it what it is.

import type { Json } from "../../../aws/json.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { ExecutionStart } from "../../../engine/execution.ts";
import type { Recorder } from "../../../engine/history/event.ts";
import { machineFromText } from "../machines/revision.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import { createExecutionLog } from "../monitoring/execution-log.ts";
import { ExecutionTrace, type TraceSink } from "../monitoring/execution-trace.ts";
import { joinRecorders } from "../monitoring/recorders.ts";
import { ExecutionFold, ReplayDiverged } from "../store/execution-fold.ts";
import type { ExecutionStore, StoredExecution } from "../store/execution-store.ts";
import type { TurnRow } from "../store/turn.ts";
import type { ExecutionFacts } from "./execution-facts.ts";
import { notReplayable } from "./set-aside.ts";

/** What an execution runs and was started with. */
export interface GivenExecution {
  readonly machine: StateMachine;
  readonly arn: string;
  readonly startedAt: number;
  /** JSON text. */
  readonly input: string;
  readonly facts: ExecutionFacts;
}

/** An execution that runs, or could. */
export interface FoldedStandard {
  readonly given: GivenExecution;
  readonly fold: ExecutionFold;
  readonly trace: ExecutionTrace | undefined;
}

export interface FoldOptions {
  readonly logs: LogSink | undefined;
  readonly traces: TraceSink | undefined;
  readonly offersMapRuns: boolean;
  readonly lacks: (activityArn: string) => boolean;
}

export interface ReplayOptions {
  readonly withinMs?: number | undefined;
  readonly turns?: Iterable<TurnRow> | undefined;
}

const mostCharacters = 64 * 1024 * 1024;

export class StandardFolds {
  readonly #store: ExecutionStore;
  readonly #options: FoldOptions;
  /** By revision, those that somebody asked about, as long as their definitions together take no more than some memory. */
  readonly #machines = new Map<string, StateMachine>();
  #characters = 0;
  /** Those whose turns are being run again, and the store's number of each. */
  readonly #replaying = new Map<ExecutionFold, number>();
  /** By the store's number, those whose redrives went on in part. */
  readonly #inPart = new Set<number>();
  #isClosed = false;

  constructor(store: ExecutionStore, options: FoldOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** As it was when the executions of this revision started. */
  machine(revision: string): StateMachine {
    const known = this.#machines.get(revision);
    if (known !== undefined) return known;
    const text = this.#store.revision(revision) ?? "{}";
    if (this.#characters + text.length > mostCharacters) {
      this.#machines.clear();
      this.#characters = 0;
    }
    const machine = machineFromText(text);
    this.#machines.set(revision, machine);
    this.#characters += text.length;
    return machine;
  }

  /** One that has not begun, with the store's number for it. */
  create(number: number, given: GivenExecution, input: Json): FoldedStandard {
    const trace = this.#trace(given);
    const log = createExecutionLog(given.machine, given, this.#options.logs);
    const recorder = joinRecorders(log, trace);
    return { given, trace, fold: this.#fold(given, { number, input, trace, recorder }) };
  }

  /**
   * One that has begun, as its turns have made it; they are read if they are not given. What it logged then is not logged again.
   * Undefined if it took longer than it may, or was given up. Rejects with InternalFailure if the region goes down meanwhile.
   */
  async replay(stored: StoredExecution): Promise<FoldedStandard>;
  async replay(stored: StoredExecution, options: ReplayOptions): Promise<FoldedStandard | undefined>;
  async replay(stored: StoredExecution, options: ReplayOptions = {}): Promise<FoldedStandard | undefined> {
    try {
      return await this.#replay(stored, options);
    } catch (problem) {
      if (this.isRedrivenInPart(stored, problem)) return this.#replay(stored, options);
      throw problem;
    }
  }

  /**
   * Whether turns that did not fit may do so if they are run again: earlier revisions went on in another way after a redrive. True once
   * for an execution, whose redrives are taken to be such from then on.
   */
  isRedrivenInPart({ id, redrive }: StoredExecution, problem: unknown): boolean {
    if (!(problem instanceof ReplayDiverged) || redrive === undefined || this.#inPart.has(id)) return false;
    this.#inPart.add(id);
    return true;
  }

  async #replay(
    stored: StoredExecution,
    { withinMs, turns = this.#store.turnsToTake(stored.id) }: ReplayOptions,
  ): Promise<FoldedStandard | undefined> {
    const given = this.#given(stored);
    const compiling = given.machine.compiling?.();
    if (compiling !== undefined) await compiling;
    const trace = this.#trace(given);
    const logged = { arn: given.arn, redriveCount: stored.redrive?.count };
    const log = createExecutionLog(given.machine, logged, this.#options.logs);
    let isReplaying = true;
    const newLog: Recorder | undefined = log && {
      wants: (type) => !isReplaying && log.wants?.(type) !== false,
      record: (event) => log.record(event),
    };
    const input = JSON.parse(given.input) as Json;
    const redrivesInPart = this.#inPart.has(stored.id);
    const recorder = joinRecorders(newLog, trace);
    const replayed = this.#fold(given, { number: stored.id, input, trace, recorder, redrivesInPart });
    const giveUp = withinMs === undefined ? undefined : setTimeout(() => replayed.giveUp(), withinMs);
    this.#replaying.set(replayed, stored.id);
    const isDone = await replayed.replay(turns).finally(() => {
      clearTimeout(giveUp);
      this.#replaying.delete(replayed);
    });
    if (this.#isClosed) throw notReplayable(given.arn, "The region goes down.");
    if (!isDone) return undefined;
    isReplaying = false;
    return { given, trace, fold: replayed };
  }

  /** One that has not begun, whose turns are to be recorded. */
  recorded(stored: StoredExecution, recorder: Recorder): ExecutionFold {
    const given = this.#given(stored);
    const input = JSON.parse(given.input) as Json;
    const redrivesInPart = this.#inPart.has(stored.id);
    return this.#fold(given, { number: stored.id, input, trace: undefined, recorder, redrivesInPart });
  }

  /** Nobody wants it to be run again any more. */
  giveUp(execution: number): void {
    for (const [replayed, id] of this.#replaying) if (id === execution) replayed.giveUp();
  }

  /** A turn may have no end, so that the process would have none either. */
  close(): void {
    this.#isClosed = true;
    for (const replayed of this.#replaying.keys()) replayed.giveUp();
  }

  #fold(given: GivenExecution, parts: FoldParts): ExecutionFold {
    const start = startOf(given, parts);
    const { number, recorder } = parts;
    const { offersMapRuns, lacks } = this.#options;
    const machine = given.machine.compiled();
    return new ExecutionFold({ number, machine, start, recorder, offersMapRuns, lacks });
  }

  #given({ arn, revision, startedAt, input, facts }: StoredExecution): GivenExecution {
    return {
      machine: this.machine(revision),
      arn,
      startedAt,
      input,
      facts: facts === null ? {} : (JSON.parse(facts) as ExecutionFacts),
    };
  }

  #trace({ machine, arn, startedAt, facts }: GivenExecution): ExecutionTrace | undefined {
    return ExecutionTrace.begin(
      machine,
      { arn, startedAt, traceHeader: facts.traceHeader },
      this.#options.traces,
    );
  }
}

interface FoldParts {
  readonly number: number;
  readonly input: Json;
  readonly trace: ExecutionTrace | undefined;
  readonly recorder: Recorder | undefined;
  readonly redrivesInPart?: boolean;
}

function startOf(given: GivenExecution, { input, trace, redrivesInPart }: FoldParts): ExecutionStart {
  const { machine, arn, startedAt, facts } = given;
  const { stateMachineAliasArn, stateMachineVersionArn } = facts;
  return {
    type: "STANDARD",
    input,
    inputText: given.input,
    redriveCount: 0,
    identity: {
      arn,
      name: nameOf(arn),
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      roleArn: machine.roleArn,
      startTime: startedAt,
      traceHeader: trace?.header,
    },
    stateMachineAliasArn,
    stateMachineVersionArn,
    redrivesInPart,
  };
}

/** Names have no colon. */
function nameOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(":") + 1);
}

/** What is said of an execution beside its input; null if that is nothing. */
export function factsText(facts: ExecutionFacts): string | null {
  const { traceHeader, stateMachineVersionArn, stateMachineAliasArn, mapRunArn, itemCount } = facts;
  const isPlain = (traceHeader ?? stateMachineVersionArn ?? stateMachineAliasArn ?? mapRunArn) === undefined;
  if (isPlain && itemCount === undefined) return null;
  return JSON.stringify({
    traceHeader,
    stateMachineVersionArn,
    stateMachineAliasArn,
    mapRunArn,
    itemCount,
  });
}
