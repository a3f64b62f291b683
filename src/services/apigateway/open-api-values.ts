// What the values of an OpenAPI document are taken for.

import { isJsonObject, type Json } from "../../aws/json.ts";

export function textIn(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function textsIn(value: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}

export function isTrue(value: Json | undefined): boolean {
  return value === true || value === "true";
}
