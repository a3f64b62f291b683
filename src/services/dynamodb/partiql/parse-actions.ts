// SET and REMOVE of an UPDATE, as the actions of an update expression.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html

import type { NewValue, ResolvedAction } from "../expressions/compile-update.ts";
import { refuseOverlaps } from "../expressions/distinct-paths.ts";
import { type DocumentPath, showPath } from "../expressions/document-path.ts";
import type { Operand } from "../expressions/tree.ts";
import { validationError } from "../refusals.ts";
import { notWellFormed } from "./lexer.ts";
import { isName, parsePath } from "./parse-path.ts";
import { beginsValue, parseValue } from "./parse-value.ts";
import type { TokenReader } from "./token-reader.ts";

/** Throws ValidationException. */
export function parseActions(reader: TokenReader): readonly ResolvedAction[] {
  const actions: ResolvedAction[] = [];
  for (;;) {
    if (reader.takeKeyword("SET")) {
      do actions.push(parseSet(reader));
      while (reader.takeSymbol(","));
    } else if (reader.takeKeyword("REMOVE")) {
      do actions.push({ section: "REMOVE", path: parsePath(reader) });
      while (reader.takeSymbol(","));
    } else break;
  }
  if (actions.length === 0) throw notWellFormed("Expected data manipulation");
  refuseOverlaps(
    actions.map(({ path }) => path),
    { refusal: validationError },
  );
  return actions;
}

function parseSet(reader: TokenReader): ResolvedAction {
  const path = parsePath(reader);
  reader.expectSymbol("=");
  if (isCall(reader, "SET_ADD") || isCall(reader, "SET_DELETE")) return parseSetFunction(reader, path);
  const left = parseOperand(reader);
  const operator = reader.isSymbol("+") ? "+" : reader.isSymbol("-") ? "-" : undefined;
  if (operator === undefined) return { section: "SET", path, value: left };
  reader.take();
  const value: NewValue = { type: "sum", operator, left, right: parseOperand(reader) };
  return { section: "SET", path, value };
}

function isCall({ current, next }: TokenReader, name: string): boolean {
  return current.type === "word" && current.text.toUpperCase() === name && next.text === "(";
}

/** `a = set_add(a, <<…>>)` adds elements to the set that `a` is, or takes them away. */
function parseSetFunction(reader: TokenReader, path: DocumentPath): ResolvedAction {
  const { text, place } = reader.take();
  const name = text.toUpperCase();
  reader.expectSymbol("(");
  const firstPlace = reader.current.place;
  const operands: Operand[] = [];
  while (!reader.takeSymbol(")")) {
    if (operands.length > 0) reader.expectSymbol(",");
    operands.push(parseOperand(reader));
  }
  const [first, second] = operands;
  if (operands.length !== 2) throw validationError(`${name} must have exactly two arguments at ${place}`);
  if (first?.type !== "path" || showPath(first.path) !== showPath(path))
    throw validationError(`The first argument to ${name} must equal the assignment value at ${place}`);
  if (second?.type !== "value" || !isSet(second))
    throw validationError(`The second argument to ${name} must be a value with type SET at ${firstPlace}`);
  return { section: name === "SET_ADD" ? "ADD" : "DELETE", path, value: second.value };
}

function isSet({ value }: Extract<Operand, { readonly type: "value" }>): boolean {
  return "SS" in value || "NS" in value || "BS" in value;
}

function parseOperand(reader: TokenReader): Operand {
  if (reader.takeSymbol("(")) {
    const operand = parseOperand(reader);
    reader.expectSymbol(")");
    return operand;
  }
  if (beginsValue(reader)) return { type: "value", value: parseValue(reader) };
  if (isCall(reader, "LIST_APPEND")) return parseListAppend(reader);
  if (reader.current.type === "word" && reader.next.text === "(") {
    const { text, place } = reader.current;
    throw validationError(`Unrecognized function: ${text.toLowerCase()} at ${place}`);
  }
  if (!isName(reader)) throw notWellFormed("Unexpected token");
  return { type: "path", path: parsePath(reader) };
}

function parseListAppend(reader: TokenReader): Operand {
  reader.take();
  reader.take();
  const first = parseOperand(reader);
  reader.expectSymbol(",");
  const second = parseOperand(reader);
  reader.expectSymbol(")");
  return { type: "call", name: "list_append", operands: [first, second] };
}
