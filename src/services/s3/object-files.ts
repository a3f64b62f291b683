// Where objects are kept: a folder a bucket, a file an object, named by the hash of its key, since keys may be anything.
// A file is written beside its place, brought to the disk, and then moved there: an object is the old one or the new one.

import { renameSync } from "node:fs";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DamagedFile, type Repair } from "../../storage/damage.ts";
import { makePrivateFolder, privateFile } from "../../storage/private-files.ts";
import { ObjectCatalogue } from "./object-catalogue.ts";
import { bodyProblem, fileNameOf, recoverObjects, unfinished } from "./recover-objects.ts";
import { type ObjectFacts, readObjectHead, writeObjectFile } from "./stored-object.ts";

export interface ObjectFiles {
  buckets(): readonly string[];
  addBucket(bucket: string): Promise<void>;
  removeBucket(bucket: string): Promise<void>;
  /** What is told of every object of a bucket when the files are opened. */
  list(bucket: string): readonly ObjectFacts[];
  /** On disk when it resolves. */
  write(bucket: string, facts: ObjectFacts, bytes: Uint8Array): Promise<void>;
  /** Rejects with DamagedFile. */
  read(bucket: string, key: string): Promise<Buffer>;
  remove(bucket: string, key: string): Promise<void>;
  close(): Promise<void>;
}

export class FolderObjectFiles implements ObjectFiles {
  readonly #directory: string;
  readonly #catalogue: ObjectCatalogue;
  readonly #found: ReadonlyMap<string, readonly ObjectFacts[]>;
  #writes = 0;

  private constructor(
    directory: string,
    catalogue: ObjectCatalogue,
    found: ReadonlyMap<string, readonly ObjectFacts[]>,
  ) {
    this.#directory = directory;
    this.#catalogue = catalogue;
    this.#found = found;
  }

  /** Throws DamagedFile unless a repair is under way, and the system's error for what cannot be read. */
  static async open(directory: string, repair: Repair | undefined): Promise<FolderObjectFiles> {
    makePrivateFolder(directory);
    const catalogue = await ObjectCatalogue.open(directory, repair);
    try {
      const found = await recoverObjects({ directory, catalogue, repair });
      return new FolderObjectFiles(directory, catalogue, found);
    } catch (problem) {
      await catalogue.close();
      throw problem;
    }
  }

  buckets(): readonly string[] {
    return [...this.#found.keys()];
  }

  list(bucket: string): readonly ObjectFacts[] {
    return this.#found.get(bucket) ?? [];
  }

  async addBucket(bucket: string): Promise<void> {
    await mkdir(join(this.#directory, bucket), { recursive: true, mode: 0o700 });
    await syncFolder(this.#directory);
    this.#catalogue.add(bucket);
  }

  async removeBucket(bucket: string): Promise<void> {
    await this.#catalogue.remove(bucket);
    await rm(join(this.#directory, bucket), { recursive: true });
    await syncFolder(this.#directory);
  }

  async write(bucket: string, facts: ObjectFacts, bytes: Uint8Array): Promise<void> {
    const place = this.#fileOf(bucket, facts.key);
    const part = `${place}.${this.#writes++}${unfinished}`;
    try {
      const file = await open(part, "w", privateFile);
      try {
        for (const each of writeObjectFile(facts, bytes)) await file.writeFile(each);
        await file.datasync();
      } finally {
        await file.close();
      }
      // At once, so that of two writes to one key the same is the last here and in memory.
      renameSync(part, place);
    } catch (problem) {
      await rm(part, { force: true }).catch(() => undefined);
      throw problem;
    }
    await syncFolder(join(this.#directory, bucket));
    this.#catalogue.add(bucket, facts.key);
  }

  async read(bucket: string, key: string): Promise<Buffer> {
    const path = this.#fileOf(bucket, key);
    const file = await readFile(path);
    const head = readObjectHead(file);
    const problem = bodyProblem(file, head);
    if (head === undefined || problem !== undefined) {
      const [offset, bytes] = [head?.length ?? 0, file.length - (head?.length ?? 0)];
      const lost = [`the object ${key} of the bucket ${bucket}`];
      throw new DamagedFile({ path, offset, bytes, problem: problem ?? "it holds no object", lost });
    }
    return file.subarray(head.length, head.length + head.facts.size);
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.#catalogue.remove(bucket, key);
    await rm(this.#fileOf(bucket, key), { force: true });
    await syncFolder(join(this.#directory, bucket));
  }

  close(): Promise<void> {
    return this.#catalogue.close();
  }

  #fileOf(bucket: string, key: string): string {
    return join(this.#directory, bucket, fileNameOf(key));
  }
}

/** A name that was made or removed is on disk with its folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

export class MemoryObjectFiles implements ObjectFiles {
  readonly #buckets = new Map<string, Map<string, { readonly facts: ObjectFacts; readonly bytes: Buffer }>>();

  buckets(): readonly string[] {
    return [...this.#buckets.keys()];
  }

  async addBucket(bucket: string): Promise<void> {
    this.#buckets.set(bucket, new Map());
  }

  async removeBucket(bucket: string): Promise<void> {
    this.#buckets.delete(bucket);
  }

  list(bucket: string): readonly ObjectFacts[] {
    return [...(this.#buckets.get(bucket)?.values() ?? [])].map(({ facts }) => facts);
  }

  async write(bucket: string, facts: ObjectFacts, bytes: Uint8Array): Promise<void> {
    this.#buckets.get(bucket)?.set(facts.key, { facts, bytes: Buffer.from(bytes) });
  }

  async read(bucket: string, key: string): Promise<Buffer> {
    return this.#buckets.get(bucket)?.get(key)?.bytes ?? Buffer.alloc(0);
  }

  async remove(bucket: string, key: string): Promise<void> {
    this.#buckets.get(bucket)?.delete(key);
  }

  async close(): Promise<void> {}
}
