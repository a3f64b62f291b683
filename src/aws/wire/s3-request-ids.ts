// The two ids by which S3 tells of a request: sixteen hexadecimal digits, and a long text.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting.html

import { createHash } from "node:crypto";

export interface S3RequestIds {
  readonly requestId: string;
  readonly hostId: string;
}

/** Both follow from the region's own id of the request. */
export function s3RequestIds(id: string): S3RequestIds {
  return {
    requestId: id.replaceAll("-", "").slice(0, 16).toUpperCase(),
    hostId: createHash("sha512").update(id).digest().subarray(0, 56).toString("base64"),
  };
}

export function s3IdHeaders({ requestId, hostId }: S3RequestIds): Record<string, string> {
  return { "x-amz-request-id": requestId, "x-amz-id-2": hostId };
}
