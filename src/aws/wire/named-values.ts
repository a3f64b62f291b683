// Maps on the wire: JSON has objects, the Query protocol numbered pairs of a name and a value, spelled differently by service.

import { optionalBlob, optionalString, wrongType } from "./members.ts";
import type { WireObject } from "./operation.ts";

/**
 * The pairs of a map member; `members` are the names it goes by in the protocols. JSON's null is absence, of a value as well.
 * Throws SerializationException.
 */
function namedValues<Value>(
  request: WireObject,
  members: readonly string[],
  read: (value: unknown, member: string) => Value,
): ReadonlyMap<string, Value> | undefined {
  const member = members.find((name) => request[name] !== undefined && request[name] !== null);
  if (member === undefined) return undefined;
  const given = request[member];
  // So a form spells an empty map.
  if (given === "") return new Map();
  if (typeof given !== "object" || given === null) throw wrongType(member, given, "a map");
  const pairs = Array.isArray(given) ? given.map(pairOf) : Object.entries(given);
  const present = pairs.filter(([, value]) => value !== null);
  return new Map(present.map(([name, value]) => [name, read(value, `${member}.${name}`)]));
}

/** A form may leave out the value, and means an empty one. */
function pairOf(item: unknown): [string, unknown] {
  const pair = typeof item === "object" && item !== null ? (item as WireObject) : {};
  return [String(pair.key ?? pair.Key ?? pair.Name ?? ""), pair.value ?? pair.Value ?? ""];
}

/** Throws SerializationException. */
export function namedTexts(
  request: WireObject,
  ...members: readonly string[]
): ReadonlyMap<string, string> | undefined {
  return namedValues(request, members, (value, member) => {
    if (typeof value === "object") throw wrongType(member, value, "a string");
    return String(value);
  });
}

export interface WireAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryValue?: Uint8Array;
}

/** Message attributes of SQS and SNS. One without a type has an empty one, which both refuse in words of their own. */
export function messageAttributes(
  request: WireObject,
  ...members: readonly string[]
): ReadonlyMap<string, WireAttribute> | undefined {
  return namedValues(request, members, toAttribute);
}

/** So a form spells an attribute that has nothing. Throws SerializationException. */
function toAttribute(given: unknown, member: string): WireAttribute {
  const value = given === "" ? {} : given;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrongType(member, value, "a structure");
  const attribute = value as WireObject;
  const stringValue = optionalString(attribute, "StringValue");
  const binaryValue = optionalBlob(attribute, "BinaryValue");
  return {
    dataType: optionalString(attribute, "DataType") ?? "",
    ...(stringValue === undefined ? {} : { stringValue }),
    ...(binaryValue === undefined ? {} : { binaryValue }),
  };
}
