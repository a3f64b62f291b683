// The methods of Java's texts, lists and maps that mapping templates call.

import { RE2JS } from "re2js";
import { includesText, indexOfText, lastIndexOfText, piecesOf, replaceText } from "../../../aws/find-text.ts";
import type { TemplateBudget } from "./template-budget.ts";

interface Callable {
  readonly functions: ReadonlyMap<string, (...args: readonly unknown[]) => unknown>;
}

type Method<Of> = (of: Of, ...args: readonly unknown[]) => unknown;

/** Throws for a method that is none of theirs, and where there is more to do than the budget has. */
export function javaMethod(
  of: unknown,
  name: string,
  args: readonly unknown[],
  budget: TemplateBudget,
): unknown {
  const method = methodOf(of, name);
  if (method === undefined) throw new Error(`${name} is no method of what it is called for`);
  budget.read(lengthOfAnswer(of, name, args));
  return method(...args);
}

/** Where it may be far longer than what it is made of, or takes a look at all there is. */
function lengthOfAnswer(of: unknown, name: string, [from, to]: readonly unknown[]): number {
  if (Array.isArray(of)) return name === "contains" ? of.length : 0;
  if (typeof of === "object" && of !== null && !isCallable(of) && wholeMaps.has(name))
    return 8 * Object.keys(of).length;
  if (typeof of !== "string" || (name !== "replace" && name !== "replaceAll")) return 0;
  const places = name === "replace" ? piecesOf(of, String(from)).length : of.length + 1;
  return places * String(to).length;
}

const wholeMaps = new Set(["size", "isEmpty", "keySet", "values", "entrySet"]);

function methodOf(of: unknown, name: string): ((...args: readonly unknown[]) => unknown) | undefined {
  if (isCallable(of) && of.functions.has(name)) return of.functions.get(name);
  const table =
    typeof of === "string"
      ? texts
      : Array.isArray(of)
        ? lists
        : typeof of === "object" && of !== null
          ? maps
          : scalars;
  const method = (table as ReadonlyMap<string, Method<never>>).get(name);
  return method && ((...args) => method(of as never, ...args));
}

function isCallable(of: unknown): of is Callable {
  return typeof of === "object" && of !== null && (of as { functions?: unknown }).functions instanceof Map;
}

const scalars = new Map<string, Method<unknown>>([
  ["toString", (of) => String(of)],
  ["equals", (of, other) => of === other],
]);

const texts = new Map<string, Method<string>>([
  ["length", (of) => of.length],
  ["isEmpty", (of) => of === ""],
  ["equals", (of, other) => of === other],
  ["equalsIgnoreCase", (of, other) => of.toLowerCase() === String(other).toLowerCase()],
  ["contains", (of, part) => includesText(of, String(part))],
  ["startsWith", (of, part) => of.startsWith(String(part))],
  ["endsWith", (of, part) => of.endsWith(String(part))],
  ["indexOf", (of, part) => indexOfText(of, String(part))],
  ["lastIndexOf", (of, part) => lastIndexOfText(of, String(part))],
  ["substring", (of, from, to) => of.substring(Number(from), to === undefined ? undefined : Number(to))],
  ["replace", (of, from, to) => replaceText(of, String(from), String(to))],
  ["toLowerCase", (of) => of.toLowerCase()],
  ["toUpperCase", (of) => of.toUpperCase()],
  ["trim", (of) => of.trim()],
  ["concat", (of, more) => of + String(more)],
  ["split", (of, separator) => of.split(String(separator).replace(/^\\/, ""))],
  ["replaceAll", (of, from, to) => replacedAll(of, String(from), String(to))],
  ["toString", (of) => of],
]);

const lists = new Map<string, Method<unknown[]>>([
  ["size", (of) => of.length],
  ["isEmpty", (of) => of.length === 0],
  ["get", (of, index) => of[Number(index)]],
  ["contains", (of, item) => of.includes(item)],
  ["add", (of, item) => of.push(item) > 0],
  ["toString", (of) => JSON.stringify(of)],
]);

const maps = new Map<string, Method<Record<string, unknown>>>([
  ["size", (of) => Object.keys(of).length],
  ["isEmpty", (of) => Object.keys(of).length === 0],
  ["keySet", (of) => Object.keys(of)],
  ["values", (of) => Object.values(of)],
  ["entrySet", (of) => Object.entries(of).map(([key, value]) => ({ key, value }))],
  ["get", (of, key) => (Object.hasOwn(of, String(key)) ? of[String(key)] : undefined)],
  ["containsKey", (of, key) => Object.hasOwn(of, String(key))],
  ["put", (of, key, value) => void Object.defineProperty(of, String(key), { ...own, value })],
  ["remove", (of, key) => delete of[String(key)]],
  ["toString", (of) => JSON.stringify(of)],
]);

const own = { enumerable: true, configurable: true, writable: true };

/** Java's method takes a regular expression, which is matched in linear time. */
function replacedAll(of: string, from: string, to: string): string {
  return RE2JS.compile(from).matcher(of).replaceAll(to);
}
