// Functions whose package lacks the file that their handler names: what is compiled has not been built, or the name is wrong. AWS takes
// them all the same, and each invocation fails.

import { posix } from "node:path";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { placeOf } from "../aws/template/places.ts";
import type { ProjectStack } from "./project.ts";

/** The names of the files in what is uploaded by a key; undefined for what is no package. */
export type FilesOfPackage = (key: string) => readonly string[] | undefined;

/** A line for each, with its place. */
export function missingHandlers(
  { template, written, uploads }: ProjectStack,
  filesOf: FilesOfPackage,
): readonly string[] {
  const { body } = template;
  return functionsOf(body).flatMap(({ id, runtime, handler, code }) => {
    const upload = uploads.find(({ key }) => JSON.stringify(code).includes(key));
    const files = upload === undefined ? undefined : filesOf(upload.key);
    const missing = files === undefined ? undefined : missingFile(runtime, handler, files);
    if (missing === undefined) return [];
    const place = placeOf((written ?? template).body, memberPointer("/Resources", id));
    const at = place === undefined ? "" : `${place.file}:${place.line}: `;
    return [`${at}the package of the function ${id} has no ${missing}`];
  });
}

interface WrittenFunction {
  readonly id: string;
  readonly runtime: string;
  readonly handler: string;
  readonly code: Json;
}

function functionsOf({
  Resources: resources = {},
  Globals: globals = {},
}: JsonObject): readonly WrittenFunction[] {
  const ofAll = isJsonObject(globals) && isJsonObject(globals.Function) ? globals.Function : {};
  return Object.entries(objectOrEmpty(resources)).flatMap(([id, resource]) => {
    if (!isJsonObject(resource) || !isJsonObject(resource.Properties)) return [];
    const isSam = resource.Type === "AWS::Serverless::Function";
    if (!isSam && resource.Type !== "AWS::Lambda::Function") return [];
    const properties: JsonObject = { ...(isSam ? ofAll : {}), ...resource.Properties };
    const { Runtime: runtime, Handler: handler = "", Layers: layers = [] } = properties;
    const code = isSam ? properties.CodeUri : properties.Code;
    // A layer may have it.
    if (!Array.isArray(layers) || layers.length > 0) return [];
    if (typeof runtime !== "string" || typeof handler !== "string" || code === undefined) return [];
    return [{ id, runtime, handler, code }];
  });
}

/** What there is to say of the file that is not there. */
function missingFile(runtime: string, handler: string, files: readonly string[]): string | undefined {
  const has = (name: string) => files.includes(name);
  const unbuilt = "which its runtime starts: build it first";
  if (/^provided/.test(runtime)) return has("bootstrap") ? undefined : `bootstrap, ${unbuilt}`;
  if (runtime === "go1.x") return has(posix.normalize(handler)) ? undefined : `${handler}, ${unbuilt}`;
  const kind = modules.find(({ named }) => named.test(runtime));
  if (kind === undefined || handler.startsWith("/") || handler.includes("${")) return undefined;
  const name = posix.normalize(kind.moduleOf(handler));
  if (files.some((file) => isModule(file, name, kind.endings))) return undefined;
  const source = files.find((file) => file.startsWith(`${name}.`) && /\.[cm]?tsx?$/.test(file));
  const instead =
    source === undefined ? "" : `, but ${source}, which ${runtime} does not load: compile it first`;
  return `${name}${kind.endings[0]} for the handler ${handler}${instead}`;
}

interface ModuleKind {
  /** The runtimes. */
  readonly named: RegExp;
  readonly endings: readonly string[];
  /** The path of the module that a handler names, without its ending. */
  readonly moduleOf: (handler: string) => string;
}

const beforeDot = (handler: string) =>
  posix.join(posix.dirname(handler), posix.basename(handler).split(".")[0] ?? "");

const modules: readonly ModuleKind[] = [
  { named: /^nodejs24/, endings: [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"], moduleOf: beforeDot },
  { named: /^nodejs/, endings: [".js", ".mjs", ".cjs"], moduleOf: beforeDot },
  {
    named: /^python/,
    endings: [".py", ".pyc", ".so"],
    moduleOf: (handler) => handler.split(".").slice(0, -1).join("/"),
  },
  { named: /^ruby/, endings: [".rb"], moduleOf: beforeDot },
];

/** A file of its own, a folder, or a package. */
function isModule(file: string, name: string, endings: readonly string[]): boolean {
  if (endings.some((ending) => file === `${name}${ending}`) || file === name) return true;
  return file.startsWith(`${name}/`) || file.startsWith(`node_modules/${name}/`);
}
