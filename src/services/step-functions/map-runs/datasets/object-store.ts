// What distributed Maps need of S3. Each of them throws ServiceError with S3's code.

export interface ObjectStore {
  putObject(put: PutObjectRequest): Promise<unknown>;
  getObject(bucket: string, key: string, versionId?: string): Promise<{ readonly bytes: Uint8Array }>;
  openObject(bucket: string, key: string): OpenObject;
  listObjects(bucket: string, request: ListObjectsRequest): ObjectPage;
}

/** The objects of one who reads them until the signal says that nobody wants them any more. */
export interface ReadObjects {
  readonly objects: ObjectStore;
  readonly signal: AbortSignal;
}

/** An object as it was when it was opened. */
export interface OpenObject {
  readonly etag: string;
  readonly size: number;
  /** Piece by piece, as it is asked for. @default span all of it */
  read(span?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
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
