// When a lifecycle rule lets an object expire.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html

import type { ObjectVersion, Tag, Version } from "../catalogue/records.ts";
import { child, children, childText, type XmlElement } from "../documents/read-xml.ts";
import type { Store } from "./store.ts";
import { tagsIn } from "./tags.ts";

export const dayMs = 86_400_000;

/** Of the rule by which it expires first. */
export function expirationHeader({ buckets }: Store, version: ObjectVersion): Record<string, string> {
  const lifecycle = buckets.document(version.bucket, "lifecycle");
  let first: { readonly at: number; readonly rule: string } | undefined;
  for (const rule of children(lifecycle, "Rule")) {
    if (childText(rule, "Status") !== "Enabled" || !applies(rule, version)) continue;
    const at = expiryOf(child(rule, "Expiration"), version.modifiedAt);
    if (at !== undefined && (first === undefined || at < first.at))
      first = { at, rule: childText(rule, "ID") ?? "" };
  }
  if (first === undefined) return {};
  const date = new Date(first.at).toUTCString();
  return { "x-amz-expiration": `expiry-date="${date}", rule-id="${encodeURIComponent(first.rule)}"` };
}

/** Milliseconds since the epoch; undefined for a rule by which nothing expires. */
export function expiryOf(expiration: XmlElement | undefined, modifiedAt: number): number | undefined {
  const date = childText(expiration, "Date");
  const days = childText(expiration, "Days");
  if (date !== undefined) return Date.parse(date);
  if (days === undefined) return undefined;
  return midnightAfter(modifiedAt, Number(days));
}

/** The midnight that follows so many days later, in UTC. */
export function midnightAfter(time: number, days: number): number {
  return Math.ceil((time + days * dayMs) / dayMs) * dayMs;
}

/** A delete marker has no bytes and no tags. */
export function applies(rule: XmlElement, version: Version): boolean {
  const { key } = version;
  const { size, tags = [] } = version.isDeleteMarker === true ? { size: 0 } : version;
  const filter = child(rule, "Filter");
  const all = child(filter, "And") ?? filter;
  const prefix = childText(rule, "Prefix") ?? childText(all, "Prefix") ?? "";
  const [above, below] = [childText(all, "ObjectSizeGreaterThan"), childText(all, "ObjectSizeLessThan")];
  const wanted = tagsIn(all);
  const has = ({ Key, Value }: Tag) => tags.some((tag) => tag.Key === Key && tag.Value === Value);
  return (
    key.startsWith(prefix) &&
    (above === undefined || size > Number(above)) &&
    (below === undefined || size < Number(below)) &&
    wanted.every(has)
  );
}
