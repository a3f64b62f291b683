// What a request to S3 says in its headers of the object that it writes.

import type { RouteCall } from "../../../aws/wire/operation.ts";
import { checkDigests } from "../digests.ts";
import { readSystemMetadata, type SystemMetadata } from "../system-metadata.ts";
import { refuseUnkept } from "../unkept-settings.ts";
import { uploaded } from "./body.ts";
import { receivedText } from "./headers.ts";

type Headers = RouteCall["headers"];

export interface DescribedObject extends SystemMetadata {
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Throws NotImplemented, or what AWS says, for what is asked of the object and is not kept. */
export function describedObject(headers: Headers): DescribedObject {
  refuseUnkept(({ header }) => headers[header]);
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith("x-amz-meta-"))
    .map(([name, value]) => [name.slice("x-amz-meta-".length), receivedText(value ?? "")]);
  return {
    contentType: headers["content-type"],
    ...readSystemMetadata(({ header }) =>
      header === "content-encoding" ? contentEncoding(headers) : headers[header],
    ),
    metadata: Object.fromEntries(metadata) as Record<string, string>,
  };
}

/** `aws-chunked` is how it was sent, and is not kept. */
function contentEncoding(headers: Headers): string | undefined {
  return headers["content-encoding"]
    ?.split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "aws-chunked" && each !== "")
    .join(",");
}

/** Throws IncompleteBody, InvalidDigest or BadDigest. */
export function checkedBytes(call: RouteCall): Uint8Array {
  const { bytes, trailers } = uploaded(call);
  const { headers } = call;
  const checksum = (name: string) => {
    const header = `x-amz-checksum-${name}`;
    return headers[header] ?? trailers[header];
  };
  checkDigests({ md5: headers["content-md5"], checksum }, bytes);
  return bytes;
}
