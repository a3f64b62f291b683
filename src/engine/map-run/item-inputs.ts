// From the items of a distributed Map to the inputs of its child executions: ItemSelector first, ItemBatcher then.

import type {
  CompiledItemBatcher,
  CompiledMap,
  CompiledTemplate,
} from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
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

export function mapItemInputs(
  strand: Strand,
  state: CompiledMap,
  dataset: ReadItems,
): Ready<readonly ChildInput[]> {
  const { itemSelector, distributed } = state;
  const selected = withinSlice(
    itemSelector === undefined ? wholeItems(dataset) : selectItems(strand, itemSelector, dataset),
  );
  return mapReady(selected, (items) => {
    const batcher = distributed?.batcher;
    return batcher === undefined ? withinSlice(singleInputs(items)) : batchInputs(strand, batcher, items);
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

function* singleInputs(items: readonly Json[]): Generator<void, readonly ChildInput[]> {
  const inputs: ChildInput[] = [];
  for (const input of items) {
    inputs.push({ input, itemCount: 1 });
    yield;
  }
  return inputs;
}

function* selectItems(
  strand: Strand,
  selector: CompiledTemplate,
  { items, keys, source }: ReadItems,
): Generator<void, readonly Json[]> {
  const input = strand.input;
  const selected: Json[] = [];
  for (const [index, value] of items.entries()) {
    strand.input = input;
    const key = keys?.[index];
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
): Ready<readonly ChildInput[]> {
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
    return mapReady(withinSlice(batches), (inputs) =>
      inputs.map((input) => ({ input, itemCount: (input.Items as readonly Json[]).length })),
    );
  });
}

function sizeOf(strand: Strand, field: CompiledItemBatcher["maxItemsPerBatch"], name: string) {
  if (field === undefined) return undefined;
  return numberField(strand, field, {
    kind: "integer",
    objection: (value) => (value > 0 ? undefined : `${name} must be positive.`),
  });
}
