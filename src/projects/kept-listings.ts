// What `npm ls` lists is the same for as long as nothing is installed, and takes longer than all else that a framework does to package a
// small service: it asks twice, for what is left out of the package. What it told a whole run it tells the held ones after it.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Taken away with the process, if not before. */
const folders = new Set<string>();
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export class KeptListings {
  /** Undefined until there is one. */
  #folder: string | undefined;

  /** The environment of a run that is told what there is, and keeps it for others with this environment. */
  asked(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    this.close();
    const folder = mkdtempSync(join(tmpdir(), "millrace-listings-"));
    const programs = join(folder, "programs");
    mkdirSync(programs);
    writeFileSync(join(programs, "npm"), listingScript(folder, programs));
    chmodSync(join(programs, "npm"), 0o755);
    this.#folder = folder;
    folders.add(folder);
    return { ...environment, PATH: [programs, environment.PATH ?? ""].join(delimiter) };
  }

  close(): void {
    if (this.#folder === undefined) return;
    rmSync(this.#folder, { recursive: true, force: true });
    folders.delete(this.#folder);
    this.#folder = undefined;
  }
}

/** By the folder and the words; once something there has been installed since, it is asked anew. */
function listingScript(folder: string, programs: string): string {
  return `#!/bin/sh
PATH=$(printf %s "$PATH" | sed 's#${programs}:##')
if [ "$1" != ls ] || [ ! -d '${folder}' ]; then exec npm "$@"; fi
kept=${folder}/$(printf '%s\\n' "$PWD" "$@" | cksum | tr -d ' ')
for made in package.json package-lock.json node_modules node_modules/.package-lock.json; do
  if [ "$made" -nt "$kept" ]; then rm -f "$kept"; fi
done
if [ ! -f "$kept" ]; then
  npm "$@" > "$kept.$$"
  echo $? > "$kept.code"
  mv "$kept.$$" "$kept"
fi
cat "$kept"
exit "$(cat "$kept.code")"
`;
}
