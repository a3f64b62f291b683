// The last message of each topic that was to be retained, kept in a book.
// https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-retain

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

export class RetainedMessages {
  readonly #clock: Clock;
  readonly #book: RecordBook;
  readonly #messages: Records<RetainedMessage>;

  constructor(clock: Clock, book: RecordBook) {
    this.#clock = clock;
    this.#book = book;
    this.#messages = book.records("retained");
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

  /** An empty payload takes away what was there. Resolves once it is on disk. */
  keep({ topic, payload, qos }: Publication): Promise<void> {
    if (payload.length === 0) this.#messages.remove(topic);
    else
      this.#messages.put(topic, {
        ...{ topic, payload: payload.toString("base64"), qos, modifiedAt: this.#clock.now() },
      });
    return this.#book.committed();
  }
}
