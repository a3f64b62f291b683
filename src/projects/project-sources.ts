// The files of a project that its owner writes: not what tools install, make or keep.

import { existsSync, readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { isOwnOutput } from "./own-output.ts";

/** What tools write themselves: a change in it is no change of the project. */
const toolFolders: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".millrace",
  ".serverless",
  ".aws-sam",
  ".esbuild",
  "cdk.out",
  "coverage",
  "__pycache__",
]);

/** Whether a file or folder is written by tools: a log too, such as that of `millrace dev | tee dev.log`. */
export function isToolMade(path: string): boolean {
  if (toolFolders.has(basename(path)) || extname(path) === ".log" || isOwnOutput(path)) return true;
  // One of Python's virtual environments, whatever its name.
  return existsSync(join(path, "pyvenv.cfg"));
}

/** A project that has more has its sources elsewhere. */
const mostSources = 5_000;

/** The paths of the files in a folder, at most so many. */
export function sourcesIn(folder: string): readonly string[] {
  const sources: string[] = [];
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (sources.length >= mostSources) return;
      const path = join(at, entry.name);
      if (isToolMade(path)) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) sources.push(path);
    }
  };
  visit(folder);
  return sources;
}
