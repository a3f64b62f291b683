// The columns of a SELECT: an item with what they name.

import { type DocumentPath, valueAt } from "../expressions/document-path.ts";
import type { AttributeMap, Item } from "../values/attribute-value.ts";
import type { SelectStatement } from "./statement.ts";

/** A column is named by the last step of its path: `a.b` becomes `b`, `a[0]` stays `a[0]`. Undefined to take all. */
export function columnsOf(columns: SelectStatement["columns"]): ((item: Item) => AttributeMap) | undefined {
  if (columns === undefined) return undefined;
  const named = columns.map((path) => ({ path, name: columnName(path) }));
  return (item) =>
    Object.fromEntries(
      named.flatMap(({ path, name }) => {
        const value = valueAt(item, path);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
}

function columnName(path: DocumentPath): string {
  const last = path.findLastIndex((step) => typeof step === "string");
  return path
    .slice(last)
    .reduce<string>((name, step) => (typeof step === "number" ? `${name}[${step}]` : step), "");
}
