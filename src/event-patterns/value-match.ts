// What an operator of a pattern compiles to: a predicate over one value of the event, which is never an object or a list.

import type { Json } from "../aws/json.ts";

export type ValueMatch = (value: Json) => boolean;

/** One entry of a pattern's list. */
export type Alternative =
  | { readonly kind: "absent" }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "wildcard"; readonly pattern: string; readonly matches: ValueMatch }
  | { readonly kind: "match"; readonly matches: ValueMatch };
