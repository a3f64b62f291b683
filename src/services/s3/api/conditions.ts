// Requests to S3 that are to be done only under a condition.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html

import { ServiceError } from "../../../aws/service-error.ts";
import { noSuchKey } from "../bucket-names.ts";
import type { ObjectFacts } from "../stored-object.ts";

type Headers = Readonly<Record<string, string | undefined>>;

/** For a write. Undefined without a condition; what it throws refuses the write: PreconditionFailed or NoSuchKey. */
export function writeCondition(
  headers: Headers,
  key: string,
): ((existing: ObjectFacts | undefined) => void) | undefined {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return (existing) => {
    if (ifNoneMatch !== undefined && existing !== undefined && names(ifNoneMatch, existing))
      throw preconditionFailed("If-None-Match");
    if (ifMatch === undefined) return;
    if (existing === undefined) throw noSuchKey(key);
    if (!names(ifMatch, existing)) throw preconditionFailed("If-Match");
  };
}

/** For a read: whether it is answered by 304. An ETag goes before a time. Throws PreconditionFailed. */
export function isUnchanged(headers: Headers, facts: ObjectFacts): boolean {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  const { "if-modified-since": modifiedSince, "if-unmodified-since": unmodifiedSince } = headers;
  if (ifMatch !== undefined) {
    if (!names(ifMatch, facts)) throw preconditionFailed("If-Match");
  } else if (isAfter(facts, unmodifiedSince)) throw preconditionFailed("If-Unmodified-Since");
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, facts);
  return isDate(modifiedSince) && !isAfter(facts, modifiedSince);
}

/** Whether a list of ETags, with their quotation marks or without, or `*`, has this object's. */
function names(list: string, { etag }: ObjectFacts): boolean {
  return list.split(",").some((each) => {
    const wanted = each.trim().replace(/^W\//, "").replaceAll('"', "");
    return wanted === "*" || wanted === etag;
  });
}

function isDate(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}

/** Dates in headers have whole seconds. */
function isAfter({ modifiedAt }: ObjectFacts, text: string | undefined): boolean {
  return isDate(text) && Math.floor(modifiedAt / 1000) * 1000 > Date.parse(text);
}

function preconditionFailed(condition: string): ServiceError {
  return new ServiceError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    { status: 412, members: { Condition: condition } },
  );
}
