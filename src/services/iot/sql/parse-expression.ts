// Reads the expressions of statements and of substitution templates.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-operators.html

import { sqlProblem } from "./sql-error.ts";
import type { BinaryOperator, Expression, Query, SelectItem } from "./syntax.ts";
import type { Token, Tokens } from "./tokens.ts";

/** Expressions stand in each other no deeper. */
const deepest = 100;
/** Each stands on those before it: `a + b + c`, `a.b.c`. */
const mostLinks = 1000;

export class ExpressionParser {
  readonly tokens: Tokens;
  #depth = 0;
  /** Of the expression that stands in no other. */
  #links = 0;

  constructor(tokens: Tokens) {
    this.tokens = tokens;
  }

  /** Throws SqlParseException. */
  expression(): Expression {
    if (this.#depth === 0) this.#links = 0;
    if (++this.#depth > deepest) throw sqlProblem(`Expressions are nested more than ${deepest} deep`);
    const read = this.#leftToRight(0);
    this.#depth--;
    return read;
  }

  /** SELECT and what it selects, up to its FROM. Throws SqlParseException. */
  selected(): Query<unknown>["select"] {
    this.tokens.expect("SELECT");
    if (this.tokens.isNext("VALUE") && !endsItem(this.tokens)) {
      this.tokens.take();
      return { type: "value", value: this.#selectable() };
    }
    const items: SelectItem[] = [];
    do items.push(this.#item());
    while (this.tokens.takeIf(","));
    return { type: "items", items };
  }

  where(): Expression | undefined {
    return this.tokens.takeIf("WHERE") ? this.expression() : undefined;
  }

  #item(): SelectItem {
    const { start } = this.tokens.next;
    const value = this.#selectable();
    const written = this.tokens.source.slice(start, this.tokens.next.start).trim();
    return { value, path: this.tokens.takeIf("AS") ? this.#alias() : ownPath(value, written) };
  }

  #alias(): readonly string[] {
    const path: string[] = [];
    do {
      const { kind } = this.tokens.next;
      if (kind !== "word" && kind !== "text") throw this.tokens.unexpected("a name");
      path.push(this.tokens.take().text);
    } while (this.tokens.takeIf("."));
    return path;
  }

  #selectable(): Expression {
    return this.#all() ?? this.expression();
  }

  #all(): Expression | undefined {
    return this.tokens.takeIf("*") ? { type: "all" } : undefined;
  }

  /** Operators bind the closer the further down they stand in the table. */
  #leftToRight(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    if (operators === "NOT") return this.#negated(level);
    let left = this.#leftToRight(level + 1);
    for (;;) {
      const operator = operators.find((each) => this.tokens.isNext(each));
      if (operator === undefined) return left;
      this.#link();
      this.tokens.take();
      if (operator === "IN") left = { type: "in", value: left, list: this.#list(level + 1) };
      else {
        const right = this.#leftToRight(level + 1);
        left = { type: "binary", operator: operator === "!=" ? "<>" : operator, left, right };
      }
    }
  }

  #link(): void {
    if (++this.#links > mostLinks) throw sqlProblem(`An expression has more than ${mostLinks} operators`);
  }

  #negated(level: number): Expression {
    let isNegated = false;
    let isAny = false;
    while (this.tokens.takeIf("NOT")) {
      isNegated = !isNegated;
      isAny = true;
    }
    const operand = this.#leftToRight(level + 1);
    if (!isAny) return operand;
    const once: Expression = { type: "unary", operator: "NOT", operand };
    return isNegated ? once : { type: "unary", operator: "NOT", operand: once };
  }

  /** What IN looks in: an array, or elements in parentheses. */
  #list(level: number): Expression {
    if (!this.tokens.isNext("(") || this.tokens.isSecond("SELECT")) return this.#leftToRight(level);
    this.tokens.take();
    return { type: "array", elements: this.#upTo(")", () => this.expression()) };
  }

  #unary(): Expression {
    let isNegative = false;
    while (this.tokens.isNext("-") || this.tokens.isNext("+"))
      isNegative = (this.tokens.take().text === "-") !== isNegative;
    const operand = this.#steps(this.#primary());
    if (!isNegative) return operand;
    if (operand.type === "literal" && typeof operand.value === "number")
      return { type: "literal", value: -operand.value };
    return { type: "unary", operator: "-", operand };
  }

  /** `.name` and `[index]`, as many as there are. */
  #steps(start: Expression): Expression {
    let read = start;
    for (;;) {
      if (this.tokens.isNext(".") || this.tokens.isNext("[")) this.#link();
      if (this.tokens.takeIf(".")) {
        if (this.tokens.next.kind !== "word") throw this.tokens.unexpected("the name of a member");
        read = { type: "member", of: read, name: this.tokens.take().text };
      } else if (this.tokens.takeIf("[")) {
        read = { type: "element", of: read, at: this.expression() };
        this.tokens.expect("]");
      } else return read;
    }
  }

  #primary(): Expression {
    const { tokens } = this;
    const { kind, text } = tokens.next;
    if (kind === "number") return { type: "literal", value: Number(tokens.take().text) };
    if (kind === "text") return { type: "literal", value: tokens.take().text };
    if (kind === "word") return this.#named(tokens.take());
    if (kind === "variable") return { type: "variable", name: tokens.take().text };
    if (text === "(") return this.#parenthesized();
    if (text === "[") {
      tokens.take();
      return { type: "array", elements: this.#upTo("]", () => this.expression()) };
    }
    if (text === "{") {
      tokens.take();
      return { type: "object", members: this.#upTo("}", () => this.#member()) };
    }
    throw tokens.unexpected("an expression");
  }

  #parenthesized(): Expression {
    const { tokens } = this;
    tokens.take();
    const inside: Expression = tokens.isNext("SELECT")
      ? { type: "query", query: this.#nested() }
      : this.expression();
    tokens.expect(")");
    return inside;
  }

  /** `(SELECT … FROM an array WHERE …)` */
  #nested(): Query<Expression> {
    const select = this.selected();
    this.tokens.expect("FROM");
    return { select, from: this.#steps(this.#primary()), where: this.where() };
  }

  #named({ text, start }: Token): Expression {
    const word = text.toUpperCase();
    if (this.tokens.isNext("(")) return this.#call(text.toLowerCase());
    const constant = constants.find(([name]) => name === word);
    if (constant !== undefined) return { type: "literal", value: constant[1] };
    if (word === "CASE") return this.#case();
    if (reserved.has(word))
      throw sqlProblem(`Expected an expression but found '${text}' at column ${start + 1}`);
    return { type: "name", name: text };
  }

  #call(name: string): Expression {
    this.tokens.take();
    if (name === "cast") return this.#cast();
    return { type: "call", name, args: this.#upTo(")", () => this.#selectable()) };
  }

  #cast(): Expression {
    const value = this.expression();
    this.tokens.expect("AS");
    if (this.tokens.next.kind !== "word") throw this.tokens.unexpected("a type");
    const to = this.tokens.take().text.toLowerCase();
    this.tokens.expect(")");
    return { type: "cast", value, to };
  }

  #case(): Expression {
    const value = this.expression();
    const branches: { readonly when: Expression; readonly then: Expression }[] = [];
    while (this.tokens.takeIf("WHEN")) {
      const when = this.expression();
      this.tokens.expect("THEN");
      branches.push({ when, then: this.expression() });
    }
    if (branches.length === 0) throw this.tokens.unexpected("'WHEN'");
    const otherwise = this.tokens.takeIf("ELSE") ? this.expression() : undefined;
    this.tokens.expect("END");
    return { type: "case", value, branches, otherwise };
  }

  #member(): readonly [name: string, Expression] {
    const { kind } = this.tokens.next;
    if (kind !== "text" && kind !== "word") throw this.tokens.unexpected("the name of a member");
    const name = this.tokens.take().text;
    this.tokens.expect(":");
    return [name, this.expression()];
  }

  #upTo<Each>(close: string, read: () => Each): readonly Each[] {
    const all: Each[] = [];
    if (this.tokens.takeIf(close)) return all;
    do all.push(read());
    while (this.tokens.takeIf(","));
    this.tokens.expect(close);
    return all;
  }
}

type Operator = BinaryOperator | "IN" | "!=";

const levels: readonly ("NOT" | readonly Operator[])[] = [
  ["OR"],
  ["AND"],
  "NOT",
  ["=", "<>", "!=", "<=", ">=", "<", ">", "IN"],
  ["+", "-"],
  ["*", "/", "%"],
];

const constants = [
  ["TRUE", true],
  ["FALSE", false],
  ["NULL", null],
  ["UNDEFINED", undefined],
] as const;

const reserved = new Set("SELECT FROM WHERE AS AND OR NOT IN WHEN THEN ELSE END".split(" "));

/** Whether VALUE is a member of the message here, and not the keyword: nothing that begins an expression is behind it. */
function endsItem(tokens: Tokens): boolean {
  return [",", "FROM", "AS", ".", "="].some((each) => tokens.isSecond(each));
}

/** The name of what has no alias: that of the member, or of the function. */
function ownPath(value: Expression, written: string): readonly string[] {
  if (value.type === "all") return [];
  if (value.type === "name" || value.type === "member" || value.type === "call") return [value.name];
  if (value.type === "element") return ownPath(value.of, written);
  return [value.type === "cast" ? "cast" : written];
}
