// What every operation on objects works with.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { DamagedFile } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Blobs } from "../blobs/blobs.ts";
import type { SharedBlobs } from "../blobs/segments.ts";
import type { Buckets } from "../buckets/buckets.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";

export interface Store {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly buckets: Buckets;
  readonly catalogue: Catalogue;
  readonly blobs: Blobs;
  readonly shared: SharedBlobs;
  readonly announcer: Announcer;
  /** Told of an object that turns out to be damaged when it is read. */
  readonly onDamage: (damage: DamagedFile) => void;
}

/** Whose request it was. */
export interface Origin {
  readonly requestId: string;
  /** S3's second id of a request. */
  readonly hostId: string;
}

/** Something that happened to an object. */
export interface ObjectEvent {
  readonly bucket: string;
  readonly key: string;
  /** Without `s3:`, such as `ObjectCreated:Put`. */
  readonly name: string;
  readonly size?: number | undefined;
  readonly etag?: string | undefined;
  /** Undefined in a bucket that never kept versions. */
  readonly versionId?: string | undefined;
  readonly origin?: Origin | undefined;
}

export interface Announcer {
  /** Writes down who is to be told, with what the caller writes down at the moment. */
  announce(event: ObjectEvent): void;
  /** Tells them: what was announced is on disk. */
  flush(): void;
}
