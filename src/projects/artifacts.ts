// The files of a project that go to S3 before its template is deployed. They are named by their content, so that what has not
// changed is, to CloudFormation, no change.

import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { isOwnOutput } from "./own-output.ts";

export const artifactBucket = "millrace-project-artifacts";

/** What an artifact is made of: a file or folder, or a content of its own with the ending that a file of it would have. */
export type ArtifactSource =
  | { readonly path: string }
  | { readonly content: string | Uint8Array; readonly ending: string };

/** The key of an artifact in the bucket: its content's digest, and what it is. */
export function contentKey(source: ArtifactSource): string {
  if ("content" in source) return `${digest((hash) => hash.update(source.content))}${source.ending}`;
  const { path } = source;
  if (statSync(path).isFile()) return `${digest((hash) => hash.update(readFileSync(path)))}${extname(path)}`;
  const key = digest((hash) => {
    for (const file of filesIn(path)) hash.update(`${relative(path, file)}\0`).update(readFileSync(file));
  });
  return `${key}.zip`;
}

/** All files in a folder and behind its links, in the order of their names, without what this process writes its output to. */
export function filesIn(folder: string, above: readonly string[] = []): readonly string[] {
  const place = realpathSync(folder);
  // A link to a folder above it would never end.
  if (above.includes(place)) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return filesIn(path, [...above, place]);
      return isOwnOutput(path) ? [] : [path];
    });
}

function digest(update: (hash: Hash) => void): string {
  const hash = createHash("sha256");
  update(hash);
  return hash.digest("hex").slice(0, 40);
}
