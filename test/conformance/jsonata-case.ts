// Cases of the JSONata language's own test suite: an expression, a document, and the result or the error's code.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../src/asl/jsonata/jsonata-error.ts";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { asJson, evaluated } from "../support/jsonata-language.ts";
import type { Difference } from "./match.ts";

export interface JsonataCase {
  readonly name: string;
  readonly expr: string;
  readonly data?: Json;
  /** A member of `datasets.json` beside the cases, where the document is not in the row. */
  readonly dataset?: string | null;
  readonly bindings?: JsonObject;
  readonly result?: Json;
  readonly undefinedResult?: boolean;
  readonly code?: string;
  readonly unordered?: boolean;
}

/** Without a value where the expression finds nothing. */
type Answer = { readonly value?: Json } | { readonly code: string };

/** With this code the suite's own guard stops an expression that never ends. */
const stoppedByGuard = "U1001";
/** Ours stops it for what it costs, or for how deep its calls lie. */
const stopped: readonly string[] = ["D1011", "D1012"];
/** Step Functions has no `$eval`: nothing is called by that name, whatever it is given. */
const noFunction: readonly string[] = ["T1005", "T1006"];

export function jsonataDifference(given: JsonataCase, folder: string): Difference | undefined {
  const actual = answerTo(given, documentOf(given, folder));
  return agrees(given, actual)
    ? undefined
    : { at: given.expr, expected: expectedOf(given), actual: { ...actual } };
}

function documentOf({ data, dataset }: JsonataCase, folder: string): Json | undefined {
  return dataset === undefined || dataset === null ? data : datasetsOf(folder)[dataset];
}

const read = new Map<string, JsonObject>();

function datasetsOf(folder: string): JsonObject {
  const known = read.get(folder) ?? JSON.parse(readFileSync(join(folder, "datasets.json"), "utf8"));
  read.set(folder, known);
  return known;
}

function answerTo({ expr, bindings = {} }: JsonataCase, document: Json | undefined): Answer {
  try {
    const value: Json | undefined = asJson(evaluated(expr, document, bindings));
    return value === undefined ? {} : { value };
  } catch (thrown) {
    return { code: messageOf(thrown).slice(0, "D1011".length) };
  }
}

function agrees(given: JsonataCase, actual: Answer): boolean {
  if (given.expr.includes("$eval(")) return "code" in actual && noFunction.includes(actual.code);
  if (given.code === stoppedByGuard) return !("code" in actual) || stopped.includes(actual.code);
  if (given.code !== undefined) return "code" in actual && actual.code === given.code;
  if ("code" in actual) return false;
  return isDeepStrictEqual(inOrder(given, actual.value), inOrder(given, given.result));
}

function inOrder({ unordered }: JsonataCase, value: Json | undefined): Json | undefined {
  return unordered === true && Array.isArray(value) ? [...value].sort() : value;
}

function expectedOf({ result, code, undefinedResult }: JsonataCase): Json {
  if (code !== undefined) return { code };
  return undefinedResult === true ? "no result" : { value: result ?? null };
}
