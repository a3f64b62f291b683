// Messages on their way to HTTP endpoints: kept until the endpoint has taken them or they are given up, so that none that was
// published is lost when the region ends meanwhile.

import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "../../../time/clock.ts";
import { type HttpMessage, post } from "./post.ts";

/** Plain JSON, as it is kept. */
export type HttpDelivery = {
  readonly id: string;
  readonly subscriptionArn: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long to wait before each retry, in seconds. */
  readonly delays: readonly number[];
};

export type HttpEntry =
  | { readonly type: "http"; readonly delivery: HttpDelivery }
  | { readonly type: "http over"; readonly id: string };

export interface HttpSeams {
  readonly clock: Clock;
  readonly keep: (entry: HttpEntry) => Promise<void>;
  /** For the endpoint's dead letters. */
  readonly giveUp: (delivery: HttpDelivery, problem: string) => Promise<void>;
  readonly onTaken: (delivery: HttpDelivery) => void;
}

export class HttpDeliveries {
  readonly #seams: HttpSeams;
  readonly #pending = new Map<string, HttpDelivery>();
  readonly #timers = new Map<string, Timer>();
  #isClosed = false;

  constructor(seams: HttpSeams) {
    this.#seams = seams;
  }

  /** Resolves once the message is on disk; it is sent then. */
  async send(subscriptionArn: string, message: HttpMessage, delays: readonly number[]): Promise<void> {
    const delivery = { id: randomUUID(), subscriptionArn, ...message, delays };
    this.#pending.set(delivery.id, delivery);
    await this.#seams.keep({ type: "http", delivery });
    this.#plan(delivery, 0, 0);
  }

  follow(entry: HttpEntry): void {
    if (entry.type === "http") this.#pending.set(entry.delivery.id, entry.delivery);
    else this.#pending.delete(entry.id);
  }

  entries(): readonly HttpEntry[] {
    return Array.from(this.#pending.values(), (delivery) => ({ type: "http", delivery }));
  }

  /** Sends what the last run left over. */
  resume(): void {
    for (const delivery of this.#pending.values()) this.#plan(delivery, 0, 0);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #plan(delivery: HttpDelivery, attempt: number, seconds: number): void {
    if (this.#isClosed) return;
    const timer = this.#seams.clock.setTimer(seconds * 1000, () => {
      this.#timers.delete(delivery.id);
      // A disk that takes nothing shows at the next call that is answered; what is not known to be over is sent again.
      this.#attempt(delivery, attempt).catch(() => {});
    });
    this.#timers.set(delivery.id, timer);
  }

  async #attempt(delivery: HttpDelivery, attempt: number): Promise<void> {
    const outcome = await post(delivery, this.#seams.clock);
    if (this.#isClosed) return;
    if (outcome === "taken") {
      this.#seams.onTaken(delivery);
      await this.#end(delivery);
      return;
    }
    const delay = outcome.isPassing ? delivery.delays[attempt] : undefined;
    if (delay !== undefined) {
      this.#plan(delivery, attempt + 1, delay);
      return;
    }
    await this.#seams.giveUp(delivery, outcome.problem);
    await this.#end(delivery);
  }

  async #end({ id }: HttpDelivery): Promise<void> {
    this.#pending.delete(id);
    await this.#seams.keep({ type: "http over", id });
  }
}
