// Logs Insights queries: commands between pipes, each of which makes other rows of the rows that it is given.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html

import { Reader, readExpression } from "./expression.ts";
import { type Field, readFields } from "./fields.ts";
import { type FindTable, readLookup } from "./lookup-command.ts";
import { readParse } from "./parse-command.ts";
import type { Command, QueryRow } from "./row.ts";
import { readSort } from "./sort-command.ts";
import { readStats } from "./stats-command.ts";
import { malformed } from "./tokens.ts";
import { readUnnest } from "./unnest-command.ts";
import { isTrue, textOf } from "./values.ts";

export interface InsightsQuery {
  readonly commands: readonly Command[];
  /** The fields that are shown. */
  readonly shown: readonly string[];
  /** Whether its rows are events still, and not what `stats` made of them. */
  readonly isOfEvents: boolean;
  readonly limit: number | undefined;
}

interface Draft {
  commands: Command[];
  /** What `fields`, `display` and `stats` name, and what is parsed behind them. */
  shown: string[] | undefined;
  /** What is parsed where none of them was before. */
  parsed: string[];
  /** Whether `display` has said what is shown, and nothing else is. */
  isDisplayed: boolean;
  isOfEvents: boolean;
  limit: number | undefined;
}

/** `tables` are those that `lookup` may name. Throws MalformedQueryException with the place. */
export function parseQuery(text: string, tables: FindTable = () => undefined): InsightsQuery {
  const reader = new Reader(text);
  const draft: Draft = {
    commands: [],
    shown: undefined,
    parsed: [],
    isDisplayed: false,
    isOfEvents: true,
    limit: undefined,
  };
  do {
    if (reader.peek().type === "end" && draft.commands.length === 0 && draft.shown === undefined)
      throw malformed("unexpected end of query", 0);
    readCommand(reader, draft, tables);
  } while (reader.take("|"));
  if (reader.peek().type !== "end") throw reader.unexpected("expected | or the end of the query");
  return { ...draft, shown: draft.shown ?? ["@timestamp", "@message", ...draft.parsed] };
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
      draft.isDisplayed = true;
      draft.commands.push(compute(fields));
      return;
    }
    case "filter": {
      const condition = readExpression(reader);
      draft.commands.push(keep((row) => isTrue(condition(row))));
      return;
    }
    case "parse": {
      const { names, apply } = readParse(reader);
      draft.commands.push(each(apply));
      if (!draft.isDisplayed) (draft.shown ?? draft.parsed).push(...names);
      return;
    }
    case "stats": {
      const { command: stats, names } = readStats(reader);
      draft.commands.push(stats);
      Object.assign(draft, { shown: names, isDisplayed: false, isOfEvents: false, limit: undefined });
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
