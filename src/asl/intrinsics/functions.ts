// The 18 intrinsic functions, as a table.
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html

import { createHash, randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../aws/json.ts";
import { type Growth, growthOfAtMost, growthOfText } from "../growth.ts";
import { equalJson } from "../json-equality.ts";
import { jsonText } from "../path/not-found.ts";
import type { Scope } from "../scope.ts";
import { arrayOf, int32Of, integerOf, objectOf, shortText, textOf } from "./arguments.ts";
import { partition, range, uniqueItems } from "./arrays.ts";
import { formatted, parseFormat } from "./format.ts";
import { IntrinsicFault } from "./intrinsic-fault.ts";
import { boundedValue } from "./made-data.ts";
import { seededNumber } from "./seeded-number.ts";

type Apply = (given: readonly Json[], scope: Scope) => Json;

export interface IntrinsicFunction {
  readonly fewest: number;
  readonly most: number;
  /** The first argument is a template, whose escapes the function reads itself. */
  readonly templateFirst?: true;
  readonly apply: Apply;
  /** What stands for `apply` where the template is a literal, so that it is read once. Throws if the template is wrong. */
  readonly prepare?: (template: string) => Apply;
  /** How large the value can be, given how large the arguments can be; without it nothing is known. */
  readonly growth?: (given: readonly Growth[]) => Growth;
}

const any = Number.POSITIVE_INFINITY;
const numberGrowth = () => growthOfAtMost(25);
const uuidGrowth = () => growthOfAtMost(38);

export const intrinsicFunctions: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  [
    "Format",
    {
      fewest: 1,
      most: any,
      templateFirst: true,
      apply: (given) => formatted(parseFormat(textOf(given[0], "The template")), given),
      prepare: (template) => {
        const texts = parseFormat(template);
        return (given) => formatted(texts, given);
      },
      growth: growthOfText,
    },
  ],
  taking("StringToJson", 1, ([text]) => parsedJson(textOf(text, "The argument"))),
  taking("JsonToString", 1, ([value]) => jsonText(boundedValue(value as Json))),
  ["Array", { fewest: 0, most: any, apply: (given) => given }],
  taking("ArrayPartition", 2, ([array, size]) =>
    partition(arrayOf(array, "The first argument"), integerOf(size, "The chunk size")),
  ),
  taking("ArrayContains", 2, ([array, wanted]) =>
    arrayOf(boundedValue(array as Json), "The first argument").some((item) =>
      equalJson(item, wanted as Json),
    ),
  ),
  taking("ArrayRange", 3, ([first, last, step]) =>
    range(
      integerOf(first, "The first argument"),
      integerOf(last, "The second argument"),
      integerOf(step, "The step"),
    ),
  ),
  taking("ArrayGetItem", 2, ([array, index]) =>
    itemAt(arrayOf(array, "The first argument"), integerOf(index, "The index")),
  ),
  taking("ArrayLength", 1, ([array]) => arrayOf(array, "The argument").length, numberGrowth),
  taking("ArrayUnique", 1, ([array]) => uniqueItems(arrayOf(boundedValue(array as Json), "The argument"))),
  taking("Base64Encode", 1, ([text]) =>
    Buffer.from(shortText(textOf(text, "The argument"), "The argument")).toString("base64"),
  ),
  taking("Base64Decode", 1, ([text]) => decoded(shortText(textOf(text, "The argument"), "The argument"))),
  taking("Hash", 2, ([data, algorithm]) => hashed(data as Json, textOf(algorithm, "The algorithm"))),
  taking("JsonMerge", 3, merged),
  ["MathRandom", { fewest: 2, most: 3, apply: randomBetween }],
  taking(
    "MathAdd",
    2,
    (given) => int32Of(given[0], "The first argument") + int32Of(given[1], "The second argument"),
    numberGrowth,
  ),
  taking("StringSplit", 2, ([text, delimiters]) =>
    split(textOf(text, "The first argument"), textOf(delimiters, "The second argument")),
  ),
  taking("UUID", 0, (_given, scope) => scope.random?.uuid() ?? randomUUID(), uuidGrowth),
]);

function taking(
  name: string,
  count: number,
  apply: Apply,
  growth?: IntrinsicFunction["growth"],
): [string, IntrinsicFunction] {
  return [name, { fewest: count, most: count, apply, ...(growth === undefined ? undefined : { growth }) }];
}

/** A blank text is null [recorded]. */
function parsedJson(text: string): Json {
  if (text.trim() === "") return null;
  try {
    // `+ 0` would not do for what lies within; -0 is only ever seen at the top.
    const value = JSON.parse(text) as Json;
    return value === 0 ? 0 : value;
  } catch {
    throw new IntrinsicFault(`The argument is not valid JSON: ${text.slice(0, 200)}`);
  }
}

function itemAt(array: readonly Json[], index: number): Json {
  const item = index < 0 ? undefined : array[index];
  if (item !== undefined) return item;
  throw new IntrinsicFault(`There is no item ${index} in an array of ${array.length}`);
}

function decoded(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) {
    throw new IntrinsicFault("The argument is not Base64");
  }
  return Buffer.from(text, "base64").toString();
}

const hashAlgorithms: ReadonlyMap<string, string> = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

export function hashed(data: Json, algorithm: string): string {
  const name = hashAlgorithms.get(algorithm);
  if (name === undefined) {
    throw new IntrinsicFault(
      `The algorithm must be one of ${[...hashAlgorithms.keys()].join(", ")}, but was: ${algorithm}`,
    );
  }
  const text = typeof data === "string" ? data : jsonText(boundedValue(data));
  return createHash(name).update(shortText(text, "The data")).digest("hex");
}

/** Only the shallow merge is there: AWS refuses `true`. */
function merged([first, second, deep]: readonly Json[]): Json {
  if (deep !== false)
    throw new IntrinsicFault("The third argument must be false: a deep merge is not supported");
  return {
    ...objectOf(first, "The first argument"),
    ...objectOf(second, "The second argument"),
  } as JsonObject;
}

function randomBetween([start, end, seed]: readonly Json[], scope: Scope): Json {
  const from = int32Of(start, "The start");
  const to = int32Of(end, "The end");
  if (from >= to) throw new IntrinsicFault(`The start ${from} must be less than the end ${to}`);
  const chance =
    seed === undefined ? (scope.random?.next() ?? Math.random()) : seededNumber(integerOf(seed, "The seed"));
  return from + Math.floor(chance * (to - from));
}

/** Every character of the delimiters is one; pieces between two of them that meet are dropped [recorded]. */
function split(text: string, delimiters: string): Json {
  const separators = new Set(delimiters);
  const pieces: string[] = [];
  let piece = "";
  for (const character of text) {
    if (!separators.has(character)) piece += character;
    else {
      if (piece !== "") pieces.push(piece);
      piece = "";
    }
  }
  if (piece !== "") pieces.push(piece);
  return pieces;
}
