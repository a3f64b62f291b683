// Where the parts of a packaged template stand in the `serverless.yml` that it was packaged from, and in the files that it includes.

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { madeFrom } from "../aws/template/places.ts";
import { TemplateError } from "../aws/template/template-error.ts";
import { readSnippet } from "../services/cloudformation/template/template-source.ts";
import { withCarriedPlaces } from "../services/cloudformation/transforms/carried-places.ts";

/** A file that stands for itself, or for a part of it: `${file(infrastructure/tables.yml):resources.Tables}`. */
const included = /^\$\{file\(\s*([^)]+?)\s*\)(?::([\w.]+))?\}$/;
/** One that includes itself is the framework's to refuse. */
const deepestInclusion = 10;

/** What the file holds, with the files that it includes; undefined for one that is a program, or that can't be read. */
export function writtenConfiguration(folder: string, file: string): JsonObject | undefined {
  const configuration = /\.(?:ya?ml|json)$/.test(file) ? new WrittenFiles(folder).read(file) : undefined;
  return isJsonObject(configuration) ? configuration : undefined;
}

/** The same template, its parts with their places. What is written as a program has none. */
export function withServerlessPlaces(template: JsonObject, folder: string, file: string): JsonObject {
  const configuration = writtenConfiguration(folder, file);
  if (configuration === undefined) return template;
  const { resources = {}, functions = {} } = configuration;
  const parts = (Array.isArray(resources) ? resources : [resources]).filter(isJsonObject);
  for (const part of [{ Resources: functionResources(functions) }, ...parts])
    withCarriedPlaces(template, part);
  return template;
}

/** By the names that the framework gives them in the template. */
function functionResources(functions: Json): JsonObject {
  const groups = (Array.isArray(functions) ? functions : [functions]).filter(isJsonObject);
  const all = groups.flatMap((group) => Object.entries(group));
  return Object.fromEntries(
    all.map(([name, written]) => [`${normalized(name)}LambdaFunction`, madeFrom({}, written)]),
  );
}

function normalized(name: string): string {
  const whole = name.replaceAll("-", "Dash").replaceAll("_", "Underscore");
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

class WrittenFiles {
  readonly #folder: string;
  #depth = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What a file holds, with what it includes; undefined if it can't be read. */
  read(file: string): Json | undefined {
    if (this.#depth === deepestInclusion) return undefined;
    this.#depth += 1;
    try {
      const path = join(this.#folder, file);
      return this.#withIncluded(readSnippet(readFileSync(path, "utf8"), relative(this.#folder, path)));
    } catch (problem) {
      if (problem instanceof TemplateError || (problem as NodeJS.ErrnoException).code !== undefined)
        return undefined;
      throw problem;
    } finally {
      this.#depth -= 1;
    }
  }

  #withIncluded(value: Json): Json {
    if (typeof value === "string") return this.#included(value) ?? value;
    if (Array.isArray(value))
      return madeFrom(
        value.map((item) => this.#withIncluded(item)),
        value,
      );
    if (!isJsonObject(value)) return value;
    const members = Object.entries(value).map(([key, member]) => [key, this.#withIncluded(member)] as const);
    return madeFrom(Object.fromEntries(members), value);
  }

  #included(text: string): Json | undefined {
    const [, file, part] = included.exec(text) ?? [];
    if (file === undefined) return undefined;
    let value = this.read(file);
    for (const key of part?.split(".") ?? []) value = isJsonObject(value) ? value[key] : undefined;
    return value;
  }
}
