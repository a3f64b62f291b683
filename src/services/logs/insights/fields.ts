// The fields that a command names or computes.

import { type Expression, type Reader, readExpression } from "./expression.ts";
import { timeFunctions } from "./functions.ts";
import { malformed } from "./tokens.ts";

export interface Field {
  readonly name: string;
  readonly of: Expression;
  readonly isTime: boolean;
}

/** `a, b + 1 as c, fieldName`; one without a name of its own is called as it is written. */
export function readFields(reader: Reader): readonly Field[] {
  const fields: Field[] = [];
  do {
    const { from, type, text } = reader.peek();
    const of = readExpression(reader);
    const source = reader.since(from);
    const isPlain = type === "name" && (source === text || source === `\`${text}\``);
    fields.push({
      name: readAlias(reader) ?? (isPlain ? text : source),
      of,
      isTime: timeFunctions.has(text.toLowerCase()) && isOneCall(source),
    });
  } while (reader.take(","));
  return fields;
}

/** `bin(1h)`, and not `bin(1h) - 5`. */
function isOneCall(source: string): boolean {
  let depth = 0;
  for (const [at, letter] of [...source].entries()) {
    if (letter === "(") depth++;
    if (letter === ")" && --depth === 0) return at === source.length - 1;
  }
  return false;
}

function readAlias(reader: Reader): string | undefined {
  if (!reader.take("as")) return undefined;
  const { type, text, from } = reader.next();
  if (type !== "name") throw malformed("as expects a name", from);
  return text;
}
