// The operators of filters, as Jayway JsonPath has them: a comparison of values of different types is false.

import type { Json } from "../../aws/json.ts";
import type { Glob } from "../glob.ts";
import { equalJson } from "../json-equality.ts";

type Comparison = (left: Json | undefined, right: Json | undefined) => boolean;

export const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["==", equal],
  ["===", equal],
  ["!=", (left, right) => !equal(left, right)],
  ["!==", (left, right) => !equal(left, right)],
  ["<", ordered((order) => order < 0)],
  ["<=", ordered((order) => order <= 0)],
  [">", ordered((order) => order > 0)],
  [">=", ordered((order) => order >= 0)],
  ["in", isIn],
  ["nin", (left, right) => !isIn(left, right)],
  ["subsetof", lists((left, right) => left.every((item) => isIn(item, right)))],
  ["anyof", lists((left, right) => left.some((item) => isIn(item, right)))],
  ["noneof", lists((left, right) => !left.some((item) => isIn(item, right)))],
  ["contains", contains],
  ["size", (left, right) => sizeOf(left) !== undefined && sizeOf(left) === (sizeOf(right) ?? right)],
  ["sizeof", (left, right) => sizeOf(left) !== undefined && sizeOf(left) === (sizeOf(right) ?? right)],
  ["empty", (left, right) => sizeOf(left) !== undefined && (sizeOf(left) === 0) === right],
]);

function equal(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return equalJson(left, right);
}

function ordered(holds: (order: number) => boolean): Comparison {
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return holds(left - right);
    if (typeof left === "string" && typeof right === "string") {
      return holds(left < right ? -1 : left > right ? 1 : 0);
    }
    return false;
  };
}

function isIn(item: Json | undefined, list: Json | undefined): boolean {
  return item !== undefined && Array.isArray(list) && list.some((other) => equalJson(item, other));
}

function lists(holds: (left: readonly Json[], right: readonly Json[]) => boolean): Comparison {
  return (left, right) => Array.isArray(left) && Array.isArray(right) && holds(left, right);
}

function contains(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === "string") return typeof right === "string" && left.includes(right);
  return isIn(right, left);
}

function sizeOf(value: Json | undefined): number | undefined {
  return Array.isArray(value) || typeof value === "string" ? value.length : undefined;
}

/** A regular expression of plain characters and `.*`, which must match the whole text; undefined for any other. */
export function regexGlob(
  source: string,
  flags: string,
): { readonly glob: Glob; readonly ignoreCase: boolean } | undefined {
  if (!/^i?$/.test(flags)) return undefined;
  const pieces: string[] = [];
  let piece = "";
  const body = source.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  for (let at = 0; at < body.length; at++) {
    const character = body.charAt(at);
    if (body.startsWith(".*", at)) {
      pieces.push(piece);
      piece = "";
      at++;
    } else if (character === "\\" && /[^A-Za-z0-9]/.test(body.charAt(at + 1))) piece += body.charAt(++at);
    else if (/[\\^$.|?*+()[\]{}]/.test(character)) return undefined;
    else piece += character;
  }
  pieces.push(piece);
  const ignoreCase = flags === "i";
  return { glob: { pieces: ignoreCase ? pieces.map((text) => text.toLowerCase()) : pieces }, ignoreCase };
}
