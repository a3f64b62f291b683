// What is wrong with the definition of a template's machine, as far as that is certain before the deployment: what the template fills
// in with a value is filled in, and what it fills in with the result of a function is not looked at.

import { asJsonText, readDefinitionText } from "../asl/definition-text/definition-text.ts";
import { openNames, type Substitutions, unfilledHint } from "../asl/definition-text/substitutions.ts";
import type { Diagnostic } from "../asl/diagnostic.ts";
import { lineAndColumn } from "../asl/json-text/json-problem.ts";
import { scanJson } from "../asl/json-text/json-scanner.ts";
import type { RenderedSource } from "../asl/validate/render.ts";
import { isJsonObject, type JsonObject } from "../aws/json.ts";
import { isJson } from "../aws/json-text.ts";
import { filledNames } from "./open-definition.ts";

export interface CheckedDefinition {
  readonly diagnostics: readonly Diagnostic[];
  readonly source: RenderedSource;
  /** Those of the substitutions by hand that the text has no place for. */
  readonly unused: readonly string[];
}

export interface DefinitionUse {
  /** For messages, and to tell YAML from JSON. */
  readonly file: string;
  /** Of the machine. */
  readonly properties: JsonObject;
  /** The names that functions within the definition stand for. */
  readonly byFunctions?: Iterable<string>;
  /** By hand, before those of the template. */
  readonly byHand?: Substitutions;
}

export function checkedDefinition(text: string, use: DefinitionUse): CheckedDefinition {
  const { file, properties, byFunctions = [], byHand = {} } = use;
  const workflow = properties.StateMachineType ?? properties.Type;
  const filledLater = filledNames(properties, byFunctions);
  const substitutions = { ...givenValues(properties), ...byHand };
  const read = readDefinitionText(text, {
    ...{ file, substitutions, filledLater, type: workflow === "EXPRESS" ? "EXPRESS" : "STANDARD" },
  });
  const { source } = read;
  const unused = read.unused.filter((name) => Object.hasOwn(byHand, name));
  const open = openNames(text).filter((name) => !Object.hasOwn(substitutions, name));
  if (open.length === 0) return { ...read, unused };
  const unfilled = filledLater === undefined ? [] : open.filter((name) => !filledLater.has(name));
  const hinted = (names: readonly string[]) => ({ hint: unfilledHint(names, filledLater ?? new Set()) });
  /** Whether it can be read with any value for what is open, but for the name that is left as it stands. */
  const isReadable = (left?: string) => {
    const others = open.filter((name) => name !== left).map((name) => [name, "1"] as const);
    return canBeRead(text, file, { ...substitutions, ...Object.fromEntries(others) });
  };
  const { wrong, isUnknown } = openIn(read, (name) => open.includes(name) && !unfilled.includes(name));
  const canBe = isReadable();
  const told = read.diagnostics.flatMap((each) => {
    if (isUnknown(each) || (canBe && unreadable.has(each.code))) return [];
    const names = (wrong.get(each) ?? []).filter((name) => unfilled.includes(name));
    return [names.length === 0 ? each : { ...each, ...hinted(names) }];
  });
  const bare = canBe ? unfilled.filter((name) => !isReadable(name)) : [];
  const left = bare.map((name): Diagnostic => {
    const message = `Not filled in: \${${name}}`;
    return {
      code: "OPEN_SUBSTITUTION",
      severity: "ERROR",
      path: placeIn(text, name),
      message,
      ...hinted([name]),
    };
  });
  const isTold = bare.length > 0 && bare.length === unfilled.length;
  const others = told.filter(({ code }) => !isTold || code !== "OPEN_SUBSTITUTION");
  return { diagnostics: [...others, ...left], source, unused };
}

/** The errors whose values have something open, with its names; and which problems there may not be once it is filled in. */
function openIn(
  { diagnostics, source }: Omit<CheckedDefinition, "unused">,
  isFilledLater: (name: string) => boolean,
) {
  const places = source.places ?? scanJson(source.text ?? "", { places: true }).places;
  const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
  const wrong = new Map(errors.map((each) => [each, namesAt(places.get(each.path), source.text)]));
  const unknown = new Set(errors.filter((each) => wrong.get(each)?.some(isFilledLater)));
  // A state that leads nobody knows where may lead to any other.
  const leadsAnywhere = [...unknown].some(({ code }) => code === "MISSING_TRANSITION_TARGET");
  const isUnknown = (each: Diagnostic) =>
    unknown.has(each) || (leadsAnywhere && each.code === "MISSING_TRANSITION_TARGET");
  return { wrong, isUnknown };
}

const unreadable: ReadonlySet<string> = new Set(["INVALID_JSON_DESCRIPTION", "INVALID_YAML_DESCRIPTION"]);

/** Those of DefinitionSubstitutions that are written out. */
function givenValues({ DefinitionSubstitutions: given }: JsonObject): Substitutions {
  if (!isJsonObject(given)) return {};
  const written = Object.entries(given).filter(([, value]) =>
    ["string", "number", "boolean"].includes(typeof value),
  );
  return Object.fromEntries(written.map(([name, value]) => [name, String(value)]));
}

function canBeRead(text: string, file: string, substitutions: Substitutions): boolean {
  try {
    return isJson(asJsonText(text, file, substitutions));
  } catch {
    return false;
  }
}

/** The names that the text or number at an offset leaves open. */
function namesAt(offset: number | undefined, text = ""): readonly string[] {
  if (offset === undefined) return [];
  scalar.lastIndex = offset;
  return openNames(scalar.exec(text)?.[0] ?? "");
}

/** In quotes, or a placeholder that stands alone, or to the end of the line but for what comes after `key: `. */
const scalar = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\$\{[^}\n]*\}|[^\s{}[\]"',#](?:[^\n:]|:(?=\S))*/y;

/** Where a name stands without quotes. */
function placeIn(text: string, name: string): string {
  const placeholder = `\${${name}}`;
  let at = text.indexOf(placeholder);
  for (let next = at; next !== -1; next = text.indexOf(placeholder, next + 1)) {
    if (!/[:[,]\s*$/.test(text.slice(0, next))) continue;
    at = next;
    break;
  }
  const { line, column } = lineAndColumn(text, at);
  return `[line: ${line}, column: ${column}]`;
}
