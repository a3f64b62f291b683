// The WHERE clause, as the condition that an expression would have been.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html

import { conditionFunctions } from "../expressions/condition-functions.ts";
import { faultOfCall, faultOfComparison } from "../expressions/operand-faults.ts";
import type { Comparator } from "../expressions/syntax.ts";
import type { ConditionTree, Operand } from "../expressions/tree.ts";
import { validationError } from "../refusals.ts";
import { notWellFormed } from "./lexer.ts";
import { isName, parsePath } from "./parse-path.ts";
import { beginsValue, parseValue } from "./parse-value.ts";
import type { TokenReader } from "./token-reader.ts";

/** Deeper conditions aren't read: each pair of parentheses is a step of the stack. */
const maxDepth = 300;

export function parseWhere(reader: TokenReader): ConditionTree {
  return conditionOf(new WhereParser(reader).or());
}

/** Operands may stand in parentheses as conditions may, so only what follows tells which of them it is. */
type Term = ConditionTree | Operand;

class WhereParser {
  readonly #reader: TokenReader;
  #depth = 0;

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  or(): Term {
    let left = this.#and();
    while (this.#reader.takeKeyword("OR"))
      left = { type: "or", left: conditionOf(left), right: conditionOf(this.#and()) };
    return left;
  }

  #and(): Term {
    let left = this.#not();
    while (this.#reader.takeKeyword("AND"))
      left = { type: "and", left: conditionOf(left), right: conditionOf(this.#not()) };
    return left;
  }

  #not(): Term {
    let negations = 0;
    while (this.#reader.takeKeyword("NOT")) negations += 1;
    const left = this.#term();
    const predicate = this.#comparison(left) ?? left;
    if (negations === 0) return predicate;
    const condition = conditionOf(predicate);
    return negations % 2 === 1 ? { type: "not", condition } : condition;
  }

  #comparison(left: Term): ConditionTree | undefined {
    const reader = this.#reader;
    const operator = comparatorOf(reader);
    if (operator !== undefined) {
      reader.take();
      return compare(operator, left, this.#term());
    }
    if (reader.takeKeyword("BETWEEN")) {
      const low = this.#operand();
      reader.expectKeyword("AND");
      return checked("BETWEEN", [operandOf(left), low, this.#operand()]);
    }
    if (reader.takeKeyword("IN")) return checked("IN", [operandOf(left), ...this.#alternatives()]);
    if (reader.isKeyword("NOT") && reader.next.text.toUpperCase() === "IN") {
      reader.take();
      reader.take();
      return { type: "not", condition: checked("IN", [operandOf(left), ...this.#alternatives()]) };
    }
    return reader.takeKeyword("IS") ? this.#is(operandOf(left)) : undefined;
  }

  #alternatives(): readonly Operand[] {
    const reader = this.#reader;
    const end = reader.takeSymbol("[") ? "]" : ")";
    if (end === ")") reader.expectSymbol("(");
    const operands = [this.#operand()];
    while (reader.takeSymbol(",")) operands.push(this.#operand());
    reader.expectSymbol(end);
    return operands;
  }

  #is(operand: Operand): ConditionTree {
    const isNot = this.#reader.takeKeyword("NOT");
    const { text, place } = this.#reader.take();
    if (operand.type !== "path") {
      throw validationError(
        "The left hand side argument to IS must be a Variable Reference, Literal, or Path",
      );
    }
    const condition = isTest(operand, text.toUpperCase(), place);
    return isNot ? { type: "not", condition } : condition;
  }

  #operand(): Operand {
    return operandOf(this.#term());
  }

  #term(): Term {
    const reader = this.#reader;
    if (reader.takeSymbol("(")) {
      this.#depth += 1;
      if (this.#depth > maxDepth) throw notWellFormed("Unexpected token");
      const term = this.or();
      this.#depth -= 1;
      reader.expectSymbol(")");
      return term;
    }
    if (beginsValue(reader)) return { type: "value", value: parseValue(reader) };
    if (reader.current.type === "word" && reader.next.text === "(" && reader.next.type === "symbol")
      return this.#call();
    if (!isName(reader)) throw notWellFormed("Unexpected token");
    return { type: "path", path: parsePath(reader) };
  }

  #call(): Term {
    const { text, place } = this.#reader.take();
    const name = text.toLowerCase();
    if (!conditionFunctions.has(name)) throw validationError(`Unrecognized function: ${name} at ${place}`);
    this.#reader.take();
    const operands: Operand[] = [];
    while (!this.#reader.takeSymbol(")")) {
      if (operands.length > 0) this.#reader.expectSymbol(",");
      operands.push(this.#operand());
    }
    refuse(faultOfCall(name, operands));
    return { type: "call", name, operands };
  }
}

const comparators: Readonly<Record<string, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

function comparatorOf({ current }: TokenReader): Comparator | undefined {
  return current.type === "symbol" ? comparators[current.text] : undefined;
}

/** A test may be compared with a truth: `attribute_exists(a) = true`. */
function compare(operator: Comparator, left: Term, right: Term): ConditionTree {
  if (left.type === "call" && left.name !== "size" && right.type === "value" && "BOOL" in right.value) {
    const isWanted = (operator === "=") === right.value.BOOL;
    return isWanted ? left : { type: "not", condition: left };
  }
  return checked(operator, [operandOf(left), operandOf(right)]);
}

function checked(operator: Comparator | "BETWEEN" | "IN", operands: readonly Operand[]): ConditionTree {
  refuse(faultOfComparison(operator, operands));
  return { type: "comparison", operator, operands };
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw validationError(fault);
}

function isOperand(term: Term): term is Operand {
  return term.type === "path" || term.type === "value" || term.type === "call";
}

function operandOf(term: Term): Operand {
  if (isOperand(term)) return term;
  throw notWellFormed("Unexpected token");
}

/** A path, a value or a size alone is no condition. */
function conditionOf(term: Term): ConditionTree {
  if (term.type === "path" || term.type === "value" || (term.type === "call" && term.name === "size"))
    throw validationError("WHERE clause must contain an expression that resolves to a boolean");
  return term;
}

const typesOfIs: Readonly<Record<string, string>> = {
  NULL: "NULL",
  BOOL: "BOOL",
  BOOLEAN: "BOOL",
  BLOB: "B",
  STRING: "S",
  NUMERIC: "N",
  STRUCT: "M",
  TUPLE: "M",
  LIST: "L",
};

function isTest(operand: Operand, word: string, place: string): ConditionTree {
  if (word === "MISSING") return { type: "call", name: "attribute_not_exists", operands: [operand] };
  const type = typesOfIs[word];
  if (type === undefined) {
    throw validationError(
      `Unsupported data type for IS operator: ${word}. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at ${place}`,
    );
  }
  return {
    type: "call",
    name: "attribute_type",
    operands: [operand, { type: "value", value: { S: type } }],
  };
}
