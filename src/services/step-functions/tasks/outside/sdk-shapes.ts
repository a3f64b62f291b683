// Between a Task's JSON and what an AWS SDK client takes and gives. Step Functions writes every member in PascalCase, dates as
// text or numbers and blobs as text, whatever the API does; the schemas that the clients carry tell which member is what.

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";

/** A schema as the clients of the JavaScript SDK hold it: a number, a list that begins with its kind, or a function of it. */
type Schema = unknown;

const kinds = { list: 1, map: 2, struct: 3, union: 4, operation: 9, error: -3 } as const;
const simple = { string: 0, blob: 21, streamingBlob: 42, timestamps: [4, 5, 6, 7] } as const;
/** Added to a simple kind: a list or a map of it. */
const listOf = 64;
const mapOf = 128;

export type DateForm = "iso" | "epochMs";

export function inputSchema(operation: unknown): Schema {
  return Array.isArray(operation) && operation[0] === kinds.operation ? operation[4] : undefined;
}

/** Without a schema the arguments are passed on as they are. */
export function toSdkInput(value: Json, schema: Schema): unknown {
  const { kind, parts } = read(schema);
  if (kind === kinds.struct || kind === kinds.union) return structInput(value, parts);
  if (kind === kinds.list)
    return Array.isArray(value) ? value.map((each: Json) => toSdkInput(each, parts[4])) : value;
  if (kind === kinds.map) return mapInput(value, parts[5]);
  if (kind >= mapOf) return mapInput(value, kind - mapOf);
  if (kind >= listOf)
    return Array.isArray(value) ? value.map((each: Json) => toSdkInput(each, kind - listOf)) : value;
  if (isBlob(kind)) return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  if (isTimestamp(kind))
    return typeof value === "string" || typeof value === "number" ? toDate(value) : value;
  return value;
}

function structInput(value: Json, parts: readonly unknown[]): unknown {
  if (!isJsonObject(value)) return value;
  const names = (parts[4] ?? []) as readonly string[];
  const schemas = (parts[5] ?? []) as readonly Schema[];
  const byName = new Map(names.map((name, index) => [pascal(name), { name, schema: schemas[index] }]));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const member = byName.get(pascal(key));
      return [member?.name ?? key, member === undefined ? each : toSdkInput(each, member.schema)];
    }),
  );
}

function mapInput(value: Json, valueSchema: Schema): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toSdkInput(each, valueSchema)]));
}

/** Dates that Step Functions gives as numbers are milliseconds, those that people write are mostly seconds. */
function toDate(value: string | number): Date {
  if (typeof value === "string") return new Date(value);
  return new Date(value > 1e11 ? value : value * 1000);
}

export function outputSchema(operation: unknown): Schema {
  return Array.isArray(operation) && operation[0] === kinds.operation ? operation[5] : undefined;
}

/** Members that were not given, and empty ones of `aws-sdk:` answers, are left out. Streams are read to their end. */
export async function toTaskOutput(answer: unknown, schema: Schema, dates: DateForm): Promise<JsonObject> {
  const { $metadata: _metadata, ...members } = answer as Record<string, unknown>;
  const value = await output(members, schema, dates);
  return objectOrEmpty(value);
}

async function output(value: unknown, schema: Schema, dates: DateForm): Promise<Json | undefined> {
  if (value === undefined || typeof value === "function") return undefined;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return dates === "iso" ? value.toISOString() : value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (isStream(value)) return value.transformToString();
  if (Array.isArray(value))
    return Promise.all(value.map(async (each) => (await output(each, itemSchema(schema), dates)) ?? null));
  return objectOutput(value, schema, dates);
}

/** The keys of a map are the user's and stay as they are; the members of a structure are the API's. */
async function objectOutput(value: object, schema: Schema, dates: DateForm): Promise<JsonObject> {
  const { kind, parts } = read(schema);
  const isMap = kind === kinds.map || kind >= mapOf;
  const names = kind === kinds.struct || kind === kinds.union ? ((parts[4] ?? []) as readonly string[]) : [];
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, each]) => {
      const memberSchema = isMap
        ? kind === kinds.map
          ? parts[5]
          : kind - mapOf
        : (parts[5] as readonly Schema[] | undefined)?.[names.indexOf(key)];
      return [isMap ? key : pascal(key), await output(each, memberSchema, dates)] as const;
    }),
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

interface Stream {
  transformToString(): Promise<string>;
}

function isStream(value: unknown): value is Stream {
  return typeof (value as Partial<Stream>).transformToString === "function";
}

function itemSchema(schema: Schema): Schema {
  const { kind, parts } = read(schema);
  if (kind === kinds.list) return parts[4];
  return kind >= listOf && kind < mapOf ? kind - listOf : undefined;
}

/** A member's schema may be a pair of schema and traits, and any schema may be a function that gives it. */
function read(schema: Schema): { readonly kind: number; readonly parts: readonly unknown[] } {
  let found = schema;
  for (;;) {
    if (typeof found === "function") found = (found as () => Schema)();
    else if (Array.isArray(found) && typeof found[1] !== "string") found = found[0];
    // A named simple type: [0, namespace, name, traits, schema].
    else if (Array.isArray(found) && found[0] === 0) found = found[4];
    else break;
  }
  if (typeof found === "number") return { kind: found, parts: [] };
  if (!Array.isArray(found)) return { kind: simple.string, parts: [] };
  const kind = found[0] === kinds.error ? kinds.struct : (found[0] as number);
  return { kind, parts: found };
}

function isBlob(kind: number): boolean {
  return kind === simple.blob || kind === simple.streamingBlob;
}

function isTimestamp(kind: number): boolean {
  return simple.timestamps.some((each) => each === kind);
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
