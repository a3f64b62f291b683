// The bytes of an upload. Clients that do not know them beforehand send them in chunks, each with its length before it and
// a checksum of all behind the last. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RouteCall } from "../../../aws/wire/operation.ts";

/** Throws IncompleteBody. */
export function uploadedBytes({ headers, body }: RouteCall): Uint8Array {
  const isChunked =
    headers["x-amz-content-sha256"]?.startsWith("STREAMING-") ||
    headers["content-encoding"]?.includes("aws-chunked");
  return isChunked ? joinChunks(Buffer.from(body.buffer, body.byteOffset, body.byteLength)) : body;
}

function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const endOfLine = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, endOfLine === -1 ? at : endOfLine), 16);
    if (!Number.isInteger(length) || endOfLine + 2 + length > body.length) throw incompleteBody();
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(endOfLine + 2, endOfLine + 2 + length));
    at = endOfLine + 2 + length + 2;
  }
}

function incompleteBody(): ServiceError {
  return new ServiceError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}
