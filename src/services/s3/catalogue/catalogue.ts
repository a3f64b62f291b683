// What there is of objects and uploads: a journal, the bytes of whose entries lie in blobs. An entry is the moment at which an
// object is there or gone: before it its bytes are on disk, and behind it those that it replaced are taken away.

import type { Repair } from "../../../storage/damage.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import type { Segment, SharedBlobs } from "../blobs/segments.ts";
import { KeyIndex } from "./key-index.ts";
import type { Upload, UploadedPart, Version } from "./records.ts";

export interface CatalogueOptions {
  readonly directory: string | undefined;
  readonly repair?: Repair | undefined;
  readonly shared: SharedBlobs;
}

const noParts: ReadonlyMap<number, UploadedPart> = new Map();

export class Catalogue {
  readonly book: RecordBook;
  readonly #shared: SharedBlobs;
  readonly #versions: Records<Version>;
  readonly #uploads: Records<Upload>;
  readonly #parts: Records<UploadedPart>;
  readonly #buckets = new Map<string, KeyIndex>();
  readonly #partsOf = new Map<string, Map<number, UploadedPart>>();
  /** What was replaced, until that is on disk. */
  #replaced: Segment[] = [];
  #order = 0;

  private constructor(book: RecordBook, shared: SharedBlobs) {
    this.book = book;
    this.#shared = shared;
    this.#versions = book.records("versions");
    this.#uploads = book.records("uploads");
    this.#parts = book.records("parts");
    for (const version of this.#versions.values()) this.#index(version);
    for (const { order } of this.#uploads.values()) this.#order = Math.max(this.#order, order);
    for (const part of this.#parts.values()) this.#indexPart(part);
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open({ directory, repair, shared }: CatalogueOptions): Promise<Catalogue> {
    const book = await RecordBook.open({ directory, name: "catalogue.journal", repair });
    return new Catalogue(book, shared);
  }

  get versions(): readonly Version[] {
    return this.#versions.values();
  }

  get uploads(): readonly Upload[] {
    return this.#uploads.values();
  }

  nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  keys(bucket: string): KeyIndex {
    const index = this.#buckets.get(bucket) ?? new KeyIndex();
    this.#buckets.set(bucket, index);
    return index;
  }

  /** Takes the place of a version of the same id. Throws InternalFailure, and puts nothing, while the disk takes nothing. */
  put(version: Version): void {
    const replaced = this.keys(version.bucket).find(version.key, version.versionId);
    this.#versions.put(nameOf(version), version);
    this.#index(version);
    this.#replaced.push(...segmentsOf(replaced));
  }

  /** The bytes go at once: where the disk is full, they make room for the entry. */
  remove(version: Version): void {
    this.#versions.free(nameOf(version));
    this.keys(version.bucket).remove(version);
    this.#shared.release(segmentsOf(version));
  }

  forgetBucket(bucket: string): void {
    for (const { id, bucket: of } of this.uploads) if (of === bucket) this.endUpload(id);
    this.#buckets.delete(bucket);
  }

  upload(id: string): Upload | undefined {
    return this.#uploads.get(id);
  }

  putUpload(upload: Upload): void {
    this.#uploads.put(upload.id, upload);
  }

  /** By their numbers. */
  parts(uploadId: string): ReadonlyMap<number, UploadedPart> {
    return this.#partsOf.get(uploadId) ?? noParts;
  }

  /** Takes the place of a part of the same number. */
  putPart(part: UploadedPart): void {
    const replaced = this.parts(part.uploadId).get(part.number);
    this.#parts.put(nameOfPart(part), part);
    this.#indexPart(part);
    this.#replaced.push(...(replaced?.segments ?? []));
  }

  /** With its parts. What an object has taken of them it keeps. */
  endUpload(id: string): void {
    this.#uploads.free(id);
    for (const part of this.parts(id).values()) {
      this.#parts.free(nameOfPart(part));
      this.#shared.release(part.segments);
    }
    this.#partsOf.delete(id);
  }

  /** Resolves once every change up to now is on disk. Rejects with InternalFailure. */
  async committed(): Promise<void> {
    const replaced = this.#replaced;
    this.#replaced = [];
    try {
      await this.book.committed();
    } catch (problem) {
      this.#replaced.push(...replaced);
      throw problem;
    }
    this.#shared.release(replaced);
  }

  close(): Promise<void> {
    return this.book.close();
  }

  #index(version: Version): void {
    this.#order = Math.max(this.#order, version.order);
    this.keys(version.bucket).put(version);
    this.#shared.hold(segmentsOf(version));
  }

  #indexPart(part: UploadedPart): void {
    const parts = this.#partsOf.get(part.uploadId) ?? new Map<number, UploadedPart>();
    this.#partsOf.set(part.uploadId, parts.set(part.number, part));
    this.#shared.hold(part.segments);
  }
}

export function segmentsOf(version: Version | undefined): readonly Segment[] {
  return version === undefined || version.isDeleteMarker === true ? [] : version.segments;
}

/** Neither a bucket nor a version has a slash in its name. */
function nameOf({ bucket, key, versionId }: Version): string {
  return `${bucket}/${versionId}/${key}`;
}

function nameOfPart({ uploadId, number }: UploadedPart): string {
  return `${uploadId}/${number}`;
}
