// `sort size desc, @timestamp`

import { type Expression, type Reader, readExpression } from "./expression.ts";
import type { Command, QueryRow } from "./row.ts";
import { sortedInPieces } from "./sorted-in-pieces.ts";
import { order, type Value } from "./values.ts";

export function readSort(reader: Reader): Command {
  const keys: { readonly of: Expression; readonly sign: number }[] = [];
  do {
    const { from } = reader.peek();
    const computed = readExpression(reader);
    const source = reader.since(from);
    // What stats made is found under the name that it has: `sort count(*)`.
    const of: Expression = (row) => row.get(source) ?? computed(row);
    const isDescending = reader.take("desc") || !reader.take("asc");
    keys.push({ of, sign: isDescending ? -1 : 1 });
  } while (reader.take(","));
  return function* (rows) {
    const sortable: Sortable[] = [];
    for (const row of rows) {
      sortable.push({ row, values: keys.map(({ of }) => of(row)) });
      yield;
    }
    const signs = keys.map(({ sign }) => sign);
    const sorted = yield* sortedInPieces(sortable, (one, other) => orderOfRows(one, other, signs));
    return sorted.map(({ row }) => row);
  };
}

interface Sortable {
  readonly row: QueryRow;
  readonly values: readonly Value[];
}

function orderOfRows(one: Sortable, other: Sortable, signs: readonly number[]): number {
  for (const [at, sign] of signs.entries()) {
    const [left, right] = [one.values[at], other.values[at]];
    if (left === undefined || right === undefined) {
      // What has no value comes last either way.
      if (left !== right) return left === undefined ? 1 : -1;
      continue;
    }
    const result = order(left, right) * sign;
    if (result !== 0) return result;
  }
  return 0;
}
