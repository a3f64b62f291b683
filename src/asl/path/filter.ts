// What stands in `[?( … )]`: comparisons of paths and literals, joined by `&&`, `||` and `!`, as Jayway JsonPath reads them.
// A regular expression is understood as far as it can be matched in linear time; any other is refused.

import type { Json } from "../../aws/json.ts";
import { type Glob, matchesGlob } from "../glob.ts";
import { DefinitionError } from "../scope.ts";
import { comparisons, regexGlob } from "./filter-operators.ts";
import { followAll, followDefinite } from "./follow.ts";
import { parsePathAt, unreadable } from "./parse-path.ts";
import { type Filter, isDefinite } from "./steps.ts";

/** Undefined if a path leads nowhere. */
type Operand = (current: Json, document: Json) => Json | undefined;

const deepestNesting = 100;
const operator =
  /(===|==|!==|!=|<=|>=|=~|<|>|(?:in|nin|subsetof|anyof|noneof|contains|sizeof|size|empty)\b)/iy;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /(?:true|false|null)\b/y;
const regex = /\/((?:[^/\\]|\\.)*)\/([a-z]*)/y;

/** `depth` counts the filters and parentheses that this one lies in. */
export function parseFilter(
  text: string,
  start: number,
  field: string,
  depth: number,
): { readonly accepts: Filter; readonly end: number } {
  const reader = new FilterReader(text, start, field);
  const accepts = reader.either(depth);
  reader.skipSpace();
  return { accepts, end: reader.at };
}

class FilterReader {
  readonly #text: string;
  readonly #field: string;
  at: number;

  constructor(text: string, start: number, field: string) {
    this.#text = text;
    this.at = start;
    this.#field = field;
  }

  either(depth: number): Filter {
    if (depth > deepestNesting) throw this.#unreadable();
    const choices = [this.#both(depth)];
    while (this.#takeText("||")) choices.push(this.#both(depth));
    const [only = never] = choices;
    if (choices.length === 1) return only;
    return (current, document) => choices.some((accepts) => accepts(current, document));
  }

  #both(depth: number): Filter {
    const demands = [this.#single(depth)];
    while (this.#takeText("&&")) demands.push(this.#single(depth));
    const [only = never] = demands;
    if (demands.length === 1) return only;
    return (current, document) => demands.every((accepts) => accepts(current, document));
  }

  #single(depth: number): Filter {
    this.skipSpace();
    if (this.#text.charAt(this.at) === "!") {
      this.at++;
      const denied = depth > deepestNesting ? never : this.#single(depth + 1);
      return (current, document) => !denied(current, document);
    }
    if (this.#takeText("(")) {
      const inner = this.either(depth + 1);
      if (!this.#takeText(")")) throw this.#unreadable();
      return inner;
    }
    return this.#comparison(depth);
  }

  #comparison(depth: number): Filter {
    const left = this.#operand(depth);
    this.skipSpace();
    const name = this.#take(operator)?.[0]?.toLowerCase();
    if (name === undefined) return (current, document) => left(current, document) !== undefined;
    if (name === "=~") return this.#match(left);
    const compare = comparisons.get(name);
    if (compare === undefined) throw this.#unreadable();
    const right = this.#operand(depth);
    return (current, document) => compare(left(current, document), right(current, document));
  }

  #match(left: Operand): Filter {
    this.skipSpace();
    const found = this.#take(regex);
    const pattern = found === null ? undefined : regexGlob(found[1] ?? "", found[2] ?? "");
    if (pattern === undefined) {
      throw new DefinitionError(
        `'=~' takes a regular expression of plain characters and '.*', such as /.*north.*/i: ${this.#text}`,
        this.#field,
      );
    }
    const glob: Glob = pattern.glob;
    return (current, document) => {
      const value = left(current, document);
      return typeof value === "string" && matchesGlob(glob, pattern.ignoreCase ? value.toLowerCase() : value);
    };
  }

  #operand(depth: number): Operand {
    this.skipSpace();
    const first = this.#text.charAt(this.at);
    if (first === "@" || first === "$") return this.#path(first === "@", depth);
    const value = first === "[" ? this.#list() : this.#literal();
    return () => value;
  }

  #path(isCurrent: boolean, depth: number): Operand {
    const { path, end } = parsePathAt(this.#text, this.at, this.#field, depth + 1);
    if (path.root.type !== "current" && path.root.type !== "input") throw this.#unreadable();
    this.at = end;
    const { steps } = path;
    if (isDefinite(path)) {
      if (isCurrent) return (current) => followDefinite(current, steps);
      return (_current, document) => followDefinite(document, steps);
    }
    return (current, document) => {
      const found = followAll(isCurrent ? current : document, steps, document);
      // A path that finds nothing does not exist.
      return Array.isArray(found) && found.length === 0 ? undefined : found;
    };
  }

  #list(): Json {
    this.at++;
    const items: Json[] = [];
    while (!this.#takeText("]")) {
      if (items.length > 0 && !this.#takeText(",")) throw this.#unreadable();
      this.skipSpace();
      items.push(this.#literal());
    }
    return items;
  }

  #literal(): Json {
    const quote = this.#text.charAt(this.at);
    if (quote === "'" || quote === '"') return this.#quoted(quote);
    const digits = this.#take(number)?.[0];
    if (digits !== undefined) return Number(digits);
    const name = this.#take(word)?.[0];
    if (name === undefined) throw this.#unreadable();
    return name === "null" ? null : name === "true";
  }

  #quoted(quote: string): string {
    let value = "";
    for (this.at++; this.at < this.#text.length; this.at++) {
      let character = this.#text.charAt(this.at);
      if (character === quote) {
        this.at++;
        return value;
      }
      if (character === "\\") character = this.#text.charAt(++this.at);
      value += character;
    }
    throw this.#unreadable();
  }

  #takeText(text: string): boolean {
    this.skipSpace();
    if (!this.#text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.at))) this.at++;
  }

  #unreadable(): DefinitionError {
    return unreadable(this.#text, this.at, this.#field);
  }
}

const never: Filter = () => false;
