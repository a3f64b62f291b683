// Functions whose sources are here without the packages that their package.json depends on. They are deployed all the same, and fail once
// somebody invokes them, so that is told before.

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Json, type JsonObject, objectOrEmpty } from "../aws/json.ts";
import { withPlaces } from "./local-paths.ts";

/** A line for all of them, with the commands that install what is missing. */
export function uninstalledWarnings(file: string, template: JsonObject): readonly string[] {
  const functions = functionsOf(file, template).filter(isUninstalled);
  const [first] = functions;
  if (first === undefined) return [];
  const ids = functions.map(({ id }) => id).join(", ");
  const names = functions.length === 1 ? `function ${ids}` : `functions ${ids}`;
  const installs = [...new Set(functions.map(({ path }) => `npm install --prefix ${path}`))];
  return [`${names}: what package.json depends on is not installed: sam build, or ${installs.join(" && ")}`];
}

interface LocalFunction {
  readonly id: string;
  readonly runtime: string;
  /** As the template writes it. */
  readonly path: string;
  readonly folder: string;
  /** Whether what it needs comes from elsewhere than from its folder. */
  readonly isProvided: boolean;
}

function functionsOf(file: string, template: JsonObject): readonly LocalFunction[] {
  const functions: LocalFunction[] = [];
  const globals = objectOrEmpty(objectOrEmpty(template.Globals).Function);
  withPlaces(template, (path, { pointer }) => {
    const [, section, id = "", , name] = pointer.split("/");
    const folder = resolve(dirname(file), path);
    if (section === "Resources" && (name === "CodeUri" || name === "Code") && isFolder(folder)) {
      const resource = objectOrEmpty(objectOrEmpty(template.Resources)[id]);
      const { Runtime: runtime = "", Layers: layers } = { ...globals, ...objectOrEmpty(resource.Properties) };
      const isProvided = layers !== undefined || objectOrEmpty(resource.Metadata).BuildMethod === "esbuild";
      functions.push({ id, runtime: String(runtime), path, folder, isProvided });
    }
    return { bucket: "", key: "" };
  });
  return functions;
}

function isUninstalled({ runtime, folder, isProvided }: LocalFunction): boolean {
  if (!runtime.startsWith("nodejs") || isProvided) return false;
  return dependenciesOf(folder).some(
    (name) => !name.startsWith("@aws-sdk/") && !existsSync(join(folder, "node_modules", name)),
  );
}

function dependenciesOf(folder: string): readonly string[] {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) return [];
  try {
    const read: Json = JSON.parse(readFileSync(manifest, "utf8"));
    return Object.keys(objectOrEmpty(objectOrEmpty(read).dependencies));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
