// What the buses count, for whoever turns it into CloudWatch's AWS/Events metrics.

import type { Delivery, DeliveryResult } from "./deliveries/delivery.ts";
import type { Rule } from "./rules/rule.ts";

export interface EventCounts {
  /** A PutEvents request is answered. */
  requested(request: CountedRequest): void;
  /** An event matched at least one rule of a bus. */
  matched(busName: string): void;
  /** A rule matched an event, or its schedule was due. */
  triggered(rule: Rule, by: "event" | "schedule"): void;
  /** Events are to be delivered. */
  created(deliveries: number): void;
  /** A target was given an event. */
  attempted(delivery: Delivery, attempt: CountedAttempt): void;
  /** A dead-letter queue did not take an event. */
  notDeadLettered(delivery: Delivery): void;
  over(delivery: Delivery, result: DeliveryResult): void;
}

export interface CountedRequest {
  readonly entries: number;
  readonly failedEntries: number;
  readonly bytes: number;
  readonly latencyMs: number;
  readonly succeeded: boolean;
}

export interface CountedAttempt {
  /** 0 for the first. */
  readonly retries: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly succeeded: boolean;
}

export const noCounts: EventCounts = {
  requested() {},
  matched() {},
  triggered() {},
  created() {},
  attempted() {},
  notDeadLettered() {},
  over() {},
};
