// The grammar of SEARCH: a schema in braces, then terms with AND, OR and NOT. Terms that follow each other are joined by AND, which
// binds closer than OR.

import { ServiceError } from "../../../aws/service-error.ts";

export interface SearchExpression {
  readonly schema: { readonly namespace: string; readonly dimensions: readonly string[] } | undefined;
  readonly term: SearchTerm | undefined;
}

export type SearchTerm =
  | { readonly type: "all" | "any"; readonly terms: readonly SearchTerm[] }
  | { readonly type: "not"; readonly term: SearchTerm }
  | {
      readonly type: "exact" | "partial";
      readonly text: string;
      /** MetricName, Namespace, or the name of a dimension; undefined looks everywhere. */
      readonly property: string | undefined;
    };

/** Throws ValidationException with the place where the search goes wrong. */
export function parseSearch(source: string): SearchExpression {
  return new SearchParser(source).parse();
}

/** "The maximum search expression query size is 1024 characters." */
const longestSearch = 1024;
/** Parentheses within each other. */
const deepest = 50;

interface Token {
  readonly type: "word" | "quoted" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

class SearchParser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    if (source.length > longestSearch)
      throw this.#error(`it has ${source.length} characters, and the most is ${longestSearch}`);
    this.#tokens = [...this.#tokenize()];
  }

  parse(): SearchExpression {
    const schema = this.#skip("{") ? this.#schema() : undefined;
    if (schema !== undefined) this.#skip(",");
    const term = this.#peek().type === "end" ? undefined : this.#any(undefined);
    if (this.#peek().type !== "end") throw this.#unexpected("a term");
    if (schema === undefined && term === undefined)
      throw this.#error("it has neither a schema nor a search term");
    return { schema, term };
  }

  #schema(): NonNullable<SearchExpression["schema"]> {
    const namespace = this.#name("a namespace");
    const dimensions: string[] = [];
    while (this.#skip(",")) dimensions.push(this.#name("the name of a dimension"));
    if (!this.#skip("}")) throw this.#unexpected("} or ,");
    return { namespace, dimensions };
  }

  /** Without quotes it may be of several words. */
  #name(wanted: string): string {
    const words: string[] = [];
    for (let token = this.#peek(); token.type === "word" || token.type === "quoted"; token = this.#peek()) {
      words.push(token.text);
      this.#next++;
    }
    if (words.length === 0) throw this.#unexpected(wanted);
    return words.join(" ");
  }

  #any(property: string | undefined): SearchTerm {
    const terms = [this.#all(property)];
    while (this.#skipWord("OR")) terms.push(this.#all(property));
    return terms.length === 1 ? (terms[0] as SearchTerm) : { type: "any", terms };
  }

  #all(property: string | undefined): SearchTerm {
    const terms = [this.#one(property)];
    for (;;) {
      const isJoined = this.#skipWord("AND");
      const { type, text } = this.#peek();
      const isOver =
        type === "end" || (type === "sign" && text !== "(") || (type === "word" && text === "OR");
      if (isOver && !isJoined) break;
      terms.push(this.#one(property));
    }
    return terms.length === 1 ? (terms[0] as SearchTerm) : { type: "all", terms };
  }

  #one(property: string | undefined): SearchTerm {
    if (this.#skipWord("NOT")) return { type: "not", term: this.#one(property) };
    if (this.#skip("(")) {
      if (++this.#depth > deepest) throw this.#error(`it is nested in more than ${deepest} levels`);
      const inner = this.#any(property);
      if (!this.#skip(")")) throw this.#unexpected(")");
      this.#depth--;
      return inner;
    }
    const { type, text } = this.#peek();
    if (type !== "word" && type !== "quoted") throw this.#unexpected("a term");
    this.#next++;
    if (property === undefined && this.#skip("=")) return this.#one(text);
    return { type: type === "quoted" ? "exact" : "partial", text, property };
  }

  #skip(sign: string): boolean {
    const { type, text } = this.#peek();
    const isIt = type === "sign" && text === sign;
    if (isIt) this.#next++;
    return isIt;
  }

  #skipWord(word: string): boolean {
    const { type, text } = this.#peek();
    const isIt = type === "word" && text === word;
    if (isIt) this.#next++;
    return isIt;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { type: "end", text: "the end", at: this.#source.length };
  }

  /** Within quotes a backslash stands before a quote, a backslash or a parenthesis. */
  *#tokenize(): Generator<Token> {
    const pattern = /\s+|"((?:[^"\\]|\\.)*)"|([(){},=])|([^\s"(){},=]+)|(.)/gsy;
    for (const { 0: text, 1: quoted, 2: sign, 3: word, index: at } of this.#source.matchAll(pattern)) {
      if (quoted !== undefined) yield { type: "quoted", text: quoted.replace(/\\(.)/gs, "$1"), at };
      else if (sign !== undefined) yield { type: "sign", text, at };
      else if (word !== undefined) yield { type: "word", text, at };
      else if (text.trim() !== "") throw this.#error(`unexpected ${text} at position ${at}`);
    }
  }

  #unexpected(wanted: string): ServiceError {
    const { text, at } = this.#peek();
    return this.#error(`unexpected ${text} at position ${at}, expected ${wanted}`);
  }

  #error(problem: string): ServiceError {
    return new ServiceError("ValidationException", `Error in search '${this.#source}': ${problem}.`);
  }
}
