// What `sam build` makes of the functions and layers whose Metadata says how: made here where it has not been run. Functions are
// bundled by esbuild, and a layer's files go where its runtime looks for them. What must be installed is to be installed already.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-layers.html

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import type { BuildOptions, Loader } from "esbuild";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { filesIn } from "./artifacts.ts";
import { esbuildOf, filesWithMistakes, messagesOf } from "./bundle.ts";
import { withPlaces } from "./local-paths.ts";
import { type Mistake, ProjectProblem } from "./project.ts";
import { zip } from "./zip-folder.ts";

/** The zips that take the place of what the template names, by the pointers of the paths. */
export type Builds = ReadonlyMap<string, Uint8Array>;

export interface SamBuilds {
  readonly builds: Builds;
  /** What could not be built, where `former` has what was built before. */
  readonly mistakes: readonly Mistake[];
}

/** Rejects with ProjectProblem for what cannot be built and never was. */
export async function samBuilds(file: string, template: JsonObject, former: Builds): Promise<SamBuilds> {
  const builds = new Map<string, Uint8Array>();
  const mistakes: Mistake[] = [];
  const paths = pathsIn(template);
  const resources = isJsonObject(template.Resources) ? template.Resources : {};
  for (const [id, resource] of Object.entries(resources)) {
    if (!isJsonObject(resource) || !isJsonObject(resource.Metadata)) continue;
    const { BuildMethod: method } = resource.Metadata;
    const properties = `${memberPointer("/Resources", id)}/Properties`;
    const pointer = paths.has(`${properties}/CodeUri`) ? `${properties}/CodeUri` : `${properties}/ContentUri`;
    const path = paths.get(pointer);
    if (path === undefined || typeof method !== "string") continue;
    const folder = resolve(dirname(file), path);
    // That it is not there is told of the path.
    if (!existsSync(folder)) continue;
    if (method === "esbuild") {
      const made = await bundled(folder, { id, resource, template });
      const build = made.build ?? former.get(pointer);
      if (made.mistake !== undefined && build === undefined) throw made.mistake.problem;
      if (made.mistake !== undefined) mistakes.push(made.mistake);
      if (build !== undefined) builds.set(pointer, build);
    } else if (resource.Type === "AWS::Serverless::LayerVersion") {
      const place = layerFolder(method);
      if (place !== undefined) builds.set(pointer, laidOut(folder, place));
    }
  }
  return { builds, mistakes };
}

/** What the template names as paths, by where it does. */
function pathsIn(template: JsonObject): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  withPlaces(template, (path, { pointer }) => {
    paths.set(pointer, path);
    return { bucket: "", key: "" };
  });
  return paths;
}

interface SamFunction {
  readonly id: string;
  readonly resource: JsonObject;
  readonly template: JsonObject;
}

type Bundled =
  | { readonly build: Uint8Array; readonly mistake?: undefined }
  | { readonly build?: undefined; readonly mistake: Mistake };

async function bundled(folder: string, { id, resource, template }: SamFunction): Promise<Bundled> {
  const esbuild = await esbuildOf(folder);
  const given = objectOrEmpty(objectOrEmpty(resource.Metadata).BuildProperties);
  const entries = textsOf(given.EntryPoints);
  const handler =
    objectOrEmpty(resource.Properties).Handler ??
    objectOrEmpty(objectOrEmpty(template.Globals).Function).Handler;
  try {
    const { outputFiles } = await esbuild.build({
      ...optionsOf(given),
      absWorkingDir: folder,
      // The handler's file, with the ending that it has.
      entryPoints: entries.length > 0 ? [...entries] : [`./${String(handler).replace(/\.[^./]*$/, "")}`],
      outdir: folder,
      bundle: true,
      write: false,
      logLevel: "silent",
      platform: "node",
    });
    const name = (path: string) => relative(folder, path).split(sep).join("/");
    return { build: zip(outputFiles.map(({ path, contents }) => ({ name: name(path), content: contents }))) };
  } catch (problem) {
    const messages = messagesOf(problem);
    const hint = messages.includes("Could not resolve")
      ? `install what it imports: npm install in ${folder}, or run sam build`
      : undefined;
    const files = filesWithMistakes(problem).map((path) => resolve(folder, path));
    const held = files.length === 0 ? [folder] : files;
    return {
      mistake: { problem: new ProjectProblem(`${id} could not be bundled:\n${messages}`, hint), held },
    };
  }
}

/** Each as SAM takes it, with SAM's defaults. */
function optionsOf(given: JsonObject): BuildOptions {
  const { Minify: minify = true, Sourcemap: sourcemap = false, Target: target = "es2020" } = given;
  const { MainFields: mainFields = "main,module", Format: format, SourcesContent: sourcesContent } = given;
  return {
    minify: minify !== false,
    sourcemap: sourcemap === true ? "linked" : false,
    target: String(target),
    external: [...textsOf(given.External)],
    mainFields: textsOf(mainFields).flatMap((names) => names.split(",")),
    ...(format === "esm" || format === "cjs" || format === "iife" ? { format } : {}),
    ...(sourcesContent === undefined ? {} : { sourcesContent: sourcesContent === true }),
    loader: pairsOf(given.Loader) as Record<string, Loader>,
    outExtension: pairsOf(given.OutExtension),
    banner: pairsOf(given.Banner),
  };
}

/** Of a list such as `[".js=.mjs"]`. */
function pairsOf(value: Json | undefined): Record<string, string> {
  return Object.fromEntries(
    textsOf(value).map((text) => {
      const at = text.indexOf("=");
      return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function textsOf(value: Json | undefined): readonly string[] {
  return (value === undefined ? [] : [value].flat()).filter((text) => typeof text === "string");
}

function layerFolder(method: string): string | undefined {
  const [, runtime] = /^(nodejs|python|ruby)\d/.exec(method) ?? [];
  return runtime;
}

/** Of a layer whose files are where they belong already nothing is moved. */
function laidOut(folder: string, place: string): Uint8Array {
  const files = filesIn(folder).map((path) => ({ path, name: relative(folder, path).split(sep).join("/") }));
  const isLaidOut = files.some(({ name }) => name.startsWith(`${place}/`));
  return zip(
    files.map(({ path, name }) => ({
      name: isLaidOut ? name : `${place}/${name}`,
      content: readFileSync(path),
      mode: statSync(path).mode,
    })),
  );
}
