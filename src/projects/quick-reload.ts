// Saved files put where the packaging tools put them before, in milliseconds instead of seconds: into the package of the functions
// that have them, bundled where they were bundled, and into the template where it holds them as a definition. Whatever is not
// understood is left to the tools.

import { existsSync, readFileSync, statSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { contentKey } from "./artifacts.ts";
import { bundleAgain, packagesBeside } from "./bundle.ts";
import { definitionOf } from "./definition-files.ts";
import { filesOf, type Origin, type PackagedFiles, SourceIndex } from "./packaged-files.ts";
import type { ProjectStack, Upload } from "./project.ts";
import { isOutside } from "./project-sources.ts";
import { checkSource } from "./source-check.ts";
import { zip } from "./zip-folder.ts";

interface Package {
  readonly upload: Upload;
  readonly files: PackagedFiles;
  readonly origins: ReadonlyMap<string, Origin>;
}

export class QuickReload {
  readonly #folder: string;
  readonly #index: SourceIndex;
  #stacks: readonly ProjectStack[];
  #packages: readonly Package[];
  /** The definitions that the project's files held when they were last looked at. */
  readonly #definitions = new Map<string, Json>();

  /** `sources` are the paths of the project's own files. */
  constructor(folder: string, sources: readonly string[], stacks: readonly ProjectStack[]) {
    this.#folder = folder;
    this.#index = new SourceIndex(folder, sources);
    this.#stacks = stacks;
    this.#packages = stacks.flatMap(({ uploads }) => uploads).map((upload) => packageOf(upload, this.#index));
    for (const source of sources) {
      const definition = definitionOf(source);
      if (definition !== undefined) this.#definitions.set(source, definition);
    }
  }

  /** The names of the files in the package that is uploaded by this key; undefined for what is no package. */
  readonly namesIn = (key: string): readonly string[] | undefined => {
    const found = this.#packages.find(({ upload }) => upload.key === key);
    if (found === undefined || found.files.has("")) return undefined;
    // Of what could not be read there are none either; a folder may be empty.
    return found.files.size === 0 && !isFolder(found.upload) ? undefined : [...found.files.keys()];
  };

  /** The sources of its packages that lie outside of the project's folder. */
  get sourcesOutside(): readonly string[] {
    const origins = this.#packages.flatMap((each) => [...each.origins.values()]);
    const sources = origins.flatMap((origin) => (origin.kind === "copied" ? origin.source : origin.sources));
    return [...new Set(sources)].filter((path) => isOutside(this.#folder, path));
  }

  /** Those of the saved files that are others than before. */
  changed(saved: readonly string[]): readonly string[] {
    return saved.filter((path) => this.#index.hasChanged(path));
  }

  /** Rejects with ProjectProblem, which names the place, if one of these is packaged as it is and nothing could read it. */
  async check(saved: readonly string[]): Promise<void> {
    const origins = this.#packages.flatMap((each) => [...each.origins.values()]);
    for (const path of saved) {
      if (origins.some((origin) => origin.kind === "copied" && origin.source === path))
        await checkSource(this.#folder, path);
    }
  }

  /** The stacks with these files as they are now; undefined if the project must be packaged anew. Rejects with ProjectProblem. */
  async reload(saved: readonly string[]): Promise<readonly ProjectStack[] | undefined> {
    // What is not there any more may be left out of a package, or be missing: the tools know.
    if (saved.some((path) => !existsSync(path))) return undefined;
    let stacks = this.#stacks;
    const packages: Package[] = [];
    const found = new Set<string>();
    for (const each of this.#packages) {
      const concerned = saved.filter((path) =>
        [...each.origins.values()].some((origin) => isMadeOf(origin, path)),
      );
      if (concerned.length === 0) {
        packages.push(each);
        continue;
      }
      for (const path of concerned) found.add(path);
      const renewed = await this.#renew(each, concerned);
      packages.push(renewed);
      stacks = stacks.map((stack) => withUpload(stack, each.upload, renewed.upload));
    }
    for (const path of saved) {
      const former = this.#definitions.get(path);
      if (former === undefined) continue;
      const definition = definitionOf(path);
      if (definition === undefined) return undefined;
      const replaced = stacks.map((stack) => withDefinition(stack, former, definition));
      if (replaced.every((stack, index) => stack === stacks[index])) continue;
      found.add(path);
      this.#definitions.set(path, definition);
      stacks = replaced;
    }
    if (found.size < saved.length) return undefined;
    this.#stacks = stacks;
    this.#packages = packages;
    return stacks;
  }

  async #renew({ files, origins, upload }: Package, saved: readonly string[]): Promise<Package> {
    const renewedFiles = new Map(files);
    const renewedOrigins = new Map(origins);
    for (const [name, origin] of origins) {
      if (!saved.some((path) => isMadeOf(origin, path))) continue;
      if (origin.kind === "copied") {
        await checkSource(this.#folder, origin.source);
        renewedFiles.set(name, readFileSync(origin.source));
        continue;
      }
      const bundle = await bundleAgain({
        folder: this.#folder,
        entry: origin.entry,
        name,
        former: Buffer.from(files.get(name) ?? "").toString("utf8"),
        isMinified: origin.isMinified,
        hasMap: files.has(`${name}.map`),
        external: packagesBeside(files.keys()),
      });
      renewedFiles.set(name, bundle.code);
      if (bundle.map !== undefined) renewedFiles.set(`${name}.map`, bundle.map);
      renewedOrigins.set(name, { ...origin, sources: bundle.sources });
    }
    return { upload: uploadOf(upload, renewedFiles), files: renewedFiles, origins: renewedOrigins };
  }
}

function isFolder(upload: Upload): boolean {
  return "path" in upload && statSync(upload.path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function packageOf(upload: Upload, index: SourceIndex): Package {
  const files = filesOf(upload);
  const origins = new Map<string, Origin>();
  for (const [name, content] of files) {
    const origin = index.originOf(name, content, files);
    if (origin !== undefined) origins.set(name, origin);
  }
  return { upload, files, origins };
}

function isMadeOf(origin: Origin, path: string): boolean {
  return origin.kind === "copied" ? origin.source === path : origin.sources.includes(path);
}

function uploadOf({ bucket }: Upload, files: PackagedFiles): Upload {
  const single = files.get("");
  const source =
    single === undefined
      ? { content: zip([...files].map(([name, content]) => ({ name, content }))), ending: ".zip" }
      : { content: single, ending: "" };
  return { bucket, key: contentKey(source), ...source };
}

/** A package's key stands in the template, and nothing else is like it: it is made of its content. */
function withUpload(stack: ProjectStack, former: Upload, renewed: Upload): ProjectStack {
  if (!stack.uploads.some(({ key }) => key === former.key)) return stack;
  const uploads = stack.uploads.map((upload) => (upload.key === former.key ? renewed : upload));
  const replaced = replacing(stack, (value) =>
    typeof value === "string" && value.includes(former.key)
      ? value.replaceAll(former.key, renewed.key)
      : undefined,
  );
  return { ...replaced, uploads };
}

function withDefinition(stack: ProjectStack, former: Json, definition: Json): ProjectStack {
  return replacing(stack, (value) => {
    if (typeof value === "string") return isTextOf(value, former) ? JSON.stringify(definition) : undefined;
    return isDeepStrictEqual(value, former) ? definition : undefined;
  });
}

/** The same stack if nothing in its template is replaced. */
function replacing(stack: ProjectStack, replacement: (value: Json) => Json | undefined): ProjectStack {
  const replace = (value: Json): Json => {
    const other = replacement(value);
    if (other !== undefined) return other;
    if (Array.isArray(value)) return same(value, value.map(replace));
    if (!isJsonObject(value)) return value;
    const members = Object.entries(value).map(([name, member]) => [name, replace(member)] as const);
    return members.every(([name, member]) => member === value[name]) ? value : Object.fromEntries(members);
  };
  const body = replace(stack.template.body) as JsonObject;
  return body === stack.template.body ? stack : { ...stack, template: { ...stack.template, body } };
}

function same(former: readonly Json[], list: readonly Json[]): Json {
  return list.every((item, index) => item === former[index]) ? (former as Json) : (list as Json);
}

function isTextOf(text: string, definition: Json): boolean {
  if (!text.trimStart().startsWith("{")) return false;
  try {
    return isDeepStrictEqual(JSON.parse(text), definition);
  } catch {
    return false;
  }
}
