// Reads a rule's statement. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html

import { ExpressionParser } from "./parse-expression.ts";
import { sqlProblem } from "./sql-error.ts";
import type { Expression, StatementSyntax } from "./syntax.ts";
import { Tokens } from "./tokens.ts";

/** https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-set.html */
const longestVariable = 64;

/** Throws SqlParseException. */
export function parseStatement(sql: string): StatementSyntax {
  const tokens = new Tokens(sql);
  const parser = new ExpressionParser(tokens);
  const variables = tokens.takeIf("SET") ? assignments(tokens, parser) : [];
  const select = parser.selected();
  const from = tokens.isNext("FROM") ? tokens.takeTopic() : undefined;
  const where = parser.where();
  if (tokens.next.kind !== "end") throw tokens.unexpected(from === undefined ? "'FROM'" : "the end");
  return { variables, select, from, where };
}

function assignments(tokens: Tokens, parser: ExpressionParser): StatementSyntax["variables"] {
  const all = new Map<string, Expression>();
  do {
    if (tokens.next.kind !== "variable") throw tokens.unexpected("a variable");
    const { text } = tokens.take();
    if (text.length > 1 + longestVariable)
      throw sqlProblem(`The name of the variable '${text}' is longer than ${longestVariable} characters`);
    if (all.has(text)) throw sqlProblem(`The variable '${text}' is set twice`);
    tokens.expect("=");
    all.set(text, parser.expression());
  } while (tokens.takeIf(","));
  return [...all];
}
