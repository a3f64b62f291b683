// The source of a copy, as `x-amz-copy-source` and `CopySource` name it: a bucket, a slash and a key, encoded as in a URL, and perhaps a
// version. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html

import type { ServiceError } from "../../../aws/service-error.ts";
import { invalidArgument } from "../refusals.ts";
import type { ObjectPlace } from "./find.ts";

/** Throws InvalidArgument. */
export function copySource(source: string): ObjectPlace {
  const [, place = "", versionId] = /^(.*?)(?:\?versionId=(.*))?$/s.exec(source) ?? [];
  let decoded: string;
  try {
    decoded = decodeURIComponent(place);
  } catch {
    throw invalid("Invalid copy source encoding.");
  }
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded) ?? [];
  if (bucket === undefined || key === undefined) throw invalid("Invalid copy source object key");
  return { bucket, key, versionId };
}

/** AWS tells the header's name where its value would be. */
function invalid(message: string): ServiceError {
  return invalidArgument(message, "x-amz-copy-source", "x-amz-copy-source");
}
