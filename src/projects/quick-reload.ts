// Saved files put where the packaging tools put them before, in milliseconds instead of seconds: into the package of the functions
// that have them, bundled where they were bundled, and into the template where it holds them as a definition. Whatever is not
// understood is left to the tools.

import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { definitionFault, definitionOf } from "./definition-files.ts";
import {
  filesIn,
  isCopyOf,
  type Package,
  packageOf,
  renewed,
  sourcesOf,
  withFormer,
} from "./package-renewal.ts";
import { type PackagedFiles, SourceIndex } from "./packaged-files.ts";
import { type Mistake, ProjectProblem, type ProjectStack, type Upload } from "./project.ts";
import { isOutside } from "./project-sources.ts";
import { checkSource } from "./source-check.ts";

/** What a project was packaged to. */
interface Packaged {
  readonly stacks: readonly ProjectStack[];
  readonly packages: readonly Package[];
  /** The definitions that the project's files held then, by their paths. */
  readonly definitions: ReadonlyMap<string, Json>;
}

export interface Reloaded {
  readonly quick: QuickReload;
  readonly mistakes: readonly Mistake[];
}

/** A project's stacks, and what of its files is in them; with other files it is another. */
export class QuickReload {
  readonly #folder: string;
  readonly #index: SourceIndex;
  readonly #packaged: Packaged;

  private constructor(folder: string, index: SourceIndex, packaged: Packaged) {
    this.#folder = folder;
    this.#index = index;
    this.#packaged = packaged;
  }

  /** `sources` are the paths of the project's own files. */
  static of(folder: string, sources: readonly string[], stacks: readonly ProjectStack[]): QuickReload {
    const index = new SourceIndex(folder, sources);
    const packages = stacks.flatMap(({ uploads }) => uploads).map((upload) => packageOf(upload, index));
    const definitions = new Map<string, Json>();
    for (const source of sources) {
      const definition = definitionOf(source);
      if (definition !== undefined) definitions.set(source, definition);
    }
    return new QuickReload(folder, index, { stacks, packages, definitions });
  }

  get stacks(): readonly ProjectStack[] {
    return this.#packaged.stacks;
  }

  /** The files in the package that is uploaded by this key; undefined for what is no package. */
  readonly filesIn = (key: string): PackagedFiles | undefined => {
    const found = this.#packaged.packages.find(({ upload }) => upload.key === key);
    return found && filesIn(found);
  };

  /** The sources of its packages that lie outside of the project's folder. */
  get sourcesOutside(): readonly string[] {
    const sources = this.#packaged.packages.flatMap(sourcesOf);
    return [...new Set(sources)].filter((path) => isOutside(this.#folder, path));
  }

  /** Those of the saved files that are others than before. */
  changed(saved: readonly string[]): readonly string[] {
    return saved.filter((path) => this.#index.hasChanged(path));
  }

  /** Those of the saved files that can be put where they were, and those that the project's tools must look at. */
  sorted(saved: readonly string[]): {
    readonly known: readonly string[];
    readonly others: readonly string[];
  } {
    const sources = new Set(this.#packaged.packages.flatMap(sourcesOf));
    // What is not there any more may be left out of a package, or be missing: the tools know.
    const isKnown = (path: string) => existsSync(path) && (sources.has(path) || this.#isInTemplate(path));
    return { known: saved.filter(isKnown), others: saved.filter((path) => !isKnown(path)) };
  }

  /** Of definitions that are alike none is told apart. */
  #isInTemplate(path: string): boolean {
    const { definitions, stacks } = this.#packaged;
    const definition = definitions.get(path);
    if (definition === undefined) return false;
    const isAlone = [...definitions].every(
      ([other, held]) => other === path || !isDeepStrictEqual(held, definition),
    );
    return isAlone && stacks.some((stack) => withDefinition(stack, definition, null) !== stack);
  }

  /** With these files as they are now, which are known to it. What has a mistake stays as it was. */
  async with(saved: readonly string[]): Promise<Reloaded> {
    const broken = saved.filter((path) => this.#isBrokenDefinition(path));
    const mistakes: Mistake[] = broken.map((path) => ({
      problem: new ProjectProblem(definitionFault(this.#folder, path)),
      held: [path],
    }));
    const good = saved.filter((path) => !broken.includes(path));
    let { stacks } = this.#packaged;
    const packages: Package[] = [];
    for (const each of this.#packaged.packages) {
      const made = await renewed(this.#folder, each, good);
      packages.push(made.package);
      mistakes.push(...made.mistakes);
      stacks = stacks.map((stack) => withUpload(stack, each.upload, made.package.upload));
    }
    const definitions = new Map(this.#packaged.definitions);
    for (const path of good) {
      const [former, definition] = [definitions.get(path), definitionOf(path)];
      if (former === undefined || definition === undefined) continue;
      definitions.set(path, definition);
      stacks = stacks.map((stack) => withDefinition(stack, former, definition));
    }
    return { quick: this.#other({ stacks, packages, definitions }), mistakes };
  }

  /** One that the template has as a text or an object; one that is uploaded may have anything to be filled in. */
  #isBrokenDefinition(path: string): boolean {
    return this.#isInTemplate(path) && definitionOf(path) === undefined;
  }

  /** What nothing could read of these files, where they are packaged as they are. */
  async mistakesIn(saved: readonly string[]): Promise<readonly Mistake[]> {
    const mistakes: Mistake[] = [];
    for (const path of saved.filter((each) => this.hasCopyOf(each))) {
      try {
        await checkSource(this.#folder, path);
      } catch (problem) {
        mistakes.push({ problem, held: [path] });
      }
    }
    return mistakes;
  }

  /** Whether a file is packaged as it is. */
  hasCopyOf(path: string): boolean {
    return this.#packaged.packages.some(({ origins }) =>
      [...origins.values()].some((each) => isCopyOf(each, path)),
    );
  }

  /** With these files as `former` has them, as far as it has. */
  keeping(held: readonly string[], former: QuickReload): QuickReload {
    let { stacks, packages } = this.#packaged;
    const definitions = new Map(this.#packaged.definitions);
    for (const path of held) {
      const kept = packages.map((each) => withFormer(each, path, former.#packaged.packages));
      for (const [index, { upload }] of packages.entries())
        stacks = stacks.map((stack) => withUpload(stack, upload, kept[index]?.upload ?? upload));
      packages = kept;
      const [now, before] = [definitions.get(path), former.#packaged.definitions.get(path)];
      if (now === undefined || before === undefined) continue;
      definitions.set(path, before);
      stacks = stacks.map((stack) => withDefinition(stack, now, before));
    }
    return this.#other({ stacks, packages, definitions });
  }

  #other(packaged: Packaged): QuickReload {
    return new QuickReload(this.#folder, this.#index, packaged);
  }
}

/** A package's key stands in the template, and nothing else is like it: it is made of its content. */
function withUpload(stack: ProjectStack, former: Upload, renewed: Upload): ProjectStack {
  if (former.key === renewed.key || !stack.uploads.some(({ key }) => key === former.key)) return stack;
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
