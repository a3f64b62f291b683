// Where objects are kept: a folder a bucket, a file an object, named by the hash of its key, since keys may be anything.
// A file is written beside its place, brought to the disk, and then moved there: an object is the old one or the new one.

import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ObjectFacts, readObjectFile, writeObjectFile } from "./stored-object.ts";

const unfinished = ".part";

export interface ObjectFiles {
  buckets(): readonly string[];
  addBucket(bucket: string): void;
  removeBucket(bucket: string): void;
  /** What is told of every object of a bucket. */
  list(bucket: string): readonly ObjectFacts[];
  /** On disk when it resolves. */
  write(bucket: string, facts: ObjectFacts, bytes: Uint8Array): Promise<void>;
  read(bucket: string, key: string): Promise<Buffer>;
  remove(bucket: string, key: string): Promise<void>;
}

export class FolderObjectFiles implements ObjectFiles {
  readonly #directory: string;
  #writes = 0;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  buckets(): readonly string[] {
    return readdirSync(this.#directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  }

  addBucket(bucket: string): void {
    mkdirSync(join(this.#directory, bucket), { recursive: true });
    this.#syncFolder(this.#directory);
  }

  removeBucket(bucket: string): void {
    rmSync(join(this.#directory, bucket), { recursive: true });
    this.#syncFolder(this.#directory);
  }

  list(bucket: string): readonly ObjectFacts[] {
    const folder = join(this.#directory, bucket);
    return readdirSync(folder).flatMap((name) => {
      // What a crash left half written was never acknowledged.
      if (name.endsWith(unfinished)) rmSync(join(folder, name));
      const found = name.endsWith(unfinished) ? undefined : readObjectFile(readFileSync(join(folder, name)));
      return found === undefined ? [] : [found.facts];
    });
  }

  async write(bucket: string, facts: ObjectFacts, bytes: Uint8Array): Promise<void> {
    const place = this.#fileOf(bucket, facts.key);
    const part = `${place}.${this.#writes++}${unfinished}`;
    const file = await open(part, "w");
    try {
      await file.writeFile(writeObjectFile(facts, bytes));
      await file.datasync();
    } finally {
      await file.close();
    }
    // At once, so that of two writes to one key the same is the last here and in memory.
    renameSync(part, place);
    this.#syncFolder(join(this.#directory, bucket));
  }

  async read(bucket: string, key: string): Promise<Buffer> {
    const found = readObjectFile(await readFile(this.#fileOf(bucket, key)));
    if (found === undefined) throw new Error(`${this.#fileOf(bucket, key)} holds no object`);
    return found.bytes;
  }

  async remove(bucket: string, key: string): Promise<void> {
    await rm(this.#fileOf(bucket, key), { force: true });
    this.#syncFolder(join(this.#directory, bucket));
  }

  #fileOf(bucket: string, key: string): string {
    return join(this.#directory, bucket, createHash("sha256").update(key).digest("hex"));
  }

  /** A name that was made or removed is on disk with its folder. */
  #syncFolder(folder: string): void {
    if (!existsSync(folder)) return;
    const descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

export class MemoryObjectFiles implements ObjectFiles {
  readonly #buckets = new Map<string, Map<string, { readonly facts: ObjectFacts; readonly bytes: Buffer }>>();

  buckets(): readonly string[] {
    return [...this.#buckets.keys()];
  }

  addBucket(bucket: string): void {
    this.#buckets.set(bucket, new Map());
  }

  removeBucket(bucket: string): void {
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
}
