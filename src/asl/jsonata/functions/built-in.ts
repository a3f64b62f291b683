// How a function of the language is written down. Whoever calls it has let its signature check the arguments.

import type { Evaluation } from "../evaluation.ts";

export interface BuiltIn {
  /** How many arguments functions such as `$map` hand in to it. */
  readonly arity: number;
  readonly apply: (evaluation: Evaluation, given: readonly unknown[], context: unknown) => unknown;
}
