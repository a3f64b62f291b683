// An object's bytes: pieces of blobs behind each other. A copy shares them with what it was copied from, so a blob is taken away
// once nothing has a part in it and nobody reads it any more.

import { createHash } from "node:crypto";
import { type Damage, DamagedFile } from "../../../storage/damage.ts";
import type { Blobs } from "./blobs.ts";
import { givePiece, takePiece } from "./pieces.ts";

export interface Segment {
  readonly blob: string;
  /** Where it begins in the blob. */
  readonly at: number;
  readonly size: number;
  /** Of these bytes, in hexadecimal. An older Millrace did not always keep one. */
  readonly md5?: string | undefined;
}

interface Reading {
  readonly segment: Segment;
  /** Within the segment. */
  readonly from: number;
  readonly to: number;
  readonly buffers: readonly [Buffer, Buffer];
}

const removedTogether = 64;

export class SharedBlobs {
  readonly #blobs: Blobs;
  readonly #shares = new Map<string, number>();
  /** Blobs that nothing has a part in any more, to be taken away some at a time: an upload has ten thousand parts. */
  #unshared: string[] = [];
  #isRemoving = false;
  readonly #onFault: (fault: unknown) => void;

  /** `onFault` is told of a file that cannot be taken away. */
  constructor(blobs: Blobs, onFault: (fault: unknown) => void) {
    this.#blobs = blobs;
    this.#onFault = onFault;
  }

  hold(segments: readonly Segment[]): void {
    for (const { blob } of segments) this.#shares.set(blob, (this.#shares.get(blob) ?? 0) + 1);
  }

  /** To be called once it is on disk that they belong to nothing: what is taken away must not be missed. */
  release(segments: readonly Segment[]): void {
    for (const { blob } of segments) {
      const shares = (this.#shares.get(blob) ?? 0) - 1;
      if (shares > 0) this.#shares.set(blob, shares);
      else {
        this.#shares.delete(blob);
        this.#unshared.push(blob);
      }
    }
    if (!this.#isRemoving) void this.#removeUnshared();
  }

  async #removeUnshared(): Promise<void> {
    this.#isRemoving = true;
    while (this.#unshared.length > 0) {
      const some = this.#unshared.slice(0, removedTogether);
      this.#unshared = this.#unshared.slice(removedTogether);
      await Promise.all(some.map((blob) => this.#blobs.remove(blob).catch(this.#onFault)));
    }
    this.#isRemoving = false;
  }

  isHeld(blob: string): boolean {
    return this.#shares.has(blob);
  }

  /**
   * The bytes from `start` up to `end`, in pieces of which each is good until the next is asked for. A segment that is read as a whole is held against its MD5 before its last piece is given.
   * Throws DamagedFile; `owner` is what is lost.
   */
  async *read(
    segments: readonly Segment[],
    range: { readonly start: number; readonly end: number },
    owner: string,
  ): AsyncGenerator<Buffer> {
    this.hold(segments);
    const buffers = [takePiece(), takePiece()] as const;
    try {
      let at = 0;
      for (const segment of segments) {
        const from = Math.max(range.start - at, 0);
        const to = Math.min(range.end - at, segment.size);
        at += segment.size;
        if (from < to) yield* this.#readSegment({ segment, from, to, buffers }, owner);
      }
      // Whoever leaves earlier may still be writing one of them.
      buffers.forEach(givePiece);
    } finally {
      this.release(segments);
    }
  }

  async *#readSegment({ segment, from, to, buffers }: Reading, owner: string): AsyncGenerator<Buffer> {
    const { blob, at, size, md5 } = segment;
    const hash = md5 !== undefined && from === 0 && to === size ? createHash("md5") : undefined;
    let bytes = 0;
    let held: Buffer | undefined;
    try {
      for await (const piece of this.#blobs.read(blob, at + from, at + to, buffers)) {
        hash?.update(piece);
        bytes += piece.length;
        if (held !== undefined) yield held;
        held = piece;
      }
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== "ENOENT") throw problem;
      throw this.#damaged(segment, "the file is missing", owner);
    }
    if (bytes < to - from) throw this.#damaged(segment, `it ends after ${at + from + bytes} bytes`, owner);
    if (hash !== undefined && hash.digest("hex") !== md5)
      throw this.#damaged(segment, "its bytes do not have their MD5", owner);
    if (held !== undefined) yield held;
  }

  #damaged(segment: Segment, problem: string, owner: string): DamagedFile {
    return new DamagedFile(damageOf(this.#blobs, segment, problem, owner));
  }
}

export function damageOf(blobs: Blobs, { blob, at, size }: Segment, problem: string, owner: string): Damage {
  return { path: blobs.pathOf(blob), offset: at, bytes: size, problem, lost: [owner] };
}
