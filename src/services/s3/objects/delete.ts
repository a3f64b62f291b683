// Deleting: a version goes for good if it is named; otherwise a bucket that keeps versions gets a delete marker.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { ObjectVersion, Version } from "../catalogue/records.ts";
import { commitMarker, removeVersion } from "./commit.ts";
import { findById, type ObjectPlace } from "./find.ts";
import { checkDeletable } from "./lock.ts";
import type { Origin, Store } from "./store.ts";
import { nullVersion } from "./version-ids.ts";

export interface Deletion extends ObjectPlace {
  readonly mayBypass?: boolean;
  readonly origin?: Origin | undefined;
  /** Throws if the object that is there now, or that there is none, stands in the way. */
  /** What others are told that it was. @default "ObjectRemoved" */
  readonly cause?: "ObjectRemoved" | "LifecycleExpiration";
  /** When a marker that it makes is told to have been made, in milliseconds since the epoch. @default now */
  readonly markedAt?: number;
  readonly condition?: ((existing: ObjectVersion | undefined) => void) | undefined;
}

/** What is told of it: nothing in a bucket that never kept versions. */
export interface Deleted {
  readonly versionId?: string;
  /** A marker was made, or a marker was what was deleted. */
  readonly isMarker?: boolean;
}

/**
 * An object that is not there is as good as deleted. Rejects with what the condition throws, NoSuchBucket, InvalidArgument or
 * AccessDenied.
 */
export async function deleteObject(store: Store, deletion: Deletion): Promise<Deleted> {
  const { bucket, key, versionId, origin, cause = "ObjectRemoved" } = deletion;
  const versioning = store.buckets.versioning(bucket);
  deletion.condition?.(store.catalogue.keys(bucket).current(key));
  overtake(store, deletion);
  if (versionId !== undefined) {
    const version = findById(store, { bucket, key, versionId });
    if (version !== undefined) await removeFound(store, version, deletion);
    if (versioning === undefined) return {};
    return { versionId, ...(version?.isDeleteMarker === true ? { isMarker: true } : {}) };
  }
  if (versioning !== undefined) {
    const marker = await commitMarker(
      store,
      { bucket, key },
      { name: `${cause}:DeleteMarkerCreated`, origin },
      deletion.markedAt,
    );
    return { versionId: marker.versionId, isMarker: true };
  }
  const present = store.catalogue.keys(bucket).find(key, nullVersion);
  if (present !== undefined) await removeFound(store, present, deletion);
  return {};
}

async function removeFound(
  store: Store,
  version: Version,
  { mayBypass = false, origin, cause = "ObjectRemoved" }: Deletion,
): Promise<void> {
  checkDeletable(version, store.clock.now(), mayBypass);
  await removeVersion(store, version, { name: `${cause}:Delete`, origin });
}

/** An upload that goes on is not completed under a condition: it cannot hold for what has been there meanwhile. */
function overtake({ catalogue }: Store, { bucket, key }: ObjectPlace): void {
  if (catalogue.keys(bucket).newest(key) === undefined) return;
  for (const upload of catalogue.uploads) {
    if (upload.bucket !== bucket || upload.key !== key || upload.isOvertaken === true) continue;
    try {
      catalogue.putUpload({ ...upload, isOvertaken: true });
    } catch {
      // A full disk does not keep anything from being deleted.
    }
  }
}

/** Throws InvalidArgument. */
export function checkBypass(store: Store, bucket: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  if (store.buckets.get(bucket).hasObjectLock !== true)
    throw new ServiceError(
      "InvalidArgument",
      "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
      { members: { ArgumentName: "x-amz-bypass-governance-retention" } },
    );
  return header.toLowerCase() === "true";
}
