// An object's bytes on their way out.

import { ServiceError } from "../../../aws/service-error.ts";
import { DamagedFile } from "../../../storage/damage.ts";
import type { ObjectVersion } from "../catalogue/records.ts";
import { internalError } from "../internal-error.ts";
import type { Store } from "./store.ts";

/** From the first byte to the one before `end`. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** What is read whole before it is answered, so that damage is told of in words and not by an answer that breaks off. */
const checkedBytes = 1024 * 1024;

/** Rejects with InternalError for an object that is damaged, as far as that shows before the answer has begun. */
export async function readBytes(
  store: Store,
  version: ObjectVersion,
  span: ByteSpan = { start: 0, end: version.size },
): Promise<Buffer | AsyncIterable<Buffer>> {
  if (version.size > checkedBytes) return readPieces(store, version, span);
  const bytes = await readWhole(store, version);
  return bytes.subarray(span.start, span.end);
}

/** All of it, in memory. Rejects with InternalError for an object that is damaged. */
export async function readWhole(store: Store, version: ObjectVersion): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of readPieces(store, version, { start: 0, end: version.size }))
      pieces.push(Buffer.from(piece));
  } catch (problem) {
    throw problem instanceof ServiceError ? problem : internalError(problem);
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

/** Throws InternalError for an object that is damaged: an answer that has begun then breaks off. */
export async function* readPieces(
  { shared, onDamage }: Store,
  { segments, key, bucket }: ObjectVersion,
  span: ByteSpan,
): AsyncGenerator<Buffer> {
  try {
    yield* shared.read(segments, span, `the object ${key} of the bucket ${bucket}`);
  } catch (problem) {
    if (!(problem instanceof DamagedFile)) throw problem;
    onDamage(problem);
    throw internalError(problem);
  }
}
