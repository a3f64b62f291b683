// One execution of a compiled machine: how it is started, watched and stopped. It answers one outside event after the
// other; everything done in answer to one of them is a turn, in which the clock is read once.

import type { CompiledMachine } from "../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { guarded } from "../aws/unexpected.ts";
import type { Clock, Timer } from "../time/clock.ts";
import { Agenda, type Work } from "./agenda.ts";
import { ClockDecisions } from "./clock-decisions.ts";
import { type ContextOfExecution, contextOfExecution } from "./context-object.ts";
import { type Deadline, type DeadlineSetter, deadlinesOf } from "./deadlines.ts";
import { statesError } from "./error-names.ts";
import { Failure, failureDetails } from "./failure.ts";
import type { HistoryEvent, HistoryEventDetails, HistoryEventType, Recorder } from "./history/event.ts";
import { outputDetails, recordStarted } from "./history/state-events.ts";
import type { MapRunner } from "./map-run/map-runner.ts";
import { redriveStrand } from "./redrive.ts";
import type { EngineSeams, ExecutionIdentity, Random, TaskRunner } from "./seams.ts";
import { Strand, type StrandOwner } from "./strand.ts";
import { noVariables, VariableScope } from "./variables.ts";

export type WorkflowType = "STANDARD" | "EXPRESS";

export interface ExecutionStart {
  readonly identity: ExecutionIdentity;
  readonly type: WorkflowType;
  readonly input: Json;
  /** The input as it was given, which the history shows. @default the input as JSON */
  readonly inputText?: string | undefined;
  /** `$$.Execution.RedriveCount`: absent in executions that StartSyncExecution started. */
  readonly redriveCount?: number;
  readonly stateMachineAliasArn?: string | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  /** Takes the place of the whole Context Object: TestState's callers may bring their own. */
  readonly context?: JsonObject | undefined;
  /** Variables that are there from the start. */
  readonly variables?: JsonObject | undefined;
  /** Called once, when the execution ends: perhaps before startExecution returns. Saves the promise of `ended`. */
  readonly onEnd?: (end: ExecutionEnd) => void;
}

export type ExecutionEnd =
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | {
      readonly status: "FAILED" | "TIMED_OUT" | "ABORTED";
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

export interface Execution {
  /** Made when first asked for. It never rejects. */
  readonly ended: Promise<ExecutionEnd>;
  /** How it ended, or undefined while it runs. */
  readonly end: ExecutionEnd | undefined;
  /** Whether it goes on by itself: it has given way to others, or waits for expressions. */
  readonly isUnsettled: boolean;
  /** Ends the execution as ABORTED. Does nothing if it has ended. */
  stop(error?: string, cause?: string): void;
  /** Goes on from where the execution failed, timed out or was stopped. Does nothing if it runs or succeeded. */
  redrive(): void;
}

export function startExecution(
  machine: CompiledMachine,
  start: ExecutionStart,
  seams: EngineSeams,
): Execution {
  const execution = new RunningExecution(machine, start, seams);
  execution.begin();
  return execution;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, "Maximum execution time". */
const ceilingSeconds = { STANDARD: 365 * 24 * 60 * 60, EXPRESS: 5 * 60 } as const;
const historyLimit = { STANDARD: 25_000, EXPRESS: Number.POSITIVE_INFINITY } as const;

/** After so many transitions a turn ends, so that an endless loop is written down, stopped and timed out like others. */
const transitionsBeforeRest = 10_000;
/** After so many slices as well, where what the clock decides is written down. */
const slicesBeforeRest = 25;
/** Each rest is a millisecond longer than the one before, up to this, so that an endless loop meets its ceiling soon. */
const longestRestMs = 100;

export class RunningExecution extends Agenda implements Execution, StrandOwner {
  readonly machine: CompiledMachine;
  readonly start: ExecutionStart;
  readonly clock: Clock;
  readonly tasks: TaskRunner;
  readonly recorder: Recorder | undefined;
  readonly random: Random;
  readonly mapRuns: MapRunner | undefined;
  readonly historyLimit: number;
  /** The turn's reading of the clock, in milliseconds since the epoch. */
  now = 0;
  lastEventId = 0;
  /** Called when a turn that could not be ended at once has ended. */
  onSettled: (() => void) | undefined = undefined;
  /** How many transitions there were, and after how many it rests. */
  transitions = 0;
  restAt = transitionsBeforeRest;
  end: ExecutionEnd | undefined = undefined;
  /** No less than the input takes as JSON, once somebody had to know. */
  inputBytes: number | undefined = undefined;
  /** No data has been found to be large yet. */
  isSmall = true;
  readonly #root: Strand;
  readonly #deadlines: DeadlineSetter | undefined;
  /** Made when it first rests. */
  #restTimers: Set<Timer> | undefined = undefined;
  /** Made when somebody first asks: most executions decide nothing by a clock. */
  #decisions: ClockDecisions | undefined = undefined;
  #rests = 0;
  #slices = 0;
  #redriven: { readonly count: number; readonly time: number } | undefined = undefined;
  #ceiling: Deadline | undefined = undefined;
  #context: ContextOfExecution | undefined = undefined;
  #ended: Promise<ExecutionEnd> | undefined = undefined;
  #settleEnded: ((end: ExecutionEnd) => void) | undefined = undefined;

  constructor(machine: CompiledMachine, start: ExecutionStart, seams: EngineSeams) {
    super();
    this.machine = machine;
    this.start = start;
    this.clock = seams.clock;
    this.tasks = seams.tasks;
    this.recorder = seams.recorder;
    this.random = seams.random;
    this.mapRuns = seams.mapRuns;
    this.#deadlines = seams.deadlines;
    this.historyLimit = historyLimit[start.type];
    const variables = machine.assigns || start.variables ? new VariableScope(undefined) : noVariables;
    if (start.variables !== undefined) variables.assign(start.variables);
    this.#root = new Strand({ execution: this, owner: this, scope: machine, variables, index: 0 });
  }

  /** Everything done in answer to one outside event is a turn; within it the time stands still. */
  turn(work: Work): void {
    this.run(() => {
      this.beginTurn();
      work();
    });
  }

  beginTurn(): void {
    this.now = this.clock.now();
    this.#slices = 0;
    if (this.#decisions !== undefined) this.#planRest(this.restAt);
  }

  #planRest(transitions: number): void {
    const { nextRest } = this.decisions;
    this.restAt = nextRest === undefined ? transitions : Math.min(transitions, nextRest);
  }

  begin(): void {
    this.beginWork();
    try {
      this.beginTurn();
      this.lastEventId = 1;
      if (this.recorder !== undefined) recordStarted(this.start, this.now, this.recorder);
      // The first state's entry has 0 for its previous event, not ExecutionStarted.
      this.#root.begin(this.start.input, 0);
      this.#setCeilingAfterwards();
    } finally {
      this.endWork();
    }
  }

  get decisions(): ClockDecisions {
    this.#decisions ??= new ClockDecisions();
    return this.#decisions;
  }

  get deadlines(): DeadlineSetter {
    return this.#deadlines ?? deadlinesOf(this.clock);
  }

  get context(): ContextOfExecution {
    this.#context ??= contextOfExecution({
      identity: this.start.identity,
      input: this.start.input,
      redriveCount: this.#redriven?.count ?? this.start.redriveCount,
      redriveTime: this.#redriven?.time,
    });
    return this.#context;
  }

  get ended(): Promise<ExecutionEnd> {
    this.#ended ??= new Promise((settle) => {
      if (this.end === undefined) this.#settleEnded = settle;
      else settle(this.end);
    });
    return this.#ended;
  }

  stop(error?: string, cause?: string): void {
    if (this.end !== undefined) return;
    this.beginTurn();
    this.#interrupt("ABORTED", error, cause);
  }

  redrive(): void {
    if (this.end === undefined || this.end.status === "SUCCEEDED") return;
    this.turn(() => this.#goOnFromEnd());
  }

  #goOnFromEnd(): void {
    this.end = undefined;
    this.#ended = undefined;
    this.#redriven = { count: (this.#redriven?.count ?? 0) + 1, time: this.now };
    this.#context = undefined;
    const { count: redriveCount } = this.#redriven;
    const id = this.record(this.lastEventId, "ExecutionRedriven", "executionRedrivenEventDetails", () => ({
      redriveCount,
    }));
    redriveStrand(this.#root, id);
    this.#setCeilingAfterwards();
  }

  /** How often it was redriven. */
  get redriveCount(): number {
    return this.#redriven?.count ?? 0;
  }

  /** Goes on later, since others should have their turn first: in the next slice, or in another turn. */
  giveWay(goOn: Work): void {
    if (!this.isGivingWay && this.transitions < this.restAt) this.#countSlice();
    if (this.transitions >= this.restAt) this.rest(goOn);
    else this.pause(goOn);
  }

  /** When all that may have given way to others is done; but not when an execution without an end has ended. */
  #setCeilingAfterwards(): void {
    if (!this.isGivingWay || this.transitions >= this.restAt) this.#setCeiling();
    else this.#setCeilingLater();
  }

  #setCeilingLater(): void {
    this.pause(() => this.#setCeiling());
  }

  #countSlice(): void {
    this.#slices += 1;
    if (this.#decisions?.mayRest(this.#slices >= slicesBeforeRest) !== true) return;
    this.#slices = 0;
    this.restAt = this.transitions;
    this.decisions.rest(this.transitions);
  }

  protected override beginRest(rested: readonly Work[]): void {
    this.decisions.restBegins(this.transitions);
    this.#planRest(this.transitions + transitionsBeforeRest);
    this.#rests += 1;
    const timer = this.clock.setTimer(Math.min(this.#rests, longestRestMs), () => {
      this.#restTimers?.delete(timer);
      // Whoever has used up the transitions comes last, so that a branch that never ends leaves something for the others.
      this.turn(() => this.wake([...rested.slice(1), ...rested.slice(0, 1)]));
    });
    this.#restTimers ??= new Set();
    this.#restTimers.add(timer);
  }

  protected override settled(): void {
    this.onSettled?.();
  }

  strandSucceeded(strand: Strand, output: Json): void {
    if (this.recorder === undefined) this.lastEventId += 1;
    else {
      this.record(strand.previousEventId, "ExecutionSucceeded", "executionSucceededEventDetails", () =>
        outputDetails(output, this.recorder),
      );
    }
    this.#finish({ status: "SUCCEEDED", output });
  }

  strandFailed(strand: Strand, { error, cause }: Failure): void {
    const shownError = error === "" ? undefined : error;
    this.record(strand.previousEventId, "ExecutionFailed", "executionFailedEventDetails", () =>
      failureDetails(shownError, cause),
    );
    this.#finish({ status: "FAILED", error: shownError, cause });
  }

  /** Wherever the strand is, its failure is the execution's. */
  failAtOnce(strand: Strand, failure: Failure): void {
    this.#root.cancel();
    this.strandFailed(strand, failure);
  }

  /** Whether only one more event may follow, which is to say how the execution ends. */
  get isAtHistoryLimit(): boolean {
    return this.lastEventId >= this.historyLimit - 1;
  }

  failByHistoryLimit(strand: Strand): void {
    const cause = `The execution reached the maximum number of history events (${this.historyLimit}).`;
    this.failAtOnce(strand, new Failure(statesError.runtime, cause));
  }

  /** Counts an event, and records it if somebody asked for history. Answers with its id. */
  record<Member extends keyof HistoryEventDetails>(
    previousEventId: number,
    type: HistoryEventType,
    member?: Member,
    details?: () => HistoryEventDetails[Member],
  ): number {
    const id = ++this.lastEventId;
    if (this.recorder !== undefined && this.recorder.wants?.(type) !== false) {
      const event: HistoryEvent = { timestamp: this.now, type, id, previousEventId };
      this.recorder.record(member === undefined ? event : { ...event, [member]: details?.() });
    }
    return id;
  }

  /** Armed only once the execution suspends: one that never waits cannot outlive its ceiling by much. */
  #setCeiling(): void {
    if (this.end !== undefined) return;
    const ceiling = ceilingSeconds[this.start.type];
    const seconds = Math.min(ceiling, this.machine.timeoutSeconds ?? ceiling);
    this.#ceiling = this.deadlines.set(this.now, seconds * 1000, () => {
      this.beginTurn();
      this.#interrupt("TIMED_OUT", statesError.timeout, undefined);
    });
  }

  #interrupt(status: "ABORTED" | "TIMED_OUT", error: string | undefined, cause: string | undefined): void {
    this.#root.cancel();
    // Such an event comes from outside, so that no event of the flow is its previous one.
    if (status === "ABORTED") {
      this.record(0, "ExecutionAborted", "executionAbortedEventDetails", () => failureDetails(error, cause));
    } else {
      this.record(0, "ExecutionTimedOut", "executionTimedOutEventDetails", () =>
        failureDetails(error, cause),
      );
    }
    this.#finish({ status, error, cause });
  }

  #finish(end: ExecutionEnd): void {
    this.end = end;
    this.#ceiling?.cancel();
    if (this.#restTimers !== undefined) for (const timer of this.#restTimers) timer.cancel();
    this.#restTimers = undefined;
    this.#settleEnded?.(end);
    const { onEnd } = this.start;
    if (onEnd !== undefined) guarded("telling that an execution has ended", () => onEnd(end));
  }
}
