// The items in the text of one file: a JSON array or object, a line of JSON each, or rows with commas.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { isTooDeep } from "../../../../aws/json-depth.ts";
import { followPointer } from "../../../../aws/json-pointer.ts";
import { jsonInPieces } from "../../../../aws/wire/json-in-pieces.ts";
import { inSlices } from "../../../../time/time-slice.ts";
import { csvItems } from "./csv-items.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import { checkItemLength, type ItemChunk, type ItemChunks } from "./item-chunk.ts";
import { wholeText } from "./object-texts.ts";

/** In characters: a text that is no longer is parsed in no time. */
const mostAtOnce = 64 * 1024;

/** Throws DatasetProblem. */
export function parseItems(texts: AsyncIterable<string>, config: JsonObject): ItemChunks {
  switch (config.InputType) {
    case "CSV":
      return csvItems(texts, config);
    case "JSONL":
      return lineItems(texts);
    case "JSON":
      return jsonItems(texts, config.ItemsPointer);
    default:
      throw new DatasetProblem(`Items of the type ${config.InputType} cannot be read here.`);
  }
}

/** All in one piece: where a document's items are is known at its end. */
async function* jsonItems(texts: AsyncIterable<string>, pointer: Json | undefined): ItemChunks {
  yield await inSlices(documentItems(await wholeText(texts), pointer));
}

function* documentItems(text: string, pointer: Json | undefined): Generator<void, ItemChunk> {
  const document = yield* parseJson(text, "The file");
  const found = typeof pointer === "string" ? followPointer(document, pointer) : document;
  if (found === undefined) throw new DatasetProblem(`ItemsPointer ${pointer} leads to nothing in the file.`);
  if (Array.isArray(found)) return { items: found };
  if (isJsonObject(found)) return { items: Object.values(found), keys: Object.keys(found) };
  throw new DatasetProblem("Attempting to map over non-iterable node.");
}

async function* lineItems(texts: AsyncIterable<string>): ItemChunks {
  let rest = "";
  let before = 0;
  for await (const text of texts) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    checkItemLength(rest.length);
    yield { items: await inSlices(jsonLines(lines, before)) };
    before += lines.length;
  }
  yield { items: await inSlices(jsonLines([rest], before)) };
}

function* jsonLines(lines: readonly string[], before: number): Generator<void, Json[]> {
  const items: Json[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== "") items.push(yield* parseJson(line, `Line ${before + index + 1}`));
    yield;
  }
  return items;
}

function* parseJson(text: string, what: string): Generator<void, Json> {
  try {
    // Nearly every line is too short to be deep, and is parsed without a copy.
    if (text.length <= mostAtOnce && !isTooDeep(text)) return JSON.parse(text) as Json;
    const bounds = { effort: Number.POSITIVE_INFINITY, isShallow: true };
    return (yield* jsonInPieces(Buffer.from(text), bounds)) as Json;
  } catch (problem) {
    throw new DatasetProblem(`${what} is not JSON: ${(problem as Error).message}`);
  }
}
