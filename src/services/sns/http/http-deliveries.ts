// Messages on their way to HTTP endpoints: kept until the endpoint has taken them or they are given up, so that none that was
// published is lost when the region ends meanwhile.

import { randomUUID } from "node:crypto";
import { HeldBytes } from "../../../storage/held-bytes.ts";
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

/** Of all memory that the process may have for such things. */
const share = 1 / 12;
/** Of a delivery and its timer, besides its texts. */
const recordBytes = 1024;

function heldBytes({ url, body }: HttpDelivery): number {
  return recordBytes + url.length + body.length;
}

export interface HttpSeams {
  readonly clock: Clock;
  readonly keep: (entry: HttpEntry) => Promise<void>;
  /** For the endpoint's dead letters. */
  readonly giveUp: (delivery: HttpDelivery, problem: string) => Promise<void>;
  readonly onTaken: (delivery: HttpDelivery) => void;
  /** @default the share of the process's memory that deliveries have */
  readonly mostHeldBytes?: number | undefined;
}

export class HttpDeliveries {
  readonly #seams: HttpSeams;
  readonly #pending = new Map<string, HttpDelivery>();
  readonly #timers = new Map<string, Timer>();
  readonly #held: HeldBytes;
  #isClosed = false;

  constructor(seams: HttpSeams) {
    this.#seams = seams;
    this.#held = new HeldBytes("Messages on their way to HTTP endpoints", {
      share,
      most: seams.mostHeldBytes,
    });
  }

  /** Resolves once the message is on disk; it is sent then. Rejects with ServiceUnavailable if there is no room for it. */
  async send(subscriptionArn: string, message: HttpMessage, delays: readonly number[]): Promise<void> {
    const delivery = { id: randomUUID(), subscriptionArn, ...message, delays };
    this.#held.checkRoom(heldBytes(delivery));
    this.#add(delivery);
    await this.#seams.keep({ type: "http", delivery });
    this.#plan(delivery, 0, 0);
  }

  follow(entry: HttpEntry): void {
    if (entry.type === "http") this.#add(entry.delivery);
    else this.#take(entry.id);
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

  #add(delivery: HttpDelivery): void {
    this.#take(delivery.id);
    this.#pending.set(delivery.id, delivery);
    this.#held.change(heldBytes(delivery));
  }

  #take(id: string): void {
    const delivery = this.#pending.get(id);
    if (delivery === undefined) return;
    this.#pending.delete(id);
    this.#held.change(-heldBytes(delivery));
  }

  async #end({ id }: HttpDelivery): Promise<void> {
    this.#take(id);
    await this.#seams.keep({ type: "http over", id });
  }
}
