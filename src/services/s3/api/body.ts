// The bytes of an upload. Clients that do not know them beforehand send them in chunks, each with its length before it and
// a checksum of all behind the last. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RouteCall } from "../../../aws/wire/operation.ts";

export interface Upload {
  readonly bytes: Uint8Array;
  /** What stands behind the last chunk, such as a checksum. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** Throws IncompleteBody. */
export function uploaded({ headers, body }: RouteCall): Upload {
  const isChunked =
    headers["x-amz-content-sha256"]?.startsWith("STREAMING-") ||
    headers["content-encoding"]?.includes("aws-chunked");
  if (!isChunked) return { bytes: body, trailers: {} };
  return joinChunks(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

function joinChunks(body: Buffer): Upload {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const endOfLine = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, endOfLine === -1 ? at : endOfLine), 16);
    if (!Number.isInteger(length) || endOfLine + 2 + length > body.length) throw incompleteBody();
    if (length === 0) {
      const trailers = trailersIn(body.toString("latin1", endOfLine + 2));
      return { bytes: Buffer.concat(chunks), trailers };
    }
    chunks.push(body.subarray(endOfLine + 2, endOfLine + 2 + length));
    at = endOfLine + 2 + length + 2;
  }
}

function trailersIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\r\n").map((line) => /^([a-z0-9-]+):(.*)$/i.exec(line));
  return Object.fromEntries(
    lines.flatMap((line) => (line === null ? [] : [[(line[1] ?? "").toLowerCase(), (line[2] ?? "").trim()]])),
  );
}

function incompleteBody(): ServiceError {
  return new ServiceError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}
