// Diagnostics as text: AWS's one-line message for the API, and a list for people.

import type { Diagnostic } from "../diagnostic.ts";
import { lineAndColumn } from "../json-text/json-problem.ts";
import { scanJson } from "../json-text/json-scanner.ts";

/** The message of AWS's `InvalidDefinition`. Warnings do not make a definition invalid and are left out. */
export function invalidDefinitionMessage(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "ERROR");
  // A problem of the machine as a whole has no location, which AWS prints as Java does.
  const listed = errors.map(
    ({ code, message, path }) => `${code}: ${message} at ${path === "" ? "null" : path}`,
  );
  return `Invalid State Machine Definition: '${listed.join(", ")}'`;
}

export interface RenderedSource {
  readonly file: string;
  /** With the text of the definition, the list tells lines and columns. */
  readonly text?: string;
  /** Path to offset in the text. @default those of the text as JSON */
  readonly places?: ReadonlyMap<string, number>;
}

/**
 * One entry a diagnostic, such as
 *
 *     error[MISSING_TRANSITION_TARGET] orders.asl.json:12:15 /States/Charge/Next
 *       Missing 'Next' target: Shp
 *       hint: Did you mean 'Ship'?
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], source: RenderedSource): string {
  const find = source.text === undefined ? () => undefined : positionFinder(source.text, source.places);
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, source.file, find)).join("\n");
}

/** `2 errors, 1 warning`. */
export function summariseDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "ERROR").length;
  return `${counted(errors, "error")}, ${counted(diagnostics.length - errors, "warning")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The message beside a position: Jackson's tells the source, on a line of its own, once more. */
export function plainMessage({ code, message }: Diagnostic): string {
  return code === "INVALID_JSON_DESCRIPTION" ? (message.split("\n at ")[0] ?? message) : message;
}

/** Where a diagnostic stands in the text; undefined where that is not known. */
export function positionOf(
  { path }: Diagnostic,
  { text, places }: RenderedSource,
): { readonly line: number; readonly column: number } | undefined {
  const [, line, column] = /^(\d+):(\d+)$/.exec((text && positionFinder(text, places)(path)) ?? "") ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column) };
}

type PositionFinder = (path: string) => string | undefined;

function renderDiagnostic(diagnostic: Diagnostic, file: string, find: PositionFinder): string {
  const { code, severity, path, message, hint } = diagnostic;
  const position = find(path);
  const isPlace = path.startsWith("/");
  const where = [position === undefined ? file : `${file}:${position}`, ...(isPlace ? [path] : [])].join(" ");
  const text = position === undefined ? message : plainMessage(diagnostic);
  const lines = [`${severity.toLowerCase()}[${code}] ${where}`, `  ${text}`];
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}

/** `12:15` of a place in the text; of a place that is not there, that of the nearest one around it. */
function positionFinder(text: string, given?: ReadonlyMap<string, number>): PositionFinder {
  const places = given ?? scanJson(text, { places: true }).places;
  return (path) => {
    const [, line, column] = /line: (\d+), column: (\d+)\]$/.exec(path) ?? [];
    if (line !== undefined) return `${line}:${column}`;
    if (!path.startsWith("/")) return undefined;
    let offset = places.get(path);
    for (let around = path; offset === undefined && around !== ""; ) {
      around = around.slice(0, Math.max(around.lastIndexOf("/"), around.lastIndexOf("["), 0));
      offset = places.get(around === "" ? "/" : around);
    }
    if (offset === undefined) return undefined;
    const at = lineAndColumn(text, offset);
    return `${at.line}:${at.column}`;
  };
}
