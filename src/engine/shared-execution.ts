// What all strands of an execution share: the time of the turn, the ids of events and the history, and when they have to
// give way to others. What is done in answer to one outside event is a turn, in which the clock is read once.

import type { Clock, Timer } from "../time/clock.ts";
import { Agenda, type Work } from "./agenda.ts";
import { ClockDecisions } from "./clock-decisions.ts";
import { type ContextOfExecution, contextOfExecution } from "./context-object.ts";
import { type DeadlineSetter, deadlinesOf } from "./deadlines.ts";
import type { ExecutionEnd, ExecutionStart } from "./execution-start.ts";
import type { HistoryEvent, HistoryEventDetails, HistoryEventType, Recorder } from "./history/event.ts";
import type { MapRunner } from "./map-run/map-runner.ts";
import type { EngineSeams, Random, TaskRunner } from "./seams.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, "Maximum execution history size". */
const historyLimit = { STANDARD: 25_000, EXPRESS: Number.POSITIVE_INFINITY } as const;

/** After so many transitions a turn ends, so that an endless loop is written down, stopped and timed out like others. */
const transitionsBeforeRest = 10_000;
/** After so many slices as well, where what the clock decides is written down. */
const slicesBeforeRest = 25;
/** Each rest is a millisecond longer than the one before, up to this, so that an endless loop meets its ceiling soon. */
const longestRestMs = 100;

export abstract class SharedExecution extends Agenda {
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
  /** How many transitions there were, and after how many it rests. */
  transitions = 0;
  restAt = transitionsBeforeRest;
  end: ExecutionEnd | undefined = undefined;
  /** No less than the input takes as JSON, once somebody had to know. */
  inputBytes: number | undefined = undefined;
  /** No data has been found to be large yet. */
  isSmall = true;
  readonly #deadlines: DeadlineSetter | undefined;
  /** Made when it first rests. */
  #restTimers: Set<Timer> | undefined = undefined;
  /** Made when somebody first asks: most executions decide nothing by a clock. */
  #decisions: ClockDecisions | undefined = undefined;
  #rests = 0;
  #slices = 0;
  #redriven: { readonly count: number; readonly time: number } | undefined = undefined;
  #context: ContextOfExecution | undefined = undefined;

  constructor(start: ExecutionStart, seams: EngineSeams) {
    super();
    this.start = start;
    this.clock = seams.clock;
    this.tasks = seams.tasks;
    this.recorder = seams.recorder;
    this.random = seams.random;
    this.mapRuns = seams.mapRuns;
    this.#deadlines = seams.deadlines;
    this.historyLimit = historyLimit[start.type];
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

  /** How often it was redriven. */
  get redriveCount(): number {
    return this.#redriven?.count ?? 0;
  }

  protected countRedrive(): void {
    this.#redriven = { count: this.redriveCount + 1, time: this.now };
    this.#context = undefined;
  }

  /** Goes on later, since others should have their turn first: in the next slice, or in another turn. */
  giveWay(goOn: Work): void {
    if (!this.isGivingWay && this.transitions < this.restAt) this.#countSlice();
    if (this.transitions >= this.restAt) this.rest(goOn);
    else this.pause(goOn);
  }

  /** In the middle of a state no turn ends, so that the state is left in the turn that it would have been left in. */
  giveWayWithinState(goOn: Work): void {
    this.#slices += 1;
    this.pause(goOn);
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

  /** What rests is not gone on with. */
  protected cancelRests(): void {
    if (this.#restTimers !== undefined) for (const timer of this.#restTimers) timer.cancel();
    this.#restTimers = undefined;
  }

  /** Whether only one more event may follow, which is to say how the execution ends. */
  get isAtHistoryLimit(): boolean {
    return this.lastEventId >= this.historyLimit - 1;
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
