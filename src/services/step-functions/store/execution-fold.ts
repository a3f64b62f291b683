// An execution as a fold over its turns. It asks nothing of the outside by itself: what time it is, which timer fired and what
// a task answered all come with a turn, so that the same turns always give the same state and the same history.

import type { CompiledMachine } from "../../../asl/compile/compiled-machine.ts";
import type { Deadline, DeadlineSetter, Due } from "../../../engine/deadlines.ts";
import { type ExecutionEnd, type ExecutionStart, RunningExecution } from "../../../engine/execution.ts";
import type { Recorder } from "../../../engine/history/event.ts";
import type { MapRun, MapRunner, MapRunStart } from "../../../engine/map-run/map-runner.ts";
import { seededRandom } from "../../../engine/random.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../../engine/seams.ts";
import { breathe, slice } from "../../../engine/slice.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { nameToken } from "../named-token.ts";
import { FoldTimer } from "./fold-timer.ts";
import { OpenItems } from "./open-items.ts";
import type { OutsideCall } from "./outside-call.ts";
import { OutsideMapRun } from "./outside-map-run.ts";
import { OutsideTask } from "./outside-task.ts";
import { decisionsOf, rowToTurn, type Turn, type TurnEvent, type TurnRow, unknownEvents } from "./turn.ts";

const none: readonly never[] = [];

export interface FoldedExecution {
  /** The store's number for it. */
  readonly number: number;
  readonly machine: CompiledMachine;
  readonly start: ExecutionStart;
  readonly recorder: Recorder | undefined;
  /** Whether somebody outside runs distributed Maps. */
  readonly offersMapRuns?: boolean;
  /** Asked in turns that are run for the first time. */
  readonly lacks?: (activityArn: string) => boolean;
}

/** Who waits for a turn's end. */
export interface TurnOwner {
  turnIsOver(): void;
}

/** The turns do not fit the execution: they were written by another engine, or the file was changed. */
export class ReplayDiverged extends Error {
  override readonly name = "ReplayDiverged";
}

export class ExecutionFold implements Clock, DeadlineSetter, TaskRunner, MapRunner {
  readonly engine: RunningExecution;
  /** What is being waited for. */
  readonly timers = new OpenItems<FoldTimer>();
  readonly calls = new OpenItems<OutsideCall>();
  /** Undefined until there is one. */
  mapRuns: OutsideMapRun[] | undefined = undefined;
  /** How many turns there were after the start. */
  turns = 0;
  readonly #number: number;
  readonly #lacks: FoldedExecution["lacks"];
  #now: number;
  #timerCount = 0;
  #callCount = 0;
  #hasBegun = false;
  #isGivenUp = false;
  /** What was asked for since somebody last took it. */
  #newTimers: readonly FoldTimer[] = none;
  #newCalls: readonly OutsideCall[] = none;

  constructor({ number, machine, start, recorder, offersMapRuns, lacks }: FoldedExecution) {
    this.#number = number;
    this.#lacks = lacks;
    const { arn, startTime } = start.identity;
    this.#now = startTime;
    this.engine = new RunningExecution(machine, start, {
      clock: this,
      deadlines: this,
      tasks: this,
      recorder,
      random: seededRandom(`${arn} ${startTime}`),
      mapRuns: offersMapRuns === true ? this : undefined,
    });
  }

  get end(): ExecutionEnd | undefined {
    return this.engine.end;
  }

  begin(): void {
    this.#hasBegun = true;
    this.engine.begin();
  }

  /** Tells `whose` once the turn is over: at once, if it did not give way to others and waits for no expression. */
  whenSettled(whose: TurnOwner): void {
    if (this.engine.isUnsettled) {
      this.engine.onSettled = () => {
        this.engine.onSettled = undefined;
        this.#settle(whose);
      };
    } else this.#settle(whose);
  }

  #settle(whose: TurnOwner): void {
    this.#forgetIfEnded();
    whose.turnIsOver();
  }

  /** Runs one turn again. The next may come once this one is settled. */
  apply({ at, event, eventsBefore }: Turn): void {
    if (
      event.type !== "clockDecided" &&
      eventsBefore !== unknownEvents &&
      eventsBefore !== this.engine.lastEventId
    ) {
      throw this.#diverged(`${this.engine.lastEventId} history events instead of ${eventsBefore}`);
    }
    this.take(at, event);
  }

  /** Runs one turn for the first time. */
  take(at: number, event: TurnEvent): void {
    this.turns += 1;
    if (event.type === "clockDecided") return;
    this.#now = at;
    this.#dispatch(event);
  }

  /**
   * Runs turns that were run before: from the start if none was. Others have their turn meanwhile. The last of them may not have
   * ended then; if it `goesOn` still, it is not run for longer than a turn is at first. Answers whether that was done before it
   * was given up. Rejects with ReplayDiverged.
   */
  async replay(rows: Iterable<TurnRow>, goesOn = false): Promise<boolean> {
    if (this.#isGivenUp) return false;
    const toTake = rows[Symbol.iterator]();
    let row = next(toTake);
    if (!this.#hasBegun) {
      this.#foresee(row, goesOn);
      this.begin();
      if (this.#mustWait()) await this.#settled();
    }
    while (row !== undefined) {
      if (this.#isGivenUp) return false;
      const following = next(toTake);
      this.#foresee(following, goesOn);
      this.apply(rowToTurn(row));
      if (this.#mustWait()) await this.#settled();
      row = following;
    }
    this.engine.recall(undefined);
    return !this.#isGivenUp;
  }

  /**
   * Of the turn before `next`. What a clock decided in it was written when it ended: where an evaluation is stopped and that is
   * not written, it had not ended, so that nobody has seen what it would have asked for, and it may as well rest there.
   */
  #foresee(next: TurnRow | undefined, goesOn: boolean): void {
    const { engine } = this;
    // Nobody writes down what was decided in a turn that others follow.
    engine.takeDecisions();
    const hasEnded = next !== undefined && next.eventsBefore !== unknownEvents;
    engine.recall(decisionsOf(next), hasEnded);
    if (hasEnded) engine.resting = "never";
    else engine.resting = next === undefined && goesOn ? "whenLong" : "whenStopped";
  }

  /** Whether the last turn that was run again did not end as far as the turns tell, so that a clock decided something now. */
  get hasDecided(): boolean {
    return this.engine.hasDecided;
  }

  /** Whatever replay goes on does so no more. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.engine.close();
    this.engine.onSettled?.();
  }

  /** Whether the turn is not over yet, or others should have theirs. */
  #mustWait(): boolean {
    if (this.engine.isUnsettled) return true;
    this.#forgetIfEnded();
    return --slice.stepsLeft < 0 && slice.isOver();
  }

  /** Resolves once the turn is over and others have had theirs. */
  async #settled(): Promise<void> {
    await new Promise<void>((turnIsOver) => this.whenSettled({ turnIsOver }));
    await breathe();
  }

  takeNewTimers(): readonly FoldTimer[] {
    const timers = this.#newTimers;
    this.#newTimers = none;
    return timers;
  }

  takeNewCalls(): readonly OutsideCall[] {
    const calls = this.#newCalls;
    this.#newCalls = none;
    return calls;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    return this.#newTimer(this.#after(delayMs), { comeDue: fire }, false);
  }

  set(_now: number, delayMs: number, due: Due): Deadline {
    return this.#newTimer(this.#after(delayMs), due, false);
  }

  setAt(at: number, due: Due): Deadline {
    return this.#newTimer(at, due, true);
  }

  #after(delayMs: number): number {
    return this.#now + Math.max(0, delayMs);
  }

  run(attempt: TaskCall): PromiseLike<TaskResult> {
    return this.#register(new OutsideTask(++this.#callCount, attempt));
  }

  lacks(activityArn: string): boolean {
    return this.#lacks?.(activityArn) === true;
  }

  tokenOf(uuid: string): string {
    return nameToken(uuid, this.#number);
  }

  startMapRun(start: MapRunStart): MapRun {
    this.mapRuns ??= [];
    const run = new OutsideMapRun(this.mapRuns.length, start, (make) =>
      this.#register(make(++this.#callCount)),
    );
    this.mapRuns.push(run);
    return run;
  }

  #register<Call extends OutsideCall>(call: Call): Call {
    this.calls.add(call);
    this.#newCalls = withOneMore(this.#newCalls, call);
    return call;
  }

  #newTimer(dueAt: number, due: Due, isTimeOfDay: boolean): FoldTimer {
    const number = ++this.#timerCount;
    const timer = new FoldTimer(this.timers, { number, dueAt, due, isTimeOfDay });
    this.timers.add(timer);
    this.#newTimers = withOneMore(this.#newTimers, timer);
    return timer;
  }

  #dispatch(event: TurnEvent): void {
    switch (event.type) {
      case "timerFired":
        this.#timer(event.timer).fireNow();
        break;
      case "callAnswered":
        this.#takeCall(event.call).answer(event.answer);
        break;
      case "callThrew":
        this.#takeCall(event.call).fail(event.message);
        break;
      case "taskSubmitted":
        this.#task(event.call).applySubmitted(event.output);
        break;
      case "taskStarted":
        this.#task(event.call).applyStarted(event.workerName);
        break;
      case "taskHeartbeat":
        this.#task(event.call).applyHeartbeat();
        break;
      case "stopped":
        this.engine.stop(event.error, event.cause);
        break;
      case "redriven":
        this.engine.redrive();
        break;
      case "mapRunChanged":
        this.#mapRun(event.mapRun).applyChanged(event.limits);
        break;
      case "mapRunRefused":
        this.#mapRun(event.mapRun).applyRefused(event.failure);
    }
  }

  #timer(number: number): FoldTimer {
    const timer = this.timers.get(number);
    if (timer === undefined) throw this.#diverged(`no timer ${number}`);
    return timer;
  }

  #call(number: number): OutsideCall {
    const call = this.calls.get(number);
    if (call === undefined) throw this.#diverged(`no call ${number} to the outside`);
    return call;
  }

  #task(number: number): OutsideTask {
    const call = this.#call(number);
    if (call instanceof OutsideTask) return call;
    throw this.#diverged(`no task as call ${number} to the outside`);
  }

  #mapRun(number: number): OutsideMapRun {
    const run = this.mapRuns?.[number];
    if (run === undefined) throw this.#diverged(`no Map Run ${number}`);
    return run;
  }

  #takeCall(number: number): OutsideCall {
    const call = this.#call(number);
    this.calls.delete(number);
    return call;
  }

  /** What was asked for. */
  #forgetIfEnded(): void {
    if (this.engine.end === undefined) return;
    for (const timer of this.timers.all()) timer.cancel();
    this.timers.clear();
    this.calls.clear();
  }

  #diverged(found: string): ReplayDiverged {
    const { arn } = this.engine.start.identity;
    return new ReplayDiverged(
      `The turns of ${arn} cannot be run again: before turn ${this.turns + 1} there is ${found}.`,
    );
  }
}

function next(rows: Iterator<TurnRow>): TurnRow | undefined {
  const { done, value } = rows.next();
  return done === true ? undefined : value;
}

/** Nearly always there is one: a list that is made to grow takes eight times as much memory. */
function withOneMore<Item>(items: readonly Item[], item: Item): readonly Item[] {
  if (items.length === 0) return [item];
  (items as Item[]).push(item);
  return items;
}
