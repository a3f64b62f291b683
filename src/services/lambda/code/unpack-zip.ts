// A deployment package's files, written into a folder. Whoever sends a package may mean harm: no file is written outside of the
// folder, nothing is unpacked beyond Lambda's limit, and links are refused, since one could lead out.

import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { ServiceError } from "../../../aws/service-error.ts";

/** Lambda quotas, "Deployment package (.zip file archive) size". */
export const largestUnzippedBytes = 262_144_000;
/** Of no package of this size that is one. */
const mostEntries = 100_000;

const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;

/** `folder` is there and empty. Rejects with InvalidParameterValueException for what is no zip, or a zip like no package. */
export async function unpackZip(bytes: Uint8Array, folder: string): Promise<void> {
  const zip = await opened(bytes);
  if (zip.entryCount > mostEntries) throw notUnzippable();
  let unzipped = 0;
  for await (const entry of entriesOf(zip)) {
    unzipped += entry.uncompressedSize;
    if (unzipped > largestUnzippedBytes) throw tooLarge();
    await writeEntry(zip, entry, folder);
  }
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

async function writeEntry(zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  const path = join(folder, entry.fileName);
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & fileTypeMask) === symbolicLink) throw notUnzippable();
  try {
    if (entry.fileName.endsWith("/")) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      return;
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, contentOf(zip, entry), { mode: 0o600 });
    if ((mode & 0o111) !== 0) await chmod(path, 0o700);
  } catch (problem) {
    // A name that is a file's and a folder's at once.
    const { code = "" } = problem as NodeJS.ErrnoException;
    throw ["EEXIST", "ENOTDIR", "EISDIR"].includes(code) ? notUnzippable() : problem;
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
  return invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
}

function tooLarge(): ServiceError {
  return invalid(`Unzipped size must be smaller than ${largestUnzippedBytes} bytes`);
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", message, { members: { Type: "User" } });
}
