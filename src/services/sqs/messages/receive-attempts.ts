// Receives of a FIFO queue that a client repeats because it did not hear the answer: within five minutes the same attempt gets the
// same messages, as long as nothing became of them meanwhile. SQS API, ReceiveMessage, ReceiveRequestAttemptId.

import type { Clock } from "../../../time/clock.ts";
import type { Queue } from "../queues/queue.ts";
import type { StoredMessage } from "./stored-message.ts";

interface Attempt {
  readonly at: number;
  readonly received: readonly { readonly message: StoredMessage; readonly receiveCount: number }[];
}

const attemptMs = 5 * 60_000;

/** Not kept on disk: after a restart every message can be received anyway. */
export class ReceiveAttempts {
  readonly #clock: Clock;
  /** In the order of their time. */
  readonly #attempts = new Map<string, Attempt>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(queue: Queue, id: string, messages: readonly StoredMessage[]): void {
    const now = this.#clock.now();
    for (const [key, { at }] of this.#attempts) {
      if (at + attemptMs > now) break;
      this.#attempts.delete(key);
    }
    const key = keyOf(queue, id);
    this.#attempts.delete(key);
    const received = messages.map((message) => ({ message, receiveCount: message.receiveCount }));
    this.#attempts.set(key, { at: now, received });
  }

  /** What the attempt got before, hidden for as long again; undefined if it is to receive anew. */
  repeat(queue: Queue, id: string, hiddenSeconds: number): readonly StoredMessage[] | undefined {
    const attempt = this.#attempts.get(keyOf(queue, id));
    if (attempt === undefined || attempt.at + attemptMs <= this.#clock.now()) return undefined;
    const isAsItWas = attempt.received.every(
      ({ message, receiveCount }) =>
        queue.received(message.messageId) === message && message.receiveCount === receiveCount,
    );
    if (!isAsItWas) return undefined;
    for (const { message } of attempt.received) queue.changeVisibility(message, hiddenSeconds);
    return attempt.received.map(({ message }) => message);
  }
}

function keyOf({ name, createdAt }: Queue, id: string): string {
  return `${name} ${createdAt} ${id}`;
}
