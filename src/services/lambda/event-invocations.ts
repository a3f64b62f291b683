// Invocations of type `Event`: accepted at once, run later, and tried again when the function fails.

import type { Clock, Timer } from "../../time/clock.ts";
import type { InvocationRequest, InvocationResult } from "./invocation.ts";

/** Lambda Developer Guide, "Asynchronous invocation": one minute before the second attempt, two before the third. */
const retryDelaysMs = [60_000, 120_000] as const;
/** A throttled event goes back to the queue; Lambda waits from one second up to five minutes. */
const firstThrottleDelayMs = 1000;
const longestThrottleDelayMs = 300_000;
/** "Maximum age of event" has six hours as its default. */
const longestAgeMs = 6 * 3_600_000;

export interface EventFailure {
  readonly functionName: string;
  readonly payload: string;
  readonly attempts: number;
  readonly condition: "RetriesExhausted" | "EventAgeExceeded";
  readonly response: InvocationResult | undefined;
}

export interface EventInvocationsOptions {
  readonly clock: Clock;
  readonly invoke: (request: InvocationRequest) => Promise<InvocationResult>;
  readonly maximumRetryAttempts: (functionName: string) => number;
  readonly failed: (failure: EventFailure) => void;
}

interface QueuedEvent {
  readonly request: InvocationRequest;
  readonly acceptedAt: number;
  readonly attempts: number;
  readonly throttles: number;
}

export class EventInvocations {
  readonly #options: EventInvocationsOptions;
  readonly #timers = new Set<Timer>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(options: EventInvocationsOptions) {
    this.#options = options;
  }

  accept(request: InvocationRequest): void {
    this.#start({ request, acceptedAt: this.#options.clock.now(), attempts: 0, throttles: 0 });
  }

  /** Waits for what runs; attempts that were still to come are given up. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    await Promise.all(this.#running);
  }

  #start(event: QueuedEvent): void {
    const attempt: Promise<void> = this.#attempt(event).finally(() => this.#running.delete(attempt));
    this.#running.add(attempt);
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    const attempts = event.attempts + 1;
    try {
      const response = await this.#options.invoke(event.request);
      if (response.functionError !== undefined) this.#afterFailure({ ...event, attempts }, response);
    } catch {
      // Throttled, or the function was removed meanwhile: neither counts as an attempt.
      const delayMs = Math.min(firstThrottleDelayMs * 2 ** event.throttles, longestThrottleDelayMs);
      this.#later(delayMs, { ...event, throttles: event.throttles + 1 }, undefined);
    }
  }

  #afterFailure(event: QueuedEvent, response: InvocationResult): void {
    const { functionName } = event.request;
    if (event.attempts > this.#options.maximumRetryAttempts(functionName)) {
      this.#giveUp(event, "RetriesExhausted", response);
    } else {
      this.#later(retryDelaysMs[event.attempts - 1] ?? retryDelaysMs[1], event, response);
    }
  }

  #later(delayMs: number, event: QueuedEvent, response: InvocationResult | undefined): void {
    const { clock } = this.#options;
    if (this.#closed) return;
    if (clock.now() + delayMs - event.acceptedAt > longestAgeMs) {
      this.#giveUp(event, "EventAgeExceeded", response);
      return;
    }
    const timer = clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      this.#start(event);
    });
    this.#timers.add(timer);
  }

  #giveUp(
    event: QueuedEvent,
    condition: EventFailure["condition"],
    response: InvocationResult | undefined,
  ): void {
    const { functionName, payload = "{}" } = event.request;
    this.#options.failed({ functionName, payload, attempts: event.attempts, condition, response });
  }
}
