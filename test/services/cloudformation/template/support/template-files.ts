// The templates of a folder, with what their first lines say: `# parameters: Stage=dev Name=x` gives the parameters of a stack, and
// `# 7: …` what AWS says of line 7. Those lines are no part of the template, but they count.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Aliases } from "../../../../../src/services/cloudformation/template/reading/read-yaml.ts";

export interface TemplateFile {
  readonly name: string;
  readonly text: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly aliases: Aliases;
  /** Whether it is told which types of resources there are. */
  readonly isTyped: boolean;
  /** Each as `7: problem`, or `7: problem | hint`. */
  readonly expected: readonly string[];
}

export function templateFiles(folder: string): readonly TemplateFile[] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith(".expected.json"))
    .map((name) => readTemplateFile(name, readFileSync(join(folder, name), "utf8")));
}

function readTemplateFile(name: string, whole: string): TemplateFile {
  const lines = whole.split("\n");
  const length = lines.findIndex((line) => !line.startsWith("#"));
  const header = lines.slice(0, length).map((line) => line.slice(2));
  const parameters =
    header.find((line) => line.startsWith("parameters: "))?.slice("parameters: ".length) ?? "";
  return {
    name,
    text: [...header.map(() => ""), ...lines.slice(length)].join("\n"),
    parameters: new Map(parameters.split(/\s+(?=\w+=)/).flatMap(parameterOf)),
    aliases: header.includes("aliases: written out") ? "written out" : "refused",
    isTyped: header.includes("types"),
    expected: header.filter((line) => /^(?:\d+|-): /.test(line)),
  };
}

function parameterOf(text: string): readonly (readonly [string, string])[] {
  const equals = text.indexOf("=");
  return equals === -1 ? [] : [[text.slice(0, equals), text.slice(equals + 1)]];
}
