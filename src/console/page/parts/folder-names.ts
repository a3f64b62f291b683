// What S3's keys are taken for: folders, whose names may be empty (`/lead`, `a//b`).

/** `a/b/` is in `a/` and in `a/b/`. */
export function foldersOf(prefix: string): readonly string[] {
  const steps = prefix.split("/").slice(0, -1);
  return steps.map((_, at) => `${steps.slice(0, at + 1).join("/")}/`);
}

export function lastStep(folder: string): string {
  return folder.replace(/\/$/, "").split("/").at(-1) ?? "";
}

/** One without a name is seen by its slash. */
export function folderTitle(folder: string): string {
  return lastStep(folder) || "/";
}
