// The bytes of an upload as they come. Clients that do not know them beforehand send them in chunks, each with its length before it and
// a checksum of all behind the last. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { S3Call } from "./call.ts";

export interface IncomingBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What stands behind the last chunk, such as a checksum: there once all is read. */
  readonly trailers: Map<string, string>;
}

const none: AsyncIterable<Uint8Array> = (async function* () {})();
const largestObject = 5 * 1024 ** 3;
/** A length, a signature and what is between; a checksum is shorter. */
const longestLine = 4096;

/** Throws EntityTooLarge, MissingContentLength, and IncompleteBody as the bytes are read. */
export function incomingBody({ headers, chunks = none }: S3Call): IncomingBody {
  const trailers = new Map<string, string>();
  const decoded = headers["x-amz-decoded-content-length"];
  const isChunked =
    headers["x-amz-content-sha256"]?.startsWith("STREAMING-") ||
    headers["content-encoding"]?.includes("aws-chunked");
  const length = isChunked ? decoded : headers["content-length"];
  if (length === undefined && headers["transfer-encoding"] === undefined && isChunked)
    throw new ServiceError("MissingContentLength", "You must provide the Content-Length HTTP header.", {
      status: 411,
    });
  const size = Number(length ?? 0);
  if (size > largestObject)
    throw new ServiceError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
      members: { ProposedSize: size, MaxSizeAllowed: largestObject },
    });
  const pieces = isChunked ? joinedChunks(chunks, trailers) : chunks;
  return { chunks: length === undefined ? pieces : ofLength(pieces, size), trailers };
}

async function* ofLength(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes !== size) throw incomplete();
}

type Reading = "length" | "bytes" | "end" | "trailers";

async function* joinedChunks(
  source: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  let reading: Reading = "length";
  let left = 0;
  let line = "";
  let isOver = false;
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.length; ) {
      if (reading === "bytes") {
        const piece = bytes.subarray(at, at + left);
        at += piece.length;
        left -= piece.length;
        yield piece;
        if (left === 0) reading = "end";
        continue;
      }
      const newline = bytes.indexOf(10, at);
      line += bytes.toString("latin1", at, newline === -1 ? bytes.length : newline);
      at = newline === -1 ? bytes.length : newline + 1;
      if (line.length > longestLine) throw incomplete();
      if (newline === -1) continue;
      const text = line.trimEnd();
      line = "";
      if (reading === "end") {
        if (text !== "") throw incomplete();
        reading = "length";
      } else if (reading === "length") {
        left = /^[0-9a-f]{1,8}(?:;|$)/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
        if (Number.isNaN(left)) throw incomplete();
        reading = left === 0 ? "trailers" : "bytes";
        isOver ||= left === 0;
      } else noteTrailer(text, trailers);
    }
  }
  // The last line may lack its end.
  noteTrailer(line.trim(), trailers);
  if (!isOver) throw incomplete();
}

function noteTrailer(line: string, trailers: Map<string, string>): void {
  const [, name, value] = /^([^:]+):(.*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) trailers.set(name.trim().toLowerCase(), value.trim());
}

function incomplete(): ServiceError {
  return new ServiceError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}
