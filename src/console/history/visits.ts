// A history told by states: each visit of a state with what went in and out, how often it was tried, and what lies within it. Events
// name the one before them in their own line of states, and so lead back to the state that they belong to.

import { type Details, detailsOf, type HistoryEvent, textOf } from "./events.ts";

export type VisitOutcome = "RUNNING" | "SUCCEEDED" | "FAILED" | "CAUGHT" | "TIMED_OUT" | "ABORTED";

export interface Attempt {
  /** The event with which it was scheduled. */
  readonly scheduledBy: number;
  readonly scheduledAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly outcome: VisitOutcome;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly resource: string | undefined;
  readonly parameters: string | undefined;
  readonly output: string | undefined;
  /** What a job answered when it was handed over. */
  readonly submitted: string | undefined;
}

export interface Visit {
  /** The event with which it was entered. */
  readonly id: number;
  readonly state: string;
  readonly type: string;
  readonly enteredAt: number;
  readonly endedAt: number | undefined;
  readonly outcome: VisitOutcome;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly assigned: Readonly<Record<string, string>> | undefined;
  readonly attempts: readonly Attempt[];
  /** Of the Map or Parallel that it lies in. */
  readonly parent: number | undefined;
  /** Of a Map: which of its items. */
  readonly iteration: number | undefined;
  readonly mapRunArn: string | undefined;
}

type Draft = { -readonly [Member in keyof Omit<Visit, "attempts">]: Visit[Member] } & {
  attempts: DraftAttempt[];
};
type DraftAttempt = { -readonly [Member in keyof Attempt]: Attempt[Member] };

/** Where an event stands: in a visit, and in which iteration of it. */
interface Place {
  readonly visit: Draft | undefined;
  readonly iteration: number | undefined;
  /** It begins a line of states within the visit. */
  readonly isWithin: boolean;
}

const nowhere: Place = { visit: undefined, iteration: undefined, isWithin: true };
const ending = /^Execution(Failed|TimedOut|Aborted|Succeeded)$/;
const attemptEnd =
  /^(?:Task|LambdaFunction|Activity)(?:Succeeded|Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/;
/** What went wrong before it was made good by a retry. */
const wentWell = /^(?:Task|LambdaFunction|Activity|MapState|ParallelState)Succeeded$/;

/** In the order in which they were entered. */
export function visitsOf(events: readonly HistoryEvent[]): readonly Visit[] {
  const places = new Map<number, Place>();
  const byId = new Map<number, Draft>();
  const entries = new Map<string, Draft>();
  for (const event of events) {
    const before = places.get(event.previousEventId) ?? nowhere;
    const place =
      event.type === "EvaluationFailed" ? evaluated(event, before, entries) : placeOf(event, before, byId);
    if (event.type.endsWith("StateEntered") && place.visit !== undefined)
      entries.set(entryKey(event, place.visit.state), place.visit);
    places.set(event.id, place);
    if (ending.test(event.type)) {
      blame(before.visit, event);
      endOpen([...byId.values()], event);
    } else if (place.visit !== undefined) tell(place.visit, event, detailsOf(event));
  }
  return [...byId.values()];
}

type Drafts = Map<number, Draft>;

function placeOf(event: HistoryEvent, before: Place, visits: Drafts): Place {
  if (event.type.endsWith("StateEntered")) {
    // After a state that has been left comes the next of its line; after the start of a line its first.
    const parent = before.isWithin ? before.visit?.id : before.visit?.parent;
    const iteration = before.isWithin ? before.iteration : before.visit?.iteration;
    const visit = entered(event, parent, iteration);
    visits.set(visit.id, visit);
    return { visit, iteration, isWithin: false };
  }
  const details = detailsOf(event);
  if (event.type === "MapIterationStarted") {
    const map = nearest(before.visit, visits, textOf(details, "name"));
    return { visit: map, iteration: Number(details.index), isWithin: true };
  }
  if (/^(?:MapState|MapIteration|ParallelState|MapRun)/.test(event.type)) {
    const scope = scopeOf(before, visits, event.type, textOf(details, "name"));
    return { visit: scope, iteration: undefined, isWithin: /Started$/.test(event.type) };
  }
  return { ...before, isWithin: false };
}

const entryKey = (event: HistoryEvent, state: string | undefined): string =>
  `${event.previousEventId} ${state}`;

/** An evaluation that fails while its state is entered follows the event that the entry follows, and names the state. */
function evaluated(event: HistoryEvent, before: Place, entries: ReadonlyMap<string, Draft>): Place {
  const state = textOf(detailsOf(event), "state");
  const isIn = before.visit?.state === state && before.visit?.endedAt === undefined;
  const visit = isIn ? before.visit : (entries.get(entryKey(event, state)) ?? before.visit);
  return { visit, iteration: visit?.iteration, isWithin: false };
}

function entered(event: HistoryEvent, parent: number | undefined, iteration: number | undefined): Draft {
  const details = detailsOf(event);
  return {
    id: event.id,
    state: textOf(details, "name") ?? "",
    type: event.type.replace(/StateEntered$/, ""),
    enteredAt: event.timestamp,
    endedAt: undefined,
    outcome: "RUNNING",
    input: textOf(details, "input"),
    output: undefined,
    error: undefined,
    cause: undefined,
    assigned: undefined,
    attempts: [],
    parent,
    iteration,
    mapRunArn: undefined,
  };
}

/** The Map of this name that the visit is, or lies in. */
function nearest(visit: Draft | undefined, visits: Drafts, name: string | undefined): Draft | undefined {
  let at = visit;
  while (at !== undefined && name !== undefined && at.state !== name) at = visits.get(at.parent ?? 0);
  return at ?? visit;
}

/** What ends a Map or a Parallel follows the last event within it. */
function scopeOf(before: Place, visits: Drafts, type: string, name: string | undefined): Draft | undefined {
  if (name !== undefined) return nearest(before.visit, visits, name);
  const wanted = type.startsWith("Parallel") ? "Parallel" : "Map";
  let at = before.visit;
  while (at !== undefined && (at.type !== wanted || at.endedAt !== undefined))
    at = visits.get(at.parent ?? 0);
  return at ?? before.visit;
}

function tell(visit: Draft, event: HistoryEvent, details: Details): void {
  const { type, timestamp } = event;
  if (type.endsWith("StateExited")) {
    visit.endedAt = timestamp;
    visit.output = textOf(details, "output");
    visit.assigned = details.assignedVariables as Visit["assigned"];
    visit.outcome = visit.error === undefined ? "SUCCEEDED" : "CAUGHT";
    return;
  }
  if (type === "MapRunStarted") visit.mapRunArn = textOf(details, "mapRunArn");
  if (/^(?:Task|LambdaFunction|Activity)Scheduled$/.test(type))
    visit.attempts.push(scheduled(event, details));
  const attempt = visit.attempts.at(-1);
  if (attempt !== undefined && /^(?:Task|LambdaFunction|Activity)Started$/.test(type))
    attempt.startedAt = timestamp;
  if (attempt !== undefined && type === "TaskSubmitted") attempt.submitted = textOf(details, "output");
  const error = textOf(details, "error");
  const failed = /(?:Failed|TimedOut)$/.test(type);
  if (attempt !== undefined && attempt.endedAt === undefined && attemptEnd.test(type)) {
    attempt.endedAt = timestamp;
    attempt.outcome = /Succeeded$/.test(type) ? "SUCCEEDED" : /TimedOut$/.test(type) ? "TIMED_OUT" : "FAILED";
    attempt.error = error;
    attempt.cause = textOf(details, "cause");
    attempt.output = textOf(details, "output");
  }
  if (wentWell.test(type)) {
    visit.error = undefined;
    visit.cause = undefined;
  }
  if (failed && !type.startsWith("MapIteration")) {
    visit.error = error ?? (/TimedOut$/.test(type) ? "States.Timeout" : (visit.error ?? ""));
    visit.cause = textOf(details, "cause");
  }
  if (/StateAborted$/.test(type)) {
    visit.outcome = "ABORTED";
    visit.endedAt = timestamp;
  }
}

function scheduled(event: HistoryEvent, details: Details): DraftAttempt {
  const resource = [textOf(details, "resourceType"), textOf(details, "resource")].filter(Boolean).join(":");
  return {
    scheduledBy: event.id,
    scheduledAt: event.timestamp,
    startedAt: undefined,
    endedAt: undefined,
    outcome: "RUNNING",
    error: undefined,
    cause: undefined,
    resource: resource === "" ? undefined : resource,
    parameters: textOf(details, "parameters") ?? textOf(details, "input"),
    output: undefined,
    submitted: undefined,
  };
}

/** A field that cannot be evaluated ends the execution with no event of its own: it is told of the state that was gone on from. */
function blame(visit: Draft | undefined, event: HistoryEvent): void {
  const { error, cause } = detailsOf(event) as { readonly error?: string; readonly cause?: string };
  if (event.type !== "ExecutionFailed" || visit?.endedAt !== undefined || visit?.error !== undefined) return;
  if (visit === undefined || error === undefined || visit.type === "Fail") return;
  visit.error = error;
  visit.cause = cause;
}

/** What was going on when the execution ended has ended with it. */
function endOpen(visits: readonly Draft[], event: HistoryEvent): void {
  const holdFailed = new Set(
    visits.flatMap(({ error, parent }) => (error === undefined ? [] : (parent ?? []))),
  );
  for (const visit of visits) {
    if (visit.endedAt !== undefined) continue;
    visit.endedAt = event.timestamp;
    if (visit.type === "Succeed") visit.outcome = "SUCCEEDED";
    // What failed within a Map or a Parallel that was tried again, or whose failure was caught, is left as it is.
    else if (event.type === "ExecutionSucceeded")
      visit.outcome = visit.error === undefined ? "SUCCEEDED" : "FAILED";
    else if (event.type === "ExecutionAborted") visit.outcome = "ABORTED";
    else if (event.type === "ExecutionTimedOut") visit.outcome = "TIMED_OUT";
    else
      visit.outcome =
        visit.error !== undefined || visit.type === "Fail" || holdFailed.has(visit.id) ? "FAILED" : "ABORTED";
    if (visit.type === "Fail") {
      visit.error = textOf(detailsOf(event), "error");
      visit.cause = textOf(detailsOf(event), "cause");
    }
  }
}

/** What each state's box in the graph says: the gravest of its visits. */
export function outcomesByState(
  visits: readonly Visit[],
): ReadonlyMap<string, { outcome: VisitOutcome; visits: number; retries: number }> {
  const gravity: readonly VisitOutcome[] = [
    "SUCCEEDED",
    "ABORTED",
    "CAUGHT",
    "RUNNING",
    "TIMED_OUT",
    "FAILED",
  ];
  const states = new Map<string, { outcome: VisitOutcome; visits: number; retries: number }>();
  for (const { state, outcome, attempts } of visits) {
    const retries = Math.max(0, attempts.length - 1);
    const known = states.get(state);
    if (known === undefined) states.set(state, { outcome, visits: 1, retries });
    else {
      known.visits += 1;
      known.retries += retries;
      if (gravity.indexOf(outcome) > gravity.indexOf(known.outcome)) known.outcome = outcome;
    }
  }
  return states;
}
