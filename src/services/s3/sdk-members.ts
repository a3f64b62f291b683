// The members that the SDKs give requests and answers, and the headers that they stand for on the wire.

import { optionalBlob, optionalObject, optionalString, optionalTimestamp } from "../../aws/wire/members.ts";
import type { RawAnswer, WireObject } from "../../aws/wire/operation.ts";
import { checksumAlgorithms } from "./checksums/checksum.ts";

type Kind = "text" | "number" | "boolean" | "time" | "iso-time";

/** By header: the member and how it is written. */
const members: Readonly<Record<string, readonly [member: string, kind: Kind]>> = {
  "content-type": ["ContentType", "text"],
  "cache-control": ["CacheControl", "text"],
  "content-disposition": ["ContentDisposition", "text"],
  "content-encoding": ["ContentEncoding", "text"],
  "content-language": ["ContentLanguage", "text"],
  "content-md5": ["ContentMD5", "text"],
  "content-length": ["ContentLength", "number"],
  "content-range": ["ContentRange", "text"],
  "accept-ranges": ["AcceptRanges", "text"],
  expires: ["Expires", "time"],
  etag: ["ETag", "text"],
  "last-modified": ["LastModified", "time"],
  range: ["Range", "text"],
  "if-match": ["IfMatch", "text"],
  "if-none-match": ["IfNoneMatch", "text"],
  "if-modified-since": ["IfModifiedSince", "time"],
  "if-unmodified-since": ["IfUnmodifiedSince", "time"],
  location: ["Location", "text"],
  "x-amz-acl": ["ACL", "text"],
  "x-amz-bucket-arn": ["BucketArn", "text"],
  "x-amz-bucket-namespace": ["BucketNamespace", "text"],
  "x-amz-bucket-object-lock-enabled": ["ObjectLockEnabledForBucket", "boolean"],
  "x-amz-bucket-region": ["BucketRegion", "text"],
  "x-amz-bypass-governance-retention": ["BypassGovernanceRetention", "boolean"],
  "x-amz-checksum-algorithm": ["ChecksumAlgorithm", "text"],
  "x-amz-checksum-mode": ["ChecksumMode", "text"],
  "x-amz-checksum-type": ["ChecksumType", "text"],
  "x-amz-copy-source": ["CopySource", "text"],
  "x-amz-copy-source-if-match": ["CopySourceIfMatch", "text"],
  "x-amz-copy-source-if-modified-since": ["CopySourceIfModifiedSince", "time"],
  "x-amz-copy-source-if-none-match": ["CopySourceIfNoneMatch", "text"],
  "x-amz-copy-source-if-unmodified-since": ["CopySourceIfUnmodifiedSince", "time"],
  "x-amz-copy-source-server-side-encryption-customer-algorithm": ["CopySourceSSECustomerAlgorithm", "text"],
  "x-amz-copy-source-server-side-encryption-customer-key": ["CopySourceSSECustomerKey", "text"],
  "x-amz-copy-source-server-side-encryption-customer-key-md5": ["CopySourceSSECustomerKeyMD5", "text"],
  "x-amz-copy-source-version-id": ["CopySourceVersionId", "text"],
  "x-amz-delete-marker": ["DeleteMarker", "boolean"],
  "x-amz-expected-bucket-owner": ["ExpectedBucketOwner", "text"],
  "x-amz-expiration": ["Expiration", "text"],
  "x-amz-grant-full-control": ["GrantFullControl", "text"],
  "x-amz-grant-read": ["GrantRead", "text"],
  "x-amz-grant-read-acp": ["GrantReadACP", "text"],
  "x-amz-grant-write": ["GrantWrite", "text"],
  "x-amz-grant-write-acp": ["GrantWriteACP", "text"],
  "x-amz-metadata-directive": ["MetadataDirective", "text"],
  "x-amz-missing-meta": ["MissingMeta", "number"],
  "x-amz-mp-parts-count": ["PartsCount", "number"],
  "x-amz-object-lock-legal-hold": ["ObjectLockLegalHoldStatus", "text"],
  "x-amz-object-lock-mode": ["ObjectLockMode", "text"],
  "x-amz-object-lock-retain-until-date": ["ObjectLockRetainUntilDate", "iso-time"],
  "x-amz-object-ownership": ["ObjectOwnership", "text"],
  "x-amz-restore": ["Restore", "text"],
  "x-amz-server-side-encryption": ["ServerSideEncryption", "text"],
  "x-amz-server-side-encryption-aws-kms-key-id": ["SSEKMSKeyId", "text"],
  "x-amz-server-side-encryption-bucket-key-enabled": ["BucketKeyEnabled", "boolean"],
  "x-amz-server-side-encryption-customer-algorithm": ["SSECustomerAlgorithm", "text"],
  "x-amz-server-side-encryption-customer-key": ["SSECustomerKey", "text"],
  "x-amz-server-side-encryption-customer-key-md5": ["SSECustomerKeyMD5", "text"],
  "x-amz-storage-class": ["StorageClass", "text"],
  "x-amz-tagging": ["Tagging", "text"],
  "x-amz-tagging-count": ["TagCount", "number"],
  "x-amz-tagging-directive": ["TaggingDirective", "text"],
  "x-amz-version-id": ["VersionId", "text"],
  "x-amz-website-redirect-location": ["WebsiteRedirectLocation", "text"],
  ...Object.fromEntries(
    checksumAlgorithms.map((each) => [`x-amz-checksum-${each.toLowerCase()}`, [`Checksum${each}`, "text"]]),
  ),
};

/** By member: what stands in the query. */
const inQuery: Readonly<Record<string, string>> = {
  PartNumber: "partNumber",
  VersionId: "versionId",
  ResponseCacheControl: "response-cache-control",
  ResponseContentDisposition: "response-content-disposition",
  ResponseContentEncoding: "response-content-encoding",
  ResponseContentLanguage: "response-content-language",
  ResponseContentType: "response-content-type",
};

/** What a client would send for a request. Throws SerializationException. */
export function wireOf(request: WireObject): {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly bytes: Uint8Array;
} {
  const headers: Record<string, string> = {};
  for (const [header, [member, kind]] of Object.entries(members)) {
    const value = request[member];
    if (value === undefined || value === null || header === "x-amz-version-id") continue;
    if (kind === "text") headers[header] = optionalString(request, member) ?? "";
    else if (kind === "time") headers[header] = optionalTimestamp(request, member)?.toUTCString() ?? "";
    else if (kind === "iso-time") headers[header] = optionalTimestamp(request, member)?.toISOString() ?? "";
    else headers[header] = String(value);
  }
  for (const [name, value] of Object.entries(optionalObject(request, "Metadata") ?? {}))
    headers[`x-amz-meta-${name}`] = Buffer.from(String(value)).toString("latin1");
  const query = new URLSearchParams();
  for (const [member, name] of Object.entries(inQuery)) {
    const value = request[member];
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  const expires = optionalTimestamp(request, "ResponseExpires");
  if (expires !== undefined) query.set("response-expires", expires.toUTCString());
  // The length of the body is what it is.
  const { "content-length": _, ...others } = headers;
  return { headers: others, query, bytes: optionalBlob(request, "Body") ?? new Uint8Array() };
}

/** What an SDK makes of an answer's headers. */
export function membersOf({ headers }: RawAnswer): WireObject {
  const told: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  for (const [header, values] of Object.entries(headers)) {
    const value = String(values);
    if (header.startsWith("x-amz-meta-")) metadata[header.slice("x-amz-meta-".length)] = value;
    const known = Object.hasOwn(members, header) ? members[header] : undefined;
    if (known === undefined) continue;
    const [member, kind] = known;
    const read = readAs(kind, value);
    if (read !== undefined) told[member] = read;
  }
  return { ...told, ...(headers["accept-ranges"] === undefined ? {} : { Metadata: metadata }) };
}

/** A time that a client did not write as one is left out. */
function readAs(kind: Kind, value: string): unknown {
  if (kind === "text") return value;
  if (kind === "number") return Number(value);
  if (kind === "boolean") return value === "true";
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
