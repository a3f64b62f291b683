// Map: runs its processor once for every item. Inline iterations and distributed Map Runs go their own ways once it is known
// what the items are.

import type { CompiledMap } from "../../asl/compile/compiled-machine.ts";
import { effectiveInput } from "../data-flow.ts";
import { MapIterations } from "../map/map-iterations.ts";
import { itemsOf, maxConcurrencyOf } from "../map/map-work.ts";
import { beginMapRun } from "../map-run/begin-map-run.ts";
import { whenReady } from "../run-strand.ts";
import type { GoOn, Strand } from "../strand.ts";

export function runMap(strand: Strand, state: CompiledMap): GoOn {
  const input = effectiveInput(strand, state.flow);
  if (state.distributed?.reader !== undefined) return beginMapRun(strand, state, undefined);
  return whenReady(strand, itemsOf(strand, state, input), (resumed, items) =>
    whenReady(resumed, maxConcurrencyOf(resumed, state), (ready, maxConcurrency) => {
      // JSONata may have been waited for; `$` is the effective input again.
      ready.input = input;
      if (state.distributed !== undefined) return beginMapRun(ready, state, { ...items, maxConcurrency });
      return new MapIterations(ready, state, { items: items.items, maxConcurrency }).begin();
    }),
  );
}
