// What `millrace put` is given: JSON objects, one a line. All lines are read before the first is put.

import type { Json } from "../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../aws/json-text.ts";
import { readText } from "../definition-file.ts";
import { UsageError } from "../usage-error.ts";

export interface Line {
  readonly text: string;
  /** As editors count: from 1, those without a word as well. */
  readonly number: number;
}

export const nothingPut = "nothing was put";

/** The lines of a file, or of stdin for `-`, that hold anything. Throws UsageError. */
export function readLines(file: string): readonly Line[] {
  return readText(file === "-" ? "/dev/stdin" : file)
    .split("\n")
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() !== "");
}

/** The member at `path`, such as `$.station.id`, as a partition key. Throws UsageError if there is none. */
export function keyIn(line: Line, path: string): string {
  let value: Json | undefined = objectIn(line);
  for (const name of path
    .replace(/^\$\.?/, "")
    .split(".")
    .filter(Boolean))
    value = (value as Readonly<Record<string, Json>> | undefined)?.[name];
  if (value === undefined || value === null || typeof value === "object")
    throw new UsageError(`line ${line.number} has no ${path} for a partition key`, { hint: nothingPut });
  return String(value);
}

/** Throws UsageError. */
export function objectIn({ text, number }: Line): Readonly<Record<string, Json>> {
  const value = jsonObjectOrUndefined(text);
  if (value !== undefined) return value;
  throw new UsageError(`line ${number} is no JSON object: ${text.slice(0, 80)}`, { hint: nothingPut });
}
