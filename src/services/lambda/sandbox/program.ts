// Our own bootstraps, as files that a runtime can start. That of Node.js is one file without types, made once for all environments: a
// process that has to find, read and translate a dozen of them starts in twice the time.

import { copyFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Programs {
  readonly node: string;
  readonly python: string;
  readonly ruby: string;
}

/** Writes into `folder` what has to be written. */
export function writePrograms(folder: string): Programs {
  return {
    node: nodeProgram(folder),
    python: copied("bootstrap.py", folder),
    ruby: copied("bootstrap.rb", folder),
  };
}

function copied(name: string, folder: string): string {
  const file = join(folder, name);
  copyFileSync(fileURLToPath(new URL(`../environment/${name}`, import.meta.url)), file);
  return file;
}

function nodeProgram(folder: string): string {
  const built = fileURLToPath(new URL("../environment/bootstrap.mjs", import.meta.url));
  // A package brings it along.
  if (existsSync(built)) return built;
  const source = fileURLToPath(new URL("../environment/bootstrap.ts", import.meta.url));
  const outfile = join(folder, "bootstrap.mjs");
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  return outfile;
}
