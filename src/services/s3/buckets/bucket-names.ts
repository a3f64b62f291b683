// Names of buckets and keys. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html

import { ServiceError } from "../../../aws/service-error.ts";

const longestKeyBytes = 1024;

/** What names of access points, of other kinds of buckets and of AWS's examples begin or end with. */
const reserved = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Throws InvalidBucketName. */
export function checkBucketName(bucket: string): void {
  const isSpelt = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && !bucket.includes("..");
  if (isSpelt && !/^[\d.]+$/.test(bucket) && !reserved.test(bucket)) return;
  throw new ServiceError("InvalidBucketName", "The specified bucket is not valid.", {
    members: { BucketName: bucket },
  });
}

/** Throws KeyTooLongError, and InvalidURI for what no URL can hold. */
export function checkKey(key: string): void {
  if (!key.isWellFormed()) throw new ServiceError("InvalidURI", "Couldn't parse the specified URI.");
  const size = Buffer.byteLength(key);
  if (size <= longestKeyBytes) return;
  throw new ServiceError("KeyTooLongError", "Your key is too long", {
    members: { Size: size, MaxSizeAllowed: longestKeyBytes },
  });
}

export function noSuchBucket(bucket: string): ServiceError {
  return new ServiceError("NoSuchBucket", "The specified bucket does not exist", {
    status: 404,
    members: { BucketName: bucket },
  });
}

export function noSuchKey(key: string, headers: Readonly<Record<string, string>> = {}): ServiceError {
  return new ServiceError("NoSuchKey", "The specified key does not exist.", {
    status: 404,
    members: { Key: key },
    headers,
  });
}
