// What `stats` computes over the records of a group.

import { type Expression, type Reader, readExpression } from "./expression.ts";
import { malformed, type Token } from "./tokens.ts";
import { numberOf, order, type Row, textOf, type Value } from "./values.ts";

export interface Accumulator {
  add(row: Row): void;
  result(): Value;
}

export type Aggregate = () => Accumulator;

const overNumbers =
  (compute: (values: readonly number[]) => Value) =>
  (of: Expression): Aggregate =>
  () => {
    const values: number[] = [];
    return {
      add(row) {
        const value = numberOf(of(row));
        if (!Number.isNaN(value)) values.push(value);
      },
      result: () => (values.length === 0 ? undefined : compute(values)),
    };
  };

const extreme =
  (sign: number) =>
  (of: Expression): Aggregate =>
  () => {
    let best: Value;
    return {
      add(row) {
        const value = of(row);
        if (value !== undefined && (best === undefined || order(value, best) * sign > 0)) best = value;
      },
      result: () => best,
    };
  };

/** By the time of the record. */
const atEnd =
  (sign: number) =>
  (of: Expression): Aggregate =>
  () => {
    let at = Number.NaN;
    let found: Value;
    return {
      add(row) {
        const time = numberOf(row.get("@timestamp"));
        if (Number.isNaN(at) || (time - at) * sign > 0) [at, found] = [time, of(row)];
      },
      result: () => found,
    };
  };

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

const aggregates: Readonly<Record<string, (of: Expression) => Aggregate>> = {
  sum: overNumbers(sum),
  avg: overNumbers((values) => sum(values) / values.length),
  stddev: overNumbers((values) => {
    const mean = sum(values) / values.length;
    return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
  }),
  min: extreme(-1),
  max: extreme(1),
  earliest: atEnd(-1),
  latest: atEnd(1),
  sortsfirst: extreme(-1),
  sortslast: extreme(1),
  count_distinct: (of) => () => {
    const seen = new Set<string>();
    return {
      add(row) {
        const text = textOf(of(row));
        if (text !== undefined) seen.add(text);
      },
      result: () => seen.size,
    };
  },
};

/** What is in the brackets behind the name of an aggregate; undefined for a name that is none. */
export function readAggregate(reader: Reader, { text }: Token): Aggregate | undefined {
  const name = text.toLowerCase();
  const make = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (make === undefined && !["count", "median", "pct"].includes(name)) return undefined;
  const { readCall } = reader;
  // An aggregate is over what rows have, and not over other aggregates.
  reader.readCall = undefined;
  reader.expect("(");
  const read =
    make === undefined
      ? name === "count"
        ? readCount(reader)
        : readPercentile(reader, name === "median")
      : make(readWhole(reader));
  reader.readCall = readCall;
  return read;
}

function readWhole(reader: Reader): Expression {
  const of = reader.within(readExpression);
  reader.expect(")");
  return of;
}

function readCount(reader: Reader): Aggregate {
  const isAll = reader.take("*") || reader.peek().text === ")";
  const of: Expression = isAll ? () => 1 : reader.within(readExpression);
  reader.expect(")");
  return () => {
    let count = 0;
    return {
      add(row) {
        if (of(row) !== undefined) count++;
      },
      result: () => count,
    };
  };
}

function readPercentile(reader: Reader, isMedian: boolean): Aggregate {
  const of = reader.within(readExpression);
  let percent = 50;
  if (!isMedian) {
    reader.expect(",");
    const { text, from } = reader.next();
    percent = Number(text);
    if (!(percent >= 0 && percent <= 100)) throw malformed("pct expects a percentage from 0 to 100", from);
  }
  reader.expect(")");
  return overNumbers((values) => {
    const sorted = values.toSorted((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  })(of);
}
