// The state machines of a template, each with what is wrong with its definition and where that stands: in the template, or in the file
// that it names.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
import { checkedDefinition } from "./checked-definition.ts";
import { leftOpen, machineTypes } from "./open-definition.ts";

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

function machineIn(
  source: TemplateSource,
  id: string,
  { Type: type, Properties: given }: JsonObject,
  byHand: Substitutions,
): readonly CheckedMachine[] {
  if (!machineTypes.has(type) || given === undefined || !isJsonObject(given)) return [];
  const pointer = `${memberPointer("/Resources", id)}/Properties`;
  const path = [given.DefinitionUri, given.DefinitionS3Location].find((each) => typeof each === "string");
  if (typeof path === "string" && !/^(?:s3|https?):/.test(path))
    return [inFile(source, { path, pointer, properties: given, byHand })];
  if (given.Definition === undefined && given.DefinitionString === undefined) return [];
  return [inTemplate(source, { pointer, properties: given, byHand })];
}

interface MachineUse {
  /** Of its properties. */
  readonly pointer: string;
  readonly properties: JsonObject;
  /** What is filled in whatever the template says. */
  readonly byHand: Substitutions;
}

function inFile(
  { file, body }: TemplateSource,
  { path, pointer, properties, byHand }: MachineUse & { readonly path: string },
): CheckedMachine {
  const named = join(dirname(file), path);
  if (!existsSync(named))
    throw new TemplateError(file, `${pointer}/DefinitionUri`, `there is no ${named}`).placedIn(body);
  const { diagnostics, source, unused } = checkedDefinition(readFileSync(named, "utf8"), {
    ...{ file: named, properties, byHand },
  });
  return { diagnostics, rendered: renderDiagnostics(diagnostics, source), unused };
}

function inTemplate(
  { file, body }: TemplateSource,
  { pointer, properties, byHand }: MachineUse,
): CheckedMachine {
  const name = properties.Definition === undefined ? "DefinitionString" : "Definition";
  const written = properties[name] ?? null;
  const byFunctions = new Set<string>();
  const open = leftOpen(written, byFunctions);
  const text = typeof open === "string" ? open : JSON.stringify(open);
  const { diagnostics, unused } = checkedDefinition(text, {
    ...{ file: "definition.json", properties, byFunctions, byHand },
  });
  const told = diagnostics.map((diagnostic) => {
    const at = `${pointer}/${name}`;
    // Within a text of the template only the text's own place is known.
    const isKnown = typeof written !== "string" && diagnostic.path.startsWith("/");
    const line = (placeOf(body, isKnown ? `${at}${diagnostic.path}` : at) ?? placeOf(body, at))?.line;
    return renderDiagnostics([diagnostic], { file: line === undefined ? file : `${file}:${line}` });
  });
  return { diagnostics, rendered: told.join("\n"), unused };
}
