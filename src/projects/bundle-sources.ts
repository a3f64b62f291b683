// What a bundle is made of, and which of it is the entry: as its source map tells, or the comments that esbuild leaves in it.

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { jsonObjectOrUndefined } from "../aws/json-text.ts";

export interface BundleSources {
  readonly entry: string;
  /** Those that are the project's own, the entry among them. */
  readonly own: readonly string[];
}

/** Of a bundle with this name in its package. */
export function sourcesInMap(folder: string, name: string, text: string): BundleSources | undefined {
  const { sources = [], sourceRoot = "", mappings = "" } = parsed(text);
  const paths = sources.map((source) => existing(folder, join(dirname(name), sourceRoot), source));
  return made(paths, paths[lastSource(mappings)]);
}

/**
 * Esbuild names each file before what comes of it, by its path from the folder that it was called in. A package of others may be such a
 * bundle as well, of files that are called alike.
 */
export function sourcesInComments(folder: string, name: string, code: string): BundleSources | undefined {
  if (name.includes("node_modules/") || !/\b__(?:toCommonJS|toESM|export)\b|^export \{/m.test(code))
    return undefined;
  const named = (comment: RegExp) => [...code.matchAll(comment)].map(([, path = ""]) => path);
  const paths = named(/^\/\/ (\S+\.[cm]?[jt]sx?)$/gm);
  // A bundler that looks for a lock file is called where that is, which may be above.
  const from = [folder, dirname(folder), dirname(dirname(folder))].find((place) =>
    paths.every((path) => existsSync(resolve(place, path))),
  );
  if (from === undefined) return undefined;
  // What a bundle in CommonJS exports is the entry's, and stands before all else; other bundles end with the entry.
  const [exporting] = code.includes("module.exports = __toCommonJS(")
    ? named(/^\/\/ (\S+\.[cm]?[jt]sx?)\nvar \w+ = \{\};$/gm)
    : [];
  const all = paths.map((path) => resolve(from, path));
  return made(all, exporting === undefined ? all.at(-1) : resolve(from, exporting));
}

function made(paths: readonly (string | undefined)[], entry: string | undefined): BundleSources | undefined {
  if (entry === undefined || isOfPackage(entry)) return undefined;
  const own = paths.filter((path) => path !== undefined && !isOfPackage(path)) as readonly string[];
  return { entry, own: [...new Set(own)] };
}

function isOfPackage(path: string): boolean {
  return path.includes("node_modules");
}

/** Where the bundle was made it may have been deeper in the project than it is in its package. */
function existing(folder: string, from: string, source: string): string | undefined {
  const places = [resolve(folder, from, source), join(folder, source.replace(/^(?:\.\.\/)+/, ""))];
  return places.find((path) => existsSync(path));
}

interface SourceMap {
  readonly sources?: readonly string[];
  readonly sourceRoot?: string;
  readonly mappings?: string;
}

function parsed(text: string): SourceMap {
  return (jsonObjectOrUndefined(text) as SourceMap | undefined) ?? {};
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The index of the source that a bundle ends with: that of its entry. Each segment says by how much its source is another's. */
function lastSource(mappings: string): number {
  let source = 0;
  for (const segment of mappings.split(/[;,]/)) source += numbersOf(segment)[1] ?? 0;
  return source;
}

/** Base64 digits of five bits each, the lowest first, of which the sixth says that there are more, and the lowest the sign. */
function numbersOf(segment: string): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    value += (digit % 32) * factor;
    factor *= 32;
    if (digit >= 32) continue;
    const magnitude = Math.floor(value / 2);
    numbers.push(value % 2 === 1 ? -magnitude : magnitude);
    value = 0;
    factor = 1;
  }
  return numbers;
}
