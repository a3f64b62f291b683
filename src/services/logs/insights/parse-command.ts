// `parse`: fields out of a text, by a pattern with asterisks or by the named groups of a regular expression.

import { indexOfText } from "../../../aws/find-text.ts";
import { compileRegex, type Expression, type Reader, readExpression } from "./expression.ts";
import type { QueryRow } from "./row.ts";
import { malformed } from "./tokens.ts";
import { textOf } from "./values.ts";

export interface Parse {
  /** The fields that it makes. */
  readonly names: readonly string[];
  readonly apply: (row: QueryRow) => QueryRow;
}

export function readParse(reader: Reader): Parse {
  const isOfMessage = reader.peek().type === "regex" || reader.peek().type === "text";
  const of: Expression = isOfMessage ? (row) => row.get("@message") : readExpression(reader);
  const { type, text, from } = reader.next();
  if (type === "regex") return byRegex(of, text, from);
  if (type !== "text") throw malformed("parse expects a text or a regular expression", from);
  reader.expect("as");
  const names: string[] = [];
  do {
    const name = reader.next();
    if (name.type !== "name") throw malformed("as expects names", name.from);
    names.push(name.text);
  } while (reader.take(","));
  const pieces = text.split("*");
  if (pieces.length - 1 !== names.length)
    throw malformed(`parse has ${pieces.length - 1} asterisks and ${names.length} names`, from);
  return { names, apply: byPieces(of, pieces, names) };
}

function byRegex(of: Expression, source: string, at: number): Parse {
  const expression = compileRegex(source, at);
  const names = Array.from(source.matchAll(/\(\?P?<([A-Za-z_]\w*)>/g), ([, name = ""]) => name);
  if (names.length === 0) throw malformed("parse expects a regular expression with named groups", at);
  const apply = (row: QueryRow) => {
    const matcher = expression.matcher(textOf(of(row)) ?? "");
    if (!matcher.find()) return row;
    for (const name of names) row.put(name, matcher.group(name) ?? undefined, false);
    return row;
  };
  return { names, apply };
}

/** Each asterisk takes as little as it can, the last all that is left. */
function byPieces(
  of: Expression,
  pieces: readonly string[],
  names: readonly string[],
): (row: QueryRow) => QueryRow {
  return (row) => {
    const text = textOf(of(row)) ?? "";
    const start = indexOfText(text, pieces[0] ?? "");
    if (start === -1) return row;
    let at = start + (pieces[0] ?? "").length;
    const found: string[] = [];
    for (const [index] of names.entries()) {
      const behind = pieces[index + 1] ?? "";
      const end = behind === "" ? text.length : indexOfText(text, behind, at);
      if (end === -1) return row;
      found.push(text.slice(at, end));
      at = end + behind.length;
    }
    for (const [index, name] of names.entries()) row.put(name, found[index], false);
    return row;
  };
}
