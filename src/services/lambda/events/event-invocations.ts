// Invocations of type `Event`: on disk before they are acknowledged, run later, tried again when the function fails, and told of at
// their end to whom the function's configuration names. What a run of the region leaves over the next one goes on with.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

import { ServiceError } from "../../../aws/service-error.ts";
import { HeldBytes } from "../../../storage/held-bytes.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { InvocationRequest, InvocationResult } from "../invocation.ts";
import type { EventMetrics } from "./event-metrics.ts";
import type { HandoverOutcome } from "./handover.ts";
import {
  type EndedEvent,
  type EventCondition,
  type Handover,
  hasEnded,
  type QueuedEvent,
} from "./queued-event.ts";

/** "Lambda retries function errors twice: one minute before the second attempt, two before the third." */
const retryDelaysMs = [60_000, 120_000] as const;
/** A throttled event goes back to the queue; Lambda waits from one second up to five minutes. */
const firstWaitMs = 1000;
const longestWaitMs = 300_000;
/** Of all that the process may hold. */
const share = 1 / 12;

/** What a function's configuration says of its events. */
export interface EventRules {
  readonly maximumRetryAttempts: number;
  readonly maximumAgeMs: number;
  /** Nothing of it may run at all. */
  readonly isShut: boolean;
  /** With the qualifier that the event was for. */
  readonly functionArn: string;
}

export interface EventInvocationsParts {
  readonly clock: Clock;
  readonly book: RecordBook;
  readonly invoke: (request: InvocationRequest) => Promise<InvocationResult>;
  /** Undefined for a function that is gone. */
  readonly rulesFor: (event: QueuedEvent) => EventRules | undefined;
  /** Who is told of an end. */
  readonly handoversOf: (event: QueuedEvent, condition: EventCondition) => readonly Handover[];
  /** Does not throw. */
  readonly handOver: (event: EndedEvent, to: Handover) => Promise<HandoverOutcome>;
  readonly metricsOf: (functionName: string) => EventMetrics;
  readonly onFault: (fault: unknown, where: string) => void;
  /** @default the share of the process's memory that events have */
  readonly mostHeldBytes?: number | undefined;
}

export type NewEvent = Pick<
  QueuedEvent,
  "id" | "functionName" | "qualifier" | "payload" | "clientContext" | "traceHeader"
>;

export class EventInvocations {
  readonly #parts: EventInvocationsParts;
  readonly #kept: Records<QueuedEvent>;
  readonly #held: HeldBytes;
  readonly #timers = new Set<Timer>();
  readonly #running = new Set<Promise<void>>();
  #leftOver: readonly QueuedEvent[];
  #isStopped = false;

  constructor(parts: EventInvocationsParts) {
    this.#parts = parts;
    this.#kept = parts.book.records("events");
    this.#leftOver = this.#kept.values();
    this.#held = new HeldBytes("Events of asynchronous invocations", { share, most: parts.mostHeldBytes });
    for (const event of this.#leftOver) this.#held.change(bytesOf(event));
  }

  /**
   * Resolves once the event is on disk. Rejects with InternalFailure while the disk takes nothing, and with ServiceUnavailable while
   * there is no memory for it.
   */
  async accept(given: NewEvent): Promise<void> {
    const now = this.#parts.clock.now();
    const event = { ...given, acceptedAt: now, dueAt: now, attempts: 0, waits: 0 };
    this.#held.checkRoom(bytesOf(event));
    this.#replace(event);
    await this.#parts.book.committed();
    this.#parts.metricsOf(event.functionName).received.record(1);
    this.#schedule(event);
  }

  /** Goes on with what an earlier run left over. */
  start(): void {
    for (const event of this.#leftOver) this.#schedule(event);
    this.#leftOver = [];
  }

  /** Begins nothing any more; what is still to come is kept for the next start. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#running);
    await this.#parts.book.close();
  }

  #schedule(event: QueuedEvent): void {
    if (this.#isStopped) return;
    const delayMs = event.dueAt - this.#parts.clock.now();
    if (delayMs <= 0) this.#begin(event);
    else this.#after(delayMs, () => this.#begin(event));
  }

  #after(delayMs: number, run: () => void): void {
    const timer = this.#parts.clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }

  #begin(event: QueuedEvent): void {
    const step: Promise<void> = this.#step(event)
      .catch((fault) => this.#parts.onFault(fault, `the asynchronous invocation ${event.id}`))
      .finally(() => this.#running.delete(step));
    this.#running.add(step);
  }

  #step(event: QueuedEvent): Promise<void> {
    return hasEnded(event) ? this.#handOn(event) : this.#attempt(event);
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    const { clock, invoke, rulesFor } = this.#parts;
    const rules = rulesFor(event);
    if (rules === undefined) return this.#forget(event, "RetriesExhausted");
    if (rules.isShut) return this.#end(event, "ZeroReservedConcurrency");
    const ageMs = clock.now() - event.acceptedAt;
    if (ageMs > rules.maximumAgeMs) return this.#end(event, "EventAgeExceeded");
    this.#parts.metricsOf(event.functionName).age.record(ageMs);
    let result: InvocationResult;
    try {
      result = await invoke(requestOf(event));
    } catch (problem) {
      return this.#refused(event, rules, problem);
    }
    const { executedVersion, functionError, payload } = result;
    const ran = {
      ...{ ...event, attempts: event.attempts + 1, waits: 0 },
      response: { executedVersion, functionError, payload },
    };
    if (functionError === undefined) return this.#end(ran, "Success");
    if (ran.attempts > rules.maximumRetryAttempts) return this.#end(ran, "RetriesExhausted");
    const delayMs = retryDelaysMs[ran.attempts - 1] ?? retryDelaysMs[1];
    return this.#again(ran, rules, delayMs);
  }

  /** Neither a throttle nor a fault of Lambda's counts as an attempt. */
  #refused(event: QueuedEvent, rules: EventRules, problem: unknown): Promise<void> {
    // The host is closing: the next run of the region goes on with it.
    if (this.#isStopped) return Promise.resolve();
    const { code, status } = problem instanceof ServiceError ? problem : { code: "", status: 500 };
    if (!(problem instanceof ServiceError)) this.#parts.onFault(problem, `invoking ${event.functionName}`);
    if (code === "RecursiveInvocationException") return this.#end(event, "RecursiveInvocation");
    if (code === "ResourceNotFoundException") return this.#forget(event, "RetriesExhausted");
    if (status !== 429 && status < 500) return this.#end(event, "RetriesExhausted");
    return this.#again({ ...event, waits: event.waits + 1 }, rules, waitAfter(event.waits));
  }

  #again(event: QueuedEvent, rules: EventRules, delayMs: number): Promise<void> {
    const dueAt = this.#parts.clock.now() + delayMs;
    if (dueAt - event.acceptedAt > rules.maximumAgeMs) return this.#end(event, "EventAgeExceeded");
    this.#keep({ ...event, dueAt });
    return Promise.resolve();
  }

  async #end(event: QueuedEvent, condition: EventCondition): Promise<void> {
    const { clock, handoversOf, rulesFor } = this.#parts;
    if (condition === "RecursiveInvocation")
      this.#parts.metricsOf(event.functionName).recursionsDropped.record(1);
    const left = handoversOf(event, condition);
    if (left.length === 0) return this.#forget(event, condition);
    const functionArn = rulesFor(event)?.functionArn ?? "";
    const ended = { ...event, waits: 0, end: { condition, at: clock.now(), functionArn, left } };
    this.#put(ended);
    await this.#handOn(ended);
  }

  async #handOn(event: EndedEvent): Promise<void> {
    const { clock, handOver, rulesFor } = this.#parts;
    const outcomes = await Promise.all(event.end.left.map((to) => handOver(event, to)));
    const isInTime = clock.now() - event.end.at < (rulesFor(event)?.maximumAgeMs ?? 0);
    const left = event.end.left.filter((_, at) => outcomes[at] === "later" && isInTime);
    for (const [at, { as }] of event.end.left.entries()) {
      const isLost = outcomes[at] === "never" || (outcomes[at] === "later" && !isInTime);
      const metrics = this.#parts.metricsOf(event.functionName);
      if (isLost) (as === "deadLetter" ? metrics.deadLetterErrors : metrics.destinationErrors).record(1);
    }
    if (left.length === 0) return this.#forget(event, event.end.condition);
    const dueAt = clock.now() + waitAfter(event.waits);
    this.#keep({ ...event, waits: event.waits + 1, dueAt, end: { ...event.end, left } });
  }

  #keep(event: QueuedEvent): void {
    this.#put(event);
    this.#schedule(event);
  }

  /** While the disk takes nothing, what it has stays: after a crash the event is attempted once more than needed, never lost. */
  #put(event: QueuedEvent): void {
    try {
      this.#replace(event);
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
    }
  }

  /** Throws InternalFailure while the disk takes nothing. */
  #replace(event: QueuedEvent): void {
    const former = bytesOf(this.#kept.get(event.id));
    this.#kept.put(event.id, event);
    this.#held.change(bytesOf(event) - former);
  }

  #forget(event: QueuedEvent, condition: EventCondition): Promise<void> {
    if (condition !== "Success") this.#parts.metricsOf(event.functionName).dropped.record(1);
    this.#remove(event.id);
    return Promise.resolve();
  }

  #remove(id: string): void {
    try {
      const bytes = bytesOf(this.#kept.get(id));
      this.#kept.remove(id);
      this.#held.change(-bytes);
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      if (!this.#isStopped) this.#after(firstWaitMs, () => this.#remove(id));
    }
  }
}

function bytesOf(event: QueuedEvent | undefined): number {
  return (event?.payload.length ?? 0) + (event?.response?.payload.length ?? 0);
}

function waitAfter(waits: number): number {
  return Math.min(firstWaitMs * 2 ** waits, longestWaitMs);
}

function requestOf({ id, functionName, qualifier, ...event }: QueuedEvent): InvocationRequest {
  const { payload, clientContext, traceHeader, tenantId } = event;
  return {
    functionName: qualifier === undefined ? functionName : `${functionName}:${qualifier}`,
    ...{ requestId: id, payload, traceHeader, tenantId },
    ...(clientContext === undefined ? {} : { clientContext }),
  };
}
