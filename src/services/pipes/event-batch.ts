// A batch of events as its source hands it over.

import type { Json } from "../../aws/json.ts";
import type { JsonText } from "../../aws/json-text.ts";
import type { BatchOutcome } from "../../event-sources/batch-outcome.ts";

/** Its JSON text is an array, and made when it is first asked for. */
export interface EventBatch extends JsonText {
  readonly value: readonly Json[];
  /** What a target that takes part of a batch calls the rest by: the `eventID` of a record, the `messageId` of a message. */
  idOf(index: number): string;
}

/** Does not reject: whatever goes wrong is an outcome. */
export type TakeBatch = (batch: EventBatch) => BatchOutcome | Promise<BatchOutcome>;

/** A batch of values whose texts nobody has at hand. */
export class JsonBatch implements EventBatch {
  readonly value: readonly Json[];
  readonly #ids: readonly string[];
  #text: string | undefined;

  constructor(value: readonly Json[], ids: readonly string[]) {
    this.value = value;
    this.#ids = ids;
  }

  idOf(index: number): string {
    return this.#ids[index] ?? "";
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.value);
    return this.#text;
  }

  get bytes(): number {
    return Buffer.byteLength(this.text);
  }
}
