// Carries matched events to their targets: at least once, with retries that back off, then to the target's dead-letter
// queue. A delivery is in the journal from before PutEvents answers until it is over, so a kill loses none.

import { randomUUID } from "node:crypto";
import type { JsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { Clock, Timer } from "../time/clock.ts";
import type { Rule, RuleTarget } from "./rule.ts";

export interface Delivery {
  readonly id: string;
  readonly ruleArn: string;
  readonly target: RuleTarget;
  /** What the target is sent: JSON text. */
  readonly payload: string;
  /** The event as matched, for the dead-letter queue: JSON text. */
  readonly event: string;
  readonly acceptedAt: number;
}

/** Message attributes of a dead letter, by the names that EventBridge gives them. */
export type DeadLetterAttributes = Readonly<Record<string, string>>;

export interface DeliverySeams {
  readonly clock: Clock;
  /** Resolves once the target has taken the payload. */
  deliver(target: RuleTarget, payload: string): Promise<void>;
  deadLetter(queueArn: string, event: string, attributes: DeadLetterAttributes): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
  /** The delivery is over: it succeeded, became a dead letter, or was dropped. */
  over(delivery: Delivery, outcome: DeliveryOutcome): void;
}

export type DeliveryOutcome = "delivered" | "dead-letter" | "dropped";

/** EventBridge's own defaults and limits for RetryPolicy. */
const defaultRetryAttempts = 185;
const defaultEventAgeSeconds = 86_400;
const longestDelayMs = 10 * 60_000;
const throttled = new Set(["ThrottlingException", "TooManyRequestsException", "ExecutionLimitExceeded"]);

export class Deliveries {
  readonly #seams: DeliverySeams;
  readonly #pending = new Map<string, Delivery>();
  readonly #timers = new Map<string, Timer>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(seams: DeliverySeams) {
    this.#seams = seams;
  }

  get pending(): Iterable<Delivery> {
    return this.#pending.values();
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Takes a delivery without starting it. */
  add(delivery: Delivery): void {
    this.#pending.set(delivery.id, delivery);
  }

  forget(deliveryId: string): void {
    this.#pending.delete(deliveryId);
  }

  start(delivery: Delivery, attempt = 0): void {
    if (this.#closed) return;
    const running = this.#attempt(delivery, attempt).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** What has not been delivered stays in the journal. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running);
  }

  async #attempt(delivery: Delivery, attempt: number): Promise<void> {
    try {
      await this.#seams.deliver(delivery.target, delivery.payload);
    } catch (error) {
      await this.#failed(delivery, attempt, error);
      return;
    }
    this.#finish(delivery, "delivered");
  }

  async #failed(delivery: Delivery, attempt: number, error: unknown): Promise<void> {
    const condition = this.#exhausted(delivery, attempt, error);
    if (condition === undefined) {
      const delayMs = Math.min(longestDelayMs, 1000 * 2 ** attempt) * (0.5 + this.#seams.random() / 2);
      this.#later(delivery, delayMs, attempt + 1);
      return;
    }
    const queueArn = delivery.target.deadLetterConfig?.arn;
    if (queueArn === undefined) {
      this.#finish(delivery, "dropped");
      return;
    }
    try {
      await this.#seams.deadLetter(
        queueArn,
        delivery.event,
        deadLetterAttributes(delivery, { condition, attempt, error }),
      );
      this.#finish(delivery, "dead-letter");
    } catch {
      // The dead-letter queue cannot take it now; the delivery stays and its target is tried again with it.
      this.#later(delivery, longestDelayMs, attempt);
    }
  }

  #later(delivery: Delivery, delayMs: number, attempt: number): void {
    if (this.#closed) return;
    const timer = this.#seams.clock.setTimer(delayMs, () => {
      this.#timers.delete(delivery.id);
      this.start(delivery, attempt);
    });
    this.#timers.set(delivery.id, timer);
  }

  /** Why the target is not tried again, or undefined if it is. */
  #exhausted(delivery: Delivery, attempt: number, error: unknown): string | undefined {
    const { maximumRetryAttempts = defaultRetryAttempts, maximumEventAgeInSeconds = defaultEventAgeSeconds } =
      delivery.target.retryPolicy ?? {};
    if (!isRetryable(error)) return "NonRetryableError";
    if (attempt >= maximumRetryAttempts) return "MaximumRetryAttempts";
    const ageMs = this.#seams.clock.now() - delivery.acceptedAt;
    return ageMs >= maximumEventAgeInSeconds * 1000 ? "MaximumEventAgeInSeconds" : undefined;
  }

  #finish(delivery: Delivery, outcome: DeliveryOutcome): void {
    this.#pending.delete(delivery.id);
    this.#seams.over(delivery, outcome);
  }
}

/** A target that is not there, or that refuses the input, will do so again. */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return true;
  return error.status >= 500 || error.status === 429 || throttled.has(error.code);
}

function deadLetterAttributes(
  delivery: Delivery,
  end: { readonly condition: string; readonly attempt: number; readonly error: unknown },
): DeadLetterAttributes {
  const { error } = end;
  const message = error instanceof Error ? error.message : String(error);
  return {
    RULE_ARN: delivery.ruleArn,
    TARGET_ARN: delivery.target.arn,
    ERROR_CODE: error instanceof ServiceError ? error.code : "INTERNAL_ERROR",
    ERROR_MESSAGE: message === "" ? "Unknown" : message,
    EXHAUSTED_RETRY_CONDITION: end.condition,
    RETRY_ATTEMPTS: String(end.attempt),
  };
}

/** One for each target of a rule that an event matches. */
export function deliveriesOf(rule: Rule, event: JsonObject, now: number): readonly Delivery[] {
  const context = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: new Date(now).toISOString() };
  const text = JSON.stringify(event);
  return Array.from(rule.targets.values(), ({ target, writeInput }) => ({
    id: randomUUID(),
    ruleArn: rule.arn,
    target,
    payload: writeInput(event, context),
    event: text,
    acceptedAt: now,
  }));
}
