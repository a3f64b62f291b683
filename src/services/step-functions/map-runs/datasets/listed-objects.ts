// ItemReader with listObjectsV2: the objects of a bucket as items.

import type { JsonObject } from "../../../../aws/json.ts";
import type { ListedObject, ObjectStore } from "./object-store.ts";

export interface ListedPlace {
  readonly bucket: string;
  readonly prefix: string | undefined;
}

/** Throws NoSuchBucket. */
export function listedItems(objects: ObjectStore, place: ListedPlace): JsonObject[] {
  return list(objects, place).map(({ etag, key, modifiedAt, size }) => ({
    Etag: `"${etag}"`,
    Key: key,
    LastModified: Math.floor(modifiedAt / 1000),
    Size: size,
    StorageClass: "STANDARD",
  }));
}

/** Throws NoSuchBucket. */
export function listKeys(objects: ObjectStore, place: ListedPlace): string[] {
  return list(objects, place).map(({ key }) => key);
}

function list(objects: ObjectStore, { bucket, prefix }: ListedPlace): ListedObject[] {
  const found: ListedObject[] = [];
  let continuationToken: string | undefined;
  do {
    const page = objects.listObjects(bucket, { prefix, continuationToken });
    for (const object of page.objects) found.push(object);
    continuationToken = page.nextContinuationToken;
  } while (continuationToken !== undefined);
  return found;
}
