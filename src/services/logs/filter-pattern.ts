// CloudWatch Logs filter patterns: terms (`ERROR -timeout ?WARN "two words"`), regular expressions are not among them,
// and JSON (`{ $.level = "ERROR" && $.duration > 100 }`).

import { isJsonObject, type Json } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";

export type LogFilter = (message: string) => boolean;

type JsonFilter = (root: Json) => boolean;

/** The longest pattern that AWS takes. */
const longestPattern = 1024;

/** Throws InvalidParameterException. */
export function compileFilterPattern(pattern: string): LogFilter {
  if (pattern.length > longestPattern) {
    throw new ServiceError(
      "InvalidParameterException",
      `1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to ${longestPattern}`,
    );
  }
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return compileJsonPattern(text);
  return compileTerms(text);
}

/** Every plain term must occur; of the terms with `?` one must, if there are no plain ones; none with `-` may. */
function compileTerms(text: string): LogFilter {
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g)].map(
    ([, sign, quoted, plain]) => ({
      sign,
      term: quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "",
    }),
  );
  const withSign = (sign: string) => terms.filter((term) => term.sign === sign).map((term) => term.term);
  const required = withSign("");
  const optional = withSign("?");
  const excluded = withSign("-");
  return (message) => {
    if (excluded.some((term) => message.includes(term))) return false;
    if (required.length > 0) return required.every((term) => message.includes(term));
    return optional.length === 0 || optional.some((term) => message.includes(term));
  };
}

function compileJsonPattern(text: string): LogFilter {
  const filter = new JsonPatternParser(text).parse();
  return (message) => {
    if (message.charCodeAt(0) !== 0x7b && message.charCodeAt(0) !== 0x5b) return false;
    try {
      return filter(JSON.parse(message) as Json);
    } catch {
      return false;
    }
  };
}

const jsonToken =
  /\s*(?:(\$(?:\.[\w-]+|\[\d+\]|\[["'][^"']*["']\])*)|"((?:[^"\\]|\\.)*)"|(&&|\|\||!=|<=|>=|[={}()<>])|([^\s=<>!&|(){}"]+))/y;

interface Token {
  readonly type: "selector" | "text" | "symbol" | "word";
  readonly text: string;
}

class JsonPatternParser {
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
    const operator = this.#tokens[this.#next++];
    if (operator?.type === "symbol") return this.#comparison(select, operator.text);
    if (operator?.text === "IS") return this.#is(select);
    if (operator?.text === "NOT" && this.#tokens[this.#next++]?.text === "EXISTS") {
      return (root) => select(root) === undefined;
    }
    throw this.#invalid();
  }

  #is(select: (root: Json) => Json | undefined): JsonFilter {
    const word = this.#tokens[this.#next++]?.text;
    if (word === "NULL") return (root) => select(root) === null;
    if (word === "TRUE") return (root) => select(root) === true;
    if (word === "FALSE") return (root) => select(root) === false;
    throw this.#invalid();
  }

  #comparison(select: (root: Json) => Json | undefined, operator: string): JsonFilter {
    const operand = this.#tokens[this.#next++];
    if (operand === undefined || operand.type === "symbol" || operand.type === "selector")
      throw this.#invalid();
    const number = operand.type === "word" && operand.text !== "" ? Number(operand.text) : Number.NaN;
    const equal = Number.isNaN(number) ? equalsText(operand.text) : (value: Json) => value === number;
    switch (operator) {
      case "=":
        return (root) => holds(select(root), equal);
      case "!=":
        return (root) => holds(select(root), (value) => !equal(value));
      case "<":
        return (root) => holds(select(root), (value) => typeof value === "number" && value < number);
      case "<=":
        return (root) => holds(select(root), (value) => typeof value === "number" && value <= number);
      case ">":
        return (root) => holds(select(root), (value) => typeof value === "number" && value > number);
      case ">=":
        return (root) => holds(select(root), (value) => typeof value === "number" && value >= number);
      default:
        throw this.#invalid();
    }
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

function holds(value: Json | undefined, test: (value: Json) => boolean): boolean {
  return value !== undefined && test(value);
}

/** `*` stands for any text at the beginning and at the end. */
function equalsText(pattern: string): (value: Json) => boolean {
  const starts = pattern.startsWith("*");
  const ends = pattern.length > 1 && pattern.endsWith("*");
  const core = pattern.slice(starts ? 1 : 0, ends ? -1 : undefined);
  return (value) => {
    if (typeof value === "object") return false;
    const text = String(value);
    if (starts && ends) return text.includes(core);
    if (starts) return text.endsWith(core);
    if (ends) return text.startsWith(core);
    return text === pattern;
  };
}

function compileSelector(selector: string): (root: Json) => Json | undefined {
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
