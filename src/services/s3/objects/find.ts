// Which version of an object a request means.

import { ServiceError } from "../../../aws/service-error.ts";
import { noSuchKey } from "../buckets/bucket-names.ts";
import type { DeleteMarker, ObjectVersion, Version } from "../catalogue/records.ts";
import { tellsVersions } from "./commit.ts";
import type { Store } from "./store.ts";
import { checkVersionId } from "./version-ids.ts";

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/**
 * Throws NoSuchBucket, NoSuchKey, NoSuchVersion, InvalidArgument for a version's id that is none, and MethodNotAllowed, in which
 * `method` is told, for a delete marker that is asked for by its id.
 */
export function findVersion(
  store: Store,
  { bucket, key, versionId }: ObjectPlace,
  method = "GET",
): ObjectVersion {
  store.buckets.get(bucket);
  const keys = store.catalogue.keys(bucket);
  if (versionId === undefined) {
    const newest = keys.newest(key);
    if (newest === undefined) throw noSuchKey(key);
    if (newest.isDeleteMarker === true) throw noSuchKey(key, markerHeaders(newest));
    return newest;
  }
  const version = findById(store, { bucket, key, versionId });
  if (version === undefined) throw noSuchVersion(key, versionId);
  if (version.isDeleteMarker === true) throw isMarker(version, method);
  return version;
}

/** Whatever has this id. Throws InvalidArgument for what is none. */
export function findById(
  { catalogue, buckets }: Store,
  { bucket, key, versionId }: Required<ObjectPlace>,
): Version | undefined {
  checkVersionId(versionId ?? "");
  buckets.get(bucket);
  return catalogue.keys(bucket).find(key, versionId ?? "");
}

/** As for `findVersion`, but a delete marker that is the newest is told of as such: for what is done to one version. */
export function findChangeable(store: Store, place: ObjectPlace, method: string): ObjectVersion {
  store.buckets.get(place.bucket);
  const newest = store.catalogue.keys(place.bucket).newest(place.key);
  if (place.versionId === undefined && newest?.isDeleteMarker === true) throw isMarker(newest, method);
  return findVersion(store, place, method);
}

export function versionHeaders(store: Store, { bucket, versionId }: Version): Record<string, string> {
  return tellsVersions(store, bucket) ? { "x-amz-version-id": versionId } : {};
}

function isMarker(marker: DeleteMarker, method: string): ServiceError {
  return new ServiceError("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
    members: { Method: method, ResourceType: "DeleteMarker" },
    headers: {
      ...markerHeaders(marker),
      allow: "DELETE",
      "last-modified": new Date(marker.modifiedAt).toUTCString(),
    },
  });
}

function markerHeaders({ versionId }: DeleteMarker): Record<string, string> {
  return { "x-amz-delete-marker": "true", "x-amz-version-id": versionId };
}

function noSuchVersion(key: string, versionId: string): ServiceError {
  return new ServiceError("NoSuchVersion", "The specified version does not exist.", {
    status: 404,
    members: { Key: key, VersionId: versionId },
  });
}
