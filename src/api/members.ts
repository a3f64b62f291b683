// Readers of a request's members. JSON brings them typed; the Query protocol brings texts, so numbers and booleans are
// also read from their spelling. What is missing or of the wrong type is refused in AWS's words.

import { ServiceError } from "../aws/service-error.ts";
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

/** Epoch seconds (JSON), a Date (CBOR) or an ISO 8601 text (Query), as milliseconds since the epoch. */
export function optionalTimestamp(request: WireObject, member: string): number | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return Math.round(value * 1000);
  const ms =
    value instanceof Date ? value.getTime() : typeof value === "string" ? parseTime(value) : Number.NaN;
  if (Number.isNaN(ms)) throw wrongType(member, value, "a timestamp");
  return ms;
}

export function requiredTimestamp(request: WireObject, member: string): number {
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

/** A list of structures; an absent one is empty. */
export function optionalList(request: WireObject, member: string): readonly WireObject[] {
  return items(request, member).map((item) => {
    if (typeof item === "object" && item !== null && !Array.isArray(item)) return item as WireObject;
    throw wrongType(member, item, "a structure");
  });
}

export function requiredList(request: WireObject, member: string): readonly WireObject[] {
  return request[member] === undefined || request[member] === null
    ? missing(member)
    : optionalList(request, member);
}

/** A list of strings; an absent one is empty. */
export function optionalStringList(request: WireObject, member: string): readonly string[] {
  return items(request, member).map((item) => {
    if (typeof item === "string") return item;
    throw wrongType(member, item, "a string");
  });
}

/** A blob arrives as base64 text (JSON, Query) or as bytes (CBOR). */
export function optionalBlob(request: WireObject, member: string): Uint8Array | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return Buffer.from(value, "base64");
  throw wrongType(member, value, "a blob");
}

export function requiredBlob(request: WireObject, member: string): Uint8Array {
  return optionalBlob(request, member) ?? missing(member);
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

function wrongType(member: string, value: unknown, expected: string): ServiceError {
  const got = Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
  return new ServiceError("SerializationException", `${member} must be ${expected}, got ${got}`);
}

function items(request: WireObject, member: string): readonly unknown[] {
  const value = request[member];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw wrongType(member, value, "a list");
}

function parseTime(text: string): number {
  const seconds = Number(text);
  return Number.isFinite(seconds) && text.trim() !== "" ? Math.round(seconds * 1000) : Date.parse(text);
}
