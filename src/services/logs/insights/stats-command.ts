// `stats count(*), avg(size) as mean by bin(1h)`: a row for each group.

import { type Aggregate, readAggregate } from "./aggregates.ts";
import type { Reader } from "./expression.ts";
import { readFields } from "./fields.ts";
import { type Command, QueryRow } from "./row.ts";
import { malformed } from "./tokens.ts";
import { textOf, type Value } from "./values.ts";

export function readStats(reader: Reader): { readonly command: Command; readonly names: string[] } {
  const { from } = reader.peek();
  const aggregates: Aggregate[] = [];
  // What an aggregate came to is in the group's row under a name that no query can write.
  reader.readCall = (name) => {
    const aggregate = readAggregate(reader, name);
    if (aggregate === undefined) return undefined;
    const place = `\0${aggregates.push(aggregate)}`;
    return (row) => row.get(place);
  };
  const made = readFields(reader);
  reader.readCall = undefined;
  if (aggregates.length === 0) throw malformed("stats expects a function such as count(*)", from);
  const groupedBy = reader.take("by") ? readFields(reader) : [];
  const command: Command = function* (rows) {
    const groups = new Map<string, Group>();
    const open = (key: string, keys: readonly Value[]): Group => {
      const group = { keys, sums: aggregates.map((aggregate) => aggregate()) };
      groups.set(key, group);
      return group;
    };
    // Without groups there is a row of nothing, too.
    const ofAll = groupedBy.length === 0 ? open("", []) : undefined;
    for (const row of rows) {
      const keys = groupedBy.map(({ of }) => of(row));
      const key = JSON.stringify(keys.map((value) => textOf(value) ?? null));
      const group = ofAll ?? groups.get(key) ?? open(key, keys);
      for (const sum of group.sums) sum.add(row);
      yield;
    }
    return [...groups.values()].map(({ keys, sums }) => {
      const row = QueryRow.empty();
      for (const [index, { name, isTime }] of groupedBy.entries()) row.put(name, keys[index], isTime);
      for (const [index, sum] of sums.entries()) row.put(`\0${index + 1}`, sum.result(), false);
      for (const { name, of, isTime } of made) row.put(name, of(row), isTime);
      return row;
    });
  };
  return { command, names: [...groupedBy, ...made].map(({ name }) => name) };
}

interface Group {
  readonly keys: readonly Value[];
  readonly sums: readonly ReturnType<Aggregate>[];
}
