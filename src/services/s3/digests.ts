// Digests that tell whether a body came through as it was sent.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { ServiceError } from "../../aws/service-error.ts";

/** Those that can be computed here, by the name that their header ends in. */
const digests: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  crc32(bytes) {
    const digest = Buffer.alloc(4);
    digest.writeUInt32BE(crc32(bytes));
    return digest;
  },
  sha1: (bytes) => createHash("sha1").update(bytes).digest(),
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
};

export interface GivenDigests {
  /** In base 64, as all of them. */
  readonly md5: string | undefined;
  checksum(name: string): string | undefined;
}

/** Throws InvalidDigest, and BadDigest if the bytes are not those that were sent. */
export function checkDigests({ md5, checksum }: GivenDigests, bytes: Uint8Array): void {
  if (md5 !== undefined) {
    if (Buffer.from(md5, "base64").length !== 16)
      throw new ServiceError("InvalidDigest", "The Content-MD5 you specified was invalid.");
    if (createHash("md5").update(bytes).digest("base64") !== md5)
      throw badDigest("The Content-MD5 you specified did not match what we received.");
  }
  for (const [name, digest] of Object.entries(digests)) {
    const given = checksum(name);
    if (given === undefined || digest(bytes).toString("base64") === given) continue;
    throw badDigest(`The ${name.toUpperCase()} you specified did not match the calculated checksum.`);
  }
}

function badDigest(message: string): ServiceError {
  return new ServiceError("BadDigest", message);
}
