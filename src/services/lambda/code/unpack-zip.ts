// A deployment package's files, written into a folder. Whoever sends a package may mean harm: no file is written outside of the
// folder, nothing is unpacked beyond Lambda's limit, and nothing is written by way of a link, which are made last.

import { lstat, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import type { ServiceError } from "../../../aws/service-error.ts";
import { invalidParameter } from "../functions/refusals.ts";

/** Lambda quotas, "Deployment package (.zip file archive) size". */
export const largestUnzippedBytes = 262_144_000;
/** Of no package of this size that is one. */
const mostEntries = 100_000;

/** By others as well, in folders that are closed to them: an environment's process may be another user's than the region's. */
const executable = 0o711;
const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;
/** As the system has it. */
const longestPath = 4096;
/** What is said of names that nothing can have here, or that are a file's and a folder's at once. */
const unwritable = ["EEXIST", "ENOTDIR", "ENAMETOOLONG", "EINVAL", "ERR_INVALID_ARG_VALUE", "ERR_FS_EISDIR"];

/**
 * `folder` is there; what it has already is another package's, which this one goes over. Rejects with InvalidParameterValueException for
 * what is no zip, or a zip like no package.
 */
export async function unpackZip(bytes: Uint8Array, folder: string): Promise<void> {
  const zip = await opened(bytes);
  if (zip.entryCount > mostEntries) throw notUnzippable();
  const target = new UnpackedFolder(zip, folder);
  let unzipped = 0;
  for await (const entry of entriesOf(zip)) {
    unzipped += entry.uncompressedSize;
    if (unzipped > largestUnzippedBytes) throw tooLarge();
    await target.write(entry);
  }
  await target.writeLinks();
}

/** How much it would have on the disk. Rejects with InvalidParameterValueException for what is no zip, or a zip like no package. */
export async function unzippedBytes(bytes: Uint8Array): Promise<number> {
  const zip = await opened(bytes);
  if (zip.entryCount > mostEntries) throw notUnzippable();
  let unzipped = 0;
  for await (const entry of entriesOf(zip)) unzipped += entry.uncompressedSize;
  if (unzipped > largestUnzippedBytes) throw tooLarge();
  return unzipped;
}

function opened(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Names that lead out of the folder, and sizes that are not as told, are errors of the reader.
    fromBuffer(zip, { lazyEntries: true, validateEntrySizes: true }, (error, file) => {
      if (file === undefined || error !== null) reject(notUnzippable());
      else resolve(file);
    });
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (let left = zip.entryCount; left > 0; left--) yield await nextEntry(zip);
}

function nextEntry(zip: ZipFile): Promise<Entry> {
  return new Promise((resolve, reject) => {
    const found = (entry: Entry) => settle(() => resolve(entry));
    const failed = () => settle(() => reject(notUnzippable()));
    const settle = (then: () => void) => {
      zip.off("entry", found).off("error", failed).off("end", failed);
      then();
    };
    zip.on("entry", found).on("error", failed).on("end", failed);
    zip.readEntry();
  });
}

class UnpackedFolder {
  readonly #zip: ZipFile;
  readonly #folder: string;
  /** Folders in it that are no links. */
  readonly #real = new Set<string>();
  readonly #links: Entry[] = [];

  constructor(zip: ZipFile, folder: string) {
    this.#zip = zip;
    this.#folder = folder;
    this.#real.add(folder);
  }

  async write(entry: Entry): Promise<void> {
    if (entry.fileName.length > longestPath) throw notUnzippable();
    const mode = entry.externalFileAttributes >>> 16;
    if ((mode & fileTypeMask) === symbolicLink) this.#links.push(entry);
    else await refusingNames(() => this.#writeFile(entry, (mode & 0o111) === 0 ? 0o600 : executable));
  }

  async writeLinks(): Promise<void> {
    for (const entry of this.#links) await refusingNames(() => this.#writeLink(entry));
  }

  async #writeFile(entry: Entry, mode: number): Promise<void> {
    const path = join(this.#folder, entry.fileName);
    if (path.endsWith("/")) await this.#makeFolder(path.slice(0, -1));
    else await this.#put(path, () => writeFile(path, contentOf(this.#zip, entry), { mode, flag: "wx" }));
  }

  async #writeLink(entry: Entry): Promise<void> {
    if (entry.uncompressedSize === 0 || entry.uncompressedSize > longestPath) throw notUnzippable();
    const path = join(this.#folder, entry.fileName);
    const target: Uint8Array[] = [];
    for await (const piece of contentOf(this.#zip, entry)) target.push(piece);
    await this.#put(path, () => symlink(Buffer.concat(target), path));
  }

  /** In the place of what the packages before it have there. */
  async #put(path: string, put: () => Promise<void>): Promise<void> {
    await this.#makeFolder(dirname(path));
    try {
      await put();
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
      await rm(path);
      await put();
    }
  }

  /** One by one: where one is a link, nothing may be made behind it. */
  async #makeFolder(folder: string): Promise<void> {
    if (this.#real.has(folder)) return;
    await this.#makeFolder(dirname(folder));
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
      if (!(await lstat(folder)).isDirectory()) throw notUnzippable();
    }
    this.#real.add(folder);
  }
}

async function refusingNames(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (problem) {
    throw unwritable.includes((problem as NodeJS.ErrnoException).code ?? "") ? notUnzippable() : problem;
  }
}

/** Piece by piece: one file may have as much as all of them. */
async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    zip.openReadStream(entry, (error, readable) =>
      error === null ? resolve(readable) : reject(notUnzippable()),
    ),
  );
  let sum = 0;
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch {
    throw notUnzippable();
  }
  if (sum !== entry.crc32) throw notUnzippable();
}

function notUnzippable(): ServiceError {
  return invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
}

function tooLarge(): ServiceError {
  return invalidParameter(`Unzipped size must be smaller than ${largestUnzippedBytes} bytes`);
}
