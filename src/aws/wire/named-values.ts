// Maps on the wire: JSON has objects, the Query protocol numbered pairs of a name and a value, spelled differently by service.

import { ServiceError } from "../service-error.ts";
import { optionalBlob, optionalString } from "./members.ts";
import type { WireObject } from "./operation.ts";

/** The pairs of a map member; `members` are the names it goes by in the protocols. */
function namedValues(
  request: WireObject,
  ...members: readonly string[]
): ReadonlyMap<string, unknown> | undefined {
  const member = members.find((name) => request[name] !== undefined && request[name] !== null);
  const given = member === undefined ? undefined : request[member];
  if (given === undefined) return undefined;
  // So a form spells an empty map.
  if (given === "") return new Map();
  if (Array.isArray(given)) return new Map(given.map(pairOf));
  if (typeof given === "object" && given !== null) return new Map(Object.entries(given));
  throw new ServiceError("InvalidParameterValue", `${member} must be a map`);
}

function pairOf(item: unknown): [string, unknown] {
  const pair = typeof item === "object" && item !== null ? (item as WireObject) : {};
  return [String(pair.key ?? pair.Key ?? pair.Name ?? ""), pair.value ?? pair.Value];
}

export function namedTexts(
  request: WireObject,
  ...members: readonly string[]
): ReadonlyMap<string, string> | undefined {
  const values = namedValues(request, ...members);
  return values && new Map(Array.from(values, ([name, value]) => [name, String(value)]));
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
  const values = namedValues(request, ...members);
  return values && new Map(Array.from(values, ([name, value]) => [name, toAttribute(value as WireObject)]));
}

function toAttribute(value: WireObject): WireAttribute {
  const stringValue = optionalString(value, "StringValue");
  const binaryValue = optionalBlob(value, "BinaryValue");
  return {
    dataType: optionalString(value, "DataType") ?? "",
    ...(stringValue === undefined ? {} : { stringValue }),
    ...(binaryValue === undefined ? {} : { binaryValue }),
  };
}
