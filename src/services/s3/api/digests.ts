// The digests that a client gives of what it sends, in headers or behind the bytes, and whether they are those of what came.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html

import { createHash, type Hash } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  checksumAlgorithms,
  isChecksumAlgorithm,
  isDigest,
} from "../checksums/checksum.ts";
import type { Received } from "../objects/receive.ts";
import { invalidArgument, invalidRequest } from "../refusals.ts";
import type { Headers } from "./call.ts";

export interface GivenDigests {
  /** Undefined where the client gives no checksum. */
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** In base 64; undefined while it is still to come behind the bytes. */
  readonly checksum: string | undefined;
  /** In base 64. */
  readonly md5: string | undefined;
}

/** Throws InvalidDigest or InvalidRequest. */
export function givenDigests(headers: Headers): GivenDigests {
  const md5 = headers["content-md5"];
  if (md5 !== undefined && !isMd5(md5))
    throw new ServiceError("InvalidDigest", "The Content-MD5 you specified was invalid.", {
      members: { "Content-MD5": md5 },
    });
  const given = checksumAlgorithms.filter((each) => headers[headerOf(each)] !== undefined);
  const [algorithm] = given;
  if (given.length > 1)
    throw invalidRequest(
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  if (algorithm !== undefined) {
    const checksum = headers[headerOf(algorithm)] ?? "";
    checkDigest(algorithm, checksum);
    return { algorithm, checksum, md5 };
  }
  return { algorithm: trailerAlgorithm(headers), checksum: undefined, md5 };
}

function trailerAlgorithm(headers: Headers): ChecksumAlgorithm | undefined {
  const trailer = headers["x-amz-trailer"]?.toLowerCase();
  const [algorithm] = checksumAlgorithms.filter((each) => trailer === headerOf(each));
  if (algorithm !== undefined) return algorithm;
  if (trailer !== undefined)
    throw invalidRequest("The value specified in the x-amz-trailer header is not supported");
  const asked = headers["x-amz-sdk-checksum-algorithm"];
  if (asked === undefined) return undefined;
  if (!isChecksumAlgorithm(asked.toUpperCase())) throw unsupportedAlgorithm();
  throw invalidRequest(
    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
  );
}

export interface DigestCheck {
  readonly given: GivenDigests;
  readonly trailers: ReadonlyMap<string, string>;
  /** How the MD5 that was expected is told: of objects in hexadecimal, of parts in base 64. */
  readonly md5Told: "hex" | "base64";
}

/** Throws BadDigest, and InvalidRequest for a checksum behind the bytes that is none. */
export function checkReceived(
  { given, trailers, md5Told }: DigestCheck,
  received: Pick<Received, "md5" | "checksums">,
): void {
  const { md5, algorithm } = given;
  const computed = Buffer.from(received.md5, "hex");
  if (md5 !== undefined && !computed.equals(Buffer.from(md5, "base64")))
    throw new ServiceError("BadDigest", "The Content-MD5 you specified did not match what we received.", {
      members: {
        ExpectedDigest: Buffer.from(md5, "base64").toString(md5Told),
        CalculatedDigest: computed.toString("base64"),
      },
    });
  if (algorithm === undefined) return;
  const checksum = given.checksum ?? trailers.get(headerOf(algorithm));
  if (checksum === undefined)
    throw new ServiceError(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
  checkDigest(algorithm, checksum);
  if (received.checksums.get(algorithm) === checksum) return;
  throw new ServiceError(
    "BadDigest",
    `The ${algorithm} you specified did not match the calculated checksum.`,
  );
}

/** A body that its client has signed, held against its signature's hash as it goes by. Throws XAmzContentSHA256Mismatch. */
export function signedBody(headers: Headers, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const signed = headers["x-amz-content-sha256"];
  return signed !== undefined && /^[0-9a-f]{64}$/.test(signed)
    ? hashed(chunks, signed, createHash("sha256"))
    : chunks;
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  signed: string,
  hash: Hash,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  const computed = hash.digest("hex");
  if (computed === signed) return;
  throw new ServiceError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { members: { ClientComputedContentSHA256: signed, S3ComputedContentSHA256: computed } },
  );
}

/** What a client asks for the checksums of an upload or a copy to be. Throws InvalidRequest. */
export function askedAlgorithm(headers: Headers): ChecksumAlgorithm | undefined {
  const asked = headers["x-amz-checksum-algorithm"]?.toUpperCase();
  if (asked === undefined || isChecksumAlgorithm(asked)) return asked;
  throw unsupportedAlgorithm();
}

/** Throws InvalidRequest. */
export function askedType(headers: Headers): ChecksumType | undefined {
  const type = headers["x-amz-checksum-type"];
  if (type === undefined || type === "COMPOSITE" || type === "FULL_OBJECT") return type;
  throw invalidArgument("Value for x-amz-checksum-type header is invalid.", "x-amz-checksum-type", type);
}

export function headerOf(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function checkDigest(algorithm: ChecksumAlgorithm, checksum: string): void {
  if (!isDigest(algorithm, checksum))
    throw invalidRequest(`Value for ${headerOf(algorithm)} header is invalid.`);
}

function isMd5(text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 16 && bytes.toString("base64") === text;
}

function unsupportedAlgorithm(): ServiceError {
  return invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${checksumAlgorithms.join(", ")}]`,
  );
}
