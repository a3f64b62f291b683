// From the items of a distributed Map to the inputs of its child executions: ItemSelector first, ItemBatcher then.

import type {
  CompiledItemBatcher,
  CompiledMap,
  CompiledTemplate,
} from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { evaluateTemplate } from "../data-flow.ts";
import { numberField } from "../fields.ts";
import { mapReady, type Ready, whenAllReady } from "../ready.ts";
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
  const selected =
    itemSelector === undefined ? wholeItems(dataset) : selectItems(strand, itemSelector, dataset);
  return mapReady(selected, (items) => {
    const batcher = distributed?.batcher;
    if (batcher === undefined) return items.map((input) => ({ input, itemCount: 1 }));
    return batchInputs(strand, batcher, items);
  }) as Ready<readonly ChildInput[]>;
}

function wholeItems({ items, keys }: ReadItems): readonly Json[] {
  return keys === undefined ? items : items.map((Value, index) => ({ Key: keys[index] ?? "", Value }));
}

function selectItems(
  strand: Strand,
  selector: CompiledTemplate,
  { items, keys, source }: ReadItems,
): Ready<readonly Json[]> {
  const input = strand.input;
  return whenAllReady(
    items.map((value, index) => {
      strand.input = input;
      const key = keys?.[index];
      strand.mapItem = key === undefined ? { index, value, source } : { index, value, key, source };
      strand.forgetContext();
      return evaluateTemplate(strand, selector);
    }),
  );
}

function batchInputs(
  strand: Strand,
  batcher: CompiledItemBatcher,
  items: readonly Json[],
): Ready<readonly ChildInput[]> {
  const limits = whenAllReady<Json | number | undefined>([
    sizeOf(strand, batcher.maxItemsPerBatch, "MaxItemsPerBatch"),
    sizeOf(strand, batcher.maxInputBytesPerBatch, "MaxInputBytesPerBatch"),
    batcher.batchInput === undefined ? undefined : evaluateTemplate(strand, batcher.batchInput),
  ]);
  return mapReady(limits, ([maxItems, maxInputBytes, batchInput]) =>
    batchItems(items, {
      maxItems: maxItems as number | undefined,
      maxInputBytes: maxInputBytes as number | undefined,
      batchInput: batchInput as Json | undefined,
    }).map((input) => ({ input, itemCount: (input.Items as readonly Json[]).length })),
  );
}

function sizeOf(strand: Strand, field: CompiledItemBatcher["maxItemsPerBatch"], name: string) {
  if (field === undefined) return undefined;
  return numberField(strand, field, {
    kind: "integer",
    objection: (value) => (value > 0 ? undefined : `${name} must be positive.`),
  });
}
