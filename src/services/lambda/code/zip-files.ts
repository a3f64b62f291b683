// A package made of files that nobody packed: of code that stands in a template, and of a module in a project's folder. The same
// files are the same package, whenever it is made.

import { zipSync } from "fflate";

const madeAt = "1980-01-01T00:00:00";

export function zipFiles(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...files }, { mtime: madeAt });
}
