// The functions that Step Functions adds to JSONata, and the one it takes away. Numbers that must be whole are rounded down,
// other than those of intrinsic functions. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

import { randomUUID } from "node:crypto";
import type jsonata from "jsonata";
import type { Json } from "../../aws/json.ts";
import { arrayOf, textOf } from "../intrinsics/arguments.ts";
import { partition, range } from "../intrinsics/arrays.ts";
import { hashed } from "../intrinsics/functions.ts";
import { IntrinsicFault } from "../intrinsics/intrinsic-fault.ts";
import { seededNumber } from "../intrinsics/seeded-number.ts";
import type { Random } from "../random.ts";

/** Where the evaluation's chance is bound. No expression can write a name with a space, so that none can reach it. */
export const randomKey = "source of chance";
/** Where the time of the turn is bound, in milliseconds since the epoch. */
export const timeKey = "time of the turn";

type Given = Json | undefined;

export function addFunctions(expression: jsonata.Expression): void {
  // AWS: $eval is not there.
  expression.assign("eval", undefined);
  expression.registerFunction("partition", partitionOf);
  expression.registerFunction("range", rangeOf);
  expression.registerFunction("hash", hashOf);
  expression.registerFunction("parse", parse);
  expression.registerFunction("random", function (seed: Given) {
    if (seed !== undefined) return seededNumber(wholeNumber(seed, "The seed"));
    return chanceOf(this)?.next() ?? Math.random();
  });
  expression.registerFunction(
    "now",
    function (picture: Given, timezone: Given) {
      const { implementation } = this.environment.lookup("fromMillis") as JsonataFunction;
      return implementation.call(this, timeOf(this), picture, timezone);
    },
    "<s?s?:s>",
  );
  expression.registerFunction(
    "millis",
    function () {
      return timeOf(this);
    },
    "<:n>",
  );
  expression.registerFunction("uuid", function () {
    return chanceOf(this)?.uuid() ?? randomUUID();
  });
}

function chanceOf(focus: jsonata.Focus): Random | undefined {
  return focus.environment.lookup(randomKey) as Random | undefined;
}

/** A function of the package, as its environment holds it. */
interface JsonataFunction {
  implementation(this: jsonata.Focus, ...given: readonly Given[]): unknown;
}

/** The package would ask the machine's clock, and a turn that is run again would give another answer. */
function timeOf(focus: jsonata.Focus): number {
  return (focus.environment.lookup(timeKey) as number | undefined) ?? Date.now();
}

function partitionOf(array: Given, size: Given): unknown {
  if (array === undefined) return undefined;
  return partition(
    Array.isArray(array) ? arrayOf(array, "The first argument") : [array],
    wholeNumber(size, "The chunk size"),
  );
}

/** A JSONata sequence, so that a range of one number is that number [recorded]. */
function rangeOf(first: Given, last: Given, step: Given): unknown {
  const numbers = range(
    wholeNumber(first, "The first argument"),
    wholeNumber(last, "The second argument"),
    wholeNumber(step, "The step"),
  );
  return Object.defineProperty(numbers, "sequence", { value: true, enumerable: false });
}

function hashOf(data: Given, algorithm: Given): unknown {
  return data === undefined ? undefined : hashed(data, textOf(algorithm, "The algorithm"));
}

function parse(text: Given): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(textOf(text, "The argument"));
  } catch (thrown) {
    if (thrown instanceof IntrinsicFault) throw thrown;
    throw new IntrinsicFault("The argument is not valid JSON");
  }
}

function wholeNumber(value: Given, what: string): number {
  if (typeof value === "number") return Math.floor(value);
  throw new IntrinsicFault(`${what} must be a number`);
}
