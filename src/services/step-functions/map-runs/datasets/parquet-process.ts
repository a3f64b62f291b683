// Decodes Parquet files in a process of its own: the reader's library decodes a page at once, and one may be all of a row group.
// The file is the region's, which is asked for each span of bytes.

import { DatasetProblem } from "./dataset-problem.ts";
import { ParquetRows } from "./parquet-rows.ts";

export type DecodingRequest =
  /** Another file than before, with nothing of it decoded. */
  | { readonly type: "open"; readonly byteLength: number }
  | { readonly type: "rows"; readonly from: number }
  /** The next bytes of what is read. */
  | { readonly type: "bytes"; readonly number: number; readonly bytes: Uint8Array }
  | { readonly type: "read"; readonly number: number };

export type DecodingAnswer =
  | { readonly type: "read"; readonly number: number; readonly start: number; readonly end: number }
  | { readonly type: "rows"; readonly text: string; readonly next: number | undefined }
  | { readonly type: "problem"; readonly message: string; readonly isOfDataset: boolean };

interface Read {
  readonly bytes: Uint8Array<ArrayBuffer>;
  length: number;
  readonly done: (bytes: ArrayBuffer) => void;
}

const reads = new Map<number, Read>();
let numberOfReads = 0;
let rows = rowsOf(0);

process.on("message", (request: DecodingRequest) => {
  if (request.type === "open") rows = rowsOf(request.byteLength);
  else if (request.type === "rows") void decode(request.from);
  else if (request.type === "bytes") add(request.number, request.bytes);
  else finish(request.number);
});
// The region is not there any more.
process.once("disconnect", () => process.exit());

function rowsOf(byteLength: number): ParquetRows {
  return new ParquetRows({
    byteLength,
    slice: (from, to = byteLength) =>
      new Promise((done) => {
        const number = numberOfReads++;
        const start = Math.max(0, from);
        const end = Math.max(start, Math.min(to, byteLength));
        reads.set(number, { bytes: new Uint8Array(end - start), length: 0, done });
        answer({ type: "read", number, start, end });
      }),
  });
}

function add(number: number, bytes: Uint8Array): void {
  const read = reads.get(number);
  read?.bytes.set(bytes, read.length);
  if (read !== undefined) read.length += bytes.length;
}

function finish(number: number): void {
  const read = reads.get(number);
  reads.delete(number);
  read?.done(read.bytes.buffer);
}

async function decode(from: number): Promise<void> {
  try {
    answer({ type: "rows", ...(await rows.from(from)) });
  } catch (problem) {
    const { message } = problem as Error;
    answer({ type: "problem", message, isOfDataset: problem instanceof DatasetProblem });
  }
}

function answer(message: DecodingAnswer): void {
  process.send?.(message);
}
