// Reads the text of a JSONPath, in the dialect of Jayway JsonPath that Step Functions accepts. Reads on without recursion,
// so that a path may have any number of steps.

import { DefinitionError } from "../scope.ts";
import { type PathInText, type PathPlace, parseFilter } from "./filter.ts";
import type { ParsedPath, Root, Step } from "./steps.ts";
import { unreadable } from "./unreadable.ts";

const variableName = /\$([\p{ID_Start}_][\p{ID_Continue}]*)/uy;
/** What looks like the call of a function is a name like any other. */
const dotMember = /\.([^.[\]\s()'"*?@,:=!<>&|]+(?:\([^()]*\))?)/y;
const dotWildcard = /\.\*/y;
const bareMember = /([^.[\]\s()'"*?@,:=!<>&|]+(?:\([^()]*\))?)/y;
const quoted = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*/sy;
const wildcardInBrackets = /\[\s*\*\s*\]/y;
const indexList = /\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\]/y;
const sliceInBrackets = /\[\s*(?:(-?\d+)\s*)?:\s*(?:(-?\d+)\s*)?(?::\s*(?:(-?\d+)\s*)?)?\]/y;
const filterStart = /\[\s*\?\s*\(/y;

/** The whole text must be one path; blanks at its end do not count. */
export function parsePath(text: string, field: string): ParsedPath {
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
    const variable = this.#take(variableName);
    if (variable?.[1] !== undefined) return { type: "variable", name: variable[1] };
    this.at++;
    return { type: "input" };
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
    if (this.#take(dotWildcard) !== null) return steps.push({ type: "wildcard" }) > 0;
    if (this.#text.charAt(this.at + 1) === "[") {
      this.at++;
      return this.#bracket(steps);
    }
    const member = this.#take(dotMember);
    if (member === null) throw unreadable(this.#text, this.at, this.#field);
    return this.#named(steps, member);
  }

  #afterDescendants(steps: Step[]): boolean {
    const next = this.#text.charAt(this.at);
    if (next === "[") return this.#bracket(steps);
    if (next === "*") {
      this.at++;
      return steps.push({ type: "wildcard" }) > 0;
    }
    const member = this.#take(bareMember);
    if (member === null) throw unreadable(this.#text, this.at, this.#field);
    return this.#named(steps, member);
  }

  #named(steps: Step[], [, name = ""]: RegExpExecArray): boolean {
    return steps.push({ type: "member", name }) > 0;
  }

  #bracket(steps: Step[]): boolean {
    const step = this.#indexes() ?? this.#members() ?? this.#slice() ?? this.#filter();
    if (step === undefined) throw unreadable(this.#text, this.at, this.#field);
    return steps.push(step) > 0;
  }

  #indexes(): Step | undefined {
    if (this.#take(wildcardInBrackets) !== null) return { type: "wildcard" };
    const found = this.#take(indexList);
    if (found === null) return undefined;
    const indexes = (found[1] ?? "").split(",").map(Number);
    const [index = 0] = indexes;
    return indexes.length === 1 ? { type: "index", index } : { type: "indexes", indexes };
  }

  #members(): Step | undefined {
    const start = this.at;
    const names: string[] = [];
    do {
      this.at++;
      const found = this.#take(quoted);
      if (found === null) {
        this.at = start;
        return undefined;
      }
      // A backslash before anything but a backslash or the quote stands for itself [recorded].
      const [, single, double = ""] = found;
      names.push(single?.replace(/\\(['\\])/g, "$1") ?? double.replace(/\\(["\\])/g, "$1"));
    } while (this.#text.charAt(this.at) === ",");
    if (this.#text.charAt(this.at) !== "]") throw unreadable(this.#text, this.at, this.#field);
    this.at++;
    const [name = ""] = names;
    return names.length === 1 ? { type: "member", name } : { type: "members", names };
  }

  #slice(): Step | undefined {
    const found = this.#take(sliceInBrackets);
    if (found === null) return undefined;
    // A third number is read, and means nothing.
    const [start, end] = found.slice(1, 3).map((digits) => (digits ? Number(digits) : undefined));
    return { type: "slice", start, end };
  }

  #filter(): Step | undefined {
    if (this.#take(filterStart) === null) return undefined;
    const place = { text: this.#text, start: this.at, field: this.#field, depth: this.#depth };
    const { accepts, end } = parseFilter(place, parsePathAt);
    this.at = end;
    const close = this.#take(/\)\s*\]/y);
    if (close === null) throw unreadable(this.#text, this.at, this.#field);
    return { type: "filter", accepts };
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }
}
