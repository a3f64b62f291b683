// Paths, values and calls of functions, which all kinds of expressions have in common.

import type { TokenStream } from "./lexer.ts";
import type { CallSyntax, OperandSyntax, PathStep, PathSyntax, ValueSyntax } from "./syntax.ts";

/** Words that can't be an attribute's name where they are keywords. */
export type Keywords = ReadonlySet<string>;

/** Calls can be as deep as 4 KB allow, which the stack holds. */
export function parseOperand(tokens: TokenStream, keywords: Keywords): OperandSyntax {
  const { type } = tokens.current;
  if (type === "value") return parseValue(tokens);
  if (type === "name") return parsePath(tokens, keywords);
  if (type !== "word" || isKeyword(tokens, keywords)) throw tokens.syntaxError();
  const word = tokens.take().text;
  if (tokens.isSymbol("(")) return parseCall(tokens, keywords, word);
  return { type: "path", steps: [{ type: "word", text: word }, ...parseSteps(tokens, keywords)] };
}

export function parseValue(tokens: TokenStream): ValueSyntax {
  if (tokens.current.type !== "value") throw tokens.syntaxError();
  return { type: "value", name: tokens.take().text };
}

export function parsePath(tokens: TokenStream, keywords: Keywords): PathSyntax {
  const first = parseName(tokens, keywords);
  return { type: "path", steps: [first, ...parseSteps(tokens, keywords)] };
}

function parseSteps(tokens: TokenStream, keywords: Keywords): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (;;) {
    if (tokens.takeSymbol(".")) steps.push(parseName(tokens, keywords));
    else if (tokens.takeSymbol("[")) steps.push(parseIndex(tokens));
    else return steps;
  }
}

function parseName(tokens: TokenStream, keywords: Keywords): PathStep {
  const { type } = tokens.current;
  if (type !== "name" && (type !== "word" || isKeyword(tokens, keywords))) throw tokens.syntaxError();
  return { type, text: tokens.take().text };
}

function parseIndex(tokens: TokenStream): PathStep {
  if (tokens.current.type !== "number") throw tokens.syntaxError();
  const { text } = tokens.take();
  tokens.expectSymbol("]");
  return { type: "index", text };
}

function parseCall(tokens: TokenStream, keywords: Keywords, name: string): CallSyntax {
  const operands: OperandSyntax[] = [];
  do {
    tokens.take();
    operands.push(parseNestedOperand(tokens, keywords));
  } while (tokens.isSymbol(","));
  tokens.expectSymbol(")");
  return { type: "call", name, operands };
}

/** An operand that may stand in parentheses. */
export function parseNestedOperand(tokens: TokenStream, keywords: Keywords): OperandSyntax {
  if (!tokens.takeSymbol("(")) return parseOperand(tokens, keywords);
  const operand = parseNestedOperand(tokens, keywords);
  tokens.expectSymbol(")");
  return operand;
}

function isKeyword(tokens: TokenStream, keywords: Keywords): boolean {
  return keywords.has(tokens.current.text.toUpperCase());
}
