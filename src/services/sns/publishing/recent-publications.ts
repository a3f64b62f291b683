// What a FIFO topic was told within the last five minutes: the same again is answered like the first time, and goes to nobody.
// SNS developer guide, "Message deduplication for FIFO topics". Forgotten at a restart, as FIFO queues behind the topic know it too.

import type { Clock } from "../../../time/clock.ts";
import type { Topic } from "../topics/topic.ts";
import type { Publication } from "./publication.ts";

const deduplicationMs = 5 * 60_000;

export class RecentPublications {
  readonly #clock: Clock;
  /** In the order of their time. */
  readonly #recent = new Map<string, Publication>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The publication that this one repeats, if there was one. */
  duplicateOf(topic: Topic, publication: Publication): Publication | undefined {
    const earlier = this.#recent.get(keyOf(topic, publication));
    return earlier !== undefined && earlier.publishedAt + deduplicationMs > this.#clock.now()
      ? earlier
      : undefined;
  }

  add(topic: Topic, publication: Publication): void {
    const oldest = this.#clock.now() - deduplicationMs;
    for (const [key, { publishedAt }] of this.#recent) {
      if (publishedAt > oldest) break;
      this.#recent.delete(key);
    }
    this.#recent.set(keyOf(topic, publication), publication);
  }

  /** For one that went wrong: whoever publishes tries again. */
  forget(topic: Topic, publication: Publication): void {
    this.#recent.delete(keyOf(topic, publication));
  }
}

/** None of its parts has a space. */
function keyOf({ arn, attributes }: Topic, { messageDeduplicationId, messageGroupId }: Publication): string {
  const isByGroup = attributes.get("FifoThroughputScope") === "MessageGroup";
  return `${arn} ${isByGroup ? messageGroupId : ""} ${messageDeduplicationId}`;
}
