// Patch operations, by which API Gateway changes what there is: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { listOf, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { badRequest } from "../refusals.ts";

const operation = structure({
  op: required(oneOf("add", "remove", "replace", "move", "copy", "test")),
  path: required(text()),
  value: optional(text()),
  from: optional(text()),
});
export const patchOperations = optional(listOf(operation));

export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: string | undefined;
}

/**
 * What can be patched, by paths in which a star stands for any one name: a member that is text, a number, a flag, or is only taken away;
 * a list of texts whose members are added and taken away by value, or by the last name of the path, which a value may replace; an object whose members are made by value.
 */
export type PatchRules = Readonly<
  Record<string, "text" | "number" | "flag" | "gone" | "list" | "item" | "keys">
>;

/** Of some records no member can be added or taken away. */
type Extent = "anything" | "replaced only";

/** The record as the operations change it. Throws BadRequestException; nothing is changed then. */
export function patched<Record extends object>(
  record: Record,
  operations: readonly PatchOperation[] | undefined,
  rules: PatchRules,
  extent: Extent = "anything",
): Record {
  const changed = structuredClone(record) as unknown as JsonObject as MutableObject;
  for (const each of operations ?? []) apply(changed, each, rules, extent);
  return changed as unknown as Record;
}

type MutableObject = { [name: string]: Json | undefined };

/** Whether there is anything to be patched at the path. */
export function isPatched(path: string, rules: PatchRules): boolean {
  return ruleFor(namesIn(path), rules) !== undefined;
}

function apply(
  record: MutableObject,
  { op, path, value }: PatchOperation,
  rules: PatchRules,
  extent: Extent,
): void {
  const names = namesIn(path);
  const rule = ruleFor(names, rules);
  if (op !== "add" && op !== "remove" && op !== "replace")
    throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
  if (rule === undefined || (rule === "gone" && op !== "remove"))
    throw badRequest(
      `Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${Object.keys(rules).join(", ")}]`,
    );
  if (extent === "replaced only" && op !== "replace")
    throw badRequest(
      `Invalid patch path  '${path}' specified for op '${op}'. Please choose supported operations`,
    );
  const last = names.at(-1) ?? "";
  if (rule === "list" || rule === "item" || rule === "keys") {
    const member = rule === "item" ? last : (value ?? "");
    const parent = placeOf(record, rule === "item" ? names.slice(0, -2) : names.slice(0, -1));
    const name = rule === "item" ? (names.at(-2) ?? "") : last;
    const before = parent[name];
    const after =
      rule === "keys"
        ? withKey(before, op, member)
        : rule === "item" && op === "replace"
          ? withReplaced(before, member, patchedText(value, path))
          : withMember(before, op, member);
    put(parent, name, after);
    return;
  }
  const parent = placeOf(record, names.slice(0, -1));
  if (op === "remove") delete parent[last];
  else put(parent, last, patchedValue(rule, value, path));
}

function withMember(before: Json | undefined, op: string, member: string): Json {
  const others = (Array.isArray(before) ? before : []).filter((each) => each !== member);
  if (op === "remove") return others;
  return op === "replace" ? member.split(",") : [...others, member];
}

/** In its place, or at the end where it was not there. */
function withReplaced(before: Json | undefined, member: string, value: string): Json {
  const members = Array.isArray(before) ? before : [];
  return members.includes(member)
    ? members.map((each) => (each === member ? value : each))
    : [...members, value];
}

function withKey(before: Json | undefined, op: string, key: string): Json {
  const { [key]: known = {}, ...others } = isJsonObject(before) ? before : {};
  return op === "remove" ? others : { ...others, [key]: known };
}

/** The object at a place, made where it is not there. */
function placeOf(record: MutableObject, names: readonly string[]): MutableObject {
  let at = record;
  for (const name of names) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    const found = isJsonObject(next) ? next : {};
    put(at, name, found);
    at = found as MutableObject;
  }
  return at;
}

/** Names are a user's own. */
function put(object: MutableObject, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function patchedValue(rule: string, value: string | undefined, path: string): Json {
  const text = patchedText(value, path);
  if (rule === "number") {
    const number = Number(text);
    if (text.trim() === "" || !Number.isFinite(number))
      throw badRequest(`Invalid value '${value}' for patch path '${path}': expected a number`);
    return number;
  }
  if (rule !== "flag") return text;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  throw badRequest(`Invalid value '${value}' for patch path '${path}': expected true or false`);
}

function patchedText(value: string | undefined, path: string): string {
  if (value === undefined) throw badRequest(`Invalid null value for patch path '${path}'`);
  return value;
}

function ruleFor(names: readonly string[], rules: PatchRules): PatchRules[string] | undefined {
  const found = Object.entries(rules).find(([pattern]) => {
    const parts = pattern.split("/").slice(1);
    return parts.length === names.length && parts.every((part, at) => part === "*" || part === names[at]);
  });
  return found?.[1];
}

function namesIn(path: string): readonly string[] {
  return path.split("/").slice(1).map(unescaped);
}

function unescaped(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
