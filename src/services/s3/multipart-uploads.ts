// Uploads in parts. Parts are kept in memory until the upload is complete: until then nothing was promised of the object.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../aws/service-error.ts";
import { checkHeaderValues } from "./header-values.ts";
import type { Objects, PutObject } from "./objects.ts";
import { md5Hex, type ObjectFacts } from "./stored-object.ts";

type UploadStart = Omit<PutObject, "bytes" | "etag">;

interface Upload {
  readonly start: UploadStart;
  readonly parts: Map<number, Buffer>;
}

export interface UploadedPart {
  readonly partNumber: number;
  readonly etag: string;
}

export class MultipartUploads {
  readonly #objects: Objects;
  readonly #uploads = new Map<string, Upload>();

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  /** Answers with the upload's id. */
  create(start: UploadStart): string {
    this.#objects.headBucket(start.bucket);
    checkHeaderValues(start);
    const id = randomUUID().replaceAll("-", "");
    this.#uploads.set(id, { start, parts: new Map() });
    return id;
  }

  /** Answers with the part's ETag. Throws NoSuchUpload. */
  uploadPart(uploadId: string, partNumber: number, bytes: Uint8Array): string {
    this.#upload(uploadId).parts.set(partNumber, Buffer.from(bytes));
    return md5Hex(bytes);
  }

  /** Throws NoSuchUpload, InvalidPart or InvalidPartOrder. */
  async complete(uploadId: string, listed: readonly UploadedPart[]): Promise<ObjectFacts> {
    const { start, parts } = this.#upload(uploadId);
    const bytes = listed.map(({ partNumber, etag }, index) => {
      if (index > 0 && partNumber <= (listed[index - 1]?.partNumber ?? 0)) {
        throw new ServiceError("InvalidPartOrder", "The list of parts was not in ascending order.");
      }
      const part = parts.get(partNumber);
      if (part === undefined || md5Hex(part) !== etag.replaceAll('"', "")) {
        throw new ServiceError("InvalidPart", "One or more of the specified parts could not be found.");
      }
      return part;
    });
    const digests = Buffer.concat(bytes.map((part) => Buffer.from(md5Hex(part), "hex")));
    const etag = `${md5Hex(digests)}-${bytes.length}`;
    const facts = await this.#objects.putObject({ ...start, bytes: Buffer.concat(bytes), etag });
    this.#uploads.delete(uploadId);
    return facts;
  }

  /** Throws NoSuchUpload. */
  abort(uploadId: string): void {
    this.#upload(uploadId);
    this.#uploads.delete(uploadId);
  }

  #upload(uploadId: string): Upload {
    const upload = this.#uploads.get(uploadId);
    if (upload !== undefined) return upload;
    throw new ServiceError("NoSuchUpload", "The specified multipart upload does not exist.", { status: 404 });
  }
}
