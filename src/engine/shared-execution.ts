// What all strands of an execution share: the time of the turn, the ids of events and the history, and when they have to
// give way to others. What is done in answer to one outside event is a turn, in which the clock is read once.

import type { Clock, Timer } from "../time/clock.ts";
import { Agenda, type Work } from "./agenda.ts";
import { ClockDecisions, type Resting, type TurnDecisions } from "./clock-decisions.ts";
import { type ContextOfExecution, contextOfExecution } from "./context-object.ts";
import { type DeadlineSetter, deadlinesOf } from "./deadlines.ts";
import type { ExecutionEnd, ExecutionStart } from "./execution-start.ts";
import type { HistoryEvent, HistoryEventDetails, HistoryEventType, Recorder } from "./history/event.ts";
import type { MapRunner } from "./map-run/map-runner.ts";
import type { EngineSeams, Random, TaskRunner } from "./seams.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, "Maximum execution history size". */
export const historyLimit = 25_000;

/** After so many transitions a turn ends, so that an endless loop is written down, stopped and timed out like others. */
export const transitionsBeforeRest = 10_000;
/** After so many slices as well, where what the clock decides is written down. */
const slicesBeforeRest = 25;
/**
 * Each rest is a millisecond longer than the one before, up to this: a loop of five minutes, which nobody can wait for, comes to eight
 * million transitions, and leaves the thread to others nearly all the time.
 */
const longestRestMs = 1_000;

/** How an execution has given way to others. */
export interface Pauses {
  /** Made for the first rest. */
  restTimers: Set<Timer> | undefined;
  rests: number;
  /** In this turn. */
  slices: number;
}

export abstract class SharedExecution extends Agenda {
  abstract readonly start: ExecutionStart;
  abstract readonly recorder: Recorder | undefined;
  abstract readonly clock: Clock;
  abstract readonly tasks: TaskRunner;
  /** For what is seldom asked of them: an object more to look into is a walk to memory more. */
  protected abstract readonly seams: EngineSeams;
  /** Whether the clock is read once somebody asks what time it is. */
  protected abstract readonly isClockReadLate: boolean;
  /** The turn's reading of the clock, unless it was not taken yet. */
  protected abstract readAt: number;
  abstract isClockUnread: boolean;
  abstract lastEventId: number;
  /** How many transitions there were, and after how many it rests. */
  abstract transitions: number;
  abstract restAt: number;
  /** When the turn that is run rests. */
  abstract resting: Resting;
  /** Whether the turn is run again, and came to its end when it was run first. */
  abstract isRunAgain: boolean;
  abstract end: ExecutionEnd | undefined;
  /** No less than the input takes as JSON, once somebody had to know. */
  abstract inputBytes: number | undefined;
  /** No data has been found to be large yet. */
  abstract isSmall: boolean;
  /** Made when it first gives way to others, which most executions never do. */
  protected abstract pauses: Pauses | undefined;
  /** Made when somebody first asks: most executions decide nothing by a clock. */
  protected abstract madeDecisions: ClockDecisions | undefined;
  protected abstract redriven: { readonly count: number; readonly time: number } | undefined;
  protected abstract madeContext: ContextOfExecution | undefined;

  /** Everything done in answer to one outside event is a turn; within it the time stands still. */
  turn(work: Work): void {
    this.run(() => {
      this.beginTurn();
      work();
    });
  }

  /** In milliseconds since the epoch. */
  get now(): number {
    if (this.isClockUnread) {
      this.isClockUnread = false;
      this.readAt = this.clock.now();
    }
    return this.readAt;
  }

  beginTurn(): void {
    this.isClockUnread = this.isClockReadLate;
    if (!this.isClockReadLate) this.readAt = this.clock.now();
    if (this.pauses !== undefined) this.forgetSlices(this.pauses);
    if (this.madeDecisions !== undefined) this.planRest(this.restAt);
  }

  private forgetSlices(pauses: Pauses): void {
    pauses.slices = 0;
    if (pauses.rests === 0) this.pauses = undefined;
  }

  private planRest(transitions: number): void {
    const { nextRest } = this.decisions;
    this.restAt = nextRest === undefined ? transitions : Math.min(transitions, nextRest);
  }

  get decisions(): ClockDecisions {
    this.madeDecisions ??= new ClockDecisions();
    return this.madeDecisions;
  }

  /** What a clock decided since somebody last asked; undefined if it decided nothing. */
  takeDecisions(): TurnDecisions | undefined {
    return this.madeDecisions?.take();
  }

  /**
   * What a clock decided in the turn that comes next, which is run again; undefined if it decided nothing then. `isRunAgain`: whether
   * it came to its end when it was run first.
   */
  recall(decisions: TurnDecisions | undefined, isRunAgain = false): void {
    this.isRunAgain = isRunAgain;
    if (decisions !== undefined) this.decisions.recall(decisions);
    else this.madeDecisions?.recall(undefined);
  }

  /** Whether something was decided since somebody last asked. */
  get hasDecided(): boolean {
    return this.madeDecisions?.areAny === true;
  }

  get random(): Random {
    return this.seams.random;
  }

  get mapRuns(): MapRunner | undefined {
    return this.seams.mapRuns;
  }

  get deadlines(): DeadlineSetter {
    return this.seams.deadlines ?? deadlinesOf(this.clock);
  }

  get context(): ContextOfExecution {
    this.madeContext ??= contextOfExecution({
      identity: this.start.identity,
      input: this.start.input,
      redriveCount: this.redriven?.count ?? this.start.redriveCount,
      redriveTime: this.redriven?.time,
    });
    return this.madeContext;
  }

  /** How often it was redriven. */
  get redriveCount(): number {
    return this.redriven?.count ?? 0;
  }

  protected countRedrive(): void {
    this.redriven = { count: this.redriveCount + 1, time: this.now };
    this.madeContext = undefined;
  }

  /** Goes on later, since others should have their turn first: in the next slice, or in another turn. */
  giveWay(goOn: Work): void {
    if (!this.isGivingWay && this.transitions < this.restAt) this.countSlice();
    if (this.transitions >= this.restAt) this.rest(goOn);
    else this.pause(goOn);
  }

  /** In the middle of a state no turn ends, so that the state is left in the turn that it would have been left in. */
  giveWayWithinState(goOn: Work): void {
    this.madePauses.slices += 1;
    this.pause(goOn);
  }

  private countSlice(): void {
    const pauses = this.madePauses;
    pauses.slices += 1;
    // Nothing is made for what is as yet nothing to decide.
    const isLong = pauses.slices >= slicesBeforeRest;
    if (this.resting === "never" || (!isLong && this.madeDecisions === undefined)) return;
    if (!this.decisions.mayRest(this.resting, isLong)) return;
    pauses.slices = 0;
    this.restAt = this.transitions;
    this.decisions.rest(this.transitions);
  }

  protected override beginRest(rested: readonly Work[]): void {
    this.decisions.restBegins(this.transitions);
    this.planRest(this.transitions + transitionsBeforeRest);
    const pauses = this.madePauses;
    pauses.rests += 1;
    pauses.restTimers ??= new Set();
    const { restTimers } = pauses;
    const { restMs = Math.min(pauses.rests, longestRestMs) } = this.seams;
    const timer = this.clock.setTimer(restMs, () => {
      restTimers.delete(timer);
      // Whoever has used up the transitions comes last, so that a branch that never ends leaves something for the others.
      this.turn(() => this.wake([...rested.slice(1), ...rested.slice(0, 1)]));
    });
    restTimers.add(timer);
  }

  /** What rests is not gone on with. */
  protected cancelRests(): void {
    const restTimers = this.pauses?.restTimers;
    if (restTimers === undefined) return;
    for (const timer of restTimers) timer.cancel();
    restTimers.clear();
  }

  private get madePauses(): Pauses {
    this.pauses ??= { restTimers: undefined, rests: 0, slices: 0 };
    return this.pauses;
  }

  /** Whether only one more event may follow, which is to say how the execution ends. An Express execution has no limit. */
  get isAtHistoryLimit(): boolean {
    return this.lastEventId >= historyLimit - 1 && this.start.type === "STANDARD";
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
}
