// `unnest`: a record for each item of a list.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Unnest.html

import { type Reader, readExpression } from "./expression.ts";
import type { Command, QueryRow } from "./row.ts";
import { Structure } from "./structure.ts";
import { malformed } from "./tokens.ts";

/** Short lists of long records take up memory as long ones do: a query that makes more records fails. */
const mostRows = 200_000;

/** What is no list is one item. */
export function readUnnest(reader: Reader): Command {
  const of = readExpression(reader);
  reader.expect("into");
  const { type, text: name, from } = reader.next();
  if (type !== "name") throw malformed("into expects a name", from);
  return function* (rows) {
    const made: QueryRow[] = [];
    for (const row of rows) {
      const value = of(row);
      const items = value instanceof Structure ? (value.items ?? [value]) : [value];
      if (made.length + items.length > mostRows)
        throw new Error(`unnest makes more than ${mostRows} records`);
      for (const item of items) {
        const copy = row.copy();
        copy.put(name, item, false);
        made.push(copy);
        yield;
      }
    }
    return made;
  };
}
