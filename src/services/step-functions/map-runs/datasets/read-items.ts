// ItemReader: the items of a distributed Map, from an object or a list of objects in S3.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { statesError } from "../../../../engine/error-names.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { ItemReaderCall, ReadItems } from "../../../../engine/map-run/map-runner.ts";
import { inSlices } from "../../../../time/time-slice.ts";
import { ArgumentProblem, argumentObject, optionalText, requiredText } from "../../tasks/arguments.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import { listedItems, listKeys } from "./listed-objects.ts";
import { athenaItems, inventoryItems } from "./manifests.ts";
import type { ObjectStore } from "./object-store.ts";
import { parseItems } from "./parse-items.ts";
import { readText } from "./read-text.ts";

/** Answers with States.ItemReaderFailed if there is nothing to read, or if it is not what ReaderConfig says. */
export async function readItems(objects: ObjectStore, call: ItemReaderCall): Promise<ReadItems | Failure> {
  try {
    return limited(await read(objects, call), call.maxItems);
  } catch (problem) {
    if (
      problem instanceof DatasetProblem ||
      problem instanceof ServiceError ||
      problem instanceof ArgumentProblem
    )
      return new Failure(statesError.itemReaderFailed, problem.message);
    throw problem;
  }
}

async function read(objects: ObjectStore, call: ItemReaderCall): Promise<ReadItems> {
  const request = argumentObject(call.arguments);
  const bucket = requiredText(request, "Bucket");
  if (!call.resource.endsWith(":getObject")) return readList(objects, call.readerConfig, request);
  const key = requiredText(request, "Key");
  return {
    ...(await readObject(objects, call.readerConfig, { bucket, key })),
    source: `S3://${bucket}/${key}`,
  };
}

async function readObject(
  objects: ObjectStore,
  config: JsonObject,
  place: { readonly bucket: string; readonly key: string },
): Promise<Omit<ReadItems, "source">> {
  const text = await readText(objects, place);
  if (config.ManifestType === "ATHENA_DATA") return { items: await athenaItems(objects, text, config) };
  // The older way to name an inventory is the type MANIFEST alone.
  if (config.ManifestType === "S3_INVENTORY" || config.InputType === "MANIFEST")
    return { items: await inventoryItems(objects, text) };
  return inSlices(parseItems(text, { ...config, InputType: config.InputType ?? "JSON" }));
}

async function readList(objects: ObjectStore, config: JsonObject, request: JsonObject): Promise<ReadItems> {
  const bucket = requiredText(request, "Bucket");
  const prefix = optionalText(request, "Prefix");
  const source = `S3://${bucket}`;
  if (config.Transformation !== "LOAD_AND_FLATTEN")
    return { items: listedItems(objects, { bucket, prefix }), source };
  const items: Json[] = [];
  for (const key of listKeys(objects, { bucket, prefix })) {
    // "Folders" hold nothing.
    if (key.endsWith("/")) continue;
    const { items: found } = await inSlices(parseItems(await readText(objects, { bucket, key }), config));
    for (const item of found) items.push(item);
  }
  return { items, source };
}

function limited(found: ReadItems, maxItems: number | undefined): ReadItems {
  if (maxItems === undefined || found.items.length <= maxItems) return found;
  return { ...found, items: found.items.slice(0, maxItems) };
}
