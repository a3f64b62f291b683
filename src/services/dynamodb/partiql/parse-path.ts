// Paths in statements: attributes, members of maps after a dot, elements of lists in brackets. Any name may be quoted.

import type { DocumentPath } from "../expressions/document-path.ts";
import { validationError } from "../refusals.ts";
import { notWellFormed } from "./lexer.ts";
import type { TokenReader } from "./token-reader.ts";

/** Words that end what stands before them, and so name no attribute unless they are quoted. */
const keywords: ReadonlySet<string> = new Set(
  "SELECT FROM WHERE INSERT INTO VALUE UPDATE SET REMOVE DELETE RETURNING ORDER BY AND OR NOT IN BETWEEN IS AS LIKE INNER OUTER JOIN LEFT RIGHT CROSS".split(
    " ",
  ),
);

const maxIndex = 4294967294;

export function isName(reader: TokenReader): boolean {
  const { type, text } = reader.current;
  return type === "quoted" || (type === "word" && !keywords.has(text.toUpperCase()));
}

/** Throws ValidationException. */
export function parsePath(reader: TokenReader): DocumentPath {
  if (!isName(reader)) throw notWellFormed("Unexpected token");
  const steps: (string | number)[] = [];
  const first = reader.take().text;
  for (;;) {
    if (reader.takeSymbol(".")) {
      if (!isName(reader)) throw notWellFormed("Invalid path dot component");
      steps.push(reader.take().text);
    } else if (reader.takeSymbol("[")) steps.push(parseStep(reader));
    else return [first, ...steps];
  }
}

/** `["name"]` leads into a map as a dot does. */
function parseStep(reader: TokenReader): string | number {
  const sign = reader.takeSymbol("-") ? "-" : "";
  const { type, text, place } = reader.take();
  reader.expectSymbol("]");
  if (type === "string") return text;
  if (type !== "number" || !/^\d+$/.test(text)) throw notWellFormed("Unexpected token");
  const index = Number(sign + text);
  if (index < 0 || index > maxIndex) {
    throw validationError(
      `List index is not within the allowable range; index: [${sign}${text}] at ${place}`,
    );
  }
  return index === 0 ? 0 : index;
}
