// Bytes on their way in: to a blob, past what computes their digests. None of them stays in memory.

import { createHash } from "node:crypto";
import type { Blobs } from "../blobs/blobs.ts";
import type { Segment } from "../blobs/segments.ts";
import { type ChecksumAlgorithm, digester } from "../checksums/checksum.ts";
import { internalError } from "../internal-error.ts";

export interface Received {
  readonly segments: readonly Segment[];
  readonly size: number;
  /** In hexadecimal. */
  readonly md5: string;
  /** In base 64. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

/**
 * `check` is asked once all is there, and before it counts: what it throws takes the bytes away again. Rejects with InternalError
 * for what the disk does not take, and with whatever the source throws.
 */
export async function receive(
  blobs: Blobs,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  algorithms: readonly ChecksumAlgorithm[],
  check: (received: Received) => void = () => undefined,
): Promise<Received> {
  const md5 = createHash("md5");
  const digesters = algorithms.map((algorithm) => [algorithm, digester(algorithm)] as const);
  const writer = await onDisk(blobs.create());
  try {
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      md5.update(chunk);
      for (const [, each] of digesters) each.update(chunk);
      await onDisk(writer.write(chunk));
    }
    const hex = md5.digest("hex");
    const received: Received = {
      segments: [{ blob: writer.id, at: 0, size, md5: hex }],
      size,
      md5: hex,
      checksums: new Map(digesters.map(([algorithm, each]) => [algorithm, each.digest()])),
    };
    check(received);
    await onDisk(writer.finish());
    return received;
  } catch (problem) {
    await writer.discard().catch(() => undefined);
    throw problem;
  }
}

async function onDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (problem) {
    throw internalError(problem);
  }
}
