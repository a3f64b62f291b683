// Scalars as CloudFormation hands them on where a text is wanted.

import type { Json } from "../json.ts";
import { numberAsWritten } from "./places.ts";

/** The text of the scalar at a key or an index; undefined for what is no scalar. A number is as it was written: `2.0`. */
export function textAt(container: Json, key: string | number): string | undefined {
  const value = (container as Readonly<Record<string, Json>>)[key];
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberAsWritten(container, String(key)) ?? String(value);
  return typeof value === "boolean" ? String(value) : undefined;
}
