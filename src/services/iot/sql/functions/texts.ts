// Functions of texts. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html

import { indexOfText, piecesOf } from "../../../../aws/find-text.ts";
import { toDecimal, toInt, toText, type Value } from "../values.ts";
import { spend } from "../work.ts";
import { type Functions, of } from "./function-table.ts";

/** Of characters, or of items of a list: what grows beyond it is Undefined. No message is half as long. */
export const mostOfValue = 256 * 1024;

/** "Int … rounded down and limited to" so many spaces. */
const mostSpaces = 1000;

const one = (make: (text: string) => Value) =>
  of(1, 1, ([value]) => {
    const text = toText(value);
    return text === undefined ? undefined : make(text);
  });

const two = (make: (text: string, other: string) => Value) =>
  of(2, 2, ([value, second]) => {
    const text = toText(value);
    const other = toText(second);
    return text === undefined || other === undefined ? undefined : make(text, other);
  });

const padded = (make: (text: string, spaces: string) => string) =>
  of(2, 2, ([value, count]) => {
    const text = toText(value);
    const spaces = toInt(count);
    if (text === undefined || spaces === undefined) return undefined;
    return make(text, " ".repeat(Math.min(mostSpaces, Math.max(0, spaces))));
  });

export const textFunctions: Functions = {
  chr: of(1, 1, ([value]) => {
    const code = toInt(value);
    return code === undefined || code < 0 || code > 0x7f ? undefined : String.fromCharCode(code);
  }),
  concat: of(0, Number.POSITIVE_INFINITY, concat),
  endswith: two((text, end) => text.endsWith(end)),
  indexof: two((text, part) => indexOfText(text, part)),
  length: one((text) => text.length),
  lower: one((text) => text.toLowerCase()),
  lpad: padded((text, spaces) => spaces + text),
  ltrim: one((text) => text.replace(/^\s+/, "")),
  numbytes: one((text) => Buffer.byteLength(text)),
  replace: of(3, 3, ([value, part, by]) => {
    const [text, old, fresh] = [toText(value), toText(part), toText(by)];
    if (text === undefined || old === undefined || fresh === undefined) return undefined;
    const pieces = piecesOf(text, old);
    const length = text.length + (pieces.length - 1) * (fresh.length - old.length);
    return length > mostOfValue ? undefined : pieces.join(fresh);
  }),
  rpad: padded((text, spaces) => text + spaces),
  rtrim: one((text) => text.trimEnd()),
  startswith: two((text, start) => text.startsWith(start)),
  substring: of(2, 3, ([value, start, end]) => substring(value, start, end)),
  trim: one((text) => text.trim()),
  upper: one((text) => text.toUpperCase()),
};

/** Places count from zero, fractions are rounded down, and what lies outside is nothing. */
function substring(value: Value, start: Value, end: Value): Value {
  const text = toText(value);
  const from = toDecimal(start);
  if (text === undefined || from === undefined) return undefined;
  const to = end === undefined ? text.length : toDecimal(end);
  if (to === undefined) return undefined;
  return text.slice(Math.max(0, Math.floor(from)), Math.max(0, Math.floor(to)));
}

/** Arrays are joined as soon as one is among the arguments, texts as soon as one is. */
function concat(args: readonly Value[]): Value {
  const [first] = args;
  if (args.length < 2) return first;
  const items = sum(args.map((each) => (Array.isArray(each) ? each.length : 1)));
  if (items > mostOfValue) return undefined;
  spend(items);
  if (args.some(Array.isArray)) return args.flatMap((each) => (each === undefined ? [] : each)) as Value;
  if (!args.some((each) => typeof each === "string")) return undefined;
  const texts = args.map(toText);
  const length = sum(texts.map((text) => text?.length ?? 0));
  return texts.includes(undefined) || length > mostOfValue ? undefined : texts.join("");
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
