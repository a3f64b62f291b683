// The functions of Logs Insights.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html

import { includesText, piecesOf } from "../../../aws/find-text.ts";
import { ipFunctions } from "./ip-functions.ts";
import { Structure } from "./structure.ts";
import { isTrue, numberOf, order, type Row, textOf, type Value } from "./values.ts";

interface InsightsFunction {
  /** How many arguments it takes, at least and at most. */
  readonly arity: readonly [number, number];
  /** What its arguments are asked of. @default the row */
  readonly seen?: (row: Row) => Row | undefined;
  readonly run: (given: readonly Value[], row: Row) => Value;
}

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
const unitNames: readonly (readonly [RegExp, string])[] = [
  [/^(ms|msecs?|milliseconds?)$/, "ms"],
  [/^(s|secs?|seconds?)$/, "s"],
  [/^(m|mins?|minutes?)$/, "m"],
  [/^(h|hrs?|hours?)$/, "h"],
  [/^(d|days?)$/, "d"],
  [/^(w|weeks?)$/, "w"],
];

/** `5m` in milliseconds; undefined for a number without a unit. */
export function periodMs(text: string): number | undefined {
  const [, digits, name = ""] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text) ?? [];
  const unit = unitNames.find(([names]) => names.test(name))?.[1];
  if (digits === undefined || unit === undefined) return undefined;
  return Number(digits) * (unitsMs[unit] ?? 1);
}

const numeric = (compute: (value: number) => number): InsightsFunction => ({
  arity: [1, 1],
  run: ([value]) => finite(compute(numberOf(value))),
});
const textual = (compute: (text: string) => Value): InsightsFunction => ({
  arity: [1, 1],
  run([value]) {
    const text = textOf(value);
    return text === undefined ? undefined : compute(text);
  },
});
const trimmed = (ends: { readonly left: boolean; readonly right: boolean }): InsightsFunction => ({
  arity: [1, 2],
  run([value, given]) {
    const text = textOf(value);
    if (text === undefined) return undefined;
    const characters = textOf(given) ?? " \t\n\r";
    let from = 0;
    let to = text.length;
    while (ends.left && from < to && characters.includes(text.charAt(from))) from++;
    while (ends.right && to > from && characters.includes(text.charAt(to - 1))) to--;
    return text.slice(from, to);
  },
});
const floorTo = (round: (value: number) => number): InsightsFunction => ({
  arity: [2, 2],
  run([at, period]) {
    const step = numberOf(period);
    return finite(round(numberOf(at) / step) * step);
  },
});
const extreme = (sign: number): InsightsFunction => ({
  arity: [1, 100],
  run: (given) =>
    given.reduce(
      (best, each) => (best === undefined || order(each, best) * sign > 0 ? each : best),
      undefined as Value,
    ),
});

/** As much as a log event holds: what would be longer is not there. */
const mostCharacters = 1_048_576;

function joined(texts: readonly string[], separator: string): string | undefined {
  let length = separator.length * Math.max(texts.length - 1, 0);
  for (const text of texts) length += text.length;
  return length <= mostCharacters ? texts.join(separator) : undefined;
}

export const functions: Readonly<Record<string, InsightsFunction>> = {
  unmask: { arity: [1, 1], seen: (row) => row.unmasked, run: ([value]) => value },
  abs: numeric(Math.abs),
  ceil: numeric(Math.ceil),
  floor: numeric(Math.floor),
  log: numeric(Math.log),
  sqrt: numeric(Math.sqrt),
  greatest: extreme(1),
  least: extreme(-1),
  isempty: { arity: [1, 1], run: ([value]) => value === undefined || value === "" },
  isblank: { arity: [1, 1], run: ([value]) => (textOf(value) ?? "").trim() === "" },
  ispresent: { arity: [1, 1], run: ([value]) => value !== undefined },
  coalesce: { arity: [1, 100], run: (given) => given.find((each) => each !== undefined) },
  concat: {
    arity: [1, 100],
    run: (given) =>
      joined(
        given.map((each) => textOf(each) ?? ""),
        "",
      ),
  },
  ltrim: trimmed({ left: true, right: false }),
  rtrim: trimmed({ left: false, right: true }),
  trim: trimmed({ left: true, right: true }),
  strlen: textual((text) => [...text].length),
  toupper: textual((text) => text.toUpperCase()),
  tolower: textual((text) => text.toLowerCase()),
  substr: {
    arity: [2, 3],
    run([value, from, length]) {
      const start = numberOf(from);
      const end = length === undefined ? undefined : start + numberOf(length);
      return textOf(value)?.slice(start, end);
    },
  },
  replace: {
    arity: [3, 3],
    run([value, searched, put]) {
      const [text, part = ""] = [textOf(value), textOf(searched)];
      if (text === undefined) return undefined;
      const pieces = part === "" ? ["", ...text, ""] : piecesOf(text, part);
      return joined(pieces, textOf(put) ?? "");
    },
  },
  strcontains: {
    arity: [2, 2],
    run: ([value, searched]) => (includesText(textOf(value) ?? "", textOf(searched) ?? "") ? 1 : 0),
  },
  case: { arity: [3, 100], run: chosen },
  ...ipFunctions,
  if: { arity: [3, 3], run: ([condition, one, other]) => (isTrue(condition) ? one : other) },
  bin: {
    arity: [1, 1],
    run([period], row) {
      const step = numberOf(period);
      return finite(Math.floor(numberOf(row.get("@timestamp")) / step) * step);
    },
  },
  datefloor: floorTo(Math.floor),
  dateceil: floorTo(Math.ceil),
  frommillis: { arity: [1, 1], run: ([value]) => finite(numberOf(value)) },
  tomillis: { arity: [1, 1], run: ([value]) => finite(numberOf(value)) },
  /** In seconds, where times of events are in milliseconds. */
  now: { arity: [0, 0], run: (_given, row) => finite(Math.floor(numberOf(row.get("@now")) / 1000)) },
  jsonparse: textual((text) => Structure.parse(text)),
  jsonstringify: { arity: [1, 1], run: ([value]) => (value instanceof Structure ? value.text : undefined) },
};

/** case(condition, result, condition, result, …, otherwise) */
function chosen(given: readonly Value[]): Value {
  for (let at = 0; at + 1 < given.length; at += 2) if (isTrue(given[at])) return given[at + 1];
  return given.length % 2 === 1 ? given.at(-1) : undefined;
}

/** Whose values are times, and shown as such. */
export const timeFunctions: ReadonlySet<string> = new Set(["bin", "datefloor", "dateceil", "frommillis"]);

function finite(value: number): Value {
  return Number.isFinite(value) ? value : undefined;
}
