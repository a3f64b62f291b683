// `lookup`: fields of a lookup table are added to the records whose fields its rows have.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Lookup.html

import type { Reader } from "./expression.ts";
import type { Command } from "./row.ts";
import { malformed } from "./tokens.ts";
import { textOf } from "./values.ts";

export interface LookedUpTable {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** By its name; undefined for one that is not there. */
export type FindTable = (name: string) => LookedUpTable | undefined;

/** `lookup users id as userId OUTPUT name, team`. Of several rows that match, the first is taken. */
export function readLookup(reader: Reader, tables: FindTable): Command {
  const { text: name, from } = nameOf(reader, "lookup expects the name of a lookup table");
  const table = tables(name);
  if (table === undefined) throw malformed(`there is no lookup table ${name}`, from);
  const column = (field: string, at: number) => {
    const found = table.fields.indexOf(field);
    if (found === -1) throw malformed(`the lookup table ${name} has no field ${field}`, at);
    return found;
  };
  const keys: { readonly column: number; readonly field: string }[] = [];
  do {
    const { text, from: at } = nameOf(reader, "lookup expects a field of the table");
    const field = reader.take("as") ? nameOf(reader, "as expects a field").text : text;
    keys.push({ column: column(text, at), field });
  } while (reader.take(","));
  if (!reader.take("output")) throw reader.unexpected("expected OUTPUT");
  const outputs: { readonly column: number; readonly field: string }[] = [];
  do {
    const { text, from: at } = nameOf(reader, "OUTPUT expects fields of the table");
    outputs.push({ column: column(text, at), field: text });
  } while (reader.take(","));
  const byKey = new Map<string, readonly string[]>();
  for (const row of table.rows) {
    const key = JSON.stringify(keys.map((each) => row[each.column] ?? ""));
    if (!byKey.has(key)) byKey.set(key, row);
  }
  return function* (rows) {
    for (const row of rows) {
      const values = keys.map(({ field }) => textOf(row.get(field)));
      const found = values.includes(undefined) ? undefined : byKey.get(JSON.stringify(values));
      if (found !== undefined) for (const each of outputs) row.put(each.field, found[each.column], false);
      yield;
    }
    return rows;
  };
}

function nameOf(reader: Reader, wanted: string): { readonly text: string; readonly from: number } {
  const { type, text, from } = reader.next();
  if (type !== "name") throw malformed(wanted, from);
  return { text, from };
}
