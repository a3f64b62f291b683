// Runs a strand: states follow each other in a loop without promises until one has to wait. What a state does, and what is
// done when it has failed, is in a table.

import type { Json } from "../aws/json.ts";
import { type Ready, Unfinished, withinSlice } from "./ready.ts";
import { slice } from "./slice.ts";
import type { GoOn, StateTable, Step, Strand, Waiting } from "./strand.ts";
import { toFailure } from "./thrown.ts";
import { enter, failByHistoryLimit } from "./visit.ts";

export function beginStrand(strand: Strand, input: Json, previousEventId: number): void {
  strand.previousEventId = previousEventId;
  enter(strand, strand.state, input);
  run(strand, true);
}

/** An outside event has come: a new turn, beginning with `step`, unless what goes on before it ends the waiting. */
export function resume<Value>(strand: Strand, step: Step<Value>, value: Value): void {
  const { execution } = strand;
  if (!execution.beginWork()) {
    resumeAfterOthers(strand, step, value);
    return;
  }
  try {
    execution.beginTurn();
    proceed(strand, step, value);
  } finally {
    execution.endWork();
  }
}

function resumeAfterOthers<Value>(strand: Strand, step: Step<Value>, value: Value): void {
  const { execution, waiting } = strand;
  execution.turn(() => {
    if (strand.waiting === waiting) proceed(strand, step, value);
  });
}

/** Goes on within the turn. */
export function proceed<Value>(strand: Strand, step: Step<Value>, value: Value): void {
  strand.waiting = undefined;
  let goOn: GoOn;
  try {
    goOn = step(strand, value);
  } catch (thrown) {
    goOn = failed(strand, thrown);
  }
  run(strand, goOn);
}

export function run(strand: Strand, goOn: GoOn): void {
  const { execution } = strand;
  let running = goOn;
  while (running && execution.end === undefined) {
    if (execution.isAtHistoryLimit) {
      failByHistoryLimit(strand);
      return;
    }
    if (execution.transitions >= execution.restAt || (--slice.stepsLeft < 0 && slice.isOver())) {
      giveWay(strand);
      return;
    }
    execution.transitions += 1;
    try {
      running = enterState(strand);
    } catch (thrown) {
      running = failed(strand, thrown);
    }
  }
}

let states: StateTable;

/**
 * How the loop reaches the states, which stand above it. One table for all: as a field of each strand it cost a Map of Pass
 * states a third (measured).
 */
export function reachStatesThrough(table: StateTable): void {
  states = table;
}

/**
 * Begins the work of the state that the strand is in. A switch, since calls of which each has one target cost a twentieth of
 * an execution less than one call that has all of them (measured).
 */
export function enterState(strand: Strand): GoOn {
  const { state } = strand;
  switch (state.type) {
    case "Pass":
      return states.Pass(strand, state);
    case "Task":
      return states.Task(strand, state);
    case "Choice":
      return states.Choice(strand, state);
    case "Wait":
      return states.Wait(strand, state);
    case "Succeed":
      return states.Succeed(strand, state);
    case "Fail":
      return states.Fail(strand, state);
    case "Parallel":
      return states.Parallel(strand, state);
    case "Map":
      return states.Map(strand, state);
  }
}

/** Lets `next` have what an expression gives, now or when it is finished: within the turn, for nobody outside was asked. */
export function whenReady<Value>(strand: Strand, value: Ready<Value>, next: Step<Value>): GoOn {
  if (!(value instanceof Unfinished)) return next(strand, value);
  return goOnLater(strand, (resumed) => whenReady(resumed, withinSlice(value.work), next));
}

/** Gives way in the middle of a state. */
export function goOnLater(strand: Strand, step: Step<undefined>): GoOn {
  const waiting = waitFor(strand);
  strand.execution.giveWayWithinState(() => {
    if (strand.waiting !== waiting) return;
    // What comes after the state gives way once more, where a turn that has taken long may end.
    proceed(
      strand,
      (resumed) => {
        try {
          return step(resumed, undefined);
        } finally {
          slice.end();
        }
      },
      undefined,
    );
  });
  return false;
}

function giveWay(strand: Strand): void {
  const waiting = waitFor(strand);
  // It may go on in another turn.
  strand.entryTime();
  strand.execution.giveWay(() => {
    if (strand.waiting === waiting) proceed(strand, () => true, undefined);
  });
}

/** For what goes on by itself, unless somebody cancels it. */
function waitFor(strand: Strand): Waiting {
  const waiting: Waiting = { cancel() {} };
  strand.waiting = waiting;
  return waiting;
}

/** Something was thrown while the state was evaluated. If handling that throws as well, nothing is left to handle it. */
function failed(strand: Strand, thrown: unknown): GoOn {
  let failure = toFailure(strand, thrown);
  if (!strand.catching) {
    try {
      return states.failed(strand, failure);
    } catch (thrownInstead) {
      failure = toFailure(strand, thrownInstead);
    }
  }
  strand.owner.strandFailed(strand, failure);
  return false;
}
