// S3: buckets and their objects. What PutObject acknowledged is on disk; what is told of objects is kept in memory too.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { localIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { DamagedFile, type Repair } from "../../storage/damage.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { checkBucketName, checkKey, noSuchBucket, noSuchKey } from "./bucket-names.ts";
import { BucketSettings } from "./bucket-settings.ts";
import { checkHeaderValues } from "./header-values.ts";
import { type ListPage, type ListRequest, listPage } from "./listing.ts";
import { FolderObjectFiles, MemoryObjectFiles, type ObjectFiles } from "./object-files.ts";
import { md5Hex, type ObjectFacts } from "./stored-object.ts";
import { type SystemMetadata, systemMetadataOf } from "./system-metadata.ts";

export interface ObjectsOptions {
  /** Undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  /** Told of an object that turns out to be damaged when it is read. */
  readonly onDamage?: (damage: DamagedFile) => void;
  readonly repair?: Repair | undefined;
  /** Told of every bucket. @default that of `localIdentity` */
  readonly region?: string;
}

export interface PutObject extends SystemMetadata {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  /** @default "binary/octet-stream" */
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Of a multipart upload. */
  readonly etag?: string | undefined;
  /** Throws if the object that is there now, or that there is none, stands in the way. */
  readonly condition?: ((existing: ObjectFacts | undefined) => void) | undefined;
}

export interface FoundObject {
  readonly facts: ObjectFacts;
  readonly bytes: Buffer;
}

export class Objects {
  readonly region: string;
  readonly settings: BucketSettings;
  readonly #clock: Clock;
  readonly #onDamage: (damage: DamagedFile) => void;
  readonly #files: ObjectFiles;
  /** Buckets and keys that are being written under a condition. */
  readonly #conditional = new Set<string>();
  readonly #buckets = new Map<string, Map<string, ObjectFacts>>();

  private constructor(
    { clock, onDamage = () => undefined, region = localIdentity.region }: ObjectsOptions,
    files: ObjectFiles,
    settings: BucketSettings,
  ) {
    this.region = region;
    this.settings = settings;
    this.#clock = clock;
    this.#onDamage = onDamage;
    this.#files = files;
    for (const bucket of this.#files.buckets()) {
      this.#buckets.set(bucket, new Map(this.#files.list(bucket).map((facts) => [facts.key, facts])));
    }
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(options: ObjectsOptions): Promise<Objects> {
    const { directory, repair } = options;
    const files =
      directory === undefined ? new MemoryObjectFiles() : await FolderObjectFiles.open(directory, repair);
    const book = await RecordBook.open({ directory, name: "settings.journal", repair });
    return new Objects(options, files, new BucketSettings(book));
  }

  /** In us-east-1 a bucket that is the caller's already is created again without an error. */
  async createBucket(bucket: string): Promise<void> {
    checkBucketName(bucket);
    await this.#addBucket(bucket, false);
  }

  /** A bucket that the region itself has. Whoever creates a bucket of this name takes its place. */
  async provideBucket(bucket: string): Promise<void> {
    await this.#addBucket(bucket, true);
  }

  /** Rejects with NoSuchBucket or BucketNotEmpty. */
  async deleteBucket(bucket: string): Promise<void> {
    if (this.#bucket(bucket).size > 0) {
      throw new ServiceError("BucketNotEmpty", "The bucket you tried to delete is not empty", {
        status: 409,
        members: { BucketName: bucket },
      });
    }
    this.#buckets.delete(bucket);
    await kept(this.#files.removeBucket(bucket));
    await kept(this.settings.deleted(bucket));
  }

  get buckets(): readonly string[] {
    return [...this.#buckets.keys()].sort();
  }

  /** Throws NoSuchBucket. */
  headBucket(bucket: string): void {
    this.#bucket(bucket);
  }

  async putObject(put: PutObject): Promise<ObjectFacts> {
    const { bucket, key, bytes, contentType = "binary/octet-stream", metadata = {} } = put;
    const objects = this.#bucket(bucket);
    checkKey(key);
    if (put.condition !== undefined) return this.#putAlone(put.condition, put);
    const facts: ObjectFacts = {
      key,
      size: bytes.length,
      etag: put.etag ?? md5Hex(bytes),
      modifiedAt: this.#clock.now(),
      contentType,
      ...systemMetadataOf(put),
      metadata,
    };
    checkHeaderValues(facts);
    await kept(this.#files.write(bucket, facts, bytes));
    objects.set(key, facts);
    return facts;
  }

  /** Of several writes under a condition only one goes on at a time, or each would find it fulfilled. */
  async #putAlone(condition: NonNullable<PutObject["condition"]>, put: PutObject): Promise<ObjectFacts> {
    const { bucket, key } = put;
    const name = `${bucket}/${key}`;
    if (this.#conditional.has(name)) {
      throw new ServiceError(
        "ConditionalRequestConflict",
        "The conditional request cannot succeed due to a conflicting operation against this resource.",
        { status: 409, members: { Key: key } },
      );
    }
    condition(this.#bucket(bucket).get(key));
    this.#conditional.add(name);
    try {
      return await this.putObject({ ...put, condition: undefined });
    } finally {
      this.#conditional.delete(name);
    }
  }

  /** Rejects with NoSuchBucket or NoSuchKey, and with InternalError for an object that is damaged. */
  async getObject(bucket: string, key: string): Promise<FoundObject> {
    const facts = this.headObject(bucket, key);
    try {
      return { facts, bytes: await this.#files.read(bucket, key) };
    } catch (problem) {
      if (problem instanceof DamagedFile) this.#onDamage(problem);
      throw internalError(problem);
    }
  }

  /** Throws NoSuchBucket or NoSuchKey. */
  headObject(bucket: string, key: string): ObjectFacts {
    const facts = this.#bucket(bucket).get(key);
    if (facts === undefined) throw noSuchKey(key);
    return facts;
  }

  /** An object that is not there is as good as deleted. */
  async deleteObject(bucket: string, key: string): Promise<void> {
    const objects = this.#bucket(bucket);
    await kept(this.#files.remove(bucket, key));
    objects.delete(key);
  }

  listObjects(bucket: string, request: ListRequest = {}): ListPage {
    return listPage(this.#bucket(bucket).values(), request);
  }

  async close(): Promise<void> {
    await this.#files.close();
    await this.settings.close();
  }

  async #addBucket(bucket: string, isProvided: boolean): Promise<void> {
    if (!this.#buckets.has(bucket)) {
      await kept(this.#files.addBucket(bucket));
      if (!this.#buckets.has(bucket)) this.#buckets.set(bucket, new Map());
    }
    await kept(this.settings.created(bucket, this.#clock.now(), isProvided));
  }

  #bucket(bucket: string): Map<string, ObjectFacts> {
    const objects = this.#buckets.get(bucket);
    if (objects === undefined) throw noSuchBucket(bucket);
    return objects;
  }
}

/** S3's error for what the disk does not take: clients try again. */
async function kept(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (problem) {
    throw internalError(problem);
  }
}

function internalError(problem: unknown): ServiceError {
  const why = problem instanceof Error ? problem.message : String(problem);
  return new ServiceError("InternalError", `We encountered an internal error. Please try again. (${why})`, {
    status: 500,
  });
}
