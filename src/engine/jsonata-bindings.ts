// What a JSONata expression of a state sees. Unlike the strand it never changes: the expression may still be evaluated when
// a sibling goes on. The context object is built only for expressions that ask for it.

import type { JsonataBindings } from "../asl/jsonata/compile-jsonata.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import type { Strand } from "./strand.ts";

export interface Outcome {
  readonly result?: Json;
  readonly errorOutput?: JsonObject;
}

export function bindingsOf(strand: Strand, outcome: Outcome = noOutcome): JsonataBindings {
  return {
    input: strand.stateInput,
    ...outcome,
    get context(): Json {
      return strand.context;
    },
    variables: strand.variables,
    random: strand.random,
    now: strand.execution.now,
  };
}

const noOutcome: Outcome = {};
