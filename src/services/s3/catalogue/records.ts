// What is kept of objects and uploads beside their bytes.

import type { Segment } from "../blobs/segments.ts";
import type { Checksum, ChecksumAlgorithm, ChecksumType } from "../checksums/checksum.ts";
import type { SystemMetadata } from "../system-metadata.ts";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** How AWS would keep the bytes at rest. Here they are kept as they are, and only told so. */
export interface Encryption {
  readonly algorithm: "AES256" | "aws:kms" | "aws:kms:dsse";
  readonly keyId?: string | undefined;
  readonly isBucketKeyEnabled?: boolean | undefined;
  /** The MD5 of the key that the client gave, in base 64: whoever reads the object has to give the same. */
  readonly customerKeyMd5?: string | undefined;
}

export interface Lock {
  readonly mode?: "COMPLIANCE" | "GOVERNANCE" | undefined;
  /** ISO 8601. */
  readonly retainUntil?: string | undefined;
  readonly legalHold?: "ON" | "OFF" | undefined;
}

/** What is said of an object by whoever writes it. */
export interface Described extends SystemMetadata {
  readonly contentType: string;
  /** What `x-amz-meta-…` headers said. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags?: readonly Tag[] | undefined;
  readonly encryption?: Encryption | undefined;
  readonly lock?: Lock | undefined;
  /** The document of its access control list; undefined for a private one. */
  readonly acl?: string | undefined;
}

export interface ObjectFacts extends Described {
  readonly key: string;
  readonly size: number;
  /** The MD5 of the bytes in hexadecimal, as S3 has it in its ETag; that of a multipart upload ends in the count of parts. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** A part of an object that was uploaded in parts. */
export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  readonly checksum?: string | undefined;
}

export interface ObjectVersion extends ObjectFacts {
  readonly bucket: string;
  /** `null` for what was written while the bucket kept no versions. */
  readonly versionId: string;
  /** A later version has a higher one. */
  readonly order: number;
  readonly segments: readonly Segment[];
  readonly parts?: readonly ObjectPart[] | undefined;
  /** Which upload it was made by, if by one in parts: who completes that again hears of it. */
  readonly uploadId?: string | undefined;
  readonly checksum?: Checksum | undefined;
  /** Milliseconds since the epoch: until then an archived object that was restored can be read. */
  readonly restoredUntil?: number | undefined;
  readonly isDeleteMarker?: undefined;
}

export interface DeleteMarker {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly order: number;
  readonly modifiedAt: number;
  readonly isDeleteMarker: true;
}

export type Version = ObjectVersion | DeleteMarker;

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** As versions have it. */
  readonly order: number;
  readonly startedAt: number;
  readonly described: Described;
  /** Undefined where the client asked for none: each part then bears a CRC-64 that it is not told of. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | undefined;
  /** An object of the same key was deleted since. */
  readonly isOvertaken?: boolean;
}

export interface UploadedPart {
  readonly uploadId: string;
  readonly number: number;
  readonly size: number;
  /** The MD5 of its bytes in hexadecimal. */
  readonly etag: string;
  readonly modifiedAt: number;
  readonly segments: readonly Segment[];
  /** In base 64, of the upload's algorithm. */
  readonly checksum: string | undefined;
}
