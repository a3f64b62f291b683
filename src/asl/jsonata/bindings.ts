// What a JSONata expression is evaluated with.

import type { Json } from "../../aws/json.ts";
import type { Random } from "../random.ts";
import type { Variables } from "../scope.ts";
import type { StoppedEvaluations } from "./stopped-evaluations.ts";

/** What an expression sees as `$states`, its variables, and where its chance comes from. */
export interface JsonataBindings {
  readonly input: Json;
  /** Only where the work of a state has succeeded. */
  readonly result?: Json | undefined;
  /** Only in a Catcher. */
  readonly errorOutput?: Json | undefined;
  readonly context: Json;
  readonly variables: Variables;
  readonly random?: Random;
  /** The turn's reading of the clock, in milliseconds since the epoch: what `$now()` says. */
  readonly now?: number;
  /** Without it nothing is known, or kept, of evaluations that were stopped. */
  readonly evaluations?: StoppedEvaluations;
  /** Whether the turn is run again, and came to its end when it was run first. */
  readonly isRunAgain?: boolean;
}

/** Throws an EvaluationError. */
export interface EvaluateJsonata {
  (bindings: JsonataBindings): Json;
  /** The same of a template with several expressions: whoever evaluates it may give way between two of them. */
  readonly inPieces?: ((bindings: JsonataBindings) => Generator<void, Json>) | undefined;
}
