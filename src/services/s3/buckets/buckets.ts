// The buckets, and what is said of each as a whole: documents, kept as they were checked and told again.

import type { Repair } from "../../../storage/damage.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import { childText, readXml, type XmlElement } from "../documents/read-xml.ts";
import { noSuchBucket } from "./bucket-names.ts";

export interface Bucket {
  readonly name: string;
  /** By the names of settings; an absent one is as in a new bucket, a null was taken away. */
  readonly settings: Readonly<Record<string, string | null>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Whether it is from the region itself, and free to be taken. */
  readonly isProvided?: boolean;
  /** The region that it was asked for in, where that is not the region's own. All buckets are here all the same. */
  readonly location?: string | undefined;
  /** Its objects can be locked, and it keeps all their versions. */
  readonly hasObjectLock?: boolean;
}

export class Buckets {
  readonly book: RecordBook;
  readonly #buckets: Records<Bucket>;
  readonly #documents = new WeakMap<Bucket, Map<string, XmlElement>>();

  private constructor(book: RecordBook) {
    this.book = book;
    this.#buckets = book.records("buckets");
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(directory: string | undefined, repair: Repair | undefined): Promise<Buckets> {
    return new Buckets(await RecordBook.open({ directory, name: "settings.journal", repair }));
  }

  /** In the order of their letters. */
  get names(): readonly string[] {
    // What an older Millrace said of a bucket does not tell its name.
    return this.#buckets
      .values()
      .flatMap(({ name }) => name ?? [])
      .sort();
  }

  has(name: string): boolean {
    return this.#buckets.has(name);
  }

  /** Throws NoSuchBucket. */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  put(bucket: Bucket): void {
    this.#buckets.put(bucket.name, bucket);
  }

  remove(name: string): void {
    this.#buckets.free(name);
  }

  /** Whether the bucket is there because the region itself has it, so that whoever creates it takes it. */
  isProvided(name: string): boolean {
    return this.#buckets.get(name)?.isProvided === true;
  }

  /** As it is kept: undefined where nothing was said, null where it was taken away. Throws NoSuchBucket. */
  setting(name: string, setting: string): string | null | undefined {
    return this.get(name).settings[setting];
  }

  /** Undefined takes back what was said. Throws NoSuchBucket. */
  set(name: string, setting: string, value: string | null | undefined): void {
    const bucket = this.get(name);
    const { [setting]: _, ...others } = bucket.settings;
    this.put({ ...bucket, settings: value === undefined ? others : { ...others, [setting]: value } });
  }

  /** What was said, read. Throws NoSuchBucket. */
  document(name: string, setting: string): XmlElement | undefined {
    const bucket = this.get(name);
    const value = bucket.settings[setting];
    if (typeof value !== "string") return undefined;
    const documents = this.#documents.get(bucket) ?? new Map<string, XmlElement>();
    this.#documents.set(bucket, documents);
    const document = documents.get(setting) ?? readXml(value);
    documents.set(setting, document);
    return document;
  }

  /** Undefined for a bucket that never kept versions. */
  versioning(name: string): "Enabled" | "Suspended" | undefined {
    const status = childText(this.document(name, "versioning"), "Status");
    return status === "Enabled" || status === "Suspended" ? status : undefined;
  }
}
