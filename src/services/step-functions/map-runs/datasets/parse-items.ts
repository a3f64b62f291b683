// The items in the text of one file: a JSON array or object, a line of JSON each, or rows with commas.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { followPointer } from "../../../../aws/json-pointer.ts";
import { jsonInPieces } from "../../../../aws/wire/json-in-pieces.ts";
import type { ReadItems } from "../../../../engine/map-run/map-runner.ts";
import { csvItems } from "./csv-items.ts";
import { DatasetProblem } from "./dataset-problem.ts";

/** In characters: a text that is no longer is parsed in no time. */
const mostAtOnce = 64 * 1024;

/** Yields now and then. Throws DatasetProblem. */
export function* parseItems(text: string, config: JsonObject): Generator<void, Omit<ReadItems, "source">> {
  switch (config.InputType) {
    case "CSV":
      return { items: yield* csvItems(text, config) };
    case "JSONL":
      return { items: yield* jsonLines(text) };
    case "JSON":
      return yield* jsonItems(text, config.ItemsPointer);
    default:
      throw new DatasetProblem(`Items of the type ${config.InputType} cannot be read here.`);
  }
}

function* jsonItems(text: string, pointer: Json | undefined): Generator<void, Omit<ReadItems, "source">> {
  const document = yield* parseJson(text, "The file");
  const found = typeof pointer === "string" ? followPointer(document, pointer) : document;
  if (found === undefined) throw new DatasetProblem(`ItemsPointer ${pointer} leads to nothing in the file.`);
  if (Array.isArray(found)) return { items: found };
  if (isJsonObject(found)) return { items: Object.values(found), keys: Object.keys(found) };
  throw new DatasetProblem("Attempting to map over non-iterable node.");
}

function* jsonLines(text: string): Generator<void, Json[]> {
  const items: Json[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() !== "") items.push(yield* parseJson(line, `Line ${index + 1}`));
    yield;
  }
  return items;
}

function* parseJson(text: string, what: string): Generator<void, Json> {
  try {
    if (text.length <= mostAtOnce) return JSON.parse(text) as Json;
    return (yield* jsonInPieces(Buffer.from(text), Number.POSITIVE_INFINITY)) as Json;
  } catch (problem) {
    throw new DatasetProblem(`${what} is not JSON: ${(problem as Error).message}`);
  }
}
