// The checksums that S3 knows of an object, and what computes them as the bytes go by.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { combineCrcs, crcFields } from "./combine-crcs.ts";
import { crc32c } from "./crc32c.ts";
import { Crc64Nvme } from "./crc64nvme.ts";

/** As the API spells them; in headers they stand in small letters. */
export const checksumAlgorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];
export type ChecksumType = "COMPOSITE" | "FULL_OBJECT";

/** What is told of an object. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** In base 64; a composite one ends in the count of parts. */
  readonly value: string;
}

export interface Digester {
  update(bytes: Uint8Array): void;
  /** In base 64. */
  digest(): string;
}

export function digester(algorithm: ChecksumAlgorithm): Digester {
  switch (algorithm) {
    case "CRC32":
      return runningCrc(crc32);
    case "CRC32C":
      return runningCrc(crc32c);
    case "CRC64NVME": {
      const crc = new Crc64Nvme();
      return { update: (bytes) => crc.update(bytes), digest: () => crc.digest().toString("base64") };
    }
    default: {
      const hash = createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("base64") };
    }
  }
}

function runningCrc(next: (bytes: Uint8Array, crc: number) => number): Digester {
  let crc = 0;
  return {
    update(bytes) {
      crc = next(bytes, crc);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc);
      return digest.toString("base64");
    },
  };
}

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return (checksumAlgorithms as readonly string[]).includes(name);
}

const digestBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  ...{ CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 },
};

/** Whether a text can be a checksum of this kind: base 64 of so many bytes, and nothing beside. */
export function isDigest(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, "base64");
  return bytes.length === digestBytes[algorithm] && bytes.toString("base64") === value;
}

export interface DigestOfPart {
  /** In base 64. */
  readonly digest: string;
  readonly size: number;
}

/**
 * Of an object that is these parts behind each other. A hash has no full checksum of parts. It yields whenever it has worked for some
 * milliseconds.
 */
export function* checksumOfParts(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly DigestOfPart[],
): Generator<void, Checksum> {
  const digests = parts.map(({ digest, size }) => ({ digest: Buffer.from(digest, "base64"), size }));
  if (type === "COMPOSITE" || algorithm === "SHA1" || algorithm === "SHA256") {
    const whole = digester(algorithm);
    for (const { digest } of digests) whole.update(digest);
    return { algorithm, type: "COMPOSITE", value: `${whole.digest()}-${parts.length}` };
  }
  const crc = yield* combineCrcs(crcFields[algorithm], digests);
  return { algorithm, type, value: crc.toString("base64") };
}
