// Which buckets and objects there are: a journal beside their files, so that one that is gone is missed, and by its key. The files
// are what counts: one that a crash left before it was entered here is entered when the catalogue is opened.

import type { Json } from "../../aws/json.ts";
import type { Repair } from "../../storage/damage.ts";
import { Journal } from "../../storage/journal.ts";

type Entry =
  | { readonly type: "bucket" | "bucket-removed"; readonly bucket: string }
  | { readonly type: "object" | "removed"; readonly bucket: string; readonly key: string };

export class ObjectCatalogue {
  readonly #buckets = new Map<string, Set<string>>();
  #journal: Journal | undefined;

  /** Throws DamagedFile unless a repair is under way. */
  static async open(directory: string, repair: Repair | undefined): Promise<ObjectCatalogue> {
    const catalogue = new ObjectCatalogue();
    const state = {
      replay: (entry: Json) => catalogue.#apply(entry as unknown as Entry),
      snapshot: () => catalogue.#snapshot(),
    };
    catalogue.#journal = await Journal.openIn(directory, "objects.journal", state, repair);
    return catalogue;
  }

  get buckets(): readonly string[] {
    return [...this.#buckets.keys()];
  }

  keys(bucket: string): ReadonlySet<string> {
    return this.#buckets.get(bucket) ?? new Set();
  }

  /** Nobody waits for it: should it be lost, it is entered again when the catalogue is opened. */
  add(bucket: string, key?: string): void {
    if (this.#buckets.has(bucket) && (key === undefined || this.keys(bucket).has(key))) return;
    const entry: Entry = key === undefined ? { type: "bucket", bucket } : { type: "object", bucket, key };
    this.#keep(entry).catch(() => undefined);
  }

  /**
   * Resolves once it is on disk, so that what is removed next is not missed. A disk that is full is no reason to keep what makes
   * it so: the entry is then written once there is room.
   */
  async remove(bucket: string, key?: string): Promise<void> {
    const entry: Entry =
      key === undefined ? { type: "bucket-removed", bucket } : { type: "removed", bucket, key };
    await this.#keep(entry).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  async #keep(entry: Entry): Promise<void> {
    this.#apply(entry);
    await this.#journal?.append(entry);
  }

  #apply(entry: Entry): void {
    const { type, bucket } = entry;
    if (type === "bucket-removed") this.#buckets.delete(bucket);
    else if (type === "removed") this.#buckets.get(bucket)?.delete(entry.key);
    else {
      const keys = this.#buckets.get(bucket) ?? new Set();
      if (type === "object") keys.add(entry.key);
      this.#buckets.set(bucket, keys);
    }
  }

  *#snapshot(): Iterable<Entry> {
    for (const [bucket, keys] of this.#buckets) {
      yield { type: "bucket", bucket };
      for (const key of keys) yield { type: "object", bucket, key };
    }
  }
}
