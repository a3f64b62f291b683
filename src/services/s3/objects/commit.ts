// The moment at which an object is there, or is gone: all that is said of it is written down together, after its bytes.

import type { DeleteMarker, Lock, ObjectVersion, Version } from "../catalogue/records.ts";
import { child, childText } from "../documents/read-xml.ts";
import { kept } from "../internal-error.ts";
import { defaultEncryption } from "./encryption.ts";
import type { ObjectEvent, Origin, Store } from "./store.ts";
import { newVersionId, nullVersion } from "./version-ids.ts";

export type NewVersion = Omit<ObjectVersion, "versionId" | "order" | "modifiedAt">;

export interface Commit {
  /** Throws if the object that is there now, or that there is none, stands in the way. */
  readonly condition?: ((existing: ObjectVersion | undefined) => void) | undefined;
  /** @default "ObjectCreated:Put" */
  readonly event?: string | undefined;
  readonly origin?: Origin | undefined;
}

/**
 * On disk when it resolves. The bytes are taken away again if it does not come to that. Rejects with what the condition throws,
 * NoSuchBucket and InternalError.
 */
export async function commitVersion(
  store: Store,
  version: NewVersion,
  { condition, event = "ObjectCreated:Put", origin }: Commit = {},
): Promise<ObjectVersion> {
  const { buckets, catalogue, clock, shared } = store;
  const { bucket, key } = version;
  shared.hold(version.segments);
  try {
    buckets.get(bucket);
    condition?.(catalogue.keys(bucket).current(key));
    const modifiedAt = clock.now();
    const committed: ObjectVersion = {
      ...version,
      encryption: version.encryption ?? defaultEncryption(store, bucket),
      lock: lockOf(store, version, modifiedAt),
      ...{ modifiedAt, versionId: nextVersionId(store, bucket), order: catalogue.nextOrder() },
    };
    // A disk that takes nothing is found out before anything changes.
    await kept(() => catalogue.put(committed));
    announce(store, committed, { name: event, origin });
    await kept(catalogue.committed());
    store.announcer.flush();
    return committed;
  } finally {
    shared.release(version.segments);
  }
}

/** Puts another record of the same version in its place, such as one with other tags. */
export async function changeVersion(
  store: Store,
  version: ObjectVersion,
  event?: { readonly name: string; readonly origin?: Origin | undefined },
): Promise<void> {
  await kept(() => store.catalogue.put(version));
  if (event !== undefined) announce(store, version, event);
  await kept(store.catalogue.committed());
  store.announcer.flush();
}

export async function commitMarker(
  store: Store,
  place: { readonly bucket: string; readonly key: string },
  event: { readonly name: string; readonly origin?: Origin | undefined },
  modifiedAt = store.clock.now(),
): Promise<DeleteMarker> {
  const { catalogue } = store;
  const { bucket } = place;
  const marker: DeleteMarker = {
    ...place,
    versionId: nextVersionId(store, bucket),
    order: catalogue.nextOrder(),
    modifiedAt,
    isDeleteMarker: true,
  };
  await kept(() => catalogue.put(marker));
  announce(store, marker, event);
  await kept(catalogue.committed());
  store.announcer.flush();
  return marker;
}

/** A full disk is no reason to keep what makes it so: it is written down once there is room. */
export async function removeVersion(
  store: Store,
  version: Version,
  event: { readonly name: string; readonly origin?: Origin | undefined },
): Promise<void> {
  const { catalogue } = store;
  catalogue.remove(version);
  try {
    announce(store, version, event);
  } catch {
    // There is no room to write down who was to be told.
  }
  await catalogue.committed().catch(() => undefined);
  store.announcer.flush();
}

/** Whether versions are told of: not in a bucket that never kept any. */
export function tellsVersions(store: Store, bucket: string): boolean {
  return store.buckets.versioning(bucket) !== undefined;
}

function nextVersionId({ buckets }: Store, bucket: string): string {
  return buckets.versioning(bucket) === "Enabled" ? newVersionId() : nullVersion;
}

function announce(
  store: Store,
  version: Version,
  { name, origin }: { readonly name: string; readonly origin?: Origin | undefined },
): void {
  const { bucket, key, versionId } = version;
  const facts = version.isDeleteMarker === true ? undefined : version;
  const event: ObjectEvent = {
    ...{ bucket, key, name, origin },
    size: facts?.size,
    etag: facts?.etag,
    versionId: tellsVersions(store, bucket) ? versionId : undefined,
  };
  store.announcer.announce(event);
}

/** What the bucket says of objects of which the request says nothing. */
function lockOf({ buckets }: Store, { bucket, lock }: NewVersion, now: number): Lock | undefined {
  if (lock?.mode !== undefined || buckets.get(bucket).hasObjectLock !== true) return lock;
  const rule = child(buckets.document(bucket, "object-lock"), "Rule");
  const retention = child(rule, "DefaultRetention");
  const mode = childText(retention, "Mode");
  if (mode !== "GOVERNANCE" && mode !== "COMPLIANCE") return lock;
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + Number(childText(retention, "Years") ?? 0));
  until.setUTCDate(until.getUTCDate() + Number(childText(retention, "Days") ?? 0));
  return { ...lock, mode, retainUntil: until.toISOString() };
}
