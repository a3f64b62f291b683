// JSON as values. Data is immutable by convention everywhere in Millrace: nobody changes a value it was handed.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * T itself if all of it is JSON, and what no T is if not. A member that is undefined is not there. Interfaces want it: having no index
 * signature they are no JsonObject to TypeScript, whatever their members are.
 */
export type JsonShaped<T> = T extends Json | undefined
  ? T
  : T extends ((...args: never[]) => unknown) | bigint | symbol
    ? never
    : { readonly [Name in keyof T]: JsonShaped<T[Name]> };

/** What is JSON by its type, as such. */
export function asJson<T extends object>(value: T & JsonShaped<T>): JsonOf<T> {
  return value as unknown as JsonOf<T>;
}

type JsonOf<T> = T extends readonly unknown[] ? readonly Json[] : JsonObject;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An empty one for all that is no object. */
export function objectOrEmpty(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
