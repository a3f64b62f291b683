// Where a deployment package comes from: it is sent along, or lies in a bucket.

import { createHash } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { FunctionCode } from "../functions/function-record.ts";
import { invalidParameter } from "../functions/refusals.ts";
import type { CodeStore, KeptZip } from "./code-store.ts";

/** Of S3 only this is needed. */
export interface ObjectSource {
  readonly buckets: readonly string[];
  getObject(bucket: string, key: string, versionId?: string): Promise<{ readonly bytes: Uint8Array }>;
}

export interface S3Place {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

export type PackageSource = { readonly zip: Uint8Array } | S3Place;

/** "50 MB (zipped, for direct upload)" */
const largestSentBytes = 52_428_800;

export class CodeSources {
  readonly #store: CodeStore;
  readonly #objects: ObjectSource;

  constructor(store: CodeStore, objects: ObjectSource) {
    this.#store = store;
    this.#objects = objects;
  }

  /** Rejects with InvalidParameterValueException for what is not there, or is no package. */
  async packageFrom(source: PackageSource): Promise<FunctionCode> {
    const kept = await this.#store.keep(await this.#bytesOf(source));
    return { type: "package", ...kept, source: "zip" in source ? kept.digest : nameOfSource(source) };
  }

  /** Whether it lies in a bucket that is not in this region. */
  isElsewhere(source: PackageSource): source is S3Place {
    return "bucket" in source && !this.#objects.buckets.includes(source.bucket);
  }

  async layerFrom(source: PackageSource): Promise<KeptZip> {
    return this.#store.keep(await this.#bytesOf(source), { isUnpacked: false });
  }

  async #bytesOf(source: PackageSource): Promise<Uint8Array> {
    if ("zip" in source) {
      if (source.zip.length <= largestSentBytes) return source.zip;
      throw new ServiceError(
        "RequestEntityTooLargeException",
        `Zipped size must be smaller than ${largestSentBytes} bytes`,
        { status: 413 },
      );
    }
    try {
      return (await this.#objects.getObject(source.bucket, source.key, source.version)).bytes;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw invalidParameter(
        `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
      );
    }
  }
}

/** By which a package is known that is asked for again. */
export function nameOfSource(source: PackageSource): string {
  if ("zip" in source) return createHash("sha256").update(source.zip).digest("hex");
  const version = source.version === undefined ? "" : `?versionId=${source.version}`;
  return `s3://${source.bucket}/${source.key}${version}`;
}
