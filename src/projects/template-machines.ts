// The state machines of a template, each with what is wrong with its definition and where that stands: in the template, or in the file
// that it names.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type DefinitionTextOptions, readDefinitionText } from "../asl/definition-text/definition-text.ts";
import type { Substitutions } from "../asl/definition-text/substitutions.ts";
import type { Diagnostic } from "../asl/diagnostic.ts";
import { renderDiagnostics } from "../asl/validate/render.ts";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { placeOf } from "../aws/template/places.ts";
import { TemplateError } from "../aws/template/template-error.ts";
import {
  readTemplateText,
  type TemplateSource,
} from "../services/cloudformation/template/template-source.ts";
import { filledNames, leftOpen, machineTypes } from "./open-definition.ts";

/** What was looked at, and what is wrong with it. */
export interface CheckedMachine {
  readonly diagnostics: readonly Diagnostic[];
  /** The same as a list for people. */
  readonly rendered: string;
  /** The substitutions that the definition has no place for. */
  readonly unused: readonly string[];
}

/** Whether a text is meant as a template, and not as a definition or anything else. */
export function isTemplateText(text: string): boolean {
  if (!/\bAWS::\w+::\w/.test(text)) return false;
  if (!/^\s*\{/.test(text)) return /^["']?Resources["']?\s*:/m.test(text);
  try {
    const content = JSON.parse(text) as Json;
    return isJsonObject(content) && isJsonObject(content.Resources) && content.States === undefined;
  } catch {
    return false;
  }
}

/** Throws TemplateError for a template that cannot be read. */
export function templateMachines(
  file: string,
  text: string,
  substitutions: Substitutions = {},
): readonly CheckedMachine[] {
  const source = readTemplateText(text, file, "written out");
  const { Resources: resources } = source.body;
  return Object.entries(isJsonObject(resources) ? resources : {}).flatMap(([id, resource]) =>
    isJsonObject(resource) ? machineIn(source, id, resource, substitutions) : [],
  );
}

type MachineOptions = Omit<DefinitionTextOptions, "file">;

function machineIn(
  source: TemplateSource,
  id: string,
  { Type: type, Properties: given }: JsonObject,
  substitutions: Substitutions,
): readonly CheckedMachine[] {
  if (!machineTypes.has(type) || given === undefined || !isJsonObject(given)) return [];
  const workflow = given.StateMachineType ?? given.Type;
  const options: MachineOptions = { type: workflow === "EXPRESS" ? "EXPRESS" : "STANDARD", substitutions };
  const properties = `${memberPointer("/Resources", id)}/Properties`;
  const path = [given.DefinitionUri, given.DefinitionS3Location].find((each) => typeof each === "string");
  if (typeof path === "string" && !/^(?:s3|https?):/.test(path))
    return [inFile(source, { path, properties }, { ...options, filledLater: filledNames(given) })];
  const written = given.Definition ?? given.DefinitionString;
  if (written === undefined) return [];
  const pointer = `${properties}/${given.Definition === undefined ? "DefinitionString" : "Definition"}`;
  const byFunctions = new Set<string>();
  const open = leftOpen(written, byFunctions);
  const filledLater = filledNames(given, byFunctions);
  return [inTemplate(source, { written, open, pointer }, { ...options, filledLater })];
}

function inFile(
  { file, body }: TemplateSource,
  { path, properties }: { readonly path: string; readonly properties: string },
  options: MachineOptions,
): CheckedMachine {
  const named = join(dirname(file), path);
  if (!existsSync(named))
    throw new TemplateError(file, `${properties}/DefinitionUri`, `there is no ${named}`).placedIn(body);
  const { diagnostics, source, unused } = readDefinitionText(readFileSync(named, "utf8"), {
    ...options,
    file: named,
  });
  return { diagnostics, rendered: renderDiagnostics(diagnostics, source), unused };
}

function inTemplate(
  { file, body }: TemplateSource,
  { written, open, pointer }: { readonly written: Json; readonly open: Json; readonly pointer: string },
  options: MachineOptions,
): CheckedMachine {
  const text = typeof open === "string" ? open : JSON.stringify(open);
  const { diagnostics, unused } = readDefinitionText(text, { ...options, file: "definition.json" });
  const told = diagnostics.map((diagnostic) => {
    // Within a text of the template only the text's own place is known.
    const path = typeof written === "string" ? pointer : `${pointer}${diagnostic.path}`;
    const line = (placeOf(body, path) ?? placeOf(body, pointer))?.line;
    return renderDiagnostics([diagnostic], { file: line === undefined ? file : `${file}:${line}` });
  });
  return { diagnostics, rendered: told.join("\n"), unused };
}
