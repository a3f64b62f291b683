// The last delivery of each source that failed: why a pipe stands still, or why a rule's target hears nothing.

import type { Undelivered } from "../aws/delivery.ts";
import type { Clock } from "../time/clock.ts";

export interface FailedDelivery {
  readonly at: number;
  /** Whom it was for. */
  readonly to: string;
  /** AWS's error code and message. */
  readonly code: string;
  readonly message: string;
}

const mostSources = 500;
const longestMessage = 4096;

export class FailedDeliveries {
  readonly #clock: Pick<Clock, "now">;
  /** By the ARN of the source; whichever failed last is the last. */
  readonly #last = new Map<string, FailedDelivery>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  note(sourceArn: string, to: string, { error: { code, message } }: Undelivered): void {
    this.#last.delete(sourceArn);
    this.#last.set(sourceArn, { at: this.#clock.now(), to, code, message: message.slice(0, longestMessage) });
    if (this.#last.size <= mostSources) return;
    const [oldest] = this.#last.keys();
    if (oldest !== undefined) this.#last.delete(oldest);
  }

  /** Undefined if none has failed since the region is up. */
  lastOf(sourceArn: string): FailedDelivery | undefined {
    return this.#last.get(sourceArn);
  }
}
