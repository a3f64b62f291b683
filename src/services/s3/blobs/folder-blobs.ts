// Blobs as files: one each, named by an id of its own. What a crash leaves of an upload belongs to nothing and is swept away when
// the folder is opened.

import { randomUUID } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { makePrivateFolder, privateFile } from "../../../storage/private-files.ts";
import type { Blobs, BlobWriter } from "./blobs.ts";
import { givePiece, takePiece } from "./pieces.ts";

/** No bucket's name begins with a dot, and an older Millrace kept a folder for each bucket here. */
const folderName = ".blobs";

export class FolderBlobs implements Blobs {
  readonly #directory: string;
  readonly #folder: string;
  /** The sync of the folder that has not begun yet, which is for all who ask meanwhile. */
  #nextSync: Promise<void> | undefined;
  #runningSync: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
    this.#folder = join(directory, folderName);
    makePrivateFolder(this.#folder);
  }

  async create(): Promise<BlobWriter> {
    const id = randomUUID();
    const path = this.pathOf(id);
    const file = await open(path, "wx", privateFile);
    const writer = new FileWriter(file);
    return {
      id,
      write: (bytes) => writer.write(bytes),
      finish: async () => {
        await writer.finish();
        await this.#synced();
      },
      discard: async () => {
        await writer.close();
        await rm(path, { force: true });
      },
    };
  }

  async *read(
    id: string,
    start: number,
    end: number,
    [first, second]: readonly [Buffer, Buffer],
  ): AsyncIterable<Buffer> {
    const file = await open(this.pathOf(id), "r");
    try {
      let piece = first;
      for (let at = start; at < end; ) {
        const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, end - at), at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
        piece = piece === first ? second : first;
      }
    } finally {
      await file.close();
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** An id with a slash is the file of an object that an older Millrace wrote: a bucket's folder, and a name in it. */
  pathOf(id: string): string {
    return id.includes("/") ? join(this.#directory, id) : join(this.#folder, id);
  }

  sizeOf(id: string): number | undefined {
    return statSync(this.pathOf(id), { throwIfNoEntry: false })?.size;
  }

  ids(): readonly string[] {
    // What a repair has set aside lies here too.
    return readdirSync(this.#folder).filter((name) => /^[0-9a-f-]{36}$/.test(name));
  }

  /** A name that was made is on disk with its folder. */
  #synced(): Promise<void> {
    this.#nextSync ??= this.#runningSync.then(async () => {
      this.#nextSync = undefined;
      const sync = syncFolder(this.#folder);
      this.#runningSync = sync.catch(() => undefined);
      await sync;
    });
    return this.#nextSync;
  }
}

/** Gathers what comes in small pieces, so that the disk is not asked for each. */
class FileWriter {
  readonly #file: FileHandle;
  readonly #piece = takePiece();
  #filled = 0;
  #isClosed = false;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#piece.length - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#piece.length) await this.#flush();
    }
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#file.datasync();
    await this.close();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#file.close();
    givePiece(this.#piece);
  }

  async #flush(): Promise<void> {
    const filled = this.#filled;
    this.#filled = 0;
    await this.#file.writeFile(this.#piece.subarray(0, filled));
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}
