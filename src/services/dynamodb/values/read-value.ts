// Attribute values out of a request's JSON: of the right shape, or refused as AWS refuses it. What a value says is checked
// afterwards, by `validate-value.ts`: a request is refused for its shape before it is for its content.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { setMember } from "../../../aws/set-member.ts";
import { serializationError } from "../refusals.ts";
import { maxNesting, tooDeep } from "./nesting.ts";

/** An attribute value's JSON: each member of the type that it should have, and nobody looked at how many there are. */
export type WrittenValue = JsonObject;

/** By name. */
export type WrittenMap = Readonly<Record<string, WrittenValue>>;

/** Throws SerializationException if the JSON isn't of an attribute value's shape, ValidationException for too many levels. */
export function readValue(json: Json): WrittenValue {
  return valueAt(json, 1);
}

/** A map of attribute values by name, such as an item, a key or the values of an expression. */
export function readMap(json: Json): WrittenMap {
  return mapAt(json, 1);
}

function valueAt(json: Json, level: number): WrittenValue {
  // AWS takes null for a structure without members.
  if (json === null) return {};
  if (Array.isArray(json)) throw unknownCollection("class com.amazonaws.dynamodb.v20120810.AttributeValue");
  if (!isJsonObject(json)) throw serializationError("Unexpected value type in payload");
  const value: Record<string, Json> = {};
  for (const type of Object.keys(json)) {
    const read = members.get(type);
    const member = json[type];
    // What AWS doesn't know is left out, and null is absence.
    if (read !== undefined && member !== undefined && member !== null) value[type] = read(member, level);
  }
  return value;
}

type MemberReader = (json: Json, level: number) => Json;

const members: ReadonlyMap<string, MemberReader> = new Map<string, MemberReader>([
  ["S", text],
  ["N", text],
  ["B", bytes],
  ["BOOL", truth],
  ["NULL", truth],
  ["SS", (json) => list(json, text)],
  ["NS", (json) => list(json, text)],
  ["BS", (json) => list(json, bytes)],
  ["L", (json, level) => list(json, (each) => valueAt(each, deeper(level)))],
  ["M", (json, level) => mapAt(json, deeper(level))],
]);

function deeper(level: number): number {
  if (level >= maxNesting) throw tooDeep();
  return level + 1;
}

function mapAt(json: Json, level: number): WrittenMap {
  if (Array.isArray(json)) {
    throw unknownCollection(
      "java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
    );
  }
  if (!isJsonObject(json)) throw serializationError("Unexpected field type");
  const map: Record<string, WrittenValue> = {};
  for (const name of Object.keys(json)) setMember(map, name, valueAt(json[name] as Json, level));
  return map;
}

function list(json: Json, read: (element: Json) => Json): readonly Json[] {
  if (Array.isArray(json)) return json.map((element: Json) => (element === null ? null : read(element)));
  if (isJsonObject(json)) throw startOfStructure();
  throw serializationError("Unexpected field type");
}

function text(json: Json): string {
  if (typeof json === "string") return json;
  if (typeof json === "boolean")
    throw serializationError(`${json ? "TRUE_VALUE" : "FALSE_VALUE"} cannot be converted to String`);
  if (typeof json === "number") {
    const kind = Number.isInteger(json) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    throw serializationError(`${kind} cannot be converted to String`);
  }
  if (Array.isArray(json)) throw unknownCollection("class java.lang.String");
  throw startOfStructure();
}

function truth(json: Json): boolean {
  if (typeof json === "boolean") return json;
  if (typeof json === "string") {
    if (/^(true|1|yes)$/i.test(json)) return true;
    if (/^(false|0|no)$/i.test(json)) return false;
    throw serializationError("Unexpected token received from parser");
  }
  if (typeof json === "number") {
    const kind = Number.isInteger(json) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    throw serializationError(`${kind} cannot be converted to Boolean`);
  }
  if (Array.isArray(json)) throw unknownCollection("class java.lang.Boolean");
  throw startOfStructure();
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function bytes(json: Json): string {
  if (typeof json === "boolean" || typeof json === "number")
    throw serializationError("only base-64-encoded strings are convertible to bytes");
  if (Array.isArray(json)) throw unknownCollection("class java.nio.ByteBuffer");
  if (typeof json !== "string") throw startOfStructure();
  if (json.length % 4 !== 0) {
    throw serializationError(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${json.length}`,
    );
  }
  if (!base64.test(json)) throw serializationError(`Invalid Base64 character: '${firstInvalid(json)}'`);
  if (json !== "" && Buffer.from(json.slice(-4), "base64").toString("base64") !== json.slice(-4))
    throw serializationError("Invalid last non-pad Base64 character dectected");
  return json;
}

function firstInvalid(text: string): string {
  return /[^A-Za-z0-9+/]/.exec(text)?.[0] ?? "";
}

function unknownCollection(type: string) {
  return serializationError(`Unrecognized collection type ${type}`);
}

function startOfStructure() {
  return serializationError("Start of structure or map found where not expected");
}
