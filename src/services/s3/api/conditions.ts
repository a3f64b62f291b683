// Requests to S3 that are to be done only under a condition.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html

import { ServiceError } from "../../../aws/service-error.ts";
import { noSuchKey } from "../buckets/bucket-names.ts";
import type { ObjectVersion, Upload } from "../catalogue/records.ts";
import type { Headers } from "./call.ts";

type Condition = (existing: ObjectVersion | undefined) => void;

/**
 * For a write. Undefined without a condition; what it throws refuses the write: PreconditionFailed, NoSuchKey, or for what has changed
 * since an upload was begun ConditionalRequestConflict. Throws NotImplemented for conditions that S3 does not take.
 */
export function writeCondition(headers: Headers, key: string, upload?: Upload): Condition | undefined {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  if (ifMatch !== undefined && ifNoneMatch !== undefined)
    throw notImplemented(
      "If-Match,If-None-Match",
      "Multiple conditional request headers present in the request",
    );
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") throw unaccepted("If-None-Match");
  if (ifMatch === "*") throw unaccepted("If-Match");
  if (ifNoneMatch !== undefined)
    return (existing) => {
      if (existing !== undefined) throw preconditionFailed("If-None-Match");
      if (upload?.isOvertaken === true) throw conflict("If-None-Match", key);
    };
  if (ifMatch === undefined) return undefined;
  return (existing) => {
    if (existing === undefined) throw noSuchKey(key);
    if (!names(ifMatch, existing)) throw preconditionFailed("If-Match");
    if (upload !== undefined && existing.order > upload.order) throw conflict("If-Match", key);
  };
}

/**
 * For a deletion, by its `If-Match` or the ETag in a list of deletions. Undefined without one; what it throws refuses the deletion:
 * PreconditionFailed, or NoSuchKey for an ETag of what is not there. It looks at the current version alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export function deleteCondition(ifMatch: string | undefined, key: string): Condition | undefined {
  if (ifMatch === undefined) return undefined;
  return (existing) => {
    if (existing === undefined && ifMatch !== "*") throw noSuchKey(key);
    if (existing === undefined || !names(ifMatch, existing)) throw preconditionFailed("If-Match");
  };
}

/** For a read: whether it is answered by 304. An ETag goes before a time. Throws PreconditionFailed. */
export function isUnchanged(headers: Headers, version: ObjectVersion): boolean {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  const { "if-modified-since": modifiedSince, "if-unmodified-since": unmodifiedSince } = headers;
  if (ifMatch !== undefined) {
    if (!names(ifMatch, version)) throw preconditionFailed("If-Match");
  } else if (isAfter(version, unmodifiedSince)) throw preconditionFailed("If-Unmodified-Since");
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, version);
  return isDate(modifiedSince) && !isAfter(version, modifiedSince);
}

/** For a copy. A time that is yet to come is no condition. Throws PreconditionFailed. */
export function checkCopySource(headers: Headers, version: ObjectVersion, now: number): void {
  const of = (name: string) => headers[`x-amz-copy-source-${name}`];
  const [ifMatch, ifNoneMatch] = [of("if-match"), of("if-none-match")];
  const [modifiedSince, unmodifiedSince] = [of("if-modified-since"), of("if-unmodified-since")];
  if (ifMatch !== undefined) {
    if (!names(ifMatch, version)) throw preconditionFailed("x-amz-copy-source-If-Match");
  } else if (isAfter(version, unmodifiedSince))
    throw preconditionFailed("x-amz-copy-source-If-Unmodified-Since");
  if (ifNoneMatch !== undefined) {
    if (names(ifNoneMatch, version)) throw preconditionFailed("x-amz-copy-source-If-None-Match");
  } else if (isDate(modifiedSince) && Date.parse(modifiedSince) <= now && !isAfter(version, modifiedSince))
    throw preconditionFailed("x-amz-copy-source-If-Modified-Since");
}

/** Whether a list of ETags, with their quotation marks or without, or `*`, has this object's. */
function names(list: string, { etag }: ObjectVersion): boolean {
  return list.split(",").some((each) => {
    const wanted = each.trim().replace(/^W\//, "").replaceAll('"', "");
    return wanted === "*" || wanted === etag;
  });
}

function isDate(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}

/** Dates in headers have whole seconds. */
function isAfter({ modifiedAt }: ObjectVersion, text: string | undefined): boolean {
  return isDate(text) && Math.floor(modifiedAt / 1000) * 1000 > Date.parse(text);
}

export function preconditionFailed(condition: string): ServiceError {
  return new ServiceError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    { status: 412, members: { Condition: condition } },
  );
}

function conflict(condition: string, key: string): ServiceError {
  return new ServiceError(
    "ConditionalRequestConflict",
    "The conditional request cannot succeed due to a conflicting operation against this resource.",
    { status: 409, members: { Condition: condition, Key: key } },
  );
}

function unaccepted(header: string): ServiceError {
  return notImplemented(header, `We don't accept the provided value of ${header} header for this API`);
}

function notImplemented(header: string, additionalMessage: string): ServiceError {
  return new ServiceError(
    "NotImplemented",
    "A header you provided implies functionality that is not implemented",
    { status: 501, members: { Header: header, additionalMessage } },
  );
}
