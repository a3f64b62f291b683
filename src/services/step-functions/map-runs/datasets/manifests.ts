// Manifests: files that name other files, whose rows are the items.

import { isJsonObject, type JsonObject } from "../../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../../aws/json-text.ts";
import { csvItems } from "./csv-items.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import { fileItems } from "./file-items.ts";
import type { ItemChunks } from "./item-chunk.ts";
import type { ObjectStore, ReadObjects } from "./object-store.ts";
import { objectTexts } from "./object-texts.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html: `manifest.json` of an S3 inventory. */
export async function* inventoryItems(objects: ObjectStore, manifest: string): ItemChunks {
  const { destinationBucket, fileFormat, fileSchema, files } = inventoryManifest(manifest);
  if (fileFormat !== "CSV")
    throw new DatasetProblem(`An inventory must be of the format CSV, not ${fileFormat}.`);
  const CSVHeaders = String(fileSchema)
    .split(",")
    .map((header) => header.trim());
  const bucket = String(destinationBucket).replace(/^arn:[^:]+:s3:::/, "");
  for (const file of Array.isArray(files) ? files : []) {
    const key = isJsonObject(file) ? String(file.key) : "";
    yield* csvItems(objectTexts(objects, { bucket, key }), { CSVHeaderLocation: "GIVEN", CSVHeaders });
  }
}

function inventoryManifest(text: string): JsonObject {
  const manifest = jsonObjectOrUndefined(text);
  if (Array.isArray(manifest?.files)) return manifest;
  throw new DatasetProblem("The file is no manifest of an S3 inventory.");
}

/** https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html: a line for every file of results. */
export async function* athenaItems(read: ReadObjects, manifest: string, config: JsonObject): ItemChunks {
  for (const [index, line] of manifest.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const [, bucket, key] = /^"?s3:\/\/([^/]+)\/(.+?)"?$/.exec(line.trim()) ?? [];
    if (bucket === undefined || key === undefined)
      throw new DatasetProblem(`Line ${index + 1} of the manifest is no address such as s3://bucket/key.`);
    yield* fileItems(read, { bucket, key }, config);
  }
}
