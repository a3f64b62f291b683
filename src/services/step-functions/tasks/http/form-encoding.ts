// URL encoding of parameters and of form bodies, with the four ways to write arrays.
// https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-fields

import type { Json, JsonObject } from "../../../../aws/json.ts";

export type ArrayFormat = "INDICES" | "REPEAT" | "COMMAS" | "BRACKETS";

const writers: Readonly<Record<ArrayFormat, (key: string, items: readonly Json[]) => readonly Pair[]>> = {
  INDICES: (key, items) => items.flatMap((item, index) => pairs(`${key}[${index}]`, item, "INDICES")),
  REPEAT: (key, items) => items.flatMap((item) => pairs(key, item, "REPEAT")),
  COMMAS: (key, items) => [[key, items.map(textOf).join(",")]],
  BRACKETS: (key, items) => items.flatMap((item) => pairs(`${key}[]`, item, "BRACKETS")),
};

type Pair = readonly [key: string, value: string];

export function isArrayFormat(text: string): text is ArrayFormat {
  return Object.hasOwn(writers, text);
}

export function formPairs(value: JsonObject, format: ArrayFormat): readonly Pair[] {
  return Object.entries(value).flatMap(([key, each]) => pairs(key, each, format));
}

/** The commas that join the items of a list stay as they are. */
export function formText(all: readonly Pair[], format: ArrayFormat): string {
  const encode = (text: string) =>
    format === "COMMAS" ? text.split(",").map(encodeURIComponent).join(",") : encodeURIComponent(text);
  return all.map(([key, value]) => `${encodeURIComponent(key)}=${encode(value)}`).join("&");
}

function pairs(key: string, value: Json, format: ArrayFormat): readonly Pair[] {
  if (Array.isArray(value)) return writers[format](key, value);
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, each]) => pairs(`${key}[${name}]`, each as Json, format));
  return [[key, textOf(value)]];
}

function textOf(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
