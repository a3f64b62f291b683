// An invocation of type `Event` as it is kept from its acceptance until all that is told of its end has been told.

export interface QueuedEvent {
  /** The request id, which every attempt has. */
  readonly id: string;
  /** The name alone. */
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** JSON text. */
  readonly payload: string;
  readonly clientContext?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly tenantId?: string | undefined;
  /** Milliseconds since the epoch, as the others. */
  readonly acceptedAt: number;
  /** When it is attempted, or handed on, next. */
  readonly dueAt: number;
  /** How often the function has run. */
  readonly attempts: number;
  /** How often in a row nothing could be done. */
  readonly waits: number;
  /** What the last attempt answered. */
  readonly response?: EventResponse | undefined;
  readonly end?: EventEnd | undefined;
}

export interface EventResponse {
  readonly executedVersion: string;
  readonly functionError?: string | undefined;
  readonly payload: string;
}

/** Lambda's words for how an asynchronous invocation came to its end. */
export type EventCondition =
  | "Success"
  | "RetriesExhausted"
  | "EventAgeExceeded"
  | "ZeroReservedConcurrency"
  | "RecursiveInvocation";

export interface EventEnd {
  readonly condition: EventCondition;
  readonly at: number;
  /** With its qualifier. */
  readonly functionArn: string;
  /** Who is still to be told. */
  readonly left: readonly Handover[];
}

export interface Handover {
  readonly as: "destination" | "deadLetter";
  readonly arn: string;
  /** Of the function, in whose name it is told. */
  readonly roleArn?: string | undefined;
}

/** One that has ended. */
export type EndedEvent = QueuedEvent & { readonly end: EventEnd };

export function hasEnded(event: QueuedEvent): event is EndedEvent {
  return event.end !== undefined;
}
