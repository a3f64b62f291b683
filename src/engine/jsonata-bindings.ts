// What a JSONata expression of a state sees. Unlike the strand these never change: the expression may still be running
// when the strand has gone on.

import type { JsonataBindings } from "../asl/jsonata/compile-jsonata.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import type { Strand } from "./strand.ts";

export interface Outcome {
  readonly result?: Json;
  readonly errorOutput?: JsonObject;
}

export function bindingsOf(strand: Strand, outcome: Outcome = noOutcome): JsonataBindings {
  return { input: strand.stateInput, ...outcome, context: strand.context, variables: strand.variables };
}

const noOutcome: Outcome = {};
