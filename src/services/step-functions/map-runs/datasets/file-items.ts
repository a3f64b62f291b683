// The items of one file, whatever it is written in.

import type { JsonObject } from "../../../../aws/json.ts";
import type { ItemChunks } from "./item-chunk.ts";
import type { ReadObjects } from "./object-store.ts";
import { type ObjectPlace, objectTexts } from "./object-texts.ts";
import { parquetItems } from "./parquet-items.ts";
import { parseItems } from "./parse-items.ts";

/** Throws DatasetProblem, NoSuchBucket, NoSuchKey. */
export function fileItems(read: ReadObjects, place: ObjectPlace, config: JsonObject): ItemChunks {
  if (config.InputType === "PARQUET") return parquetItems(read, place);
  return parseItems(objectTexts(read.objects, place), config);
}
