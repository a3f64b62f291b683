// Which definition a machine of a mock file is. The file has the name that the machine was created with, which need not be that of
// any file: `--definition` says it, or there is only one definition around.

import { globSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { didYouMean } from "../aws/did-you-mean.ts";
import type { OptionValues } from "./command-option.ts";
import { UsageError } from "./usage-error.ts";

const ignored = ["**/node_modules/**", "**/.*/**"];
const extensions = "{asl.json,asl.yaml,asl.yml,json,yaml,yml}";

/** Throws UsageError if the definition cannot be told. */
export function definitionOf(
  machineName: string,
  {
    mockFile,
    machines,
    options,
  }: { readonly mockFile: string; readonly machines: readonly string[]; readonly options: OptionValues },
): string {
  const given = givenDefinition(machineName, machines, options);
  if (given !== undefined) return given;
  const [named] = globSync(`**/${machineName}.${extensions}`, { exclude: ignored });
  if (named !== undefined) return named;
  const around = definitionsAround(mockFile);
  const [only] = around;
  if (only !== undefined && around.length === 1) return only;
  const found =
    around.length === 0
      ? ""
      : `; around it are ${around.map((file) => relative(process.cwd(), file)).join(", ")}`;
  throw new UsageError(`${mockFile}: no definition is called ${machineName}${found}`, {
    hint: `--definition ${machines.length === 1 ? "" : `${machineName}=`}FILE says which one it is`,
  });
}

/** `--definition FILE` for a mock file of one machine, `--definition NAME=FILE` for any. */
function givenDefinition(
  machineName: string,
  machines: readonly string[],
  options: OptionValues,
): string | undefined {
  for (const given of (options.definition as readonly string[] | undefined) ?? []) {
    const at = given.indexOf("=");
    if (at < 0 && machines.length === 1) return given;
    const name = given.slice(0, Math.max(at, 0));
    if (name === machineName) return given.slice(at + 1);
    if (machines.includes(name)) continue;
    const meant = didYouMean(name, machines);
    throw new UsageError(
      `--definition takes NAME=FILE, where NAME is one of ${machines.join(", ")}, not "${given}"`,
      meant === undefined ? {} : { hint: `did you mean ${meant}?` },
    );
  }
  return undefined;
}

/** How far up from its mock file a definition is looked for: samples have the mocks in a `test` folder beside or below it. */
const foldersUp = 3;

/** In the nearest folder, from the mock file's own up, that has any in itself or in a folder of its own. */
function definitionsAround(mockFile: string): readonly string[] {
  let folder = resolve(dirname(mockFile));
  for (let up = 0; up <= foldersUp; up++, folder = dirname(folder)) {
    const found = globSync(`{*,*/*}.asl.{json,yaml,yml}`, { cwd: folder, exclude: ignored });
    if (found.length > 0) return found.map((file) => resolve(folder, file)).sort();
  }
  return [];
}
