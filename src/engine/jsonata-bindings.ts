// What a JSONata expression of a state sees. Unlike the strand it never changes: the expression may still be evaluated when
// a sibling goes on. The context object is built only for expressions that ask for it.

import type { JsonataBindings } from "../asl/jsonata/bindings.ts";
import type { StoppedEvaluations } from "../asl/jsonata/stopped-evaluations.ts";
import type { Random } from "../asl/random.ts";
import type { Variables } from "../asl/scope.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import type { Strand } from "./strand.ts";

export interface Outcome {
  readonly result?: Json;
  readonly errorOutput?: JsonObject;
}

export function bindingsOf(strand: Strand, outcome: Outcome = noOutcome): JsonataBindings {
  return new StateBindings(strand, outcome);
}

const noOutcome: Outcome = {};

class StateBindings implements JsonataBindings {
  readonly input: Json;
  readonly result: Json | undefined;
  readonly errorOutput: JsonObject | undefined;
  readonly variables: Variables;
  readonly random: Random;
  readonly now: number;
  readonly #strand: Strand;

  constructor(strand: Strand, { result, errorOutput }: Outcome) {
    this.input = strand.stateInput;
    this.result = result;
    this.errorOutput = errorOutput;
    this.variables = strand.variables;
    this.random = strand.random;
    this.now = strand.execution.now;
    this.#strand = strand;
  }

  get evaluations(): StoppedEvaluations {
    return this.#strand.execution.decisions;
  }

  get isRunAgain(): boolean {
    return this.#strand.execution.isRunAgain;
  }

  get context(): Json {
    return this.#strand.context;
  }
}
