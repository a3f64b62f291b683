// Fields that hold a JSONPath. A reference path names exactly one place: members and indexes only.

import { lengthProblem } from "../longest-expression.ts";
import { type Check, expected, type Place } from "./check.ts";
import { pathProblem, variableOf } from "./path-syntax.ts";

/** `InputPath`, `OutputPath`, the values of payload templates. */
export const path: Check = (value, place) => {
  if (typeof value !== "string") return expected("String", value, place);
  checkPath(value, place);
};

function checkPath(text: string, place: Place): void {
  const problem = pathProblem(text);
  if (problem !== undefined) {
    place.machine.findings.schema(
      place.path,
      "Value must be a valid JSONPath.",
      `'${shorten(text)}': ${problem}`,
    );
    return;
  }
  noteVariable(text, place);
}

interface ReferencePathOptions {
  /** Whether the context object (`$$.Execution.Id`) may be meant. */
  readonly context: boolean;
  readonly variables: boolean;
}

export function referencePath(options: ReferencePathOptions): Check {
  return (value, place) => {
    if (typeof value !== "string") return expected("String", value, place);
    const problem = referencePathProblem(value, options);
    if (problem === undefined) return noteVariable(value, place);
    place.machine.findings.schema(
      place.path,
      `Value is not a Reference Path: ${problem}`,
      "A reference path names one place, such as $.order.items[0]: no wildcards, filters, slices or functions.",
    );
  };
}

/** Where a state puts its result: in its own input, never in the context or in a variable. */
export const resultPath = referencePath({ context: false, variables: false });

/** The paths that a state reads a number, a time or its items from. */
export const readPath = referencePath({ context: true, variables: true });

/** What of a text is not a reference path, or undefined if it is one. */
function referencePathProblem(text: string, options: ReferencePathOptions): string | undefined {
  const tooLong = lengthProblem(text);
  if (tooLong !== undefined) return tooLong;
  if (!text.startsWith("$")) return "Reference path didn't start with '$'";
  if (text.startsWith("$$")) {
    if (!options.context) return "the Context Object cannot be referenced here";
    return segmentsProblem(text, 2);
  }
  const variable = variableOf(text);
  if (variable === undefined) return segmentsProblem(text, 1);
  if (!options.variables) return "variables cannot be referenced here";
  return segmentsProblem(text, 1 + variable.length);
}

const dotMember = /\.[^.[\]\s'"*?@:,()]+/y;
const bracketDotted = /\.(?=\[)/y;
const bracketMember = /\[\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*\]/y;
const bracketIndex = /\[\s*-?\d+\s*\]/y;

function segmentsProblem(text: string, start: number): string | undefined {
  let at = start;
  while (at < text.length) {
    const next = [dotMember, bracketMember, bracketIndex, bracketDotted].reduce((found, pattern) => {
      pattern.lastIndex = at;
      return found > at || !pattern.test(text) ? found : pattern.lastIndex;
    }, at);
    if (next === at) return stepProblem(text, at);
    at = next;
  }
  return undefined;
}

function stepProblem(text: string, at: number): string {
  const rest = text.slice(at);
  if (rest.startsWith("..")) return "'..' is not allowed";
  const forbidden = /[*?@:,(]/.exec(rest)?.[0];
  if (forbidden !== undefined) return `'${forbidden}' is not allowed`;
  if (rest.startsWith("[")) return "'[' must be followed by ' or '['";
  if (rest === ".") return "a name is missing after '.'";
  return `'.' or '[' expected at '${shorten(rest)}'`;
}

function noteVariable(text: string, place: Place): void {
  const variable = variableOf(text);
  if (variable !== undefined) place.variables.reads(variable, place.path);
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
