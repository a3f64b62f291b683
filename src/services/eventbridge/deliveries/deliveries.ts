// Carries matched events to their targets: at least once, with retries that back off, then to the target's dead-letter
// queue. A delivery is in the journal from before PutEvents answers until it is over, so a kill loses none.

import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Deliver, DeliveryError, DeliveryOutcome, Undelivered } from "../../../aws/delivery.ts";
import { HeldBytes } from "../../../storage/held-bytes.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { EventCounts } from "../event-counts.ts";
import type { Rule } from "../rules/rule.ts";
import type { WrittenEvent } from "../rules/written-event.ts";
import {
  type DeadLetterAttributes,
  type Delivery,
  type DeliveryResult,
  deadLetterRequest,
  targetRequest,
} from "./delivery.ts";

export interface DeliverySeams {
  readonly clock: Clock;
  readonly deliver: Deliver;
  /** At least 0, less than 1. */
  random(): number;
  /** The delivery is over: it succeeded, became a dead letter, or was dropped; in the latter two cases with the reason. */
  over(delivery: Delivery, result: DeliveryResult, reason?: DeliveryError): void;
  readonly counts: Pick<EventCounts, "attempted" | "notDeadLettered">;
  /** Told of a fault of ours: the delivery stays where it is. */
  fault(fault: unknown, delivery: Delivery): void;
  /** @default the share of the process's memory that deliveries have */
  readonly mostHeldBytes?: number | undefined;
}

/** EventBridge's own defaults and limits for RetryPolicy. */
const defaultRetryAttempts = 185;
const defaultEventAgeSeconds = 86_400;
const longestDelayMs = 10 * 60_000;
/** So many deliveries of one request begin together. */
const portion = 100;
/** How long the next so many wait for them, in milliseconds. */
const portionMs = 50;

/** AWS counts an event as undelivered that a target's input makes nothing of. */
const nothingToSend: Undelivered = {
  status: "FAILED",
  error: { code: "INVALID_JSON", message: "The target's input is not valid JSON.", isPassing: false },
};

interface Exhausted {
  readonly condition?: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";
}

/** Of all that the process may hold. */
const share = 1 / 6;

export class Deliveries {
  readonly #seams: DeliverySeams;
  readonly #pending = new Map<string, Delivery>();
  readonly #held: HeldBytes;
  readonly #timers = new Map<string, Timer>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(seams: DeliverySeams) {
    this.#seams = seams;
    this.#held = new HeldBytes("Events on their way to targets", { share, most: seams.mostHeldBytes });
  }

  /** Throws ServiceUnavailable if there is no memory for so many more. */
  checkRoom(deliveries: readonly Delivery[]): void {
    this.#held.checkRoom(deliveries.reduce((sum, delivery) => sum + bytesOf(delivery), 0));
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
    this.#held.change(bytesOf(delivery));
  }

  forget(deliveryId: string): void {
    const delivery = this.#pending.get(deliveryId);
    if (delivery !== undefined && this.#pending.delete(deliveryId)) this.#held.change(-bytesOf(delivery));
  }

  start(delivery: Delivery, attempt = 0): void {
    if (!this.#closed) this.#keep(this.#started(delivery, attempt));
  }

  /**
   * In their order. There may be a hundred thousand of them: so that others have their turn, and what is under way is not all old when it
   * ends, a portion begins once the one before is over or has had its time. Targets that are slow hold up nothing for longer.
   */
  startAll(deliveries: readonly Delivery[]): void {
    if (deliveries.length > portion) this.#keep(this.#startPortions(deliveries));
    else for (const delivery of deliveries) this.start(delivery);
  }

  async #startPortions(deliveries: readonly Delivery[]): Promise<void> {
    for (let from = 0; from < deliveries.length && !this.#closed; from += portion) {
      const started = deliveries.slice(from, from + portion).map((delivery) => this.#started(delivery, 0));
      for (const each of started) this.#keep(each);
      await overOrLate(started);
      // What fails at once never leaves this turn of the event loop by itself.
      await nextTurn();
    }
  }

  async #started(delivery: Delivery, attempt: number): Promise<void> {
    try {
      await this.#attempt(delivery, attempt);
    } catch (fault) {
      this.#seams.fault(fault, delivery);
    }
  }

  #keep(running: Promise<void>): void {
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  /** What has not been delivered stays in the journal. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running);
  }

  async #attempt(delivery: Delivery, attempt: number): Promise<void> {
    const { payload } = delivery;
    const outcome = payload === undefined ? nothingToSend : await this.#try(delivery, payload, attempt);
    if (outcome.status === "DELIVERED") this.#finish(delivery, "delivered");
    else await this.#failed(delivery, attempt, outcome);
  }

  async #try(delivery: Delivery, payload: string, retries: number): Promise<DeliveryOutcome> {
    const { clock, deliver, counts } = this.#seams;
    const startedAt = clock.now();
    const outcome = await deliver(targetRequest(delivery, payload));
    const succeeded = outcome.status === "DELIVERED";
    counts.attempted(delivery, { retries, startedAt, endedAt: clock.now(), succeeded });
    return outcome;
  }

  async #failed(delivery: Delivery, attempt: number, outcome: Undelivered): Promise<void> {
    const { error } = outcome;
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
    const attributes = deadLetterAttributes(delivery, { ...exhausted, attempt, outcome });
    const kept = await this.#seams.deliver(deadLetterRequest(delivery, queueArn, attributes));
    if (kept.status === "DELIVERED") {
      this.#finish(delivery, "dead-letter", error);
      return;
    }
    this.#seams.counts.notDeadLettered(delivery);
    // The dead-letter queue cannot take it now: the delivery stays, and its target is tried again with it, for a day.
    if (this.#ageOf(delivery) < defaultEventAgeSeconds * 1000) this.#later(delivery, longestDelayMs, attempt);
    else this.#finish(delivery, "dropped", kept.error);
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
  #exhausted(delivery: Delivery, attempt: number, error: DeliveryError): Exhausted | undefined {
    const { maximumRetryAttempts = defaultRetryAttempts, maximumEventAgeInSeconds = defaultEventAgeSeconds } =
      delivery.target.retryPolicy ?? {};
    // A target that is not there, or that refuses the input, will do so again.
    if (!error.isPassing) return {};
    if (attempt >= maximumRetryAttempts) return { condition: "MaximumRetryAttempts" };
    const isTooOld = this.#ageOf(delivery) >= maximumEventAgeInSeconds * 1000;
    return isTooOld ? { condition: "MaximumEventAgeInSeconds" } : undefined;
  }

  #ageOf({ acceptedAt }: Delivery): number {
    return this.#seams.clock.now() - acceptedAt;
  }

  #finish(delivery: Delivery, result: DeliveryResult, reason?: DeliveryError): void {
    this.forget(delivery.id);
    this.#seams.over(delivery, result, reason);
  }
}

/** On disk, and so after a start, each has texts of its own. */
function bytesOf({ payload = "", event }: Delivery): number {
  return payload.length + event.length;
}

async function overOrLate(started: readonly Promise<void>[]): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, portionMs);
  await Promise.race([Promise.all(started), late.promise]);
  clearTimeout(timer);
}

/** EventBridge user guide, "Using dead-letter queues to process undelivered events". */
function deadLetterAttributes(
  delivery: Delivery,
  { condition, attempt, outcome }: Exhausted & { readonly attempt: number; readonly outcome: Undelivered },
): DeadLetterAttributes {
  const { message } = outcome.error;
  return {
    RULE_ARN: delivery.ruleArn,
    TARGET_ARN: delivery.target.arn,
    ERROR_CODE: deadLetterCode(outcome),
    ERROR_MESSAGE: message === "" ? "Unknown" : message,
    ...(condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: condition }),
    RETRY_ATTEMPTS: String(attempt),
  };
}

function deadLetterCode({ status, error }: Undelivered): string {
  if (error === nothingToSend.error) return error.code;
  if (status === "THROTTLED") return "THROTTLING";
  if (/NotFound|NonExistent|DoesNotExist/.test(error.code)) return "NO_RESOURCE";
  return error.isPassing ? "INTERNAL_ERROR" : "SDK_CLIENT_ERROR";
}

/** One for each target of a rule; `event` is what the rule matched. Yields where whoever asks may give way to others. */
export function* deliveriesOf(
  rule: Rule,
  event: WrittenEvent,
  { now, forwarded = 0 }: { readonly now: number; readonly forwarded?: number },
): Generator<void, readonly Delivery[]> {
  const context = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: new Date(now).toISOString() };
  const deliveries: Delivery[] = [];
  for (const { target, writeInput } of rule.targets.values()) {
    const payload = writeInput(event, context);
    deliveries.push({
      id: randomUUID(),
      ruleArn: rule.arn,
      target,
      ...(payload === undefined ? {} : { payload }),
      event: event.text,
      acceptedAt: now,
      ...(forwarded === 0 ? {} : { forwarded }),
    });
    yield;
  }
  return deliveries;
}
