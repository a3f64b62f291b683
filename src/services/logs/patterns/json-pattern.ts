// Patterns of JSON: `{ $.level = "ERROR" && ($.duration > 100 || $.error IS NULL) }`.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { compileComparison } from "./operand.ts";
import type { FilterPattern } from "./pattern.ts";

type JsonFilter = (root: Json) => boolean;
type Select = (root: Json) => Json | undefined;

export function compileJsonPattern(text: string): FilterPattern {
  const parser = new JsonPatternParser(text);
  const filter = parser.parse();
  return {
    matches(message) {
      const root = parse(message);
      return root !== undefined && filter(root);
    },
    extract(message) {
      const root = parse(message);
      if (root === undefined) return {};
      return Object.fromEntries(
        [...parser.selectors].flatMap(([selector, select]) => {
          const shown = shownValue(select(root));
          return shown === undefined ? [] : [[selector, shown]];
        }),
      );
    },
    valueOf(message, selector) {
      const root = parse(message);
      return root === undefined ? undefined : shownValue(compileSelector(selector)(root));
    },
  };
}

function parse(message: string): Json | undefined {
  if (message.charCodeAt(0) !== 0x7b && message.charCodeAt(0) !== 0x5b) return undefined;
  return jsonOrUndefined(message);
}

function shownValue(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const jsonToken =
  /\s*(?:(\$(?:\.[\w-]+|\[\d+\]|\[["'][^"']*["']\])*)|"((?:[^"\\]|\\.)*)"|(&&|\|\||!=|<=|>=|[={}()<>])|(%[^%]+%|[^\s=<>!&|(){}"]+))/y;

interface Token {
  readonly type: "selector" | "text" | "symbol" | "word";
  readonly text: string;
}

class JsonPatternParser {
  /** Those that it names, as they are written. */
  readonly selectors = new Map<string, Select>();
  readonly #pattern: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#tokens = this.#tokenize();
  }

  parse(): JsonFilter {
    this.#expect("{");
    const filter = this.#or();
    this.#expect("}");
    if (this.#next < this.#tokens.length) throw this.#invalid();
    return filter;
  }

  #or(): JsonFilter {
    const filters = [this.#and()];
    while (this.#take("||")) filters.push(this.#and());
    return filters.length === 1
      ? (filters[0] as JsonFilter)
      : (root) => filters.some((filter) => filter(root));
  }

  #and(): JsonFilter {
    const filters = [this.#condition()];
    while (this.#take("&&")) filters.push(this.#condition());
    return filters.length === 1
      ? (filters[0] as JsonFilter)
      : (root) => filters.every((filter) => filter(root));
  }

  #condition(): JsonFilter {
    if (this.#take("(")) {
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    const selector = this.#tokens[this.#next++];
    if (selector?.type !== "selector") throw this.#invalid();
    const select = compileSelector(selector.text);
    this.selectors.set(selector.text, select);
    const operator = this.#tokens[this.#next++];
    if (operator?.type === "symbol") return this.#comparison(select, operator.text);
    if (operator?.text === "IS") return this.#is(select);
    if (operator?.text === "EXISTS") return (root) => select(root) !== undefined;
    if (operator?.text === "NOT" && this.#tokens[this.#next++]?.text === "EXISTS") {
      return (root) => select(root) === undefined;
    }
    throw this.#invalid();
  }

  #is(select: Select): JsonFilter {
    const word = this.#tokens[this.#next++]?.text;
    if (word === "NULL") return (root) => select(root) === null;
    if (word === "TRUE") return (root) => select(root) === true;
    if (word === "FALSE") return (root) => select(root) === false;
    if (word === "NOT" && this.#tokens[this.#next++]?.text === "NULL")
      return (root) => (select(root) ?? null) !== null;
    throw this.#invalid();
  }

  #comparison(select: Select, operator: string): JsonFilter {
    const operand = this.#tokens[this.#next++];
    if (operand === undefined || operand.type === "symbol" || operand.type === "selector")
      throw this.#invalid();
    const test = compileComparison(operator, { text: operand.text, isQuoted: operand.type === "text" });
    if (test === undefined) throw this.#invalid();
    return (root) => {
      const value = select(root);
      if (value === undefined || value === null || typeof value === "object") return false;
      return test(typeof value === "boolean" ? String(value) : value);
    };
  }

  #take(symbol: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.type !== "symbol" || token.text !== symbol) return false;
    this.#next++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw this.#invalid();
  }

  #tokenize(): Token[] {
    const scanner = new RegExp(jsonToken);
    const tokens: Token[] = [];
    while (scanner.lastIndex < this.#pattern.trimEnd().length) {
      const found = scanner.exec(this.#pattern);
      if (found === null) throw this.#invalid();
      const [, selector, text, symbol, word] = found;
      if (selector !== undefined) tokens.push({ type: "selector", text: selector });
      else if (symbol !== undefined) tokens.push({ type: "symbol", text: symbol });
      else if (word !== undefined) tokens.push({ type: "word", text: word });
      else tokens.push({ type: "text", text: (text ?? "").replaceAll(/\\(.)/g, "$1") });
    }
    return tokens;
  }

  #invalid(): ServiceError {
    return new ServiceError(
      "InvalidParameterException",
      `Invalid filter pattern: ${this.#pattern} (near token ${this.#next}). Expected terms, or a JSON pattern such as { $.level = "ERROR" }.`,
    );
  }
}

function compileSelector(selector: string): Select {
  const steps = [...selector.matchAll(/\.([\w-]+)|\[(\d+)\]|\[["']([^"']*)["']\]/g)].map(
    ([, name, index, quoted]) => (index === undefined ? (name ?? quoted ?? "") : Number(index)),
  );
  return (root) => {
    let value: Json | undefined = root;
    for (const step of steps) {
      if (typeof step === "number")
        value = Array.isArray(value) ? (value[step] as Json | undefined) : undefined;
      else if (isJsonObject(value) && Object.hasOwn(value, step)) value = value[step];
      else return undefined;
    }
    return value;
  };
}
