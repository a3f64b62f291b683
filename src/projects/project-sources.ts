// The files of a project that its owner writes: not what tools install, make or keep.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isOwnOutput } from "./own-output.ts";

/** What tools write themselves: a change in it is no change of the project. */
export const toolFolders: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".millrace",
  ".serverless",
  ".aws-sam",
  ".esbuild",
  "cdk.out",
  "coverage",
  "__pycache__",
  ".venv",
]);
/** A project that has more has its sources elsewhere. */
const mostSources = 5_000;

/** The paths of the files in a folder, at most so many. */
export function sourcesIn(folder: string): readonly string[] {
  const sources: string[] = [];
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (sources.length >= mostSources) return;
      const path = join(at, entry.name);
      if (entry.isDirectory() && !toolFolders.has(entry.name)) visit(path);
      else if (entry.isFile() && !isOwnOutput(path)) sources.push(path);
    }
  };
  visit(folder);
  return sources;
}
