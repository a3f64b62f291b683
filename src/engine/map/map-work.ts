// What a Map goes over: its items, and how many of them at a time.

import type { CompiledMap } from "../../asl/compile/compiled-machine.ts";
import { EvaluationError } from "../../asl/scope.ts";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { statesError } from "../error-names.ts";
import { numberField, rawField, unexpectedType } from "../fields.ts";
import { mapReady } from "../ready.ts";
import type { Strand } from "../strand.ts";
import { runtimeFailure } from "../thrown.ts";

export interface MapWork {
  readonly items: readonly Json[];
  /** Of an object's members, whose values the items are. */
  readonly keys?: readonly string[];
  /** 0 for no limit of the author's. */
  readonly maxConcurrency: number;
}

export function itemsOf(strand: Strand, state: CompiledMap, input: Json) {
  const raw = state.items === undefined ? input : rawField(strand, state.items);
  return mapReady(raw, (items) => checkedItems(strand, state, items));
}

/** AWS differs: a distributed Map takes the members of an object for its items as well. */
function checkedItems(strand: Strand, state: CompiledMap, items: Json): Pick<MapWork, "items" | "keys"> {
  if (Array.isArray(items)) return { items };
  if (state.distributed !== undefined && isJsonObject(items)) {
    return { items: Object.values(items), keys: Object.keys(items) };
  }
  if (state.flow.language === "JSONPath") {
    const path = state.items?.kind === "path" ? state.items.path : "$";
    throw runtimeFailure(strand, `Reference path "${path}" must point to array.`);
  }
  if (state.items?.kind === "jsonata") throw unexpectedType(state.items, "array", items);
  const message = `Map state input must be an array but was: ${JSON.stringify(items)}`;
  throw new EvaluationError(statesError.queryEvaluationError, message);
}

export function maxConcurrencyOf(strand: Strand, state: CompiledMap) {
  if (state.maxConcurrency === undefined) return 0;
  return numberField(strand, state.maxConcurrency, {
    kind: "integer",
    objection: (value) => (value < 0 ? "MaxConcurrency cannot be negative." : undefined),
  });
}
