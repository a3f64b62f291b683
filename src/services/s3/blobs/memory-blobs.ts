// Blobs of a region that keeps everything in memory.

import { randomUUID } from "node:crypto";
import type { Blobs, BlobWriter } from "./blobs.ts";

export class MemoryBlobs implements Blobs {
  readonly #blobs = new Map<string, Buffer>();

  async create(): Promise<BlobWriter> {
    const id = randomUUID();
    const chunks: Uint8Array[] = [];
    return {
      id,
      write: async (bytes) => void chunks.push(Buffer.from(bytes)),
      finish: async () => void this.#blobs.set(id, Buffer.concat(chunks)),
      discard: async () => void this.#blobs.delete(id),
    };
  }

  async *read(id: string, start: number, end: number): AsyncIterable<Buffer> {
    const bytes = this.#blobs.get(id)?.subarray(start, end);
    if (bytes !== undefined && bytes.length > 0) yield bytes;
  }

  async remove(id: string): Promise<void> {
    this.#blobs.delete(id);
  }

  pathOf(id: string): string {
    return id;
  }

  sizeOf(id: string): number | undefined {
    return this.#blobs.get(id)?.length;
  }

  ids(): readonly string[] {
    return [...this.#blobs.keys()];
  }
}
