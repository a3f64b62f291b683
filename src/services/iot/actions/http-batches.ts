// Messages that are posted together: those of one endpoint and with the same headers, as a list, once there are enough or the first has
// waited long enough. https://docs.aws.amazon.com/iot/latest/developerguide/http_batching.html

import { isJson } from "../../../aws/json-text.ts";
import type { Clock, Timer } from "../../../time/clock.ts";

export interface BatchLimits {
  readonly openMs: number;
  readonly messages: number;
  readonly bytes: number;
}

export type Post = (url: URL, headers: Headers, body: string) => Promise<void>;

interface Batch {
  readonly url: URL;
  readonly headers: Headers;
  readonly texts: string[];
  readonly timer: Timer;
  readonly posted: PromiseWithResolvers<void>;
  bytes: number;
}

export class HttpBatches {
  readonly #clock: Clock;
  readonly #limits: BatchLimits;
  readonly #post: Post;
  /** Those that wait for more, by where they go and with what. */
  readonly #open = new Map<string, Batch>();

  constructor(clock: Clock, limits: BatchLimits, post: Post) {
    this.#clock = clock;
    this.#limits = limits;
    this.#post = post;
  }

  /** Resolves once the batch that the message is in was taken; rejects if it was not. */
  add(url: URL, headers: Headers, message: string): Promise<void> {
    const key = JSON.stringify([url.href, [...headers]]);
    // What is no JSON is told as a text.
    const text = isJson(message) ? message : JSON.stringify(message);
    const bytes = Buffer.byteLength(text);
    const waiting = this.#open.get(key);
    if (waiting !== undefined && waiting.bytes + bytes > this.#limits.bytes) this.#close(key, waiting);
    const batch = this.#open.get(key) ?? this.#begin(key, url, headers);
    batch.texts.push(text);
    batch.bytes += bytes;
    if (batch.texts.length >= this.#limits.messages || batch.bytes >= this.#limits.bytes)
      this.#close(key, batch);
    return batch.posted.promise;
  }

  #begin(key: string, url: URL, headers: Headers): Batch {
    const timer = this.#clock.setTimer(this.#limits.openMs, () => this.#close(key, batch));
    const batch: Batch = {
      ...{ url, headers, timer, texts: [], bytes: 0 },
      posted: Promise.withResolvers(),
    };
    this.#open.set(key, batch);
    return batch;
  }

  #close(key: string, { url, headers, texts, timer, posted }: Batch): void {
    timer.cancel();
    this.#open.delete(key);
    this.#post(url, headers, `[${texts.join(",")}]`).then(posted.resolve, posted.reject);
  }
}
