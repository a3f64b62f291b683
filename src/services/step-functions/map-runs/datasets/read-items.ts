// ItemReader: the items of a distributed Map, from an object or a list of objects in S3, page by page.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { statesError } from "../../../../engine/error-names.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { ItemReaderCall, ReadItems, ReadPosition } from "../../../../engine/map-run/map-runner.ts";
import { ArgumentProblem, argumentObject, optionalText, requiredText } from "../../tasks/arguments.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import { fileItems } from "./file-items.ts";
import type { ItemChunk, ItemChunks } from "./item-chunk.ts";
import { listedItems, listedKeys } from "./listed-objects.ts";
import { athenaItems, inventoryItems } from "./manifests.ts";
import type { ObjectStore, ReadObjects } from "./object-store.ts";
import { objectTexts, wholeText } from "./object-texts.ts";

/** A page has no more than this, but for one chunk. */
const mostItems = 5000;
const mostChunks = 16;

/** What a Map Run reads from. */
export class ItemReading {
  readonly #objects: ObjectStore;
  #open: OpenDataset | undefined;
  #stopping = new AbortController();

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  /** The next page. Answers with States.ItemReaderFailed if there is nothing to read, or if it is not what ReaderConfig says. */
  async read(call: ItemReaderCall): Promise<ReadItems | Failure> {
    try {
      const dataset = await this.#at(call);
      return await dataset.page();
    } catch (problem) {
      this.#close();
      if (
        problem instanceof DatasetProblem ||
        problem instanceof ServiceError ||
        problem instanceof ArgumentProblem
      )
        return new Failure(statesError.itemReaderFailed, problem.message);
      throw problem;
    }
  }

  /** Ends what is being read. A redriven Map Run reads on from where it was. */
  stop(): void {
    this.#stopping.abort(new DatasetProblem("The Map Run has ended."));
    this.#stopping = new AbortController();
    this.#close();
  }

  #close(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  /** After a crash it is read from its beginning, up to where the page before ended. */
  async #at({ after, ...call }: ItemReaderCall): Promise<OpenDataset> {
    if (this.#open !== undefined && after?.items === this.#open.given) return this.#open;
    const dataset = openDataset({ objects: this.#objects, signal: this.#stopping.signal }, call);
    this.#open = dataset;
    if (after !== undefined) await dataset.skip(after);
    return dataset;
  }
}

class OpenDataset {
  readonly #chunks: ItemChunks;
  readonly #source: string;
  readonly #etag: string;
  readonly #most: number;
  readonly #signal: AbortSignal;
  /** What has been read and not given. */
  #ahead: ItemChunk | undefined;
  given = 0;

  constructor(
    chunks: ItemChunks,
    { source, etag }: { readonly source: string; readonly etag: string },
    { most, signal }: { readonly most: number; readonly signal: AbortSignal },
  ) {
    this.#chunks = chunks;
    this.#signal = signal;
    this.#source = source;
    this.#etag = etag;
    this.#most = most;
  }

  async page(): Promise<ReadItems> {
    const items: Json[] = [];
    let keys: readonly string[] | undefined;
    for (let count = 0; count < mostChunks && items.length < mostItems && this.#isWanted; count++) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      const room = this.#most - this.given;
      const taken = chunk.items.length > room ? chunk.items.slice(0, room) : chunk.items;
      for (const item of taken) items.push(item);
      keys = chunk.keys;
      this.given += taken.length;
    }
    this.#ahead = this.#isWanted ? await this.#next() : undefined;
    const page = { items, ...(keys === undefined ? {} : { keys }), source: this.#source };
    if (this.#ahead !== undefined) return { ...page, next: { items: this.given, etag: this.#etag } };
    // Nothing that is open stays so.
    await this.#chunks.return();
    return page;
  }

  /** Once what is being read of it has come. */
  close(): void {
    this.#chunks.return().catch(() => undefined);
  }

  /** Throws DatasetProblem if what was read before is not there any more. */
  async skip({ items, etag }: ReadPosition): Promise<void> {
    if (etag !== this.#etag) throw changed(this.#source);
    while (this.given < items) {
      const chunk = await this.#next();
      if (chunk === undefined) throw changed(this.#source);
      const left = items - this.given;
      if (chunk.items.length > left) this.#ahead = { ...chunk, items: chunk.items.slice(left) };
      this.given += Math.min(left, chunk.items.length);
    }
  }

  get #isWanted(): boolean {
    return this.given < this.#most;
  }

  /** One that has items. */
  async #next(): Promise<ItemChunk | undefined> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead !== undefined) return ahead;
    for (;;) {
      this.#signal.throwIfAborted();
      const { done, value } = await this.#chunks.next();
      if (done === true) return undefined;
      if (value.items.length > 0 || value.keys !== undefined) return value;
    }
  }
}

function changed(source: string): DatasetProblem {
  return new DatasetProblem(`${source} was changed while it was read.`);
}

/** Throws NoSuchBucket, NoSuchKey, ArgumentProblem, DatasetProblem. */
function openDataset(read: ReadObjects, call: ItemReaderCall): OpenDataset {
  const request = argumentObject(call.arguments);
  const bucket = requiredText(request, "Bucket");
  const bounds = { most: call.maxItems ?? Number.POSITIVE_INFINITY, signal: read.signal };
  if (!call.resource.endsWith(":getObject")) {
    const place = { bucket, prefix: optionalText(request, "Prefix") };
    return new OpenDataset(
      listItems(read, call.readerConfig, place),
      { source: `S3://${bucket}`, etag: "" },
      bounds,
    );
  }
  const key = requiredText(request, "Key");
  const { etag } = read.objects.openObject(bucket, key);
  return new OpenDataset(
    objectItems(read, call.readerConfig, { bucket, key }),
    { source: `S3://${bucket}/${key}`, etag },
    bounds,
  );
}

async function* objectItems(
  read: ReadObjects,
  config: JsonObject,
  place: { readonly bucket: string; readonly key: string },
): ItemChunks {
  if (config.ManifestType === "ATHENA_DATA")
    return yield* athenaItems(read, await wholeText(objectTexts(read.objects, place)), config);
  // The older way to name an inventory is the type MANIFEST alone.
  if (config.ManifestType === "S3_INVENTORY" || config.InputType === "MANIFEST")
    return yield* inventoryItems(read.objects, await wholeText(objectTexts(read.objects, place)));
  yield* fileItems(read, place, { ...config, InputType: config.InputType ?? "JSON" });
}

async function* listItems(
  read: ReadObjects,
  config: JsonObject,
  place: { readonly bucket: string; readonly prefix: string | undefined },
): ItemChunks {
  if (config.Transformation !== "LOAD_AND_FLATTEN") return yield* listedItems(read.objects, place);
  for (const key of listedKeys(read.objects, place)) {
    // "Folders" hold nothing.
    if (key.endsWith("/")) continue;
    // An object among others is a list of items, whether it has names for them or not.
    for await (const { items } of fileItems(read, { bucket: place.bucket, key }, config)) yield { items };
  }
}
