// How an object is packed.

import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { zipArchive } from "./zip-archive.ts";

const pack = promisify(gzip);

/** `name` is what the file in a ZIP archive is called. */
export async function compressed(format: string, bytes: Buffer, name: string): Promise<Uint8Array> {
  if (format === "GZIP") return pack(bytes);
  if (format === "ZIP") return zipArchive(name, bytes);
  return bytes;
}
