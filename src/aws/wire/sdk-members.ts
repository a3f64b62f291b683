// How requests that name an operation `aws-sdk:<service>:<action>` spell their members: all in PascalCase, also those of the APIs that
// write them in camelCase, and bytes as their text.

import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { WireObject } from "./operation.ts";

const camelCaseApis = new Set(["apigateway", "apigatewayv2", "cloudwatchlogs", "iot", "iotdataplane", "sfn"]);

/** Members that hold a user's own keys, unless they are lists. */
const userKeys = new Set([
  "attributes",
  "payload",
  "requestparameters",
  "responseparameters",
  "stagevariables",
  "tags",
]);

/** Members that are bytes to the API; here they are their text, not its base64 form. */
const blobMembers: Readonly<Record<string, string>> = { firehose: "Data", kinesis: "Data", s3: "Body" };

/** `sendMessage` is SendMessage. */
export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The request as the API takes it. */
export function sdkRequest(service: string, given: JsonObject): WireObject {
  if (service === "iot")
    return renamed(given, (name, within) => (within === "tags" ? name : camelCase(name)));
  if (camelCaseApis.has(service)) return renamed(given, camelCase);
  const member = Object.hasOwn(blobMembers, service) ? blobMembers[service] : undefined;
  return member === undefined ? given : withBlobs(given, member);
}

/** The answer as it is told: the counterpart of `sdkRequest`. */
export function sdkAnswer(service: string, answer: JsonObject): JsonObject {
  return camelCaseApis.has(service) ? renamed(answer, pascalCase) : answer;
}

function withBlobs(value: JsonObject, member: string): WireObject {
  const convert = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(convert);
    return isJsonObject(each) ? withBlobs(each, member) : each;
  };
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (name !== member) return [name, convert(each)];
      return [name, Buffer.from(typeof each === "string" ? each : JSON.stringify(each))];
    }),
  );
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The member's name, and that of the member which it is in. IoT writes the `Key` and `Value` of its tags as we do. */
type Rename = (name: string, within: string) => string;

function renamed(value: JsonObject, rename: Rename, within = ""): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const name = rename(key, within);
      const isUsers = userKeys.has(name.toLowerCase()) && !Array.isArray(each);
      return [name, isUsers ? each : renamedJson(each, rename, name)] as const;
    }),
  );
}

function renamedJson(value: Json, rename: Rename, within: string): Json {
  if (Array.isArray(value)) return value.map((each: Json) => renamedJson(each, rename, within));
  if (typeof value !== "object" || value === null) return value;
  return renamed(value as JsonObject, rename, within);
}
