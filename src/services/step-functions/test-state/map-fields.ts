// The fields of a Map whose iterations are mocked, evaluated one after the other as a Map does before its iterations, and what
// TestState shows of each.

import type { CompiledItemBatcher, CompiledMap, Field } from "../../../asl/compile/compiled-machine.ts";
import type { JsonataBindings } from "../../../asl/jsonata/bindings.ts";
import { EvaluationError, type Scope } from "../../../asl/scope.ts";
import type { Json } from "../../../aws/json.ts";
import { statesError } from "../../../engine/error-names.ts";
import { batchItems } from "../../../engine/map-run/item-batches.ts";
import type { Notes } from "./notes.ts";

type FieldScope = Scope & JsonataBindings;

/** Throws what the Map fails with. Yields between two items. */
export function* noteMapFields(state: CompiledMap, scope: FieldScope, notes: Notes): Generator<void, void> {
  const items = itemsOf(state, scope, notes);
  if (Array.isArray(items)) notes.itemCount = items.length;
  for (const [name, field] of limitFields(state)) noteLimit(notes, name, evaluated(field, scope));
  if (!Array.isArray(items)) return;
  const selected = yield* selectItems(state, scope, { items, notes });
  const batcher = state.distributed?.batcher;
  if (batcher !== undefined) notes.note("afterItemBatcher", yield* batches(batcher, scope, selected));
}

function itemsOf({ items: field, distributed, flow }: CompiledMap, scope: FieldScope, notes: Notes): Json {
  const found = notes.readItems ?? (field === undefined ? scope.input : evaluated(field, scope));
  if (flow.language === "JSONata") return found;
  if (!Array.isArray(found) && distributed?.reader === undefined) {
    const path = field?.kind === "path" ? field.path : "$";
    throw new EvaluationError(statesError.runtime, `Reference path "${path}" must point to array.`);
  }
  return notes.note("afterItemsPath", found);
}

interface Items {
  readonly items: readonly Json[];
  readonly notes: Notes;
}

function* selectItems(
  { itemSelector: selector }: CompiledMap,
  scope: FieldScope,
  { items, notes }: Items,
): Generator<void, readonly Json[]> {
  if (selector === undefined) return items;
  const selected: Json[] = [];
  for (const [index, value] of items.entries()) {
    const context = withItem(scope, index, value);
    selected.push(
      selector.language === "JSONata"
        ? selector.evaluate({ ...scope, context })
        : selector.evaluate({ input: scope.input, variables: scope.variables, context }),
    );
    yield;
  }
  notes.note("afterItemSelector", selected);
  return selected;
}

function withItem({ context }: Scope, index: number, value: Json): Json {
  return { ...(context as object), Map: { Item: { Index: index, Value: value } } };
}

function* batches(
  batcher: CompiledItemBatcher,
  scope: FieldScope,
  items: readonly Json[],
): Generator<void, Json> {
  const { batchInput } = batcher;
  return yield* batchItems(items, {
    maxItems: sizeOf(batcher.maxItemsPerBatch, scope),
    maxInputBytes: sizeOf(batcher.maxInputBytesPerBatch, scope),
    batchInput: batchInput?.evaluate(scope),
  });
}

function sizeOf(field: Field<number> | undefined, scope: FieldScope): number | undefined {
  const size = field === undefined ? undefined : evaluated(field, scope);
  return typeof size === "number" && size > 0 ? size : undefined;
}

function limitFields({ maxConcurrency, distributed }: CompiledMap) {
  const fields = [
    ["maxConcurrency", maxConcurrency],
    ["toleratedFailureCount", distributed?.toleratedFailureCount],
    ["toleratedFailurePercentage", distributed?.toleratedFailurePercentage],
  ] as const;
  return fields.flatMap(([name, field]) => (field === undefined ? [] : [[name, field] as const]));
}

function evaluated(field: Field, scope: FieldScope): Json {
  return field.kind === "literal" ? field.value : field.evaluate(scope);
}

function noteLimit(notes: Notes, name: Parameters<Notes["limits"]["set"]>[0], value: Json): void {
  if (typeof value === "number") notes.limits.set(name, value);
}
