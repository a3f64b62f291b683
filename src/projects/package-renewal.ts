// A package that functions run, made again with saved files in it: copied where they were copied, bundled where they were bundled.

import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { contentKey } from "./artifacts.ts";
import { bundleAgain, packagesBeside } from "./bundle.ts";
import { filesOf, type Origin, type PackagedFiles, type SourceIndex } from "./packaged-files.ts";
import { type Mistake, ProjectProblem, type Upload } from "./project.ts";
import { checkSource } from "./source-check.ts";
import { zip } from "./zip-folder.ts";

export interface Package {
  readonly upload: Upload;
  readonly files: PackagedFiles;
  /** By the names that the files have in the package. */
  readonly origins: ReadonlyMap<string, Origin>;
}

export function packageOf(upload: Upload, index: SourceIndex): Package {
  const files = filesOf(upload);
  const origins = new Map<string, Origin>();
  for (const [name, content] of files) {
    const origin = index.originOf(name, content, files);
    if (origin !== undefined) origins.set(name, origin);
  }
  return { upload, files, origins };
}

/** The paths of the project's files that are in the package. */
export function sourcesOf({ origins }: Package): readonly string[] {
  return [...origins.values()].flatMap((origin) =>
    origin.kind === "copied" ? [origin.source] : origin.sources,
  );
}

/** The same package if none of these files is in it. What a mistake keeps from being made again stays as it was. */
export async function renewed(
  folder: string,
  each: Package,
  saved: readonly string[],
): Promise<{ readonly package: Package; readonly mistakes: readonly Mistake[] }> {
  const files = new Map(each.files);
  const origins = new Map(each.origins);
  const mistakes: Mistake[] = [];
  let isOther = false;
  for (const [name, origin] of each.origins) {
    const concerned = saved.filter((path) => isMadeOf(origin, path));
    if (concerned.length === 0) continue;
    try {
      if (origin.kind === "copied") {
        await checkSource(folder, origin.source);
        files.set(name, readFileSync(origin.source));
      } else {
        const bundle = await bundledAgain(folder, { each, name, origin });
        files.set(name, bundle.code);
        if (bundle.map !== undefined) files.set(`${name}.map`, bundle.map);
        origins.set(name, { ...origin, sources: bundle.sources });
      }
      isOther = true;
    } catch (problem) {
      if (!(problem instanceof ProjectProblem)) throw problem;
      mistakes.push({ problem, held: concerned });
    }
  }
  return { package: isOther ? made(each.upload, files, origins) : each, mistakes };
}

function bundledAgain(
  folder: string,
  { each, name, origin }: { readonly each: Package; readonly name: string; readonly origin: Bundled },
) {
  const { files } = each;
  return bundleAgain({
    ...{ folder, entry: origin.entry, name, isMinified: origin.isMinified },
    former: Buffer.from(files.get(name) ?? "").toString("utf8"),
    hasMap: files.has(`${name}.map`),
    external: packagesBeside(files.keys()),
  });
}

type Bundled = Extract<Origin, { readonly kind: "bundled" }>;

/** With what `former` packages have of a file that is packaged as it is; the same package if it is not in it, or not in those. */
export function withFormer(each: Package, path: string, former: readonly Package[]): Package {
  const content = former.map((other) => contentOf(other, path)).find((found) => found !== undefined);
  const names = [...each.origins].filter(([, origin]) => isCopyOf(origin, path)).map(([name]) => name);
  if (content === undefined || names.length === 0) return each;
  const files = new Map([...each.files, ...names.map((name) => [name, content] as const)]);
  return made(each.upload, files, each.origins);
}

function contentOf({ files, origins }: Package, path: string): Uint8Array | undefined {
  const found = [...origins].find(([, origin]) => isCopyOf(origin, path));
  return found && files.get(found[0]);
}

export function isCopyOf(origin: Origin, path: string): boolean {
  return origin.kind === "copied" && origin.source === path;
}

function isMadeOf(origin: Origin, path: string): boolean {
  return origin.kind === "copied" ? origin.source === path : origin.sources.includes(path);
}

function made({ bucket, key }: Upload, files: PackagedFiles, origins: Package["origins"]): Package {
  const single = files.get("");
  const source =
    single === undefined
      ? { content: zip([...files].map(([name, content]) => ({ name, content }))), ending: ".zip" }
      : { content: single, ending: extname(key) };
  return { upload: { bucket, key: contentKey(source), ...source }, files, origins };
}

/** Its files; undefined for what is no package. */
export function filesIn({ upload, files }: Package): PackagedFiles | undefined {
  if (files.has("")) return undefined;
  // Of what could not be read there are none either; a folder may be empty.
  return files.size === 0 && !isFolder(upload) ? undefined : files;
}

function isFolder(upload: Upload): boolean {
  return "path" in upload && statSync(upload.path, { throwIfNoEntry: false })?.isDirectory() === true;
}
