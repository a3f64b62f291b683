// What reading a text answers, be it JSON or YAML.

import type { Json } from "../../../../aws/json.ts";
import type { Place } from "../../../../aws/template/places.ts";
import type { TemplateProblem } from "../../../../aws/template/template-error.ts";

export interface ReadText {
  readonly value: Json;
  /** What AWS says nothing of, although it is hardly meant. */
  readonly warnings: readonly TemplateProblem[];
}

/** Of a key that is there twice the last one counts. */
export function duplicateKey(name: string, place: Place): TemplateProblem {
  return {
    path: "",
    problem: `the key "${name}" is there before, and what is said of it there is lost`,
    place,
  };
}
