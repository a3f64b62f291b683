// The files of a project that its owner writes: not what tools install, make or keep.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, extname, isAbsolute, join, relative, sep } from "node:path";
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

/** Whether a path is not in a folder. */
export function isOutside(folder: string, path: string): boolean {
  const from = relative(folder, path);
  return from === ".." || from.startsWith(`..${sep}`) || isAbsolute(from);
}

/** The paths of the files at a place: itself, or those in it; none where there is nothing. */
export function sourcesAt(place: string): readonly string[] {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isDirectory() ? sourcesIn(place) : [place];
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
