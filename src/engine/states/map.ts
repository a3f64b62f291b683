// Map: runs its processor once for every item. What the items are is said here; inline iterations and distributed Map Runs
// go their own ways from there.

import type { CompiledMap } from "../../asl/compile/compiled-machine.ts";
import { EvaluationError } from "../../asl/scope.ts";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { effectiveInput } from "../data-flow.ts";
import { statesError } from "../error-names.ts";
import { mapReady, numberField, rawField, unexpectedType } from "../fields.ts";
import { MapIterations, type MapWork } from "../map/map-iterations.ts";
import { beginMapRun } from "../map-run/begin-map-run.ts";
import type { GoOn, Strand } from "../strand.ts";
import { runtimeFailure } from "../thrown.ts";

export function runMap(strand: Strand, state: CompiledMap): GoOn {
  const input = effectiveInput(strand, state.flow);
  if (state.distributed?.reader !== undefined) return beginMapRun(strand, state, undefined);
  return strand.whenReady(itemsOf(strand, state, input), (resumed, items) =>
    resumed.whenReady(maxConcurrencyOf(resumed, state), (ready, maxConcurrency) => {
      // JSONata may have been waited for; `$` is the effective input again.
      ready.input = input;
      if (state.distributed !== undefined) return beginMapRun(ready, state, { ...items, maxConcurrency });
      return new MapIterations(ready, state, { ...items, maxConcurrency }).begin();
    }),
  );
}

function itemsOf(strand: Strand, state: CompiledMap, input: Json) {
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
