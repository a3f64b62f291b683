// Functions whose package lacks the file that their handler names, or whose file lacks what it names: what is compiled has not been built,
// or the name is wrong. AWS takes them all the same, and each invocation fails.

import { posix } from "node:path";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { placeOf } from "../aws/template/places.ts";
import type { PackagedFiles } from "./packaged-files.ts";
import type { ProjectStack } from "./project.ts";

/** The files in what is uploaded by a key; undefined for what is no package. */
export type FilesOfPackage = (key: string) => PackagedFiles | undefined;

/** A line for each, with its place. */
export function missingHandlers(
  { template, written, uploads }: ProjectStack,
  filesOf: FilesOfPackage,
): readonly string[] {
  const { body } = template;
  return functionsOf(body).flatMap(({ id, runtime, handler, code }) => {
    const upload = uploads.find(({ key }) => JSON.stringify(code).includes(key));
    const files = upload === undefined ? undefined : filesOf(upload.key);
    if (files === undefined) return [];
    const place = placeOf((written ?? template).body, memberPointer("/Resources", id));
    const at = place === undefined ? "" : `${place.file}:${place.line}: `;
    const missing = missingFile(runtime, handler, [...files.keys()]);
    if (missing !== undefined) return [`${at}the package of the function ${id} has no ${missing}`];
    const unknown = unknownName(runtime, handler, files);
    return unknown === undefined ? [] : [`${at}the function ${id} is never run: ${unknown}`];
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

/** What there is to say of a name that its file does not have. */
function unknownName(runtime: string, handler: string, files: PackagedFiles): string | undefined {
  const kind = modules.find(({ named }) => named.test(runtime));
  const name = handler.split(".").at(-1) ?? "";
  if (kind === undefined || handler.startsWith("/") || !/^\w+$/.test(name)) return undefined;
  const module = posix.normalize(kind.moduleOf(handler));
  const file = kind.endings.map((ending) => `${module}${ending}`).find((each) => files.has(each));
  const text = file === undefined ? "" : Buffer.from(files.get(file) ?? "").toString("utf8");
  if (!tellsAllNames(text, file ?? "") || new RegExp(`\\b${name}\\b`).test(text)) return undefined;
  return `${file} has no ${name}, which its handler ${handler} names`;
}

/** Whether whatever the module offers is named in it: it neither hands on what others offer nor makes it while it runs. */
function tellsAllNames(text: string, file: string): boolean {
  if (/\.py$/.test(file)) return /^def \w/m.test(text) && !/import \*|globals\(\)|__getattr__/.test(text);
  if (!/\.[cm]?[jt]s$/.test(file) || /export \*|__exportStar|__reExport/.test(text)) return false;
  if (/^export\b/m.test(text)) return true;
  return /^exports\.\w+ *=/m.test(text) && !/\bmodule\b|Object\.(?:assign|defineProperty)/.test(text);
}

/** A file of its own, a folder, or a package. */
function isModule(file: string, name: string, endings: readonly string[]): boolean {
  if (endings.some((ending) => file === `${name}${ending}`) || file === name) return true;
  return file.startsWith(`${name}/`) || file.startsWith(`node_modules/${name}/`);
}
