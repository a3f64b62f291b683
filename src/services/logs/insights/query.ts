// Logs Insights queries: commands between pipes, each of which makes other rows of the rows that it is given.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html

import { type Aggregate, readAggregate } from "./aggregates.ts";
import { type Expression, Reader, readExpression } from "./expression.ts";
import { timeFunctions } from "./functions.ts";
import { type FindTable, readLookup } from "./lookup-command.ts";
import { readParse } from "./parse-command.ts";
import { type Command, QueryRow } from "./row.ts";
import { sortedInPieces } from "./sorted-in-pieces.ts";
import { malformed } from "./tokens.ts";
import { readUnnest } from "./unnest-command.ts";
import { isTrue, order, textOf, type Value } from "./values.ts";

export interface InsightsQuery {
  readonly commands: readonly Command[];
  /** The fields that are shown; undefined shows `@timestamp` and `@message`. */
  readonly shown: readonly string[] | undefined;
  /** Whether its rows are events still, and not what `stats` made of them. */
  readonly isOfEvents: boolean;
  readonly limit: number | undefined;
}

interface Draft {
  commands: Command[];
  shown: string[] | undefined;
  isOfEvents: boolean;
  limit: number | undefined;
}

/** `tables` are those that `lookup` may name. Throws MalformedQueryException with the place. */
export function parseQuery(text: string, tables: FindTable = () => undefined): InsightsQuery {
  const reader = new Reader(text);
  const draft: Draft = {
    commands: [],
    shown: undefined,
    isOfEvents: true,
    limit: undefined,
  };
  do {
    if (reader.peek().type === "end" && draft.commands.length === 0 && draft.shown === undefined)
      throw malformed("unexpected end of query", 0);
    readCommand(reader, draft, tables);
  } while (reader.take("|"));
  if (reader.peek().type !== "end") throw reader.unexpected("expected | or the end of the query");
  return draft;
}

function readCommand(reader: Reader, draft: Draft, tables: FindTable): void {
  const { type, text, from } = reader.next();
  const command = type === "name" ? text.toLowerCase() : "";
  switch (command) {
    case "fields": {
      const fields = readFields(reader);
      draft.shown = [...(draft.shown ?? []), ...fields.map(({ name }) => name)];
      draft.commands.push(compute(fields));
      return;
    }
    case "display": {
      const fields = readFields(reader);
      draft.shown = fields.map(({ name }) => name);
      draft.commands.push(compute(fields));
      return;
    }
    case "filter": {
      const condition = readExpression(reader);
      draft.commands.push(keep((row) => isTrue(condition(row))));
      return;
    }
    case "parse": {
      const parse = readParse(reader);
      draft.commands.push(each((row) => parse(row)));
      return;
    }
    case "stats": {
      const { command: stats, names } = readStats(reader);
      draft.commands.push(stats);
      Object.assign(draft, { shown: names, isOfEvents: false, limit: undefined });
      return;
    }
    case "sort":
      draft.commands.push(readSort(reader));
      return;
    case "limit":
    case "head":
      readLimit(reader, draft);
      return;
    case "dedup":
      draft.commands.push(readDedup(reader));
      return;
    case "unnest":
      draft.commands.push(readUnnest(reader));
      return;
    case "unmask":
      readUnmask(reader, draft);
      return;
    case "filterindex": {
      // What an index finds faster is found all the same.
      const condition = readExpression(reader);
      draft.commands.push(keep((row) => isTrue(condition(row))));
      return;
    }
    case "lookup":
      draft.commands.push(readLookup(reader, tables));
      return;
    default:
      if (otherCommands.has(command))
        throw malformed(`the command ${text} is not there in the local region`, from);
      throw malformed(type === "end" ? "unexpected end of query" : `unexpected symbol found ${text}`, from);
  }
}

/** Those that AWS has beside these. */
const otherCommands: ReadonlySet<string> = new Set([
  ...["pattern", "diff", "anomaly", "source", "join", "appendcols", "addtotals"],
]);

function readUnmask(reader: Reader, draft: Draft): void {
  const fields = readFields(reader);
  draft.shown = [...(draft.shown ?? []), ...fields.map(({ name }) => name)];
  draft.commands.push(
    each((row) => {
      const all = row.unmasked;
      for (const { name, of, isTime } of fields) row.put(name, of(all), isTime);
      return row;
    }),
  );
}

interface Field {
  readonly name: string;
  readonly of: Expression;
  readonly isTime: boolean;
}

/** `a, b + 1 as c, fieldName`; one without a name of its own is called as it is written. */
function readFields(reader: Reader): readonly Field[] {
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

function compute(fields: readonly Field[]): Command {
  return each((row) => {
    for (const { name, of, isTime } of fields) row.put(name, of(row), isTime);
    return row;
  });
}

function each(change: (row: QueryRow) => QueryRow | undefined): Command {
  return function* (rows) {
    const changed: QueryRow[] = [];
    for (const row of rows) {
      const result = change(row);
      if (result !== undefined) changed.push(result);
      yield;
    }
    return changed;
  };
}

function keep(test: (row: QueryRow) => boolean): Command {
  return each((row) => (test(row) ? row : undefined));
}

function readStats(reader: Reader): { readonly command: Command; readonly names: string[] } {
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

function readSort(reader: Reader): Command {
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

function readLimit(reader: Reader, draft: Draft): void {
  const { type, text, from } = reader.next();
  const limit = Number(text);
  if (type !== "number" || !Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw malformed("limit expects a whole number from 1 to 10000", from);
  draft.limit = limit;
  draft.commands.push(function* (rows) {
    yield;
    return rows.slice(0, limit);
  });
}

function readDedup(reader: Reader): Command {
  const fields: string[] = [];
  do {
    const { type, text, from } = reader.next();
    if (type !== "name") throw malformed("dedup expects fields", from);
    fields.push(text);
  } while (reader.take(","));
  return function* (rows) {
    const seen = new Set<string>();
    const kept: QueryRow[] = [];
    for (const row of rows) {
      const values = fields.map((field) => textOf(row.get(field)));
      const key = JSON.stringify(values.map((value) => value ?? null));
      // "Events with null values in any of the fields are not considered duplicates."
      const isNew = values.includes(undefined) || !seen.has(key);
      if (isNew) kept.push(row);
      seen.add(key);
      yield;
    }
    return kept;
  };
}
