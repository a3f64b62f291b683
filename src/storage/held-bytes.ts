// How much of what was given to it a part holds in memory. A region that ran out of memory would do so again whenever it starts, so that
// what there is no room for is refused: clients try again.

import { getHeapStatistics } from "node:v8";
import { ServiceError } from "../aws/service-error.ts";

export class HeldBytes {
  readonly #what: string;
  readonly #most: number;
  #held = 0;

  /** `share` is the part's of all memory that the process may have for such things. */
  constructor(what: string, { share, most }: { readonly share: number; readonly most?: number | undefined }) {
    this.#what = what;
    this.#most = most ?? Math.floor(getHeapStatistics().heap_size_limit * share);
  }

  change(bytes: number): void {
    this.#held = Math.max(0, this.#held + bytes);
  }

  hasRoom(bytes: number): boolean {
    return this.#held + bytes <= this.#most;
  }

  /** Throws ServiceUnavailable. */
  checkRoom(bytes: number): void {
    if (this.hasRoom(bytes)) return;
    throw new ServiceError(
      "ServiceUnavailable",
      `${this.#what} take ${this.#held} bytes of the region's memory, which has room for ${this.#most}`,
      { status: 503 },
    );
  }
}
