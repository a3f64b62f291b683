// The last message of each topic that was to be retained, kept in a book.
// https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-retain

import { HeldBytes } from "../../../storage/held-bytes.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { notFound } from "../refusals.ts";
import type { Publication } from "./publication.ts";

export interface RetainedMessage {
  readonly topic: string;
  /** In base64. */
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly modifiedAt: number;
}

/** Of all memory that the process may have for such things. */
const share = 1 / 12;
/** Of the records of a message, here and in the broker, besides its topic and payload. */
const recordBytes = 1024;

/** The broker keeps it once more, in bytes. */
function heldBytes({ topic, payload }: RetainedMessage): number {
  return recordBytes + 2 * topic.length + 2 * payload.length;
}

export class RetainedMessages {
  readonly #clock: Clock;
  readonly #book: RecordBook;
  readonly #messages: Records<RetainedMessage>;
  readonly #held: HeldBytes;

  constructor(clock: Clock, book: RecordBook, mostHeldBytes?: number) {
    this.#clock = clock;
    this.#book = book;
    this.#messages = book.records("retained");
    this.#held = new HeldBytes("Retained messages", { share, most: mostHeldBytes });
    for (const message of this.all()) this.#held.change(heldBytes(message));
  }

  all(): readonly RetainedMessage[] {
    return this.#messages.values();
  }

  /** Throws ResourceNotFoundException. */
  get(topic: string): RetainedMessage {
    const message = this.#messages.get(topic);
    if (message === undefined) throw notFound(`There is no retained message for the topic ${topic}`);
    return message;
  }

  /** An empty payload takes away what was there. Resolves once it is on disk. Throws ServiceUnavailable if there is no room for it. */
  keep({ topic, payload, qos }: Publication): Promise<void> {
    const before = this.#messages.get(topic);
    const freed = before === undefined ? 0 : heldBytes(before);
    if (payload.length === 0) {
      this.#messages.remove(topic);
      this.#held.change(-freed);
    } else {
      const message: RetainedMessage = {
        ...{ topic, payload: payload.toString("base64"), qos, modifiedAt: this.#clock.now() },
      };
      const more = heldBytes(message) - freed;
      this.#held.checkRoom(more);
      this.#messages.put(topic, message);
      this.#held.change(more);
    }
    return this.#book.committed();
  }
}
