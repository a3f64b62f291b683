// S3: buckets and their objects. What PutObject acknowledged is on disk; what is told of objects is kept in memory too.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { ServiceError } from "../aws/service-error.ts";
import type { Clock } from "../time/clock.ts";
import { checkBucketName, checkKey, noSuchBucket, noSuchKey } from "./bucket-names.ts";
import { type ListPage, type ListRequest, listPage } from "./listing.ts";
import { FolderObjectFiles, MemoryObjectFiles, type ObjectFiles } from "./object-files.ts";
import { md5Hex, type ObjectFacts } from "./stored-object.ts";

export interface ObjectsOptions {
  /** Undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly clock: Clock;
}

export interface PutObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  /** @default "binary/octet-stream" */
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Of a multipart upload. */
  readonly etag?: string | undefined;
}

export interface FoundObject {
  readonly facts: ObjectFacts;
  readonly bytes: Buffer;
}

export class Objects {
  readonly #clock: Clock;
  readonly #files: ObjectFiles;
  readonly #buckets = new Map<string, Map<string, ObjectFacts>>();

  constructor({ directory, clock }: ObjectsOptions) {
    this.#clock = clock;
    this.#files = directory === undefined ? new MemoryObjectFiles() : new FolderObjectFiles(directory);
    for (const bucket of this.#files.buckets()) {
      this.#buckets.set(bucket, new Map(this.#files.list(bucket).map((facts) => [facts.key, facts])));
    }
  }

  /** In us-east-1 a bucket that is the caller's already is created again without an error. */
  createBucket(bucket: string): void {
    checkBucketName(bucket);
    if (this.#buckets.has(bucket)) return;
    this.#files.addBucket(bucket);
    this.#buckets.set(bucket, new Map());
  }

  /** Throws NoSuchBucket or BucketNotEmpty. */
  deleteBucket(bucket: string): void {
    if (this.#bucket(bucket).size > 0) {
      throw new ServiceError("BucketNotEmpty", "The bucket you tried to delete is not empty", {
        status: 409,
        members: { BucketName: bucket },
      });
    }
    this.#files.removeBucket(bucket);
    this.#buckets.delete(bucket);
  }

  get buckets(): readonly string[] {
    return [...this.#buckets.keys()].sort();
  }

  /** Throws NoSuchBucket. */
  headBucket(bucket: string): void {
    this.#bucket(bucket);
  }

  async putObject(put: PutObject): Promise<ObjectFacts> {
    const { bucket, key, bytes, contentType = "binary/octet-stream", contentEncoding, metadata = {} } = put;
    const objects = this.#bucket(bucket);
    checkKey(key);
    const facts: ObjectFacts = {
      key,
      size: bytes.length,
      etag: put.etag ?? md5Hex(bytes),
      modifiedAt: this.#clock.now(),
      contentType,
      ...(contentEncoding === undefined ? {} : { contentEncoding }),
      metadata,
    };
    await this.#files.write(bucket, facts, bytes);
    objects.set(key, facts);
    return facts;
  }

  /** Throws NoSuchBucket or NoSuchKey. */
  async getObject(bucket: string, key: string): Promise<FoundObject> {
    const facts = this.headObject(bucket, key);
    return { facts, bytes: await this.#files.read(bucket, key) };
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
    await this.#files.remove(bucket, key);
    objects.delete(key);
  }

  listObjects(bucket: string, request: ListRequest = {}): ListPage {
    return listPage(this.#bucket(bucket).values(), request);
  }

  #bucket(bucket: string): Map<string, ObjectFacts> {
    const objects = this.#buckets.get(bucket);
    if (objects === undefined) throw noSuchBucket(bucket);
    return objects;
  }
}
