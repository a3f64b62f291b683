// A folder as the zip that goes to S3 in its place.

import { readFileSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { filesIn } from "./artifacts.ts";

/** Packing harder would cost more than it saves on the way to the same machine. */
const level = 1;
/** The same content is the same zip, whenever it is made. */
const mtime = "1980-01-01T00:00:00";

export function zipFolder(folder: string): Uint8Array {
  return zip(
    filesIn(folder).map((file) => ({
      name: relative(folder, file).split(sep).join("/"),
      content: readFileSync(file),
      mode: statSync(file).mode,
    })),
  );
}

export interface ZippedFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** @default that of a file that may be read, and run */
  readonly mode?: number;
}

export function zip(files: Iterable<ZippedFile>): Uint8Array {
  const entries: Zippable = Object.create(null);
  for (const { name, content, mode = 0o100_755 } of files) {
    // What may be run stays so: a custom runtime's `bootstrap` is a program.
    entries[name] = [content, { level, mtime, os: 3, attrs: (mode << 16) >>> 0 }];
  }
  return zipSync(entries);
}
