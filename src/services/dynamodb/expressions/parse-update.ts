// The grammar of updates: sections of actions, each section at most once.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html

import type { TokenStream } from "./lexer.ts";
import { parseNestedOperand, parsePath, parseValue } from "./parse-operand.ts";
import type { OperandSyntax, Section, UpdateAction, UpdateSyntax } from "./syntax.ts";

const sections: readonly Section[] = ["SET", "REMOVE", "ADD", "DELETE"];
const keywords: ReadonlySet<string> = new Set(sections);

/** Throws ValidationException for what isn't of the grammar. */
export function parseUpdate(tokens: TokenStream): UpdateSyntax {
  const written: Section[] = [];
  const actions: UpdateAction[] = [];
  do {
    const section = sections.find((word) => tokens.takeKeyword(word));
    if (section === undefined) throw tokens.syntaxError();
    written.push(section);
    do actions.push(parseAction(tokens, section));
    while (tokens.takeSymbol(","));
  } while (tokens.current.type !== "end");
  return { sections: written, actions };
}

function parseAction(tokens: TokenStream, section: Section): UpdateAction {
  const path = parsePath(tokens, keywords);
  if (section === "REMOVE") return { section, path, operator: undefined, operands: [] };
  if (section !== "SET") return { section, path, operator: undefined, operands: [parseValue(tokens)] };
  tokens.expectSymbol("=");
  return { section, path, ...parseNewValue(tokens) };
}

type NewValue = Pick<UpdateAction, "operator" | "operands">;

/** An operand, a sum or a difference; each may stand in parentheses. */
function parseNewValue(tokens: TokenStream): NewValue {
  const first = parseFirst(tokens);
  if (first.operator !== undefined) return first;
  const operator = tokens.takeSymbol("+") ? "+" : tokens.takeSymbol("-") ? "-" : undefined;
  if (operator === undefined) return first;
  tokens.countOperator();
  const [left] = first.operands as readonly [OperandSyntax];
  return { operator, operands: [left, parseNestedOperand(tokens, keywords)] };
}

function parseFirst(tokens: TokenStream): NewValue {
  if (!tokens.takeSymbol("("))
    return { operator: undefined, operands: [parseNestedOperand(tokens, keywords)] };
  const value = parseNewValue(tokens);
  tokens.expectSymbol(")");
  return value;
}
