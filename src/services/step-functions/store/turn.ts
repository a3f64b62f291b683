// A turn of an execution: one outside event, and when it came. With the definition and the input, the list of its turns is
// all there is to an execution; running them again gives its state and its history.

import type { Json } from "../../../aws/json.ts";
import { deepestNesting } from "../../../aws/json-depth.ts";
import type { TurnDecisions } from "../../../engine/clock-decisions.ts";
import { Failure } from "../../../engine/failure.ts";
import type { MapRunLimits } from "../../../engine/map-run/map-runner.ts";

export interface Turn {
  /** Milliseconds since the epoch: what the clock says all through the turn. */
  readonly at: number;
  readonly event: TurnEvent;
  /** How many history events there were before: a replay that comes to another number has gone astray. */
  readonly eventsBefore: number;
}

/** Of a turn that was written without running those before it. */
export const unknownEvents = -1;

/** Timers, calls to the outside and Map Runs are known by their number, in the order in which the execution asked for them. */
export type TurnEvent =
  | { readonly type: "timerFired"; readonly timer: number }
  | { readonly type: "callAnswered"; readonly call: number; readonly answer: Json | Failure }
  | { readonly type: "callThrew"; readonly call: number; readonly message: string }
  | { readonly type: "taskSubmitted"; readonly call: number; readonly output: Json }
  | { readonly type: "taskStarted"; readonly call: number; readonly workerName: string | undefined }
  | { readonly type: "taskHeartbeat"; readonly call: number }
  | { readonly type: "stopped"; readonly error: string | undefined; readonly cause: string | undefined }
  | { readonly type: "redriven" }
  | { readonly type: "mapRunChanged"; readonly mapRun: number; readonly limits: MapRunLimits }
  | { readonly type: "mapRunRefused"; readonly mapRun: number; readonly failure: Failure }
  /** No event: what the clock decided in the turn before, which is known only when that ends. */
  | { readonly type: "clockDecided"; readonly decisions: TurnDecisions };

/** A turn as a row: its kind, the timer, call or Map Run it is about, and what came with it as JSON text. */
export interface TurnRow {
  readonly kind: number;
  readonly subject: number;
  readonly data: string | null;
  readonly at: number;
  readonly eventsBefore: number;
}

/** Numbers on disk: never reused, never renumbered. */
const kinds = {
  timerFired: 1,
  callSucceeded: 2,
  callFailed: 3,
  callThrew: 4,
  taskSubmitted: 5,
  taskStarted: 6,
  taskHeartbeat: 7,
  stopped: 8,
  redriven: 9,
  mapRunChanged: 10,
  clockDecided: 11,
  mapRunRefused: 12,
} as const;

/** Of the parts of a turn: whoever runs it at once makes no `Turn` of them. */
export function turnToRow(at: number, event: TurnEvent, eventsBefore: number): TurnRow {
  return { at, kind: kindOf(event), subject: subjectOf(event), data: dataOf(event), eventsBefore };
}

/** What comes in the place of an answer which is nested too deeply, thousands of levels, to be written as JSON. */
export function unwritable(event: TurnEvent, thrown: unknown): TurnEvent {
  if (!("call" in event) || !(thrown instanceof RangeError)) throw thrown;
  const message = `The data is nested more than ${deepestNesting} levels deep.`;
  return { type: "callThrew", call: event.call, message };
}

function kindOf(event: TurnEvent): number {
  if (event.type !== "callAnswered") return kinds[event.type];
  return event.answer instanceof Failure ? kinds.callFailed : kinds.callSucceeded;
}

function subjectOf(event: TurnEvent): number {
  if ("call" in event) return event.call;
  switch (event.type) {
    case "timerFired":
      return event.timer;
    case "mapRunChanged":
    case "mapRunRefused":
      return event.mapRun;
    default:
      return 0;
  }
}

function dataOf(event: TurnEvent): string | null {
  switch (event.type) {
    case "callAnswered":
      return event.answer instanceof Failure ? failureText(event.answer) : JSON.stringify(event.answer);
    case "callThrew":
      return JSON.stringify(event.message);
    case "taskSubmitted":
      return JSON.stringify(event.output);
    case "taskStarted":
      return event.workerName ?? null;
    case "stopped":
      return failureText(event);
    case "mapRunChanged":
      return JSON.stringify(event.limits);
    case "mapRunRefused":
      return failureText(event.failure);
    case "clockDecided":
      return JSON.stringify(event.decisions);
    default:
      return null;
  }
}

export function rowToTurn({ kind, subject, data, at, eventsBefore }: TurnRow): Turn {
  return { at, event: eventOf(kind, subject, data), eventsBefore };
}

function eventOf(kind: number, subject: number, data: string | null): TurnEvent {
  switch (kind) {
    case kinds.timerFired:
      return { type: "timerFired", timer: subject };
    case kinds.callSucceeded:
      return { type: "callAnswered", call: subject, answer: JSON.parse(data ?? "null") as Json };
    case kinds.callFailed:
      return { type: "callAnswered", call: subject, answer: failureOf(data) };
    case kinds.callThrew:
      return { type: "callThrew", call: subject, message: JSON.parse(data ?? '""') as string };
    case kinds.taskSubmitted:
      return { type: "taskSubmitted", call: subject, output: JSON.parse(data ?? "null") as Json };
    case kinds.taskStarted:
      return { type: "taskStarted", call: subject, workerName: data ?? undefined };
    case kinds.taskHeartbeat:
      return { type: "taskHeartbeat", call: subject };
    case kinds.stopped:
      return { type: "stopped", ...readFailure(data) };
    case kinds.redriven:
      return { type: "redriven" };
    case kinds.mapRunChanged:
      return {
        type: "mapRunChanged",
        mapRun: subject,
        limits: JSON.parse(data ?? "{}") as MapRunLimits,
      };
    case kinds.mapRunRefused:
      return { type: "mapRunRefused", mapRun: subject, failure: failureOf(data) };
    case kinds.clockDecided:
      return { type: "clockDecided", decisions: JSON.parse(data ?? "{}") as TurnDecisions };
    default:
      throw new Error(`There is no kind of turn numbered ${kind}.`);
  }
}

/** What the clock decided in the turn before this row; undefined if this row is a turn of its own. */
export function decisionsOf(row: TurnRow | undefined): TurnDecisions | undefined {
  if (row?.kind !== kinds.clockDecided) return undefined;
  return JSON.parse(row.data ?? "{}") as TurnDecisions;
}

interface ErrorAndCause {
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

function failureText({ error, cause }: ErrorAndCause): string {
  return JSON.stringify({ error, cause });
}

function failureOf(data: string | null): Failure {
  const { error, cause } = readFailure(data);
  return new Failure(error ?? "", cause);
}

function readFailure(data: string | null): ErrorAndCause {
  const { error, cause } = JSON.parse(data ?? "{}") as Partial<ErrorAndCause>;
  return { error, cause };
}
