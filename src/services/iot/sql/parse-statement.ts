// Reads a rule's statement. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html

import { ExpressionParser } from "./parse-expression.ts";
import type { Query } from "./syntax.ts";
import { Tokens } from "./tokens.ts";

/** The topic filter is undefined for a rule that is only asked by its name (Basic Ingest). Throws SqlParseException. */
export function parseStatement(sql: string): Query<string | undefined> {
  const tokens = new Tokens(sql);
  const parser = new ExpressionParser(tokens);
  const select = parser.selected();
  const from = tokens.isNext("FROM") ? tokens.takeTopic() : undefined;
  const where = parser.where();
  if (tokens.next.kind !== "end") throw tokens.unexpected(from === undefined ? "'FROM'" : "the end");
  return { select, from, where };
}
