// What is told of an object in headers. A page in a bucket is somebody's data and not the region's: browsers are told not to give
// it the region's origin, and not to take anything for what it does not say that it is.

import { checkHeaderValue, headerText, isHeaderName, isHeaderValue } from "../header-values.ts";
import type { ObjectFacts } from "../stored-object.ts";
import { systemHeaders } from "../system-metadata.ts";

const contained: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox",
  "cross-origin-resource-policy": "same-origin",
};

/** A header's bytes are told one by one; clients that send other texts than US-ASCII send them as UTF-8. */
export function receivedText(value: string): string {
  if (isHeaderValue(value)) return value;
  const text = Buffer.from(value, "latin1").toString("utf8");
  return text.includes("\u{fffd}") ? value : text;
}

/** The headers that a GET may ask to be told otherwise, by `response-…` in its query. */
const overridable = [
  ...["content-type", "content-language", "expires"],
  ...["cache-control", "content-disposition", "content-encoding"],
];

/**
 * What no header may hold was kept by an earlier Millrace; the object can be read all the same. Throws InvalidArgument for an
 * override that no header can hold.
 */
export function objectHeaders(facts: ObjectFacts, query: URLSearchParams): Record<string, string> {
  const { etag, modifiedAt, contentType, metadata } = facts;
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
        .map(({ header, fact }) => [header, facts[fact]] as const)
        .filter((told): told is readonly [string, string] => told[1] !== undefined && isHeaderValue(told[1])),
    ),
    ...overrides(query),
    ...Object.fromEntries(presentable.map(([name, value]) => [`x-amz-meta-${name}`, headerText(value)])),
    ...(missing === 0 ? {} : { "x-amz-missing-meta": String(missing) }),
    ...contained,
  };
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
