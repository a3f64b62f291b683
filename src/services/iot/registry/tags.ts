// Tags of whatever IoT has, by ARN.

import type { RecordBook, Records } from "../../../storage/record-book.ts";

export type Tags = Readonly<Record<string, string>>;

export class TagBook {
  readonly #tags: Records<Tags>;

  constructor(book: RecordBook) {
    this.#tags = book.records("tags");
  }

  of(arn: string): Tags {
    return this.#tags.get(arn) ?? {};
  }

  add(arn: string, tags: Tags): void {
    this.set(arn, { ...this.of(arn), ...tags });
  }

  remove(arn: string, keys: readonly string[]): void {
    this.set(arn, Object.fromEntries(Object.entries(this.of(arn)).filter(([key]) => !keys.includes(key))));
  }

  /** Of what is gone there are none. */
  set(arn: string, tags: Tags): void {
    if (Object.keys(tags).length === 0) this.#tags.remove(arn);
    else this.#tags.put(arn, tags);
  }
}
