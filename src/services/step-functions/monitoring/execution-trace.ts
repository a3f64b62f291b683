// What a traced execution tells X-Ray: a segment of the execution, a subsegment of each state it entered, and in that one
// of each attempt at its task. Built from history events, so the engine knows nothing of traces.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html

import type { Json } from "../../../aws/json.ts";
import { formatTraceHeader, newSegmentId, newTraceId, parseTraceHeader } from "../../../aws/trace-header.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import type { FailureDetails, HistoryEvent, Recorder } from "../../../engine/history/event.ts";
import type { StateMachine } from "../machines/state-machine.ts";

/** X-Ray, seen from here. */
export interface TraceSink {
  /** Whether a request that nobody has decided about is traced. */
  sample(nowMs: number): boolean;
  /** Takes a segment document as JSON text. */
  put(document: string): void;
}

/** A document holds no more than 64 KiB: what comes after so many states and attempts is left out. */
const mostSubsegments = 200;
/** So many events back at least one may follow another, for its state to be known: an endless loop has more than there is memory for. */
const knownEvents = 2_500;

interface Subsegment {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  end_time?: number;
  in_progress?: boolean;
  readonly namespace?: "aws";
  error?: boolean;
  fault?: boolean;
  cause?: Json;
  readonly subsegments: Subsegment[];
}

/** The state that an event belongs to, and the attempt that is open in it. */
interface StateVisit {
  readonly segment: Subsegment;
  readonly parent: StateVisit | undefined;
  attempt: Subsegment | undefined;
}

export interface ExecutionToTrace {
  readonly arn: string;
  readonly startedAt: number;
  readonly traceHeader: string | undefined;
}

export class ExecutionTrace implements Recorder {
  readonly withoutData = true;
  /** What the execution's tasks pass on, so that what they call becomes part of the trace. */
  readonly header: string;
  readonly #machine: StateMachine;
  readonly #execution: ExecutionToTrace;
  readonly #traceId: string;
  readonly #parentId: string | undefined;
  readonly #id = newSegmentId();
  readonly #sink: TraceSink;
  readonly #subsegments: Subsegment[] = [];
  /** Whose the latest events are, and whose those before them were. */
  #visits = new Map<number, StateVisit>();
  #formerVisits: ReadonlyMap<number, StateVisit> = new Map();
  #count = 0;

  /** Undefined if the execution is not traced: its caller says so, its machine does not trace, or chance has it so. */
  static begin(
    machine: StateMachine,
    execution: ExecutionToTrace,
    sink: TraceSink | undefined,
  ): ExecutionTrace | undefined {
    if (sink === undefined) return undefined;
    const caller = execution.traceHeader === undefined ? undefined : parseTraceHeader(execution.traceHeader);
    const sampled = caller?.sampled ?? (machine.tracingEnabled && sink.sample(execution.startedAt));
    if (!sampled) return undefined;
    return new ExecutionTrace(machine, execution, { root: caller?.root, parent: caller?.parent, sink });
  }

  private constructor(
    machine: StateMachine,
    execution: ExecutionToTrace,
    { root, parent, sink }: { root: string | undefined; parent: string | undefined; sink: TraceSink },
  ) {
    this.#machine = machine;
    this.#execution = execution;
    this.#traceId = root ?? newTraceId(execution.startedAt);
    this.#parentId = parent;
    this.#sink = sink;
    this.header = formatTraceHeader(this.#traceId, this.#id);
  }

  record(event: HistoryEvent): void {
    const { id, previousEventId, type } = event;
    if (event.stateEnteredEventDetails !== undefined) {
      this.#enter(event, event.stateEnteredEventDetails.name);
      return;
    }
    const visit = this.#visitOf(previousEventId);
    if (visit === undefined) return;
    if (type.endsWith("Scheduled")) visit.attempt = this.#attempt(visit, event);
    else if (/^(Task|LambdaFunction|Activity)(Succeeded|Failed|TimedOut)$/.test(type))
      endAttempt(visit, event);
    if (type.endsWith("StateExited")) visit.segment.end_time = seconds(event.timestamp);
    // What follows an exit is a sibling of the state: it hangs on whatever the state hung on.
    if (type.endsWith("StateExited")) {
      if (visit.parent !== undefined) this.#follows(id, visit.parent);
    } else this.#follows(id, visit);
  }

  /** What comes after this event belongs to that visit. */
  #follows(eventId: number, visit: StateVisit): void {
    if (this.#visits.size >= knownEvents) {
      this.#formerVisits = this.#visits;
      this.#visits = new Map();
    }
    this.#visits.set(eventId, visit);
  }

  #visitOf(eventId: number): StateVisit | undefined {
    return this.#visits.get(eventId) ?? this.#formerVisits.get(eventId);
  }

  ended(end: ExecutionEnd, endedAt: number): void {
    const failed = end.status !== "SUCCEEDED";
    const endTime = seconds(endedAt);
    for (const subsegment of this.#subsegments) closeOpen(subsegment, endTime, failed);
    const document = {
      name: this.#machine.name,
      id: this.#id,
      trace_id: this.#traceId,
      ...(this.#parentId === undefined ? {} : { parent_id: this.#parentId }),
      start_time: seconds(this.#execution.startedAt),
      end_time: endTime,
      origin: "AWS::StepFunctions::StateMachine",
      ...(failed ? { fault: true, cause: causeOf(end) } : {}),
      aws: { resource_names: [this.#machine.arn], execution_arn: this.#execution.arn },
      subsegments: this.#subsegments,
    };
    this.#sink.put(JSON.stringify(document));
  }

  #enter(event: HistoryEvent, name: string): void {
    const parent = this.#visitOf(event.previousEventId);
    const segment = newSubsegment(name, event.timestamp);
    this.#add(segment, parent);
    this.#follows(event.id, { segment, parent, attempt: undefined });
  }

  #attempt(visit: StateVisit, event: HistoryEvent): Subsegment {
    const attempt: Subsegment = { ...newSubsegment(serviceOf(event), event.timestamp), namespace: "aws" };
    this.#add(attempt, visit);
    return attempt;
  }

  #add(segment: Subsegment, parent: StateVisit | undefined): void {
    this.#count += 1;
    if (this.#count > mostSubsegments) return;
    (parent?.segment.subsegments ?? this.#subsegments).push(segment);
  }
}

function newSubsegment(name: string, timestamp: number): Subsegment {
  return { id: newSegmentId(), name, start_time: seconds(timestamp), subsegments: [] };
}

/** A service as X-Ray names it, such as `Lambda`; the functions and activities of old have no other name than their kind. */
function serviceOf({ type, taskScheduledEventDetails }: HistoryEvent): string {
  const service = taskScheduledEventDetails?.resourceType.replace(/^aws-sdk:/, "");
  if (service === undefined) return type.startsWith("Lambda") ? "Lambda" : "Activity";
  return service.charAt(0).toUpperCase() + service.slice(1);
}

function endAttempt(visit: StateVisit, event: HistoryEvent): void {
  const { attempt } = visit;
  if (attempt === undefined) return;
  attempt.end_time = seconds(event.timestamp);
  if (!event.type.endsWith("Succeeded")) {
    attempt.fault = true;
    attempt.cause = causeOf(
      event.taskFailedEventDetails ??
        event.taskTimedOutEventDetails ??
        event.lambdaFunctionFailedEventDetails ??
        event.lambdaFunctionTimedOutEventDetails ??
        event.activityFailedEventDetails ??
        event.activityTimedOutEventDetails ??
        {},
    );
  }
  visit.attempt = undefined;
}

/** A state that was not left is the one in which the execution failed. */
function closeOpen(segment: Subsegment, endTime: number, failed: boolean): void {
  if (segment.end_time === undefined) {
    segment.end_time = endTime;
    if (failed) segment.fault = true;
  }
  for (const subsegment of segment.subsegments) closeOpen(subsegment, endTime, failed);
}

function causeOf(failure: FailureDetails | ExecutionEnd): Json {
  const { error, cause } = failure as FailureDetails;
  return { exceptions: [{ id: newSegmentId(), type: error ?? "", message: cause ?? "" }] };
}

function seconds(ms: number): number {
  return ms / 1000;
}
