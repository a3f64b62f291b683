// The text of a definition as people write it: JSON or YAML, with `${…}` to be filled in. Step Functions itself takes JSON with
// nothing left open; this is for files that are looked at, run or tested before they are deployed.

import type { Diagnostic } from "../diagnostic.ts";
import { lineAndColumn, offsetOf } from "../json-text/json-problem.ts";
import { scanJson } from "../json-text/json-scanner.ts";
import type { RenderedSource } from "../validate/render.ts";
import type { LoadedDefinition, ValidationOptions } from "../validate/validate.ts";
import { loadDefinition } from "../validate/validate.ts";
import type { FilledText } from "./filled-text.ts";
import {
  type DefinitionFormat,
  openNames,
  type Substitutions,
  standIn,
  substitute,
  unfilledHint,
} from "./substitutions.ts";
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
  const format = formatOf(file, text);
  const filled = substitute(text, substitutions, format);
  const open = openNames(filled.text);
  const readable = open.length === 0 ? filled : standIn(filled);
  const read = format === "YAML" ? fromYaml(readable.text, options) : fromJson(readable.text, options);
  const unfilled = open.filter((name) => filledLater?.has(name) !== true);
  const warnings =
    unfilled.length === 0 || read.definition === undefined ? [] : [leftOpen(unfilled, filledLater)];
  const names = openNames(text);
  const unused = Object.keys(substitutions).filter((name) => !names.includes(name));
  const found = readable.text === text ? read : asWritten(read, readable, text);
  return { ...found, unused, diagnostics: [...found.diagnostics, ...warnings] };
}

/**
 * The same text as JSON, which is what Step Functions takes, with all that there is to be filled in: as on AWS, before anything reads
 * it. Throws SyntaxError for YAML that is none.
 */
export function asJsonText(text: string, file: string, substitutions: Substitutions = {}): string {
  const format = formatOf(file, text);
  const filled = substitute(text, substitutions, format).text;
  if (format === "JSON") return filled;
  const { value, diagnostics } = readYaml(filled);
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

/** What was found in a text that was filled in, with its places in the one that was written. */
function asWritten(read: Read, filled: FilledText, written: string): Read {
  const places = read.source.places ?? scanJson(filled.text, { places: true }).places;
  const moved = new Map([...places].map(([path, offset]) => [path, filled.writtenAt(offset)]));
  const inWritten = (told: string) =>
    told.replace(lineInText, (_whole, line: string, between: string, column: string) => {
      const place = lineAndColumn(
        written,
        filled.writtenAt(offsetOf(filled.text, Number(line), Number(column))),
      );
      return `${place.line}${between}${place.column}`;
    });
  const diagnostics = read.diagnostics.map((diagnostic) => ({
    ...diagnostic,
    path: inWritten(diagnostic.path),
    message: inWritten(diagnostic.message),
    ...(diagnostic.hint === undefined ? {} : { hint: inWritten(diagnostic.hint) }),
  }));
  return { ...read, diagnostics, source: { ...read.source, text: written, places: moved } };
}

/** At the end of `[Source: …; line: 3, column: 7]`, and of `look at line 3, column 7.` */
const lineInText = /(?<=line:? )(\d+)(, column:? )(\d+)(?=[\].]$)/;

/** By its name; without a telling one, a text that does not begin as a JSON object does is YAML. */
function formatOf(file: string, text: string): DefinitionFormat {
  if (/\.ya?ml$/i.test(file)) return "YAML";
  return !/\.json$/i.test(file) && /^\s*(?:#|---|[A-Za-z]+\s*:)/.test(text) ? "YAML" : "JSON";
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
