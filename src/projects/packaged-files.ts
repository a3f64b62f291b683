// What became of a project's files when it was packaged: copied as they are, or bundled into one by esbuild. So a file that is saved
// can be put into its package again without asking the whole tool chain, which takes seconds.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { unzipSync } from "fflate";
import { filesIn } from "./artifacts.ts";
import { sourcesInComments, sourcesInMap } from "./bundle-sources.ts";
import type { Upload } from "./project.ts";

/** The files of a package by their names in it. */
export type PackagedFiles = ReadonlyMap<string, Uint8Array>;

/** How a packaged file is made of the project's, by their paths. */
export type Origin =
  | { readonly kind: "copied"; readonly source: string }
  | {
      readonly kind: "bundled";
      readonly entry: string;
      readonly sources: readonly string[];
      readonly isMinified: boolean;
    };

export function filesOf(upload: Upload): PackagedFiles {
  if ("content" in upload) return new Map();
  const { path } = upload;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return new Map(filesIn(path).map((file) => [relative(path, file), readFileSync(file)]));
  }
  if (!path.endsWith(".zip")) return new Map([["", readFileSync(path)]]);
  try {
    return new Map(Object.entries(unzipSync(readFileSync(path))).filter(([name]) => !name.endsWith("/")));
  } catch {
    // It is gone, or is being written by whoever packages the same folder: nothing of it can be renewed by itself.
    return new Map();
  }
}

/** The project's files and their content. */
export class SourceIndex {
  readonly #folder: string;
  readonly #digests = new Map<string, string>();
  /** Of files that are alike none is told apart. */
  readonly #byContent = new Map<string, string | undefined>();

  constructor(folder: string, sources: readonly string[]) {
    this.#folder = folder;
    for (const source of sources) {
      const digest = digestOf(readFileSync(source));
      this.#digests.set(source, digest);
      this.#byContent.set(digest, this.#byContent.has(digest) ? undefined : source);
    }
  }

  /** Whether a file is another than when it was last looked at: tools write files anew that stay the same. */
  hasChanged(path: string): boolean {
    const digest = existsSync(path) && statSync(path).isFile() ? digestOf(readFileSync(path)) : undefined;
    if (digest === this.#digests.get(path)) return false;
    if (digest === undefined) this.#digests.delete(path);
    else this.#digests.set(path, digest);
    return true;
  }

  /** Undefined for what no file of the project accounts for, such as its dependencies. */
  originOf(name: string, content: Uint8Array, files: PackagedFiles): Origin | undefined {
    const same = join(this.#folder, name);
    const source = isFileLike(same, content) ? same : this.#byContent.get(digestOf(content));
    return source === undefined ? this.#bundleOf(name, content, files) : { kind: "copied", source };
  }

  #bundleOf(name: string, content: Uint8Array, files: PackagedFiles): Origin | undefined {
    if (!/\.[cm]?js$/.test(name)) return undefined;
    // The map is in the package, or where the bundle was built.
    const built = join(this.#folder, `${name}.map`);
    const map = files.get(`${name}.map`) ?? (existsSync(built) ? readFileSync(built) : undefined);
    const found =
      map === undefined
        ? sourcesInComments(this.#folder, name, Buffer.from(content).toString("utf8"))
        : sourcesInMap(this.#folder, name, Buffer.from(map).toString("utf8"));
    if (found === undefined) return undefined;
    return { kind: "bundled", entry: found.entry, sources: found.own, isMinified: isMinified(content) };
  }
}

function isMinified(content: Uint8Array): boolean {
  let lines = 1;
  for (const byte of content) if (byte === 0x0a) lines++;
  return content.length / lines > 200;
}

function isFileLike(path: string, content: Uint8Array): boolean {
  return existsSync(path) && statSync(path).isFile() && readFileSync(path).equals(content);
}

function digestOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("base64");
}
