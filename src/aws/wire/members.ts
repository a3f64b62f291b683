// Readers of a request's members. JSON brings them typed; the Query protocol brings texts, so numbers and booleans are
// also read from their spelling. What is missing or of the wrong type is refused in AWS's words.

import { ServiceError } from "../service-error.ts";
import { fromBase64 } from "./base64.ts";
import type { WireObject } from "./operation.ts";

export function optionalString(request: WireObject, member: string): string | undefined {
  const value = request[member];
  if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
  throw wrongType(member, value, "a string");
}

export function requiredString(request: WireObject, member: string): string {
  return optionalString(request, member) ?? missing(member);
}

export function optionalNumber(request: WireObject, member: string): number | undefined {
  const value = request[member];
  if (value === undefined || value === null || typeof value === "number") return value ?? undefined;
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)))
    return Number(value);
  if (typeof value === "bigint") return Number(value);
  throw wrongType(member, value, "a number");
}

export function requiredNumber(request: WireObject, member: string): number {
  return optionalNumber(request, member) ?? missing(member);
}

export function optionalInteger(request: WireObject, member: string): number | undefined {
  const value = optionalNumber(request, member);
  if (value === undefined || Number.isInteger(value)) return value;
  throw wrongType(member, value, "an integer");
}

export function requiredInteger(request: WireObject, member: string): number {
  return optionalInteger(request, member) ?? missing(member);
}

export function optionalBoolean(request: WireObject, member: string): boolean | undefined {
  const value = request[member];
  if (value === undefined || value === null || typeof value === "boolean") return value ?? undefined;
  if (value === "true" || value === "false") return value === "true";
  throw wrongType(member, value, "a boolean");
}

/** From epoch seconds (JSON), a Date (CBOR) or an ISO 8601 text (Query). */
export function optionalTimestamp(request: WireObject, member: string): Date | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  const time = value instanceof Date ? value : toTime(value);
  if (time === undefined || Number.isNaN(time.getTime())) throw wrongType(member, value, "a timestamp");
  return time;
}

export function requiredTimestamp(request: WireObject, member: string): Date {
  return optionalTimestamp(request, member) ?? missing(member);
}

export function optionalObject(request: WireObject, member: string): WireObject | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object" && !Array.isArray(value)) return value as WireObject;
  throw wrongType(member, value, "a structure");
}

export function requiredObject(request: WireObject, member: string): WireObject {
  return optionalObject(request, member) ?? missing(member);
}

/** A list of structures. */
export function optionalList(request: WireObject, member: string): readonly WireObject[] | undefined {
  return items(request, member)?.map((item) => {
    if (typeof item === "object" && item !== null && !Array.isArray(item)) return item as WireObject;
    throw wrongType(member, item, "a structure");
  });
}

export function requiredList(request: WireObject, member: string): readonly WireObject[] {
  return optionalList(request, member) ?? missing(member);
}

export function optionalStringList(request: WireObject, member: string): readonly string[] | undefined {
  return items(request, member)?.map((item) => {
    if (typeof item === "string") return item;
    throw wrongType(member, item, "a string");
  });
}

export function requiredStringList(request: WireObject, member: string): readonly string[] {
  return optionalStringList(request, member) ?? missing(member);
}

export function optionalNumberList(request: WireObject, member: string): readonly number[] | undefined {
  return items(request, member)?.map((item) => requiredNumber({ [member]: item }, member));
}

/** A blob arrives as base64 text (JSON, Query) or as bytes (CBOR). */
export function optionalBlob(request: WireObject, member: string): Uint8Array | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") {
    const bytes = fromBase64(value);
    if (bytes !== undefined) return bytes;
    throw notBase64(member);
  }
  throw wrongType(member, value, "a blob");
}

/** SerializationException. */
export function notBase64(member: string): ServiceError {
  return new ServiceError("SerializationException", `${member} must be base64`);
}

/** AWS's constraint message for one broken member. Services spell members with a small first letter in it. */
export function constraintError(member: string, value: unknown, constraint: string): ServiceError {
  const shown = value === undefined || value === null ? "null" : `'${String(value)}'`;
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return new ServiceError(
    "ValidationException",
    `1 validation error detected: Value ${shown} at '${name}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

function missing(member: string): never {
  throw constraintError(member, undefined, "not be null");
}

/** The refusal of a value that is of another type, with the article of what was expected. */
export function wrongType(member: string, value: unknown, expected: string): ServiceError {
  const got = Array.isArray(value) ? "a list" : value === null ? "null" : withArticle(typeof value);
  return new ServiceError("SerializationException", `${member} must be ${expected}, got ${got}`);
}

function withArticle(type: string): string {
  return type === "object" ? "an object" : `a ${type}`;
}

function items(request: WireObject, member: string): readonly unknown[] | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value;
  // So a form spells an empty list.
  if (value === "") return [];
  throw wrongType(member, value, "a list");
}

function toTime(value: unknown): Date | undefined {
  if (typeof value === "number") return new Date(Math.round(value * 1000));
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return Number.isFinite(Number(value)) ? toTime(Number(value)) : new Date(value);
}
