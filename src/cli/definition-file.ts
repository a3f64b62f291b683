// The files that the commands are given: definitions, inputs and mocks, each read with an error that names it.

import { readFileSync } from "node:fs";
import { type DefinitionText, readDefinitionText } from "../asl/definition-text/definition-text.ts";
import type { Substitutions } from "../asl/definition-text/substitutions.ts";
import { isJsonObject, type Json } from "../aws/json.ts";
import { jsonObjectOrUndefined } from "../aws/json-text.ts";
import type { WorkflowType } from "../engine/execution.ts";
import { isTemplateText } from "../projects/template-machines.ts";
import type { OptionValues } from "./command-option.ts";
import { UsageError } from "./usage-error.ts";

/** Without the byte order mark that some editors begin a file with. Throws UsageError if the file cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UsageError(`there is no file ${file}`);
    if (code === "EISDIR") throw new UsageError(`${file} is a folder: expected a file in it`);
    throw new UsageError(`${file} cannot be read: ${message}`);
  }
}

/** A file of test cases, given as a definition. */
export class HoldsTests extends UsageError {
  constructor(file: string) {
    super(`${file} holds test cases, not a definition`, { hint: `millrace test ${file}` });
  }
}

/** A definition in JSON or YAML, with what the options fill in. Throws UsageError if the file cannot be read, HoldsTests. */
export function readDefinition(file: string, options: OptionValues): DefinitionText {
  const substitutions = substitutionsOf(options);
  const text = readText(file);
  if (isOfTests(text)) throw new HoldsTests(file);
  if (isOfServerless(text))
    throw new UsageError(`${file} is a service of the Serverless Framework, not a definition or a template`, {
      hint: "millrace dev brings it up and checks its machines",
    });
  if (isTemplateText(text))
    throw new UsageError(`${file} is a template: expected the definition of one state machine`, {
      hint: `millrace validate ${file} checks its machines, and a file that one names with DefinitionUri can be given here`,
    });
  return readDefinitionText(text, { type: workflowType(options), file, substitutions });
}

/** The text of a template that was given in a definition's place; undefined for any other file. Throws UsageError if it cannot be read. */
export function readTemplate(file: string): string | undefined {
  const text = readText(file);
  return isTemplateText(text) ? text : undefined;
}

/** By the two members that each `serverless.yml` has, and no definition. */
function isOfServerless(text: string): boolean {
  return /^service\s*:/m.test(text) && /^provider\s*:/m.test(text);
}

/** Case files and mock files, which stand beside definitions. */
function isOfTests(text: string): boolean {
  if (!/"(?:cases|StateMachines)"/.test(text)) return false;
  const content = jsonObjectOrUndefined(text);
  if (content === undefined || Object.hasOwn(content, "States")) return false;
  return Array.isArray(content.cases) || isJsonObject(content.StateMachines);
}

/** What `--substitute NAME=VALUE` gives. Throws UsageError. */
export function substitutionsOf(options: OptionValues): Substitutions {
  return Object.fromEntries(namedValues(options, "substitute", "NAME=VALUE"));
}

/** An option of the form NAME=VALUE that may be given more than once. Throws UsageError. */
export function namedValues(
  options: OptionValues,
  option: string,
  form: string,
): readonly (readonly [name: string, value: string])[] {
  return ((options[option] as readonly string[] | undefined) ?? []).map((given) => {
    const at = given.indexOf("=");
    if (at < 1) throw new UsageError(`--${option} takes ${form}, not "${given}"`);
    return [given.slice(0, at), given.slice(at + 1)];
  });
}

/** JSON as an option gives it: the text itself, `@FILE`, or `-` for stdin. Throws UsageError. */
export function readJsonOption(name: string, text: string): Json {
  const source =
    text === "-" ? readText("/dev/stdin") : text.startsWith("@") ? readText(text.slice(1)) : text;
  try {
    return JSON.parse(source) as Json;
  } catch (cause) {
    throw new UsageError(`--${name} is not JSON: ${(cause as Error).message}`, {
      hint: `give JSON, @FILE for a file that holds it, or - for stdin`,
    });
  }
}

/** Throws UsageError for a type that there is not. */
export function workflowType(options: OptionValues): WorkflowType {
  const type = String(options.type ?? "STANDARD").toUpperCase();
  if (type === "STANDARD" || type === "EXPRESS") return type;
  throw new UsageError(`--type must be STANDARD or EXPRESS, not "${options.type}"`);
}

export const substituteOption = {
  type: "string",
  multiple: true,
  value: "NAME=VALUE",
  isShared: true,
  summary: "what stands for ${NAME} in the definition; may be given more than once",
} as const;

export const typeOption = {
  type: "string",
  value: "TYPE",
  default: "STANDARD",
  isShared: true,
  summary: "STANDARD or EXPRESS",
} as const;
