// The program of a language that is on this machine: the version that was asked for, otherwise the one that the machine calls its own.

import { askProgram } from "./language.ts";

export interface FoundProgram {
  readonly path: string;
  /** As in 3.13. */
  readonly version: string;
}

export interface ProgramSearch {
  /** `name3.13` is the one of that version. */
  readonly name: string;
  /** That of any version. */
  readonly usual: string;
  /** What has it print where it is, because what is in PATH may be a script that looks for it each time, and its version. */
  readonly ask: readonly string[];
  readonly accepts: (version: string) => boolean;
}

/** Those that were found, by their name and the version that was asked for. */
const found = new Map<string, FoundProgram>();

/** Asked again for one that was not there, it looks again. */
export async function findProgram(search: ProgramSearch, version: string): Promise<FoundProgram | undefined> {
  const exact = `${search.name}${version}`;
  const program =
    found.get(exact) ?? (await programBy(exact, search)) ?? (await programBy(search.usual, search));
  if (program !== undefined) found.set(exact, program);
  return program;
}

async function programBy(
  command: string,
  { ask, accepts }: ProgramSearch,
): Promise<FoundProgram | undefined> {
  const [path = "", whole = ""] = (await askProgram(command, ask))?.trim().split("\n") ?? [];
  const version = /^\d+\.\d+/.exec(whole)?.[0];
  return version !== undefined && accepts(version) ? { path, version } : undefined;
}
