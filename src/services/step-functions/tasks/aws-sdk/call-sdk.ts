// `aws-sdk:<service>:<action>`: any operation of an API that this region serves, called without a wire between. A Task writes
// every member in PascalCase, also of the APIs that write them in camelCase.

import { randomUUID } from "node:crypto";
import { Double } from "../../../../aws/double.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import type { Operation, WireObject } from "../../../../aws/wire/operation.ts";
import type { TaskResult } from "../../../../engine/seams.ts";
import { argumentObject } from "../arguments.ts";
import { operationOf } from "../resource.ts";
import { sdkFailure } from "../service-failure.ts";
import { clientNameOf } from "./client-names.ts";

const camelCaseApis = new Set(["cloudwatchlogs", "sfn"]);

/** Members that hold a user's own keys, or JSON that the API takes as text. */
const userKeys = new Set(["tags"]);
const jsonTexts = new Set(["input", "definition"]);

/** Members that are bytes to the API; a Task gives their text, not its base64 form. */
const blobMembers: Readonly<Record<string, string>> = { kinesis: "Data" };

export async function callSdk(
  operation: Operation,
  service: string,
  taskArguments: Json,
): Promise<TaskResult> {
  const isCamelCase = camelCaseApis.has(service);
  const given = argumentObject(taskArguments);
  const request = isCamelCase ? toCamelCase(given) : withBlobs(given, blobMembers[service]);
  try {
    const answer = shownAnswer(await operation(request, { requestId: randomUUID(), host: "127.0.0.1" }));
    return isCamelCase ? toPascalCase(answer) : answer;
  } catch (error) {
    return sdkFailure({ name: clientNameOf(service), unmodelled }, error);
  }
}

const unmodelled = new Set([
  "ValidationException",
  "ValidationError",
  "AccessDeniedException",
  "SerializationException",
]);

/** Dates are shown as ISO 8601 text and blobs as text; members that were not given are left out. */
export function shownAnswer(answer: WireObject): JsonObject {
  return objectToJson(answer);
}

function toJson(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Double) return value.value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return value.map((each) => toJson(each) ?? null);
  if (typeof value === "object" && value !== null) return objectToJson(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function objectToJson(value: object): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const json = toJson(each);
      return json === undefined ? [] : [[name, json] as const];
    }),
  );
}

function withBlobs(value: unknown, member: string | undefined): WireObject {
  const convert = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(convert);
    return isJsonObject(each) ? withBlobs(each, member) : each;
  };
  if (member === undefined) return value as WireObject;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, each]) => {
      if (name !== member) return [name, convert(each)];
      return [name, Buffer.from(typeof each === "string" ? each : JSON.stringify(each))];
    }),
  );
}

function toCamelCase(value: JsonObject): JsonObject {
  const member = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  return renamed(value, member, (name, each) =>
    jsonTexts.has(name) && typeof each === "object" ? JSON.stringify(each) : undefined,
  );
}

function toPascalCase(value: Json): Json {
  return renamedJson(value, operationOf);
}

type Rename = (name: string) => string;

function renamed(
  value: JsonObject,
  rename: Rename,
  replace: (name: string, each: Json) => Json | undefined = () => undefined,
): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const name = rename(key);
      if (userKeys.has(name.toLowerCase())) return [name, each] as const;
      return [name, replace(name, each) ?? renamedJson(each, rename)] as const;
    }),
  );
}

function renamedJson(value: Json, rename: Rename): Json {
  if (Array.isArray(value)) return value.map((each: Json) => renamedJson(each, rename));
  if (typeof value !== "object" || value === null) return value;
  return renamed(value as JsonObject, rename);
}
