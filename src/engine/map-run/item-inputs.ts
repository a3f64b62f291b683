// From the items of a distributed Map to the inputs of its child executions: ItemSelector first, ItemBatcher then.

import type {
  CompiledItemBatcher,
  CompiledMap,
  CompiledTemplate,
} from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { evaluateTemplate } from "../data-flow.ts";
import { mapReady, numberField } from "../fields.ts";
import type { Strand } from "../strand.ts";
import { whenAllReady } from "../when-all-ready.ts";
import { batchItems } from "./item-batches.ts";

export interface ChildInput {
  readonly input: Json;
  readonly itemCount: number;
}

export interface Dataset {
  readonly items: readonly Json[];
  /** `$$.Map.Item.Source`. */
  readonly source: string;
}

type Ready<Value> = Value | PromiseLike<Value>;

export function mapItemInputs(
  strand: Strand,
  state: CompiledMap,
  dataset: Dataset,
): Ready<readonly ChildInput[]> {
  const { itemSelector, distributed } = state;
  const selected = itemSelector === undefined ? dataset.items : selectItems(strand, itemSelector, dataset);
  return mapReady(selected, (items) => {
    const batcher = distributed?.batcher;
    if (batcher === undefined) return items.map((input) => ({ input, itemCount: 1 }));
    return batchInputs(strand, batcher, items);
  }) as Ready<readonly ChildInput[]>;
}

function selectItems(
  strand: Strand,
  selector: CompiledTemplate,
  { items, source }: Dataset,
): Ready<readonly Json[]> {
  const input = strand.input;
  return whenAllReady(
    items.map((value, index) => {
      strand.input = input;
      strand.mapItem = { index, value, source };
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
