// A folder with a project's files, for as long as a test takes.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface ProjectFolder {
  readonly path: string;
  write(files: Readonly<Record<string, string | object>>): void;
  remove(): void;
}

export function projectFolder(files: Readonly<Record<string, string | object>> = {}): ProjectFolder {
  const path = mkdtempSync(join(tmpdir(), "project-"));
  const folder: ProjectFolder = {
    path,
    write(more) {
      for (const [name, content] of Object.entries(more)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
      }
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  folder.write(files);
  return folder;
}
