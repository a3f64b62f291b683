// What a client has to give, or gives, of the bytes that it sends, before an operation looks at them: a document is held against its
// digests, and some requests are not taken without one. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html and
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html

import { createHash } from "node:crypto";
import { digester } from "../checksums/checksum.ts";
import { child } from "../documents/read-xml.ts";
import type { Store } from "../objects/store.ts";
import { invalidRequest } from "../refusals.ts";
import type { S3Call, S3Route } from "./call.ts";
import { checkReceived, givenDigests } from "./digests.ts";

/** The same route for requests that come over the wire. */
export function withDigests(route: S3Route, store: Store): S3Route {
  const { operation, isStreamed = false, handle } = route;
  // The checksum that comes with a completion is the object's.
  const isDocument = !isStreamed && operation !== "CompleteMultipartUpload";
  const lockable = lockableUploads[operation];
  if (!isDocument && lockable === undefined) return route;
  return {
    ...route,
    handle(call) {
      if (operation === "DeleteObjects" && !hasDigest(call))
        throw invalidRequest("Missing required header for this request: Content-MD5");
      if (isDocument) checkDocument(call);
      if (lockable !== undefined && !hasDigest(call) && isLocked(store, call))
        throw invalidRequest(
          `Content-MD5 OR x-amz-checksum- HTTP header is required for ${lockable} requests with Object Lock parameters`,
        );
      return handle(call);
    },
  };
}

const lockableUploads: Readonly<Record<string, string>> = {
  PutObject: "Put Object",
  UploadPart: "Put Part",
};

const ofDigests = /^(?:content-md5|x-amz-trailer|x-amz-checksum-(?!algorithm|mode|type).*)$/;

function hasDigest({ headers }: S3Call): boolean {
  return Object.keys(headers).some((name) => ofDigests.test(name) && headers[name] !== undefined);
}

/** Throws InvalidDigest, InvalidRequest and BadDigest. */
function checkDocument(call: S3Call): void {
  if (!hasDigest(call)) return;
  const { body, headers } = call;
  const given = givenDigests(headers);
  const checksums = new Map<NonNullable<typeof given.algorithm>, string>();
  if (given.algorithm !== undefined) {
    const digest = digester(given.algorithm);
    digest.update(body);
    checksums.set(given.algorithm, digest.digest());
  }
  const md5 = createHash("md5").update(body).digest("hex");
  checkReceived({ given, trailers: new Map(), md5Told: "hex" }, { md5, checksums });
}

/** By what the request says, or the bucket of objects of which nothing is said. */
function isLocked({ buckets }: Store, { bucket, headers }: S3Call): boolean {
  if (Object.keys(headers).some((name) => name.startsWith("x-amz-object-lock-"))) return true;
  if (!buckets.has(bucket)) return false;
  const rule = child(buckets.document(bucket, "object-lock"), "Rule");
  return child(rule, "DefaultRetention") !== undefined;
}
