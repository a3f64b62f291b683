// What is told of an object in headers. A page in a bucket is somebody's data and not the region's: browsers are told not to give
// it the region's origin, and not to take anything for what it does not say that it is.

import type { ObjectVersion } from "../catalogue/records.ts";
import { checkHeaderValue, headerText, isHeaderName, isHeaderValue } from "../header-values.ts";
import { encryptionHeaders } from "../objects/encryption.ts";
import { expirationHeader } from "../objects/expiration.ts";
import { versionHeaders } from "../objects/find.ts";
import type { ByteSpan } from "../objects/read.ts";
import type { Store } from "../objects/store.ts";
import { systemHeaders } from "../system-metadata.ts";
import type { Headers } from "./call.ts";
import { headerOf as checksumHeader } from "./digests.ts";

const contained: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox",
  "cross-origin-resource-policy": "same-origin",
};

/** A header's bytes are told one by one; clients that send other texts than US-ASCII send them as UTF-8. */
export function receivedText(value: string): string {
  if (/^[\t -~]*$/.test(value)) return value;
  const text = Buffer.from(value, "latin1").toString("utf8");
  return text.includes("\u{fffd}") ? value : text;
}

/** The headers that a GET may ask to be told otherwise, by `response-…` in its query. */
const overridable = [
  ...["content-type", "content-language", "expires"],
  ...["cache-control", "content-disposition", "content-encoding"],
];

/** With what the client asks to be told otherwise. Throws InvalidArgument for an override that no header can hold. */
export function objectHeaders(
  store: Store,
  version: ObjectVersion,
  query: URLSearchParams,
): Record<string, string> {
  return { ...plainHeaders(store, version), ...overrides(query), ...contained };
}

/** What no header may hold was kept by an earlier Millrace; the object can be read all the same. */
export function plainHeaders(store: Store, version: ObjectVersion): Record<string, string> {
  const { etag, modifiedAt, contentType, metadata, tags, lock } = version;
  const named = Object.entries(metadata);
  const presentable = named.filter(([name]) => isHeaderName(name));
  const missing = named.length - presentable.length;
  return {
    etag: `"${etag}"`,
    "last-modified": new Date(modifiedAt).toUTCString(),
    "content-type": isHeaderValue(contentType) ? contentType : "binary/octet-stream",
    "accept-ranges": "bytes",
    ...Object.fromEntries(
      systemHeaders
        .map(({ header, fact }) => [header, version[fact]] as const)
        .filter((told): told is readonly [string, string] => told[1] !== undefined && isHeaderValue(told[1])),
    ),
    ...Object.fromEntries(presentable.map(([name, value]) => [`x-amz-meta-${name}`, headerText(value)])),
    ...(missing === 0 ? {} : { "x-amz-missing-meta": String(missing) }),
    ...encryptionHeaders(version.encryption),
    ...versionHeaders(store, version),
    ...expirationHeader(store, version),
    ...(tags === undefined || tags.length === 0 ? {} : { "x-amz-tagging-count": String(tags.length) }),
    ...(lock?.mode === undefined ? {} : { "x-amz-object-lock-mode": lock.mode }),
    ...(lock?.retainUntil === undefined ? {} : { "x-amz-object-lock-retain-until-date": lock.retainUntil }),
    ...(lock?.legalHold === undefined ? {} : { "x-amz-object-lock-legal-hold": lock.legalHold }),
    ...restoreHeader(version),
  };
}

function restoreHeader({ restoredUntil }: ObjectVersion): Record<string, string> {
  if (restoredUntil === undefined) return {};
  const until = new Date(restoredUntil).toUTCString();
  return { "x-amz-restore": `ongoing-request="false", expiry-date="${until}"` };
}

/**
 * The checksum, where the client asks for it and what it is given is what the checksum is of: the whole object, or a part that
 * bears one.
 */
export function checksumHeaders(
  headers: Headers,
  { checksum, size, parts }: ObjectVersion,
  { span, partNumber }: { readonly span: ByteSpan; readonly partNumber?: number | undefined },
): Record<string, string> {
  if (headers["x-amz-checksum-mode"]?.toUpperCase() !== "ENABLED" || checksum === undefined) return {};
  const { algorithm, type, value } = checksum;
  const ofPart =
    type === "COMPOSITE" && partNumber !== undefined ? parts?.[partNumber - 1]?.checksum : undefined;
  const told = ofPart ?? (span.start === 0 && span.end === size ? value : undefined);
  if (told === undefined) return {};
  return { [checksumHeader(algorithm)]: told, "x-amz-checksum-type": type };
}

function overrides(query: URLSearchParams): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const header of overridable) {
    const value = query.get(`response-${header}`);
    if (value === null) continue;
    checkHeaderValue(`response-${header}`, value);
    asked[header] = value;
  }
  return asked;
}
