// The text of a definition as people write it: JSON or YAML, with `${…}` to be filled in. Step Functions itself takes JSON with
// nothing left open; this is for files that are looked at, run or tested before they are deployed.

import type { Diagnostic } from "../diagnostic.ts";
import type { RenderedSource } from "../validate/render.ts";
import type { LoadedDefinition, ValidationOptions } from "../validate/validate.ts";
import { loadDefinition } from "../validate/validate.ts";
import { openNames, type Substitutions, standIn, substitute, unfilledHint } from "./substitutions.ts";
import { readYaml } from "./yaml.ts";

export interface DefinitionText extends LoadedDefinition {
  /** What `renderDiagnostics` needs to tell where a problem stands. */
  readonly source: RenderedSource;
  /** Those of the given substitutions that the text has no place for. */
  readonly unused: readonly string[];
}

export interface DefinitionTextOptions extends ValidationOptions {
  /** For messages, and to tell YAML from JSON. */
  readonly file: string;
  readonly substitutions?: Substitutions;
  /** The names that the deployment will fill in, where that is known. */
  readonly filledLater?: ReadonlySet<string> | undefined;
}

/** Parses and validates. What is left open is a warning. */
export function readDefinitionText(text: string, options: DefinitionTextOptions): DefinitionText {
  const { file, substitutions = {}, filledLater } = options;
  const filled = substitute(text, substitutions);
  const open = openNames(filled);
  const readable = open.length === 0 ? filled : standIn(filled);
  const read = isYaml(file, readable) ? fromYaml(readable, options) : fromJson(readable, options);
  const unfilled = open.filter((name) => filledLater?.has(name) !== true);
  const warnings =
    unfilled.length === 0 || read.definition === undefined ? [] : [leftOpen(unfilled, filledLater)];
  const names = openNames(text);
  const unused = Object.keys(substitutions).filter((name) => !names.includes(name));
  return { ...read, unused, diagnostics: [...read.diagnostics, ...warnings] };
}

/** The same text as JSON, which is what Step Functions takes. Throws SyntaxError for YAML that is none. */
export function asJsonText(text: string, file: string): string {
  if (!isYaml(file, text)) return text;
  const { value, diagnostics } = readYaml(text);
  const [problem] = diagnostics;
  if (problem !== undefined) throw new SyntaxError(`${problem.message} ${problem.path}`);
  return JSON.stringify(value);
}

type Read = Omit<DefinitionText, "unused">;

function fromJson(text: string, options: DefinitionTextOptions): Read {
  return { ...loadDefinition(text, options), source: { file: options.file, text } };
}

function fromYaml(text: string, options: DefinitionTextOptions): Read {
  const { value, places, diagnostics } = readYaml(text);
  const source = { file: options.file, text, places };
  if (diagnostics.length > 0) return { definition: undefined, diagnostics, source };
  // A text would be taken for JSON; as a value it is refused for not being an object.
  const definition = typeof value === "string" ? JSON.stringify(value) : value;
  return { ...loadDefinition(definition, options), source };
}

/** By its name; without a telling one, a text that does not begin as a JSON object does. */
function isYaml(file: string, text: string): boolean {
  if (/\.ya?ml$/i.test(file)) return true;
  return !/\.json$/i.test(file) && /^\s*(?:#|---|[A-Za-z]+\s*:)/.test(text);
}

function leftOpen(names: readonly string[], filledLater: ReadonlySet<string> | undefined): Diagnostic {
  return {
    code: "OPEN_SUBSTITUTION",
    severity: "WARNING",
    path: "",
    message: `Not filled in: ${names.map((name) => `\${${name}}`).join(", ")}`,
    hint:
      filledLater === undefined
        ? "The deployment fills them in; here, --substitute NAME=VALUE does."
        : unfilledHint(names, filledLater),
  };
}
