// What distributed Maps need of S3. Each of them throws ServiceError with S3's code.

export interface ObjectStore {
  putObject(put: PutObjectRequest): Promise<unknown>;
  getObject(bucket: string, key: string): Promise<{ readonly bytes: Uint8Array }>;
  listObjects(bucket: string, request: ListObjectsRequest): ObjectPage;
}

export interface PutObjectRequest {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
}

export interface ListObjectsRequest {
  readonly prefix?: string | undefined;
  readonly continuationToken?: string | undefined;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  readonly nextContinuationToken: string | undefined;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}
