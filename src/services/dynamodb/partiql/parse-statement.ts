// The grammar of the statements that DynamoDB has.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html

import { validationError } from "../refusals.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import { notWellFormed } from "./lexer.ts";
import { parseActions } from "./parse-actions.ts";
import { isName, parsePath } from "./parse-path.ts";
import { parseItem } from "./parse-value.ts";
import { parseWhere } from "./parse-where.ts";
import type {
  DeleteStatement,
  ExistsStatement,
  InsertStatement,
  OrderElement,
  Returning,
  SelectStatement,
  Statement,
  UpdateStatement,
} from "./statement.ts";
import { TokenReader } from "./token-reader.ts";

/** Throws ValidationException. */
export function parseStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const reader = new TokenReader(text, parameters);
  const statement = parseAny(reader);
  reader.expectEnd();
  return statement;
}

function parseAny(reader: TokenReader): Statement {
  if (reader.takeKeyword("SELECT")) return parseSelect(reader);
  if (reader.takeKeyword("INSERT")) return parseInsert(reader);
  if (reader.takeKeyword("UPDATE")) return parseUpdate(reader);
  if (reader.takeKeyword("DELETE")) return parseDelete(reader);
  if (reader.takeKeyword("EXISTS")) return parseExists(reader);
  throw notWellFormed("Expected data manipulation");
}

function parseSelect(reader: TokenReader): SelectStatement {
  const columns = parseColumns(reader);
  reader.expectKeyword("FROM");
  const [table = "", index, ...others] = parseSource(reader);
  if (others.length > 0) throw validationError("A path may contain at most 2 components in the FROM clause");
  if (reader.isSymbol(",")) throw validationError("Only select from a single table or index is supported.");
  refuseAlias(reader);
  const where = reader.takeKeyword("WHERE") ? parseWhere(reader) : undefined;
  return { type: "select", table, index, columns, where, order: parseOrder(reader) };
}

function parseColumns(reader: TokenReader): SelectStatement["columns"] {
  if (reader.takeSymbol("*")) return undefined;
  const columns = [];
  do {
    if (reader.isSymbol("*"))
      throw validationError("Other attributes should not be present in the projection when '*' is used.");
    if (reader.next.text === "(")
      throw validationError(`Unexpected path component at ${reader.current.place}`);
    columns.push(parsePath(reader));
  } while (reader.takeSymbol(","));
  const names = columns.map((path) => path.join("."));
  const repeated = names.find((name, position) => names.indexOf(name) < position);
  if (repeated !== undefined) throw validationError(`Duplicate identifiers in select clause: ${repeated}`);
  return columns;
}

/** A table, and perhaps an index of it. */
function parseSource(reader: TokenReader): readonly string[] {
  const components: string[] = [];
  do {
    if (!isName(reader)) throw notWellFormed("Unexpected token");
    const { text } = reader.take();
    if (text === "") throw validationError("Path component cannot be an empty string");
    components.push(text);
  } while (reader.takeSymbol("."));
  return components;
}

function parseTable(reader: TokenReader): string {
  const [table = "", ...others] = parseSource(reader);
  if (others.length > 0) throw validationError("This operation is not supported on an index");
  return table;
}

function refuseAlias(reader: TokenReader): void {
  if (reader.isKeyword("AS") || reader.isKeyword("AT") || isName(reader))
    throw validationError("Aliasing is not supported");
}

function parseOrder(reader: TokenReader): readonly OrderElement[] {
  if (!reader.takeKeyword("ORDER")) return [];
  reader.expectKeyword("BY");
  const order: OrderElement[] = [];
  do {
    const [attribute] = parsePath(reader);
    const isDescending = reader.takeKeyword("DESC");
    if (!isDescending) reader.takeKeyword("ASC");
    order.push({ attribute, isDescending });
  } while (reader.takeSymbol(","));
  return order;
}

function parseInsert(reader: TokenReader): InsertStatement {
  reader.expectKeyword("INTO");
  const table = parseTable(reader);
  if (reader.isKeyword("VALUES")) {
    throw validationError(
      'Unsupported operation: Inserting multiple items in a single statement is not supported, use "INSERT INTO tableName VALUE item" instead',
    );
  }
  if (isName(reader)) throw notWellFormed("Unexpected token after expression");
  reader.expectKeyword("VALUE");
  const item = parseItem(reader);
  if (reader.isKeyword("RETURNING")) throw validationError("RETURNING is not supported in INSERT");
  return { type: "insert", table, item };
}

function parseUpdate(reader: TokenReader): UpdateStatement {
  const table = parseTable(reader);
  if (!reader.isKeyword("SET") && !reader.isKeyword("REMOVE")) refuseAlias(reader);
  const actions = parseActions(reader);
  const where = parseKeyWhere(reader);
  return { type: "update", table, actions, where, returning: parseReturning(reader) };
}

function parseDelete(reader: TokenReader): DeleteStatement {
  reader.expectKeyword("FROM");
  const table = parseTable(reader);
  refuseAlias(reader);
  const where = parseKeyWhere(reader);
  const returning = parseReturning(reader);
  if (returning !== undefined && (returning.attributes !== "ALL" || returning.image !== "OLD")) {
    throw validationError(
      `Invalid returning clause: RETURNING ${returning.attributes} ${returning.image} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  }
  return { type: "delete", table, where, returning };
}

function parseKeyWhere(reader: TokenReader): UpdateStatement["where"] {
  if (reader.takeKeyword("WHERE")) return parseWhere(reader);
  if (reader.current.type !== "end" && !reader.isKeyword("RETURNING")) reader.expectEnd();
  throw incompleteKey();
}

export function incompleteKey(): Error {
  return validationError("Where clause does not contain a mandatory equality on all key attributes");
}

function parseReturning(reader: TokenReader): Returning | undefined {
  if (!reader.takeKeyword("RETURNING")) return undefined;
  const attributes = reader.takeKeyword("ALL")
    ? "ALL"
    : reader.takeKeyword("MODIFIED")
      ? "MODIFIED"
      : undefined;
  const image = reader.takeKeyword("OLD") ? "OLD" : reader.takeKeyword("NEW") ? "NEW" : undefined;
  if (attributes === undefined || image === undefined || !reader.takeSymbol("*")) {
    throw validationError("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
  }
  if (reader.isSymbol(","))
    throw validationError("Invalid syntax with multiple returning elements in RETURNING clause");
  return { attributes, image };
}

function parseExists(reader: TokenReader): ExistsStatement {
  reader.expectSymbol("(");
  reader.expectKeyword("SELECT");
  const select = parseSelect(reader);
  reader.expectSymbol(")");
  return { type: "exists", select };
}
