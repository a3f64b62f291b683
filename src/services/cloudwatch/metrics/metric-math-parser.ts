// The grammar of metric math: numbers, metric ids, functions, and operators in their usual order.

import { ServiceError } from "../../../aws/service-error.ts";

export type Expression =
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "id"; readonly id: string }
  | { readonly type: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: "array"; readonly items: readonly Expression[] }
  | { readonly type: "negate"; readonly operand: Expression }
  | {
      readonly type: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** From the loosest to the tightest. */
const precedence: readonly (readonly string[])[] = [
  ["OR", "||"],
  ["AND", "&&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/"],
  ["^"],
];

const token =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|"([^"]*)"|'([^']*)'|([A-Za-z_]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/^<>(),[\]]))/y;

interface Token {
  readonly type: "number" | "text" | "word" | "symbol";
  readonly text: string;
  readonly at: number;
}

/** The longest expression that AWS takes, in characters. */
const longestExpression = 2048;
/** Parentheses, functions and lists within each other. */
const deepest = 100;

/** Throws ValidationException for what is no expression. */
export function parseExpression(source: string): Expression {
  if (source.length > longestExpression) {
    throw new ServiceError(
      "ValidationException",
      `The expression has ${source.length} characters; the most is ${longestExpression}.`,
    );
  }
  const parser = new Parser(source, tokenize(source));
  return parser.parse();
}

/** Words that stand where ids do and name none. */
const keywords: ReadonlySet<string> = new Set([
  "REPEAT",
  "LINEAR",
  "AVG",
  "MIN",
  "MAX",
  "SUM",
  "ASC",
  "DESC",
]);

/** The ids of the queries that an expression is made of. */
export function referencedIds(expression: Expression): string[] {
  return partsOf(expression).flatMap((part) => (part.type === "id" && !keywords.has(part.id) ? part.id : []));
}

/** The calls of a function within an expression. */
export function callsOf(expression: Expression, name: string): Extract<Expression, { type: "call" }>[] {
  return partsOf(expression).flatMap((part) => (part.type === "call" && part.name === name ? part : []));
}

/** In the order in which they stand. Expressions lie in each other a thousand deep. */
function partsOf(expression: Expression): readonly Expression[] {
  const parts: Expression[] = [];
  const open = [expression];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    parts.push(part);
    open.push(...withinOf(part).toReversed());
  }
  return parts;
}

function withinOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case "call":
      return expression.args;
    case "array":
      return expression.items;
    case "negate":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    default:
      return [];
  }
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const scanner = new RegExp(token);
  while (source.slice(scanner.lastIndex).trim() !== "") {
    const at = scanner.lastIndex;
    const found = scanner.exec(source);
    if (found === null) throw syntaxError(source, at, source.slice(at).trim()[0] ?? "");
    const [, number, double, single, word, symbol] = found;
    if (number !== undefined) tokens.push({ type: "number", text: number, at });
    else if (word !== undefined) tokens.push({ type: "word", text: word, at });
    else if (symbol !== undefined) tokens.push({ type: "symbol", text: symbol, at });
    else tokens.push({ type: "text", text: double ?? single ?? "", at });
  }
  return tokens;
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(source: string, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#binary(0);
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw syntaxError(this.#source, rest.at, rest.text);
    return expression;
  }

  #binary(level: number): Expression {
    const operators = precedence[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let found = this.#take(operators); found !== undefined; found = this.#take(operators)) {
      // "^" binds to the right, as in mathematics.
      const right = this.#binary(found === "^" ? level : level + 1);
      left = { type: "binary", operator: found, left, right };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#take(["-"]) !== undefined) return { type: "negate", operand: this.#unary() };
    return this.#primary();
  }

  #primary(): Expression {
    if (this.#depth >= deepest) {
      throw new ServiceError(
        "ValidationException",
        `The expression is nested in more than ${deepest} levels.`,
      );
    }
    this.#depth++;
    const expression = this.#nested();
    this.#depth--;
    return expression;
  }

  #nested(): Expression {
    const found = this.#tokens[this.#next];
    if (found === undefined)
      throw syntaxError(this.#source, this.#source.length, "the end of the expression");
    this.#next++;
    if (found.type === "number") return { type: "number", value: Number(found.text) };
    if (found.type === "text") return { type: "text", value: found.text };
    if (found.type === "word") {
      if (this.#take(["("]) === undefined) return { type: "id", id: found.text };
      return { type: "call", name: found.text.toUpperCase(), args: this.#list(")") };
    }
    if (found.text === "[") return { type: "array", items: this.#list("]") };
    if (found.text !== "(") throw syntaxError(this.#source, found.at, found.text);
    const inner = this.#binary(0);
    this.#expect(")");
    return inner;
  }

  #list(end: ")" | "]"): Expression[] {
    const items: Expression[] = [];
    if (this.#take([end]) !== undefined) return items;
    do items.push(this.#binary(0));
    while (this.#take([","]) !== undefined);
    this.#expect(end);
    return items;
  }

  #take(symbols: readonly string[]): string | undefined {
    const found = this.#tokens[this.#next];
    if (found === undefined || found.type === "number" || found.type === "text") return undefined;
    if (!symbols.includes(found.text)) return undefined;
    this.#next++;
    return found.text;
  }

  #expect(symbol: string): void {
    if (this.#take([symbol]) !== undefined) return;
    const found = this.#tokens[this.#next];
    throw syntaxError(this.#source, found?.at ?? this.#source.length, found?.text ?? "the end", symbol);
  }
}

function syntaxError(source: string, at: number, found: string, expected?: string): ServiceError {
  const wanted = expected === undefined ? "" : `, expected '${expected}'`;
  return new ServiceError(
    "ValidationException",
    `Error in expression '${source}': unexpected ${found === "" ? "character" : `'${found}'`} at position ${at}${wanted}.`,
  );
}
