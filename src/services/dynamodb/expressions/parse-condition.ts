// The grammar of conditions, filters and key conditions: OR binds least, then AND, then NOT.
// Each token is looked at a bounded number of times, whatever the parentheses.

import type { TokenStream } from "./lexer.ts";
import { parseOperand } from "./parse-operand.ts";
import type { Comparator, ConditionSyntax, OperandSyntax } from "./syntax.ts";

const keywords = new Set(["AND", "OR", "NOT", "BETWEEN", "IN"]);
const comparators: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/**
 * Each pair of parentheses that says something encloses an operator, of which there are at most 300. Deeper ones are
 * redundant, and are told before the stack is used up.
 */
const maxDepth = 600;

/** Throws ValidationException for what isn't of the grammar, is too large or has redundant parentheses. */
export function parseCondition(tokens: TokenStream): ConditionSyntax {
  return new ConditionParser(tokens).parse();
}

class ConditionParser {
  readonly #tokens: TokenStream;
  #depth = 0;
  #redundant = false;
  /** Where the parentheses that were closed last stand. */
  #closed = { open: -1, close: -1 };

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
  }

  parse(): ConditionSyntax {
    const condition = this.#condition(this.#or());
    this.#tokens.expectEnd();
    if (this.#redundant) throw this.#redundantParentheses();
    return condition;
  }

  #or(): ConditionSyntax | OperandSyntax {
    let left = this.#and();
    while (this.#isOperator("OR", left)) {
      left = { type: "or", left: this.#condition(left), right: this.#condition(this.#and()) };
    }
    return left;
  }

  #and(): ConditionSyntax | OperandSyntax {
    let left = this.#not();
    while (this.#isOperator("AND", left)) {
      left = { type: "and", left: this.#condition(left), right: this.#condition(this.#not()) };
    }
    return left;
  }

  #isOperator(word: "AND" | "OR", left: ConditionSyntax | OperandSyntax): boolean {
    if (!this.#tokens.isKeyword(word)) return false;
    this.#condition(left);
    this.#tokens.take();
    this.#tokens.countOperator();
    return true;
  }

  #not(): ConditionSyntax | OperandSyntax {
    let negations = 0;
    for (; this.#tokens.takeKeyword("NOT"); negations += 1) this.#tokens.countOperator();
    let result = this.#predicate();
    for (; negations > 0; negations -= 1) result = { type: "not", condition: this.#condition(result) };
    return result;
  }

  #predicate(): ConditionSyntax | OperandSyntax {
    const syntax = this.#term();
    if (!isOperand(syntax)) return syntax;
    if (comparators.has(this.#tokens.current.text)) {
      const operator = this.#tokens.take().text as Comparator;
      this.#tokens.countOperator();
      return { type: "comparison", operator, operands: [syntax, this.#operand()] };
    }
    if (this.#tokens.takeKeyword("BETWEEN")) return this.#between(syntax);
    if (this.#tokens.takeKeyword("IN")) return this.#in(syntax);
    return syntax;
  }

  #between(operand: OperandSyntax): ConditionSyntax {
    this.#tokens.countOperator();
    const low = this.#operand();
    this.#tokens.expectKeyword("AND");
    return { type: "comparison", operator: "BETWEEN", operands: [operand, low, this.#operand()] };
  }

  #in(operand: OperandSyntax): ConditionSyntax {
    this.#tokens.countOperator();
    const operands = [operand];
    this.#tokens.expectSymbol("(");
    do operands.push(this.#operand());
    while (this.#tokens.takeSymbol(","));
    this.#tokens.expectSymbol(")");
    return { type: "comparison", operator: "IN", operands };
  }

  #operand(): OperandSyntax {
    const syntax = this.#term();
    if (!isOperand(syntax)) throw this.#tokens.syntaxError();
    return syntax;
  }

  /** Operands may stand in parentheses as conditions may, so only what follows tells which of them it is. */
  #term(): ConditionSyntax | OperandSyntax {
    const open = this.#tokens.position;
    if (!this.#tokens.takeSymbol("(")) return parseOperand(this.#tokens, keywords);
    this.#depth += 1;
    if (this.#depth > maxDepth) throw this.#redundantParentheses();
    const syntax = this.#or();
    this.#depth -= 1;
    const close = this.#tokens.position;
    this.#tokens.expectSymbol(")");
    if (this.#closed.open === open + 1 && this.#closed.close === close - 1) this.#redundant = true;
    this.#closed = { open, close };
    return syntax;
  }

  /** A path or a value alone is no condition. */
  #condition(syntax: ConditionSyntax | OperandSyntax): ConditionSyntax {
    if (syntax.type === "path" || syntax.type === "value") throw this.#tokens.syntaxError();
    return syntax;
  }

  #redundantParentheses(): Error {
    return this.#tokens.refusal("The expression has redundant parentheses;");
  }
}

function isOperand(syntax: ConditionSyntax | OperandSyntax): syntax is OperandSyntax {
  return syntax.type === "path" || syntax.type === "value" || syntax.type === "call";
}
