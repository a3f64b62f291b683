// The source of a copy, as `x-amz-copy-source` and `CopySource` name it: a bucket, a slash and a key, encoded as in a URL.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html

import { ServiceError } from "../../aws/service-error.ts";

/** Throws InvalidArgument. */
export function copySource(source: string): { readonly bucket: string; readonly key: string } {
  let decoded: string;
  try {
    decoded = decodeURIComponent(source);
  } catch {
    throw invalid("Invalid copy source encoding.", source);
  }
  const [, bucket, key] = /^\/?([^/]+)\/(.+?)(?:\?versionId=.*)?$/s.exec(decoded) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw invalid("Invalid copy source object key", source);
}

function invalid(message: string, source: string): ServiceError {
  return new ServiceError("InvalidArgument", message, {
    members: { ArgumentName: "x-amz-copy-source", ArgumentValue: source },
  });
}
