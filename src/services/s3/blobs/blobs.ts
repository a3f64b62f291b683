// Where the bytes of objects and of parts are kept: each upload is a blob of its own, which is written once and never changed.
// Which of them belong to what is in the catalogue.

export interface BlobWriter {
  /** By which the blob is found. */
  readonly id: string;
  /** The bytes are the caller's again once it resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves once all is on disk. */
  finish(): Promise<void>;
  /** Takes away what there is of it. */
  discard(): Promise<void>;
}

export interface Blobs {
  create(): Promise<BlobWriter>;
  /**
   * The bytes from `start` up to `end`, which is not among them, in pieces. They come in the two buffers by turns: a piece is good
   * until the next but one is asked for.
   */
  read(id: string, start: number, end: number, buffers: readonly [Buffer, Buffer]): AsyncIterable<Buffer>;
  remove(id: string): Promise<void>;
  /** Where it is, for who is told of it. */
  pathOf(id: string): string;
  /** How many bytes there are; undefined for a blob that is not there. */
  sizeOf(id: string): number | undefined;
  /** All that are there. */
  ids(): readonly string[];
}
