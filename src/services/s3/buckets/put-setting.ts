// Keeps a setting of a bucket that has been checked.

import { child, children, type XmlElement } from "../documents/read-xml.ts";
import { documentOf } from "../documents/write-xml.ts";
import { kept } from "../internal-error.ts";
import type { Objects } from "../objects.ts";
import type { BucketSetting } from "./bucket-setting.ts";

/** On disk when it resolves. */
export async function putSetting(
  objects: Objects,
  bucket: string,
  { name }: BucketSetting,
  document: XmlElement,
): Promise<void> {
  const { buckets } = objects.store;
  const isEmptied = name === "tagging" && children(child(document, "TagSet"), "Tag").length === 0;
  await objects.setBucket(bucket, name, isEmptied ? undefined : documentOf(document));
  if (name !== "object-lock") return;
  await kept(() => buckets.put({ ...buckets.get(bucket), hasObjectLock: true }));
  await kept(buckets.book.committed());
}
