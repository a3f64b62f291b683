// Reads the text of a JSONPath, in the dialect of Jayway JsonPath that Step Functions accepts. Reads on without recursion,
// so that a path may have any number of steps. Patterns tell where a step ends; a list of what they match, made for each of
// tens of thousands, would take longer than all else.

import { refuseTooLong } from "../longest-expression.ts";
import { DefinitionError } from "../scope.ts";
import { type PathInText, type PathPlace, parseFilter } from "./filter.ts";
import type { ParsedPath, Root, Step } from "./steps.ts";
import { unreadable } from "./unreadable.ts";

const variableName = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
/** What looks like the call of a function is a name like any other. */
const dotMember = /\.[^.[\]\s()'"*?@,:=!<>&|]+(?:\([^()]*\))?/y;
const dotWildcard = /\.\*/y;
const bareMember = /[^.[\]\s()'"*?@,:=!<>&|]+(?:\([^()]*\))?/y;
const quoted = /\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*/sy;
const wildcardInBrackets = /\[\s*\*\s*\]/y;
const indexList = /\[\s*-?\d+(?:\s*,\s*-?\d+)*\s*\]/y;
const sliceInBrackets = /\[\s*(?:-?\d+\s*)?:\s*(?:-?\d+\s*)?(?::\s*(?:-?\d+\s*)?)?\]/y;
const filterStart = /\[\s*\?\s*\(/y;
const filterEnd = /\)\s*\]/y;

/** The whole text must be one path; blanks at its end do not count. */
export function parsePath(text: string, field: string): ParsedPath {
  refuseTooLong(text, field);
  const { path, end } = parsePathAt({ text, start: 0, field, depth: 0 });
  if (text.slice(end).trim() !== "") throw unreadable(text, end, field);
  return path;
}

/** Reads as much of the text as is a path. */
export function parsePathAt(place: PathPlace): PathInText {
  const reader = new PathReader(place);
  const path = reader.read();
  return { path, end: reader.at };
}

class PathReader {
  readonly #text: string;
  readonly #field: string;
  readonly #depth: number;
  at: number;

  constructor({ text, start, field, depth }: PathPlace) {
    this.#text = text;
    this.at = start;
    this.#field = field;
    this.#depth = depth;
  }

  read(): ParsedPath {
    const start = this.at;
    const root = this.#root();
    const steps: Step[] = [];
    while (this.#step(steps)) {}
    return { root, steps, text: this.#text.slice(start, this.at) };
  }

  #root(): Root {
    const first = this.#text.charAt(this.at);
    if (first === "@") {
      this.at++;
      return { type: "current" };
    }
    if (first !== "$") throw new DefinitionError(`A path starts with '$': ${this.#text}`, this.#field);
    if (this.#text.charAt(this.at + 1) === "$") {
      this.at += 2;
      return { type: "context" };
    }
    const start = this.at++;
    if (!this.#passes(variableName)) return { type: "input" };
    return { type: "variable", name: this.#text.slice(start + 1, this.at) };
  }

  #step(steps: Step[]): boolean {
    const next = this.#text.charAt(this.at);
    if (next === "[") return this.#bracket(steps);
    if (next !== ".") return false;
    if (this.#text.charAt(this.at + 1) === ".") {
      this.at += 2;
      steps.push({ type: "descendants" });
      return this.#afterDescendants(steps);
    }
    if (this.#passes(dotWildcard)) return steps.push({ type: "wildcard" }) > 0;
    if (this.#text.charAt(this.at + 1) === "[") {
      this.at++;
      return this.#bracket(steps);
    }
    const start = this.at;
    if (!this.#passes(dotMember)) throw unreadable(this.#text, start, this.#field);
    return this.#named(steps, start + 1);
  }

  #afterDescendants(steps: Step[]): boolean {
    const next = this.#text.charAt(this.at);
    if (next === "[") return this.#bracket(steps);
    if (next === "*") {
      this.at++;
      return steps.push({ type: "wildcard" }) > 0;
    }
    const start = this.at;
    if (!this.#passes(bareMember)) throw unreadable(this.#text, start, this.#field);
    return this.#named(steps, start);
  }

  #named(steps: Step[], start: number): boolean {
    return steps.push({ type: "member", name: this.#text.slice(start, this.at) }) > 0;
  }

  #bracket(steps: Step[]): boolean {
    const step = this.#indexes() ?? this.#members() ?? this.#slice() ?? this.#filter();
    if (step === undefined) throw unreadable(this.#text, this.at, this.#field);
    return steps.push(step) > 0;
  }

  #indexes(): Step | undefined {
    const start = this.at;
    if (this.#passes(indexList)) {
      const digits = this.#text.slice(start + 1, this.at - 1);
      if (!digits.includes(",")) return { type: "index", index: Number(digits) };
      return { type: "indexes", indexes: digits.split(",").map(Number) };
    }
    return this.#passes(wildcardInBrackets) ? { type: "wildcard" } : undefined;
  }

  #members(): Step | undefined {
    const start = this.at;
    const names: string[] = [];
    do {
      const before = ++this.at;
      if (!this.#passes(quoted)) {
        this.at = start;
        return undefined;
      }
      names.push(unquoted(this.#text.slice(before, this.at).trim()));
    } while (this.#text.charAt(this.at) === ",");
    if (this.#text.charAt(this.at) !== "]") throw unreadable(this.#text, this.at, this.#field);
    this.at++;
    const [name = ""] = names;
    return names.length === 1 ? { type: "member", name } : { type: "members", names };
  }

  #slice(): Step | undefined {
    const first = this.at;
    if (!this.#passes(sliceInBrackets)) return undefined;
    // A third number is read, and means nothing.
    const numbers = this.#text.slice(first + 1, this.at - 1).split(":");
    const [start, end] = numbers.map((digits) => (digits.trim() === "" ? undefined : Number(digits)));
    return { type: "slice", start, end };
  }

  #filter(): Step | undefined {
    if (!this.#passes(filterStart)) return undefined;
    const place = { text: this.#text, start: this.at, field: this.#field, depth: this.#depth };
    const { accepts, end } = parseFilter(place, parsePathAt);
    this.at = end;
    if (!this.#passes(filterEnd)) throw unreadable(this.#text, this.at, this.#field);
    return { type: "filter", accepts };
  }

  /** Stands behind what the pattern matches, if it does. */
  #passes(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const matches = pattern.test(this.#text);
    if (matches) this.at = pattern.lastIndex;
    return matches;
  }
}

/** A backslash before anything but a backslash or the quote stands for itself [recorded]. */
function unquoted(text: string): string {
  const inside = text.slice(1, -1);
  if (!inside.includes("\\")) return inside;
  return inside.replace(text.startsWith("'") ? /\\(['\\])/g : /\\(["\\])/g, "$1");
}
