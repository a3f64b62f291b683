// S3: buckets and their objects, for whoever is in the region. What was acknowledged is on disk; what is told of objects is kept in
// memory too, their bytes are not.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { existsSync } from "node:fs";
import { join } from "node:path";
import { localIdentity, type RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { DamagedFile, Repair } from "../../storage/damage.ts";
import { openTogether } from "../../storage/open-together.ts";
import type { Clock } from "../../time/clock.ts";
import { FolderBlobs } from "./blobs/folder-blobs.ts";
import { MemoryBlobs } from "./blobs/memory-blobs.ts";
import { SharedBlobs } from "./blobs/segments.ts";
import { checkBucketName, checkKey } from "./buckets/bucket-names.ts";
import { type Bucket, Buckets } from "./buckets/buckets.ts";
import { Catalogue } from "./catalogue/catalogue.ts";
import { checkBlobs } from "./catalogue/check-blobs.ts";
import { takeOver } from "./catalogue/older-objects.ts";
import type { Described, ObjectVersion } from "./catalogue/records.ts";
import { checkHeaderValues } from "./header-values.ts";
import { kept } from "./internal-error.ts";
import { Lifecycle } from "./lifecycle/lifecycle.ts";
import { type ListPage, type ListRequest, listObjects } from "./listings/list-objects.ts";
import { type NotificationOptions, Notifications, noAnnouncer } from "./notifications/notifications.ts";
import { type Commit, commitVersion } from "./objects/commit.ts";
import { deleteObject } from "./objects/delete.ts";
import { findVersion } from "./objects/find.ts";
import { readPieces, readWhole } from "./objects/read.ts";
import { receive } from "./objects/receive.ts";
import type { Store } from "./objects/store.ts";
import { systemMetadataOf } from "./system-metadata.ts";

export interface ObjectsOptions {
  /** Undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  /** Told of an object that turns out to be damaged when it is read. */
  readonly onDamage?: (damage: DamagedFile) => void;
  /** Told of a fault that nobody awaits. */
  readonly onFault?: (fault: unknown) => void;
  readonly repair?: Repair | undefined;
  /** @default localIdentity */
  readonly identity?: RegionIdentity;
  /** Where clients find the region, such as `127.0.0.1:4566`. @default none: websites are told at AWS's hosts */
  readonly host?: string | undefined;
  /** By whom others are told of what happens to objects; without it nobody is. */
  readonly notify?: Pick<NotificationOptions, "router" | "onFailed"> | undefined;
}

export interface PutObject extends Partial<Described>, Pick<Commit, "condition" | "origin"> {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
}

export interface FoundObject {
  readonly facts: ObjectVersion;
  readonly bytes: Buffer;
}

export class Objects {
  readonly store: Store;
  readonly notifications: Notifications | undefined;
  readonly host: string | undefined;
  readonly #lifecycle: Lifecycle;

  private constructor(
    store: Store,
    notifications: Notifications | undefined,
    { host, onFault }: { readonly host: string | undefined; readonly onFault: (fault: unknown) => void },
  ) {
    this.store = store;
    this.host = host;
    this.notifications = notifications;
    this.#lifecycle = new Lifecycle(store, onFault);
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(options: ObjectsOptions): Promise<Objects> {
    const { directory, repair, clock, identity = localIdentity, notify } = options;
    const { onDamage = () => undefined, onFault = () => undefined } = options;
    const isNew = directory !== undefined && !existsSync(join(directory, "catalogue.journal"));
    const blobs = directory === undefined ? new MemoryBlobs() : new FolderBlobs(directory);
    const shared = new SharedBlobs(blobs, onFault);
    return openTogether(async (keep) => {
      const buckets = await Buckets.open(directory, repair);
      keep(buckets.book);
      const catalogue = keep(await Catalogue.open({ directory, repair, shared }));
      if (directory !== undefined) await takeOver({ directory, buckets, catalogue, repair, isNew });
      await checkBlobs({ blobs, shared, catalogue, buckets, repair });
      const notifications =
        notify === undefined
          ? undefined
          : new Notifications({ ...notify, book: catalogue.book, buckets, identity, clock, onFault });
      const announcer = notifications ?? noAnnouncer;
      const store = { clock, identity, buckets, catalogue, blobs, shared, announcer, onDamage };
      return new Objects(store, notifications, { host: options.host, onFault });
    });
  }

  /** In us-east-1 a bucket that is the caller's already is created again without an error. */
  async createBucket(name: string, said: Partial<Omit<Bucket, "name" | "createdAt">> = {}): Promise<void> {
    checkBucketName(name);
    await this.#addBucket({ settings: {}, ...said, name, createdAt: this.store.clock.now() });
  }

  /** A bucket that the region itself has. Whoever creates a bucket of this name takes its place. */
  async provideBucket(name: string): Promise<void> {
    if (this.store.buckets.has(name)) return;
    await this.#addBucket({ name, settings: {}, createdAt: this.store.clock.now(), isProvided: true });
  }

  /** Rejects with NoSuchBucket or BucketNotEmpty. */
  async deleteBucket(name: string): Promise<void> {
    const { buckets, catalogue } = this.store;
    const versioning = buckets.versioning(name);
    if (!catalogue.keys(name).isEmpty) {
      const advice = versioning === undefined ? "" : ". You must delete all versions in the bucket.";
      throw new ServiceError("BucketNotEmpty", `The bucket you tried to delete is not empty${advice}`, {
        status: 409,
        members: { BucketName: name },
      });
    }
    catalogue.forgetBucket(name);
    buckets.remove(name);
    // A full disk is no reason to keep what makes it so.
    await Promise.allSettled([buckets.book.committed(), catalogue.committed()]);
  }

  get buckets(): readonly string[] {
    return this.store.buckets.names;
  }

  /** Throws NoSuchBucket. */
  headBucket(bucket: string): void {
    this.store.buckets.get(bucket);
  }

  /** Whether the bucket is there because the region itself has it. */
  isProvided(bucket: string): boolean {
    return this.store.buckets.isProvided(bucket);
  }

  /** Says something of a bucket: undefined takes back what was said. On disk when it resolves. Rejects with NoSuchBucket. */
  async setBucket(bucket: string, setting: string, value: string | null | undefined): Promise<void> {
    const { buckets } = this.store;
    await kept(() => buckets.set(bucket, setting, value));
    await kept(buckets.book.committed());
  }

  async putObject(put: PutObject): Promise<ObjectVersion> {
    const { bucket, key, bytes, contentType = "binary/octet-stream", metadata = {} } = put;
    const { tags, encryption, lock, acl, condition, origin } = put;
    this.headBucket(bucket);
    checkKey(key);
    checkHeaderValues({ ...put, contentType, metadata });
    const { blobs } = this.store;
    const { segments, size, md5, checksums } = await receive(blobs, [bytes], ["CRC64NVME"]);
    const value = checksums.get("CRC64NVME") ?? "";
    return commitVersion(
      this.store,
      {
        ...systemMetadataOf(put),
        ...{ bucket, key, contentType, metadata, tags, encryption, lock, acl, segments, size, etag: md5 },
        checksum: { algorithm: "CRC64NVME", type: "FULL_OBJECT", value },
      },
      { condition, origin },
    );
  }

  /** In memory. Rejects with NoSuchBucket or NoSuchKey, and with InternalError for an object that is damaged. */
  async getObject(bucket: string, key: string, versionId?: string): Promise<FoundObject> {
    const facts = this.headObject(bucket, key, versionId);
    return { facts, bytes: await readWhole(this.store, facts) };
  }

  /** Its bytes are read as they are asked for. Throws NoSuchBucket or NoSuchKey. */
  openObject(bucket: string, key: string) {
    const facts = this.headObject(bucket, key);
    const { etag, size } = facts;
    const read = (span = { start: 0, end: size }) => readPieces(this.store, facts, span);
    return { etag, size, read };
  }

  /** Throws NoSuchBucket or NoSuchKey. */
  headObject(bucket: string, key: string, versionId?: string): ObjectVersion {
    return findVersion(this.store, { bucket, key, versionId });
  }

  /** An object that is not there is as good as deleted. */
  async deleteObject(bucket: string, key: string): Promise<void> {
    await deleteObject(this.store, { bucket, key });
  }

  listObjects(bucket: string, request: ListRequest = {}): ListPage {
    this.headBucket(bucket);
    return listObjects(this.store.catalogue.keys(bucket), request);
  }

  /** Objects expire from now on, and others are told of what happens to them. */
  start(): void {
    this.notifications?.start();
    this.#lifecycle.start();
  }

  async stop(): Promise<void> {
    await this.#lifecycle.stop();
    await this.notifications?.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.store.catalogue.close();
    await this.store.buckets.book.close();
  }

  async #addBucket(bucket: Bucket): Promise<void> {
    const { buckets } = this.store;
    const present = buckets.has(bucket.name) ? buckets.get(bucket.name) : undefined;
    if (present !== undefined && present.isProvided !== true) return;
    await kept(() => buckets.put(bucket));
    await kept(buckets.book.committed());
  }
}
