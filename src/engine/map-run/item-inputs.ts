// From the items of a distributed Map to the inputs of its child executions: ItemSelector first, ItemBatcher then.

import type {
  CompiledItemBatcher,
  CompiledMap,
  CompiledTemplate,
} from "../../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../../aws/json.ts";
import { evaluateTemplate } from "../data-flow.ts";
import { numberField } from "../fields.ts";
import { mapReady, type Ready, whenAllReady, whole, withinSlice } from "../ready.ts";
import type { Strand } from "../strand.ts";
import { batchItems } from "./item-batches.ts";
import type { ReadItems } from "./map-runner.ts";

export interface ChildInput {
  readonly input: Json;
  readonly itemCount: number;
}

/** Of the items of a page. */
export interface PagePlace {
  /** How many items there were before it. */
  readonly offset: number;
  /** Of the page before: items that are not in a batch yet. */
  readonly carried: readonly Json[];
  readonly isLast: boolean;
}

export interface PageInputs {
  readonly inputs: readonly ChildInput[];
  readonly carried: readonly Json[];
}

export function mapItemInputs(
  strand: Strand,
  state: CompiledMap,
  dataset: ReadItems,
  place: PagePlace,
): Ready<PageInputs> {
  const { itemSelector, distributed } = state;
  const selected = withinSlice(
    itemSelector === undefined
      ? wholeItems(dataset)
      : selectItems(strand, itemSelector, dataset, place.offset),
  );
  return mapReady(selected, (items) => {
    const batcher = distributed?.batcher;
    return batcher === undefined
      ? withinSlice(singleInputs(items))
      : batchInputs(strand, batcher, [...place.carried, ...items], place.isLast);
  });
}

function* wholeItems({ items, keys }: ReadItems): Generator<void, readonly Json[]> {
  if (keys === undefined) return items;
  const whole: Json[] = [];
  for (const [index, Value] of items.entries()) {
    whole.push({ Key: keys[index] ?? "", Value });
    yield;
  }
  return whole;
}

function* singleInputs(items: readonly Json[]): Generator<void, PageInputs> {
  const inputs: ChildInput[] = [];
  for (const input of items) {
    inputs.push({ input, itemCount: 1 });
    yield;
  }
  return { inputs, carried: [] };
}

function* selectItems(
  strand: Strand,
  selector: CompiledTemplate,
  { items, keys, source }: ReadItems,
  offset: number,
): Generator<void, readonly Json[]> {
  const input = strand.input;
  const selected: Json[] = [];
  for (const [at, value] of items.entries()) {
    strand.input = input;
    const key = keys?.[at];
    const index = offset + at;
    strand.mapItem = key === undefined ? { index, value, source } : { index, value, key, source };
    strand.forgetContext();
    selected.push(yield* whole(evaluateTemplate(strand, selector)));
    yield;
  }
  return selected;
}

function batchInputs(
  strand: Strand,
  batcher: CompiledItemBatcher,
  items: readonly Json[],
  isLast: boolean,
): Ready<PageInputs> {
  const limits = whenAllReady<Json | number | undefined>([
    () => sizeOf(strand, batcher.maxItemsPerBatch, "MaxItemsPerBatch"),
    () => sizeOf(strand, batcher.maxInputBytesPerBatch, "MaxInputBytesPerBatch"),
    () => (batcher.batchInput === undefined ? undefined : evaluateTemplate(strand, batcher.batchInput)),
  ]);
  return mapReady(limits, ([maxItems, maxInputBytes, batchInput]) => {
    const batches = batchItems(items, {
      maxItems: maxItems as number | undefined,
      maxInputBytes: maxInputBytes as number | undefined,
      batchInput: batchInput as Json | undefined,
    });
    return mapReady(withinSlice(batches), (all) => {
      // What comes next may have room in the last one.
      const open = isLast ? undefined : all.at(-1);
      const whole = open === undefined ? all : all.slice(0, -1);
      return {
        inputs: whole.map((input) => ({ input, itemCount: itemsIn(input).length })),
        carried: open === undefined ? [] : itemsIn(open),
      };
    });
  });
}

function itemsIn(batch: JsonObject): readonly Json[] {
  return batch.Items as readonly Json[];
}

function sizeOf(strand: Strand, field: CompiledItemBatcher["maxItemsPerBatch"], name: string) {
  if (field === undefined) return undefined;
  return numberField(strand, field, {
    kind: "integer",
    objection: (value) => (value > 0 ? undefined : `${name} must be positive.`),
  });
}
