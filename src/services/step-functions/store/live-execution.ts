// A Standard execution that runs: it takes one outside event at a time, writes it down as a turn, and does what the turn asks
// of the outside only once the turn is on disk. So a crash can lose what nobody has seen, and nothing is done twice.

import type { ExecutionEnd } from "../../../engine/execution.ts";
import { jsonText } from "../../../engine/payload-limit.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Backlog } from "./backlog.ts";
import type { ExecutionFold, TurnOwner } from "./execution-fold.ts";
import type { Ending, ExecutionStore } from "./execution-store.ts";
import type { FoldTimer } from "./fold-timer.ts";
import type { Asker, OutsideCall, World } from "./outside-call.ts";
import { type TurnEvent, type TurnRow, turnToRow, unwritable } from "./turn.ts";

/** What an execution has of the world. */
export interface Outside extends World {
  readonly store: ExecutionStore;
  readonly clock: Clock;
  readonly backlog?: Backlog | undefined;
  /** Called once the end is on disk. */
  ended(execution: LiveExecution, end: ExecutionEnd, endedAt: number): void;
}

/** An event on its way in, and who wants to know that it was taken. */
interface Delivery {
  readonly event: TurnEvent;
  readonly taken: (() => void) | undefined;
}

/** Of one turn, which may ask for the ten thousand first children of a Map Run: between so many others may have their turn. */
const callsTogether = 16;

export class LiveExecution implements Asker, TurnOwner {
  /** The store's number for it. */
  readonly id: number;
  readonly fold: ExecutionFold;
  readonly #outside: Outside;
  #waiting: Delivery[] | undefined = undefined;
  /** Nothing from outside is taken while a turn goes on. */
  #isInTurn = false;
  #isClosed = false;
  #hasEnded = false;
  /** Which of the rows tells what a clock decided last; 0 if none does. */
  #lastDecision = 0;

  constructor(id: number, fold: ExecutionFold, outside: Outside) {
    this.id = id;
    this.fold = fold;
    this.#outside = outside;
    // What a replay asked for again was asked before: `resume` sees to that.
    fold.takeNewTimers();
    fold.takeNewCalls();
    const { engine } = fold;
    engine.resting = "whenLong";
    engine.watch = outside.store.watch;
    engine.watchedAs = id;
    // In a turn that had not ended when the process died.
    this.#writeDecisions();
  }

  /** The first turn. The store must hold the execution already. */
  begin(): void {
    this.#isInTurn = true;
    this.fold.begin();
    this.fold.whenSettled(this);
  }

  /** Goes on after a crash: timers that came due fire now, and what was being done is taken up again. */
  resume(): void {
    // It may have been stopped already.
    if (this.#isClosed || this.#hasEnded) return;
    // The last turn was on disk, and what came of it was not.
    if (this.fold.end !== undefined) this.turnIsOver();
    const timers = [...this.fold.timers.all()].sort((a, b) => a.dueAt - b.dueAt);
    const calls = [...this.fold.calls.all()];
    const isOnDisk = this.#lastDecision === 0;
    if (isOnDisk) this.#takeUp(timers, calls);
    else this.#outside.store.afterCommit(() => this.#takeUp(timers, calls));
  }

  #takeUp(timers: readonly FoldTimer[], calls: readonly OutsideCall[]): void {
    if (this.#isClosed) return;
    for (const timer of timers) if (timer.isOpen) timer.arm(this.#outside.clock, this);
    this.#beginMapRuns();
    for (const call of calls) {
      if (call.isAbandoned) this.fold.calls.delete(call.number);
      else if (this.fold.calls.has(call.number)) call.begin(this.#outside, true, this);
    }
  }

  /** Whether the last of so many turns still goes on, or it is only known here what a clock decided in it. */
  goesOnAfter(turns: number): boolean {
    return (this.#isInTurn && this.fold.turns === turns) || this.#lastDecision === turns + 1;
  }

  /** Resolves once the execution has been stopped, or had ended before; not yet on disk. */
  stop(error: string | undefined, cause: string | undefined): Promise<void> {
    return new Promise((taken) => this.#deliver({ type: "stopped", error, cause }, taken));
  }

  /** Goes on with an execution that has ended and was replayed to its end. */
  redrive(): void {
    this.#deliver({ type: "redriven" });
  }

  /** The region closes: nothing is taken any more, so that what is open stays as it is on disk. */
  close(): void {
    this.#isClosed = true;
    this.fold.engine.close();
    for (const timer of this.fold.timers.all()) timer.disarm();
  }

  tell(event: TurnEvent): void {
    this.#deliver(event);
  }

  #deliver(event: TurnEvent, taken?: () => void): void {
    if (this.#isClosed) return;
    if (this.#isInTurn) {
      const remove = this.#outside.backlog?.add();
      this.#waiting ??= [];
      this.#waiting.push({
        event,
        taken() {
          remove?.();
          taken?.();
        },
      });
      return;
    }
    if (this.#isAwaited(event)) this.#run(event);
    taken?.();
  }

  /** Whether anybody waits for this: a timer may have been cancelled, a task's time be up, the execution have ended. */
  #isAwaited(event: TurnEvent): boolean {
    switch (event.type) {
      case "timerFired":
        return this.fold.timers.has(event.timer);
      case "stopped":
        return this.fold.end === undefined;
      case "redriven":
        return this.fold.end !== undefined;
      case "clockDecided":
        return false;
      case "mapRunChanged":
      case "mapRunRefused":
        return this.fold.mapRuns?.[event.mapRun]?.isOpen === true;
      default: {
        const call = this.fold.calls.get(event.call);
        return call !== undefined && !call.isKnownAbandoned;
      }
    }
  }

  #run(event: TurnEvent): void {
    const { fold } = this;
    // A clock that was set back must not make a history that runs backwards.
    const at = Math.max(fold.now(), this.#outside.clock.now());
    this.#isInTurn = true;
    fold.take(at, this.#write(at, event));
    fold.whenSettled(this);
  }

  /** Answers with the event as it was written. */
  #write(at: number, event: TurnEvent): TurnEvent {
    let row: TurnRow;
    try {
      row = turnToRow(at, event, this.fold.engine.lastEventId);
    } catch (thrown) {
      return this.#write(at, unwritable(event, thrown));
    }
    this.#outside.store.append(this.id, row);
    return event;
  }

  /** What needs a closure is done elsewhere: whoever has one makes room for what that sees, in each turn. */
  turnIsOver(): void {
    if (this.#isClosed) return;
    const { fold } = this;
    this.#writeDecisions();
    const end = fold.end;
    const timers = fold.takeNewTimers();
    const calls = fold.takeNewCalls();
    if (fold.mapRuns !== undefined) this.#beginMapRunsAfterCommit();
    this.#hasEnded = end !== undefined;
    if (end !== undefined) this.#end(end, fold.now());
    else if (timers.length > 0 || calls.length > 0) this.#askAfterCommit(timers, calls);
    this.#isInTurn = false;
    if (this.#waiting !== undefined) this.#takeWaiting(this.#waiting);
  }

  #end(end: ExecutionEnd, endedAt: number): void {
    const { store } = this.#outside;
    store.end(this.id, endingOf(end, endedAt, this.fold.engine.lastEventId));
    store.afterCommit(() => this.#outside.ended(this, end, endedAt));
  }

  /** Before anything that the turn asks for is done: it would not ask for the same if the clock decided otherwise. */
  #writeDecisions(): void {
    const { engine } = this.fold;
    const decisions = engine.takeDecisions();
    if (decisions === undefined) return;
    const at = this.fold.now();
    this.fold.take(at, this.#write(at, { type: "clockDecided", decisions }));
    this.#lastDecision = this.fold.turns;
  }

  #takeWaiting(waiting: Delivery[]): void {
    while (!this.#isInTurn) {
      const delivery = waiting.shift();
      if (delivery === undefined) return;
      this.#deliver(delivery.event, delivery.taken);
    }
  }

  #askAfterCommit(timers: readonly FoldTimer[], calls: readonly OutsideCall[]): void {
    const call = calls[0];
    if (call !== undefined && calls.length === 1 && timers.length === 0)
      this.#outside.store.afterCommit(call.askedBy(this));
    else this.#releaseInParts(timers, calls);
  }

  #releaseInParts(timers: readonly FoldTimer[], calls: readonly OutsideCall[]): void {
    const { store } = this.#outside;
    const first = calls.slice(0, callsTogether);
    store.afterCommit(() => this.#release(timers, first));
    for (let from = callsTogether; from < calls.length; from += callsTogether)
      store.afterCommit(() => this.#release([], calls.slice(from, from + callsTogether)));
  }

  /** The turn is on disk. */
  #release(timers: readonly FoldTimer[], calls: readonly OutsideCall[]): void {
    if (this.#isClosed) return;
    for (const timer of timers) if (timer.isOpen) timer.arm(this.#outside.clock, this);
    for (const call of calls) this.ask(call);
  }

  ask(call: OutsideCall): void {
    if (!this.#isClosed && this.fold.calls.has(call.number)) call.begin(this.#outside, false, this);
  }

  #beginMapRunsAfterCommit(): void {
    this.#outside.store.afterCommit(() => this.#beginMapRuns());
  }

  /** Also those that have no child: they can be described. */
  #beginMapRuns(): void {
    const { mapRuns } = this.#outside;
    if (mapRuns === undefined || this.#isClosed) return;
    for (const run of this.fold.mapRuns ?? []) run.begin(mapRuns, this);
  }
}

export function endingOf(end: ExecutionEnd, endedAt: number, events: number): Ending {
  return end.status === "SUCCEEDED"
    ? { status: end.status, output: jsonText(end.output), error: null, cause: null, endedAt, events }
    : {
        status: end.status,
        output: null,
        error: end.error ?? null,
        cause: end.cause ?? null,
        endedAt,
        events,
      };
}
