// The outputs of a Map's iterations or a Parallel's branches, while they are gathered. Together they may be no larger than one
// state's output, which is not left to be found when the last of thousands is there.

import type { Json } from "../aws/json.ts";
import { exactBytes, payloadLimitBytes } from "./payload-limit.ts";

/** They are measured each time so much has come, as far as is known. */
const bytesBetweenLooks = 16 * payloadLimitBytes;

export class GatheredOutputs {
  /** In the order of the items or branches, whichever ends first. */
  readonly all: Json[];
  #bytesSinceLook = 0;

  constructor(count: number) {
    this.all = new Array<Json>(count);
  }

  /** `bytes` is no less than the output takes as JSON, if that is known. Answers whether all are too large already. */
  add(index: number, output: Json, bytes: number): boolean {
    this.all[index] = output;
    this.#bytesSinceLook += bytes;
    return this.#bytesSinceLook >= bytesBetweenLooks && this.#areTooLarge();
  }

  #areTooLarge(): boolean {
    this.#bytesSinceLook = 0;
    return exactBytes(this.all) > payloadLimitBytes;
  }
}
