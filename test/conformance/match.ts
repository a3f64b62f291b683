// Whether an answer agrees with a recording. Recorded texts hold tokens that stand for any text, the same one each time;
// texts that hold JSON are compared as JSON. Answers with the first difference, as a place and two values.

import type { Json, JsonObject } from "../../src/aws/json.ts";
import { isJsonObject } from "../../src/aws/json.ts";
import type { RecordedCase } from "./case.ts";

export interface Difference {
  readonly at: string;
  readonly expected: Json | undefined;
  readonly actual: Json | undefined;
}

/** Stand for any value wherever they are the whole text. */
const anyTime = new Set([
  "timestamp",
  "date",
  "datetime",
  "start-date",
  "stop-date",
  "entered-time",
  "start-time",
]);

/** Of the recordings' own; the others are found in the texts by their angle brackets. */
const fixedTokens: Readonly<Record<string, string>> = { "<partition>": "aws", "<region>": "us-east-1" };

/** In the input of some recordings stands the call by which the recorder made a value, in the answer the value. */
const unevaluated = /^localstack\.utils\.[\w.]+\(\)$/;

export class Matcher {
  readonly #placeholders: Readonly<Record<string, string>>;
  readonly #wildcards: ReadonlySet<string>;
  /** `<uuid:1>` and the like, and the names among the wildcards that a text can hold inside. */
  readonly #tokens: RegExp;
  readonly #bound = new Map<string, string>();

  constructor({ placeholders = {}, wildcards = [] }: Pick<RecordedCase, "placeholders" | "wildcards">) {
    this.#placeholders = placeholders;
    this.#wildcards = new Set(wildcards);
    const names = wildcards.filter((name) => /^\w+_\w+$/.test(name) && !(name in placeholders));
    this.#tokens = new RegExp(`(${["<[\\w:. -]+>", "lambda_function(?:_\\d+)?_name", ...names].join("|")})`);
  }

  /** Tokens that a match binds stay bound; `trying` undoes them if there is a difference. */
  trying(expected: Json | undefined, actual: Json | undefined): Difference | undefined {
    const before = new Map(this.#bound);
    const difference = this.difference(expected, actual);
    if (difference !== undefined) {
      this.#bound.clear();
      for (const [token, text] of before) this.#bound.set(token, text);
    }
    return difference;
  }

  difference(
    expected: Json | undefined,
    actual: Json | undefined,
    at = "",
    key = "",
  ): Difference | undefined {
    const wanted = unpack(expected);
    // A recorded text may be JSON no more once tokens stand in it; it is then compared as text.
    const got = typeof expected === "string" && wanted === expected ? actual : unpack(actual);
    if (typeof wanted === "string") return this.#textDifference(wanted, got, at, key);
    if (Array.isArray(wanted) && Array.isArray(got)) return this.#arrayDifference(wanted, got, at, key);
    if (isJsonObject(wanted) && isJsonObject(got)) return this.#objectDifference(wanted, got, at);
    return wanted === got ? undefined : { at, expected: wanted, actual: got };
  }

  #arrayDifference(expected: readonly Json[], actual: readonly Json[], at: string, key: string) {
    if (expected.length !== actual.length) return { at: `${at}.length`, expected, actual };
    for (const [index, wanted] of expected.entries()) {
      const difference = this.difference(wanted, actual[index], `${at}[${index}]`, key);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #objectDifference(expected: JsonObject, actual: JsonObject, at: string): Difference | undefined {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      // A failed function's stack trace is the language's of whoever wrote the function.
      if ("errorType" in expected && (key === "stackTrace" || key === "requestId")) continue;
      const difference = this.difference(expected[key], actual[key], `${at}.${key}`, key);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #textDifference(
    expected: string,
    actual: Json | undefined,
    at: string,
    key: string,
  ): Difference | undefined {
    if (actual === undefined) return { at, expected, actual };
    if (this.#isWildcard(expected, key)) return undefined;
    if (typeof actual !== "string") return { at, expected, actual };
    if (unevaluated.test(actual)) return undefined;
    const concrete = this.#withPlaceholders(expected);
    return concrete === actual || this.#matchesPattern(concrete, actual)
      ? undefined
      : { at, expected: concrete, actual };
  }

  /** The recorder put a value's own name in the place of a value that changes from run to run. */
  #isWildcard(text: string, key: string): boolean {
    if (anyTime.has(text) || text === key || text.endsWith(`Details.${key}`)) return true;
    return this.#wildcards.has(text) && !(text in this.#placeholders);
  }

  #withPlaceholders(text: string): string {
    let concrete = text;
    for (const [token, stands] of Object.entries({ ...this.#placeholders, ...fixedTokens })) {
      // Regular expressions among the placeholders name a token of their own, which is matched like any other.
      if (/[[\]+*]/.test(stands)) continue;
      concrete = concrete.replaceAll(token, stands);
    }
    return concrete;
  }

  #matchesPattern(text: string, actual: string): boolean {
    const tokens: string[] = [];
    const pattern = text.split(this.#tokens).map((part, index) => {
      if (index % 2 === 0) return escapeRegExp(part);
      const bound = this.#bound.get(part);
      if (bound !== undefined) return escapeRegExp(bound);
      tokens.push(part);
      return "(.+?)";
    });
    if (tokens.length === 0 && this.#matchesJsonInside(text, actual)) return true;
    const match = new RegExp(`^${pattern.join("")}$`, "s").exec(actual);
    if (match === null) return false;
    for (const [index, token] of tokens.entries()) this.#bound.set(token, match[index + 1] as string);
    return true;
  }

  /** `… in the input '{…}'`: key order carries no meaning within a sentence either. */
  #matchesJsonInside(expected: string, actual: string): boolean {
    const [wanted, got] = [splitJson(expected), splitJson(actual)];
    if (wanted === undefined || got === undefined) return false;
    if (wanted.before !== got.before || wanted.after !== got.after) return false;
    return this.difference(wanted.json, got.json) === undefined;
  }
}

/** Texts that hold JSON, such as the inputs and outputs of history events, are compared as what they hold. */
function unpack(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !/^[{["\d-]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function splitJson(text: string): { before: string; json: Json; after: string } | undefined {
  const [first, last] = [text.search(/[{[]/), Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"))];
  if (first < 0 || last < first) return undefined;
  try {
    const json = JSON.parse(text.slice(first, last + 1)) as Json;
    return { before: text.slice(0, first), json, after: text.slice(last + 1) };
  } catch {
    return undefined;
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
