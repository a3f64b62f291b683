// ItemReader with listObjectsV2: the objects of a bucket as items.

import type { ItemChunks } from "./item-chunk.ts";
import type { ListedObject, ObjectStore } from "./object-store.ts";

export interface ListedPlace {
  readonly bucket: string;
  readonly prefix: string | undefined;
}

/** Throws NoSuchBucket. */
export async function* listedItems(objects: ObjectStore, place: ListedPlace): ItemChunks {
  for (const page of pages(objects, place))
    yield {
      items: page.map(({ etag, key, modifiedAt, size }) => ({
        Etag: `"${etag}"`,
        Key: key,
        LastModified: Math.floor(modifiedAt / 1000),
        Size: size,
        StorageClass: "STANDARD",
      })),
    };
}

/** Throws NoSuchBucket. */
export function* listedKeys(objects: ObjectStore, place: ListedPlace): Generator<string> {
  for (const page of pages(objects, place)) for (const { key } of page) yield key;
}

/** Each is asked for when it is needed. */
function* pages(objects: ObjectStore, { bucket, prefix }: ListedPlace): Generator<readonly ListedObject[]> {
  let continuationToken: string | undefined;
  do {
    const page = objects.listObjects(bucket, { prefix, continuationToken });
    yield page.objects;
    continuationToken = page.nextContinuationToken;
  } while (continuationToken !== undefined);
}
