// S3 as it is seen by those who only write there.

export interface ObjectSink {
  /** Rejects with S3's error. */
  putObject(put: {
    readonly bucket: string;
    readonly key: string;
    readonly bytes: Uint8Array;
    readonly contentType: string;
    readonly contentEncoding?: string;
  }): Promise<unknown>;
}
