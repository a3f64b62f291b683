// Keys of items of several tables, each at most once.

import type { Table } from "../../definitions/table.ts";
import type { ItemKey } from "../../store/item-key.ts";

export class KeySet {
  readonly #keys = new Set<string>();

  /** False if the key is there already. */
  add({ owner }: Table, { partition, sort }: ItemKey): boolean {
    const size = this.#keys.size;
    this.#keys.add(`${owner} ${latin1(partition)} ${partition.length} ${latin1(sort)}`);
    return this.#keys.size > size;
  }
}

/** A character a byte. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
