// Our own bootstraps, as files that a runtime can start. From the sources those of Node.js are stripped of their types once, for all
// environments: a process that has to do it by itself starts in twice the time.

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { siblingModule } from "../../../aws/sibling-module.ts";

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
  const main = fileURLToPath(siblingModule("../environment/bootstrap", import.meta));
  // What was built has no types any more.
  if (extname(main) !== ".ts") return main;
  const sources = fileURLToPath(new URL(".", siblingModule("../environment/bootstrap", import.meta)));
  for (const name of readdirSync(sources)) {
    if (!name.endsWith(".ts")) continue;
    const stripped = stripTypeScriptTypes(readFileSync(join(sources, name), "utf8"));
    writeFileSync(join(folder, renamed(name)), stripped.replace(/(?<=from "\.\/[\w-]+)\.ts(?=")/g, ".mjs"));
  }
  return join(folder, renamed("bootstrap.ts"));
}

function renamed(name: string): string {
  return name.replace(/\.ts$/, ".mjs");
}
