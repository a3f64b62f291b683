// Expressions of a Logs Insights query: what they are made of, and how they are read.

import type { RE2JS } from "re2js";
import { includesText } from "../../../aws/find-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { regularExpression } from "../patterns/regular-expression.ts";
import { functions, periodMs } from "./functions.ts";
import { malformed, type Token, tokenize } from "./tokens.ts";
import { equals, isTrue, numberOf, order, type Row, textOf, type Value } from "./values.ts";

export type Expression = (row: Row) => Value;

const deepestNesting = 100;

/** Reads the tokens of a query one after the other. */
export class Reader {
  readonly query: string;
  /** Reads calls of what is no function of a row, as `stats` has them; undefined for those of functions. */
  readCall: ((name: Token) => Expression | undefined) | undefined;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(query: string) {
    this.query = query;
    this.#tokens = tokenize(query);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  take(text: string): boolean {
    const { type, text: found } = this.peek();
    const isIt = type === "symbol" ? found === text : type === "name" && found.toLowerCase() === text;
    if (isIt) this.#next++;
    return isIt;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected(`expected ${text}`);
  }

  /** Reads what lies within something else. Throws MalformedQueryException for what is nested too deeply. */
  within<Read>(read: (reader: Reader) => Read): Read {
    if (++this.#depth > deepestNesting)
      throw malformed(`expressions are nested more than ${deepestNesting} deep`, this.peek().from);
    const inner = read(this);
    this.#depth--;
    return inner;
  }

  /** The source between a token and where reading stands. */
  since(from: number): string {
    const last = this.#tokens[this.#next - 1] as Token;
    return this.query.slice(from, last.to).trim();
  }

  unexpected(wanted: string): ServiceError {
    const { type, text, from } = this.peek();
    return malformed(
      `unexpected ${type === "end" ? "end of query" : `symbol found ${text}`}: ${wanted}`,
      from,
    );
  }
}

export function readExpression(reader: Reader): Expression {
  let left = readAnd(reader);
  while (reader.take("or")) {
    const one = left;
    const other = readAnd(reader);
    left = (row) => isTrue(one(row)) || isTrue(other(row));
  }
  return left;
}

function readAnd(reader: Reader): Expression {
  let left = readNot(reader);
  while (reader.take("and")) {
    const one = left;
    const other = readNot(reader);
    left = (row) => isTrue(one(row)) && isTrue(other(row));
  }
  return left;
}

function readNot(reader: Reader): Expression {
  if (!reader.take("not")) return readComparison(reader);
  const inner = reader.within(readNot);
  return (row) => !isTrue(inner(row));
}

function readComparison(reader: Reader): Expression {
  const left = readSum(reader);
  if (reader.take("=")) return compare(left, readSum(reader), equals);
  if (reader.take("!=")) return compare(left, readSum(reader), (one, other) => !equals(one, other));
  if (reader.take("<=")) return compare(left, readSum(reader), (one, other) => order(one, other) <= 0);
  if (reader.take(">=")) return compare(left, readSum(reader), (one, other) => order(one, other) >= 0);
  if (reader.take("<")) return compare(left, readSum(reader), (one, other) => order(one, other) < 0);
  if (reader.take(">")) return compare(left, readSum(reader), (one, other) => order(one, other) > 0);
  if (reader.take("=~") || reader.take("like")) return like(left, reader);
  if (reader.take("in")) return oneOf(left, reader);
  if (reader.take("not")) {
    const isList = reader.take("in");
    if (!isList) reader.expect("like");
    const inner = isList ? oneOf(left, reader) : like(left, reader);
    return (row) => !isTrue(inner(row));
  }
  return left;
}

function compare(
  left: Expression,
  right: Expression,
  test: (one: Value, other: Value) => boolean,
): Expression {
  return (row) => test(left(row), right(row));
}

/** A regular expression is looked for; a text likewise, with `%` for anything where it stands in it. */
function like(left: Expression, reader: Reader): Expression {
  const { type, text, from } = reader.next();
  if (type === "regex") {
    const expression = compileRegex(text, from);
    return (row) => expression.matcher(textOf(left(row)) ?? "").find();
  }
  if (type !== "text") throw malformed("like expects a text or a regular expression", from);
  if (!text.includes("%")) {
    return (row) => {
      const value = textOf(left(row));
      return value !== undefined && includesText(value, text);
    };
  }
  const source = text.split("%").map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const expression = compileRegex(`^${source.join("[\\s\\S]*")}$`, from);
  return (row) => expression.matcher(textOf(left(row)) ?? "").find();
}

export function compileRegex(source: string, at: number): RE2JS {
  try {
    return regularExpression(source);
  } catch (problem) {
    throw problem instanceof ServiceError ? malformed(problem.message, at) : problem;
  }
}

function oneOf(left: Expression, reader: Reader): Expression {
  reader.expect("[");
  const choices = [readSum(reader)];
  while (reader.take(",")) choices.push(readSum(reader));
  reader.expect("]");
  return (row) => {
    const value = left(row);
    return choices.some((choice) => equals(value, choice(row)));
  };
}

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "^": (left, right) => left ** right,
};

function readSum(reader: Reader): Expression {
  return readInfix(reader, ["+", "-"], (inner) => readInfix(inner, ["*", "/", "%"], readPower));
}

function readPower(reader: Reader): Expression {
  return readInfix(reader, ["^"], readUnary);
}

function readInfix(
  reader: Reader,
  symbols: readonly string[],
  readOperand: (reader: Reader) => Expression,
): Expression {
  let left = readOperand(reader);
  for (;;) {
    const symbol = symbols.find((each) => reader.take(each));
    if (symbol === undefined) return left;
    const one = left;
    const other = readOperand(reader);
    const compute = arithmetic[symbol] as (left: number, right: number) => number;
    left = (row) => {
      const result = compute(numberOf(one(row)), numberOf(other(row)));
      return Number.isFinite(result) ? result : undefined;
    };
  }
}

function readUnary(reader: Reader): Expression {
  if (!reader.take("-")) return readPrimary(reader);
  const inner = reader.within(readUnary);
  return (row) => {
    const value = numberOf(inner(row));
    return Number.isNaN(value) ? undefined : -value;
  };
}

function readPrimary(reader: Reader): Expression {
  if (reader.take("(")) {
    const inner = reader.within(readExpression);
    reader.expect(")");
    return inner;
  }
  const token = reader.next();
  const { type, text, from } = token;
  switch (type) {
    case "text":
      return () => text;
    case "number": {
      const value = periodMs(text) ?? Number(text);
      if (Number.isNaN(value)) throw malformed(`unexpected symbol found ${text}`, from);
      return () => value;
    }
    case "name":
      return reader.peek().text === "(" && reader.peek().type === "symbol"
        ? readCall(reader, token)
        : (row) => row.get(text);
    default:
      throw malformed(type === "end" ? "unexpected end of query" : `unexpected symbol found ${text}`, from);
  }
}

function readCall(reader: Reader, token: Token): Expression {
  const { text, from } = token;
  const other = reader.readCall?.(token);
  if (other !== undefined) return other;
  const name = text.toLowerCase();
  const call = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (call === undefined) throw malformed(`unknown function ${text}`, from);
  reader.expect("(");
  const given: Expression[] = [];
  if (!reader.take(")")) {
    do given.push(reader.within(readExpression));
    while (reader.take(","));
    reader.expect(")");
  }
  const [least, most] = call.arity;
  if (given.length < least || given.length > most)
    throw malformed(
      `${text} takes ${least === most ? least : `${least} to ${most}`} arguments, not ${given.length}`,
      from,
    );
  return (row) => {
    const seen = call.seen?.(row) ?? row;
    return call.run(
      given.map((each) => each(seen)),
      seen,
    );
  };
}
