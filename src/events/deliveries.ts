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
  /** What the target is sent; absent if the target's template made nothing of the event that could be sent. */
  readonly payload?: string;
  /** The event as matched, for the dead-letter queue: JSON text. */
  readonly event: string;
  readonly acceptedAt: number;
  /** How many rules have sent the event on to another bus by now. @default 0 */
  readonly forwarded?: number;
}

/** Message attributes of a dead letter, by the names that EventBridge gives them. */
export type DeadLetterAttributes = Readonly<Record<string, string>>;

export interface DeliverySeams {
  readonly clock: Clock;
  /** Resolves once the target has taken the payload. */
  deliver(target: RuleTarget, payload: string, delivery: Delivery): Promise<void>;
  deadLetter(queueArn: string, event: string, attributes: DeadLetterAttributes): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
  /** The delivery is over: it succeeded, became a dead letter, or was dropped; in the latter two cases with the reason. */
  over(delivery: Delivery, outcome: DeliveryOutcome, reason?: unknown): void;
  /** Told of a fault of ours: the delivery stays where it is. */
  fault(fault: unknown, delivery: Delivery): void;
}

export type DeliveryOutcome = "delivered" | "dead-letter" | "dropped";

/** EventBridge's own defaults and limits for RetryPolicy. */
const defaultRetryAttempts = 185;
const defaultEventAgeSeconds = 86_400;
const longestDelayMs = 10 * 60_000;
const throttled = new Set(["ThrottlingException", "TooManyRequestsException", "ExecutionLimitExceeded"]);

/** AWS counts an event as undelivered that a target's input makes nothing of. */
const nothingToSend = new ServiceError("INVALID_JSON", "The target's input is not valid JSON.");

interface Exhausted {
  readonly condition?: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";
}

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
    const running = this.#attempt(delivery, attempt)
      .catch((fault: unknown) => this.#seams.fault(fault, delivery))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** What has not been delivered stays in the journal. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running);
  }

  async #attempt(delivery: Delivery, attempt: number): Promise<void> {
    const { target, payload } = delivery;
    try {
      if (payload === undefined) throw nothingToSend;
      await this.#seams.deliver(target, payload, delivery);
    } catch (error) {
      await this.#failed(delivery, attempt, error);
      return;
    }
    this.#finish(delivery, "delivered");
  }

  async #failed(delivery: Delivery, attempt: number, error: unknown): Promise<void> {
    const exhausted = this.#exhausted(delivery, attempt, error);
    if (exhausted === undefined) {
      const delayMs = Math.min(longestDelayMs, 1000 * 2 ** attempt) * (0.5 + this.#seams.random() / 2);
      this.#later(delivery, delayMs, attempt + 1);
      return;
    }
    const queueArn = delivery.target.deadLetterConfig?.arn;
    if (queueArn === undefined) {
      this.#finish(delivery, "dropped", error);
      return;
    }
    try {
      await this.#seams.deadLetter(
        queueArn,
        delivery.event,
        deadLetterAttributes(delivery, { ...exhausted, attempt, error }),
      );
      this.#finish(delivery, "dead-letter", error);
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

  /** Whether the target is not tried again, and which limit of its policy says so, if one does. */
  #exhausted(delivery: Delivery, attempt: number, error: unknown): Exhausted | undefined {
    const { maximumRetryAttempts = defaultRetryAttempts, maximumEventAgeInSeconds = defaultEventAgeSeconds } =
      delivery.target.retryPolicy ?? {};
    if (!isRetryable(error)) return {};
    if (attempt >= maximumRetryAttempts) return { condition: "MaximumRetryAttempts" };
    const ageMs = this.#seams.clock.now() - delivery.acceptedAt;
    return ageMs >= maximumEventAgeInSeconds * 1000 ? { condition: "MaximumEventAgeInSeconds" } : undefined;
  }

  #finish(delivery: Delivery, outcome: DeliveryOutcome, reason?: unknown): void {
    this.#pending.delete(delivery.id);
    this.#seams.over(delivery, outcome, reason);
  }
}

/** A target that is not there, or that refuses the input, will do so again. */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return true;
  return error.status >= 500 || error.status === 429 || throttled.has(error.code);
}

/** EventBridge user guide, "Using dead-letter queues to process undelivered events". */
function deadLetterAttributes(
  delivery: Delivery,
  { condition, attempt, error }: Exhausted & { readonly attempt: number; readonly error: unknown },
): DeadLetterAttributes {
  const message = error instanceof Error ? error.message : String(error);
  return {
    RULE_ARN: delivery.ruleArn,
    TARGET_ARN: delivery.target.arn,
    ERROR_CODE: deadLetterCode(error),
    ERROR_MESSAGE: message === "" ? "Unknown" : message,
    ...(condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: condition }),
    RETRY_ATTEMPTS: String(attempt),
  };
}

function deadLetterCode(error: unknown): string {
  if (error === nothingToSend) return "INVALID_JSON";
  if (!(error instanceof ServiceError)) return "INTERNAL_ERROR";
  if (error.status === 429 || throttled.has(error.code)) return "THROTTLING";
  if (/NotFound|NonExistent|DoesNotExist/.test(error.code)) return "NO_RESOURCE";
  return error.status >= 500 ? "INTERNAL_ERROR" : "SDK_CLIENT_ERROR";
}

/** One for each target of a rule; `event` is what the rule matched, with its numbers as they were written. */
export function deliveriesOf(
  rule: Rule,
  event: JsonObject,
  { now, forwarded = 0 }: { readonly now: number; readonly forwarded?: number },
): readonly Delivery[] {
  const context = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: new Date(now).toISOString() };
  const text = JSON.stringify(event);
  return Array.from(rule.targets.values(), ({ target, writeInput }) => {
    const payload = writeInput(event, context);
    return {
      id: randomUUID(),
      ruleArn: rule.arn,
      target,
      ...(payload === undefined ? {} : { payload }),
      event: text,
      acceptedAt: now,
      ...(forwarded === 0 ? {} : { forwarded }),
    };
  });
}
