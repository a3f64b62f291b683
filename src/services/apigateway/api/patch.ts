// Patch operations, by which API Gateway changes what there is: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html

import { type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { listOf, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { badRequest, notFound } from "../refusals.ts";

const operation = structure({
  op: required(oneOf("add", "remove", "move", "test", "replace", "copy")),
  path: optional(text()),
  value: optional(text()),
  from: optional(text()),
});
export const patchOperations = optional(listOf(operation));

export interface PatchOperation {
  readonly op: string;
  readonly path?: string | undefined;
  readonly value?: string | undefined;
}

/**
 * What can be patched, by paths in which a star stands for any one name: a member that is text, a number, a size, which whoever asks
 * checks and no value takes away, a flag, or is only taken away; a list of texts whose members are added and taken away by value, or by
 * the last name of the path, which a value may replace; an object whose members are made by value.
 */
export type PatchRules = Readonly<
  Record<string, "text" | "number" | "size" | "flag" | "gone" | "list" | "item" | "keys">
>;

/**
 * How a kind of record is patched: by any operation; so that members are replaced, and none is added or taken away; or so that only
 * what bears a user's own names is added and taken away, and has to be there to be replaced.
 */
type Manner = "anything" | "replaced only" | "own names";

/** The record as the operations change it. Throws BadRequestException, NotFoundException; nothing is changed then. */
export function patched<Record extends object>(
  record: Record,
  operations: readonly PatchOperation[] | undefined,
  rules: PatchRules,
  manner: Manner = "anything",
): Record {
  const changed = structuredClone(record) as unknown as JsonObject as MutableObject;
  for (const each of operations ?? []) apply(changed, each, rules, manner);
  return changed as unknown as Record;
}

/** Without those of its objects that have become empty. */
export function withoutEmpty<Record extends object>(record: Record): Record {
  const isEmpty = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value))) as Record;
}

type MutableObject = { [name: string]: Json | undefined };

/** Whether there is anything to be patched at the path. */
export function isPatched(path: string, rules: PatchRules): boolean {
  return ruleFor(namesIn(path), rules) !== undefined;
}

function apply(
  record: MutableObject,
  { op, path = "null", value }: PatchOperation,
  rules: PatchRules,
  manner: Manner,
): void {
  const names = namesIn(path);
  const last = names.at(-1) ?? "";
  const rule = ruleIn(rules, { op, path }, manner);
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
  if (manner === "own names" && names.length > 1) checkOwn(parent, { op, value }, names);
  if (op === "remove" || (rule === "size" && !value)) delete parent[last];
  else put(parent, last, patchedValue(rule, value, path));
}

/** How the path is patched. Throws BadRequestException for what isn't. */
function ruleIn(
  rules: PatchRules,
  { op, path }: { readonly op: string; readonly path: string },
  manner: Manner,
): PatchRules[string] {
  if (op !== "add" && op !== "remove" && op !== "replace")
    throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
  const names = namesIn(path);
  const rule = ruleFor(names, rules);
  if (manner === "replaced only") {
    const refused = `Invalid patch path  '${path}' specified for op '${op}'.`;
    if (op !== "replace") throw badRequest(`${refused} Please choose supported operations`);
    if (rule === undefined) throw badRequest(`${refused} Must be one of: [${Object.keys(rules).join(", ")}]`);
    return rule;
  }
  const isFixed = manner === "own names" && names.length === 1;
  const isOther = rule === "gone" ? op !== "remove" : isFixed && op !== "replace";
  if (rule === undefined || isOther) throw badRequest(`Invalid patch path ${path}`);
  if (op === "add" && names.length === 1 && rule !== "list" && rule !== "keys")
    throw badRequest("Invalid patch operation specified. Must be one of: [replace]");
  return rule;
}

/** Throws NotFoundException for a name that is not there, BadRequestException for one that would have nothing. */
function checkOwn(
  parent: MutableObject,
  { op, value }: Pick<PatchOperation, "op" | "value">,
  names: readonly string[],
): void {
  const [member = "", name = ""] = names;
  if (op !== "add" && !Object.hasOwn(parent, name))
    throw notFound(
      member.endsWith("Parameters")
        ? "Invalid parameter name specified"
        : "Content-Type specified was not found",
    );
  if (op !== "remove" && !value) throw badRequest(`Invalid null or empty value in ${member}`);
}

function withMember(before: Json | undefined, op: string, member: string): Json {
  const others = (Array.isArray(before) ? before : []).filter((each) => each !== member);
  if (op === "remove") return others;
  return op === "replace" ? member.split(",") : [...others, member];
}

function withReplaced(before: Json | undefined, member: string, value: string): Json {
  return [...(Array.isArray(before) ? before : []).filter((each) => each !== member), value];
}

function withKey(before: Json | undefined, op: string, key: string): Json {
  const { [key]: known = {}, ...others } = objectOrEmpty(before);
  return op === "remove" ? others : { ...others, [key]: known };
}

/** The object at a place, made where it is not there. */
function placeOf(record: MutableObject, names: readonly string[]): MutableObject {
  let at = record;
  for (const name of names) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    const found = objectOrEmpty(next);
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
  if (rule === "flag") return value?.toLowerCase() === "true";
  const text = patchedText(value, path);
  if (rule === "size") return Number(text);
  if (rule === "number") {
    const number = Number(text);
    if (text.trim() === "" || !Number.isFinite(number))
      throw badRequest(`Invalid value '${value}' for patch path '${path}': expected a number`);
    return number;
  }
  return text;
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
