// Which of some packages a project says that it needs, in its own package.json or one of a folder above.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Undefined where none is named, or what names it can't be read. */
export function declaredPackage(folder: string, names: readonly string[]): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, "package.json");
    const declared = existsSync(file) ? dependenciesIn(file) : {};
    const found = names.find((name) => declared[name] !== undefined);
    if (found !== undefined || dirname(at) === at) return found;
  }
}

function dependenciesIn(file: string): Readonly<Record<string, unknown>> {
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(file, "utf8")) as Record<
      string,
      Readonly<Record<string, unknown>>
    >;
    return { ...dependencies, ...devDependencies };
  } catch {
    return {};
  }
}
