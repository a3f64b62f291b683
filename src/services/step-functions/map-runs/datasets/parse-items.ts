// The items in the text of one file: a JSON array or object, a line of JSON each, or rows with commas.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { followPointer } from "../../../../aws/json-pointer.ts";
import type { ReadItems } from "../../../../engine/map-run/map-runner.ts";
import { csvItems } from "./csv-items.ts";
import { DatasetProblem } from "./dataset-problem.ts";

/** Throws DatasetProblem. */
export function parseItems(text: string, config: JsonObject): Omit<ReadItems, "source"> {
  switch (config.InputType) {
    case "CSV":
      return { items: csvItems(text, config) };
    case "JSONL":
      return { items: jsonLines(text) };
    case "JSON":
      return jsonItems(text, config.ItemsPointer);
    default:
      throw new DatasetProblem(`Items of the type ${config.InputType} cannot be read here.`);
  }
}

function jsonItems(text: string, pointer: Json | undefined): Omit<ReadItems, "source"> {
  const document = parseJson(text, "The file");
  const found = typeof pointer === "string" ? followPointer(document, pointer) : document;
  if (found === undefined) throw new DatasetProblem(`ItemsPointer ${pointer} leads to nothing in the file.`);
  if (Array.isArray(found)) return { items: found };
  if (isJsonObject(found)) return { items: Object.values(found), keys: Object.keys(found) };
  throw new DatasetProblem("Attempting to map over non-iterable node.");
}

function jsonLines(text: string): Json[] {
  return text
    .split(/\r?\n/)
    .flatMap((line, index) => (line.trim() === "" ? [] : [parseJson(line, `Line ${index + 1}`)]));
}

function parseJson(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (problem) {
    throw new DatasetProblem(`${what} is not JSON: ${(problem as Error).message}`);
  }
}
