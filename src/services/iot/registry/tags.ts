// Tags of whatever IoT has, by ARN.

import { ServiceError } from "../../../aws/service-error.ts";
import { type Tags, withoutTags } from "../../../aws/tags.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { invalidRequest } from "../refusals.ts";

/** Of one resource. https://docs.aws.amazon.com/iot/latest/developerguide/tagging-iot.html#tagging-iot-limits */
const mostTags = 50;

/** Gives what a client may ask for. Throws InvalidRequestException and LimitExceededException. */
export function checkedTags(tags: Tags): Tags {
  const keys = Object.keys(tags);
  const reserved = keys.find((key) => key.startsWith("aws:"));
  if (reserved !== undefined)
    throw invalidRequest(`The tag key ${reserved} begins with aws:, which is AWS's own`);
  if (keys.length > mostTags)
    throw new ServiceError("LimitExceededException", `A resource can have at most ${mostTags} tags`, {
      status: 410,
    });
  return tags;
}

export class TagBook {
  readonly #tags: Records<Tags>;

  constructor(book: RecordBook) {
    this.#tags = book.records("tags");
  }

  of(arn: string): Tags {
    return this.#tags.get(arn) ?? {};
  }

  /** Throws LimitExceededException. */
  add(arn: string, tags: Tags): void {
    this.set(arn, checkedTags({ ...this.of(arn), ...tags }));
  }

  remove(arn: string, keys: readonly string[]): void {
    this.set(arn, withoutTags(this.of(arn), keys));
  }

  /** Of what is gone there are none. */
  set(arn: string, tags: Tags): void {
    if (Object.keys(tags).length === 0) this.#tags.remove(arn);
    else this.#tags.put(arn, tags);
  }
}
