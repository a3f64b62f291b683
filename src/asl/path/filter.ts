// What stands in `[?( … )]`: comparisons of a path from the item, `@`, with a literal, and whether such a path leads somewhere;
// joined by `&&`, `||` and `!`. What else Jayway JsonPath has, `in` and its like, regular expressions and values from elsewhere
// in the document, Step Functions does not support.
// https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html

import { isJsonObject, type Json } from "../../aws/json.ts";
import { DefinitionError } from "../scope.ts";
import { comparisons } from "./filter-comparisons.ts";
import { followDefinite } from "./follow.ts";
import { type Filter, isDefinite, type ParsedPath } from "./steps.ts";
import { unreadable } from "./unreadable.ts";

const deepestNesting = 100;
const operator = /==|!=|<=|>=|<|>/y;
/** Those of Jayway JsonPath and of JavaScript that Step Functions does not have. */
const otherOperator = /^(?:===|!==|=~|[a-z])/i;
const quoted = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/sy;
/** Up to what ends a comparison. */
const bare = /(?:[^&|()'"@$=~<>!]|&(?!&)|\|(?!\|))+/y;

/** Where in a text a path or a filter begins. */
export interface PathPlace {
  readonly text: string;
  readonly start: number;
  readonly field: string;
  /** Counts the filters and parentheses that it lies in. */
  readonly depth: number;
}

export interface PathInText {
  readonly path: ParsedPath;
  readonly end: number;
}

/** A filter holds paths, and a path filters: whoever reads paths hands that in. */
export function parseFilter(
  place: PathPlace,
  readPath: (place: PathPlace) => PathInText,
): { readonly accepts: Filter; readonly end: number } {
  const reader = new FilterReader(place, readPath);
  const accepts = reader.either(place.depth);
  reader.skipSpace();
  // Only objects are ever what a filter looks for.
  return { accepts: (item) => isJsonObject(item) && accepts(item), end: reader.at };
}

class FilterReader {
  readonly #text: string;
  readonly #field: string;
  readonly #readPath: (place: PathPlace) => PathInText;
  at: number;

  constructor({ text, start, field }: PathPlace, readPath: (place: PathPlace) => PathInText) {
    this.#text = text;
    this.at = start;
    this.#field = field;
    this.#readPath = readPath;
  }

  either(depth: number): Filter {
    if (depth > deepestNesting) throw this.#unreadable();
    const choices = [this.#both(depth)];
    while (this.#takeText("||")) choices.push(this.#both(depth));
    const [only = never] = choices;
    return choices.length === 1 ? only : (item) => choices.some((accepts) => accepts(item));
  }

  #both(depth: number): Filter {
    const demands = [this.#single(depth)];
    while (this.#takeText("&&")) demands.push(this.#single(depth));
    const [only = never] = demands;
    return demands.length === 1 ? only : (item) => demands.every((accepts) => accepts(item));
  }

  #single(depth: number): Filter {
    if (this.#takeText("!")) {
      if (depth > deepestNesting) throw this.#unreadable();
      const denied = this.#single(depth + 1);
      return (item) => !denied(item);
    }
    if (this.#takeText("(")) {
      const inner = this.either(depth + 1);
      if (!this.#takeText(")")) throw this.#unreadable();
      return inner;
    }
    return this.#comparison(depth);
  }

  /** A value that is not there compares as nothing does; null is as good as not there. */
  #comparison(depth: number): Filter {
    const find = this.#path(depth);
    this.skipSpace();
    if (otherOperator.test(this.#text.slice(this.at, this.at + 10))) {
      throw this.#refusal("the operators of filters are ==, !=, <, <=, > and >=");
    }
    const compare = comparisons.get(this.#take(operator)?.[0] ?? "");
    if (compare === undefined) return (item) => (find(item) ?? null) !== null;
    const literal = this.#literal();
    return (item) => {
      const value = find(item);
      return value !== undefined && compare(value, literal);
    };
  }

  #path(depth: number): (item: Json) => Json | undefined {
    this.skipSpace();
    if (this.#text.charAt(this.at) !== "@") {
      throw this.#refusal("a comparison begins with a path from the item, such as @.price");
    }
    const { path, end } = this.#readPath({
      text: this.#text,
      start: this.at,
      field: this.#field,
      depth: depth + 1,
    });
    if (!isDefinite(path)) throw this.#refusal("a path in a filter leads to one place");
    this.at = end;
    return (item) => followDefinite(item, path.steps);
  }

  #literal(): string {
    this.skipSpace();
    const found = this.#take(quoted);
    if (found !== null) return (found[1] ?? found[2] ?? "").replace(/\\(['"\\])/g, "$1");
    const word = this.#take(bare)?.[0].trim();
    if (word === undefined || word === "") {
      throw this.#refusal("a comparison ends with a literal: neither a path nor a regular expression");
    }
    return word;
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

  #refusal(rule: string): DefinitionError {
    const shown = this.#text.slice(this.at, this.at + 20);
    return new DefinitionError(`'${shown}' at character ${this.at + 1} cannot be read: ${rule}`, this.#field);
  }

  #unreadable(): DefinitionError {
    return unreadable(this.#text, this.at, this.#field);
  }
}

const never: Filter = () => false;
