// The functions that Step Functions adds to JSONata. Numbers that must be whole are rounded down, other than those of intrinsic
// functions. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

import { randomUUID } from "node:crypto";
import type { Json } from "../../../aws/json.ts";
import { arrayOf, textOf } from "../../intrinsics/arguments.ts";
import { partition, range } from "../../intrinsics/arrays.ts";
import { hashed } from "../../intrinsics/functions.ts";
import { IntrinsicFault } from "../../intrinsics/intrinsic-fault.ts";
import { seededNumber } from "../../intrinsics/seeded-number.ts";
import type { Evaluation } from "../evaluation.ts";
import { asSequence, isArray, isObject } from "../sequences.ts";
import { textOfValue } from "../text-of-value.ts";
import type { BuiltIn } from "./built-in.ts";
import { packageFunction } from "./package-functions.ts";

type Given = Json | undefined;

const fromMillis = packageFunction("fromMillis");

export const awsFunctions: Readonly<Record<string, BuiltIn>> = {
  partition: {
    arity: 2,
    apply: ({ budget }, [array, size]) => {
      if (array === undefined) return undefined;
      const items = isArray(array) ? arrayOf(array as never, "The first argument") : [array as Json];
      const each = wholeNumber(size as Given, "The chunk size");
      budget.addItems(items.length + (16 * items.length) / Math.max(1, each));
      return partition(items, each);
    },
  },
  range: { arity: 3, apply: rangeOf },
  hash: {
    arity: 2,
    apply: ({ budget }, [data, algorithm]) => {
      if (data === undefined) return undefined;
      const text = textOf(algorithm as Given, "The algorithm");
      if (isObject(data)) textOfValue(data, budget);
      budget.spend(320 + (typeof data === "string" ? data.length * 2 : 0));
      return hashed(data as Json, text);
    },
  },
  parse: { arity: 1, apply: parsed },
  random: {
    arity: 1,
    apply: ({ budget, surroundings }, [seed]) => {
      budget.spend(24);
      return seed === undefined
        ? (surroundings.random?.next() ?? Math.random())
        : seededNumber(wholeNumber(seed as Given, "The seed"));
    },
  },
  uuid: {
    arity: 0,
    apply: ({ budget, surroundings }) => {
      budget.addText(36, 8);
      return surroundings.random?.uuid() ?? randomUUID();
    },
  },
  now: {
    arity: 2,
    apply: ({ budget, surroundings }, [picture, timezone]) => {
      budget.spend(512 + (typeof picture === "string" ? picture.length * 64 : 0));
      return fromMillis([surroundings.now, picture, timezone]);
    },
  },
  millis: { arity: 0, apply: ({ surroundings }) => surroundings.now },
};

/** A sequence, so that a range of one number is that number [recorded]. */
function rangeOf({ budget }: Evaluation, [first, last, step]: readonly unknown[]): unknown {
  const numbers = range(
    wholeNumber(first as Given, "The first argument"),
    wholeNumber(last as Given, "The second argument"),
    wholeNumber(step as Given, "The step"),
  );
  budget.addArray(32 + numbers.length * 8);
  return asSequence(numbers as number[]);
}

function parsed({ budget }: Evaluation, [text]: readonly unknown[]): unknown {
  if (text === undefined) return undefined;
  const json = textOf(text as Given, "The argument");
  // Texts of a few characters, each of them another, take longest.
  budget.addText(json.length, 12);
  budget.addItems(json.length / 4);
  try {
    return JSON.parse(json);
  } catch {
    throw new IntrinsicFault("The argument is not valid JSON");
  }
}

function wholeNumber(value: Given, what: string): number {
  if (typeof value === "number") return Math.floor(value);
  throw new IntrinsicFault(`${what} must be a number`);
}
