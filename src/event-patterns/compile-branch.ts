// Compiles the fields of one branch, all of which must hold together, to a test of an event.

import type { Json } from "../aws/json.ts";
import { compileTree } from "./condition-tree.ts";
import { sameAddress } from "./ip-address.ts";
import type { Branch, Field } from "./parse-pattern.ts";
import type { Condition } from "./pending-conditions.ts";
import type { Alternative, ValueMatch } from "./value-match.ts";

export type BranchMatch = (event: Json) => boolean;

export function compileBranch(branch: Branch): BranchMatch {
  return compileTree(Array.from(branch.values(), compileField));
}

function compileField({ path, alternatives }: Field): Condition {
  // A path is walked by its single steps, however the pattern divided it.
  return {
    path: path.join(".").split("."),
    matches: anyAlternative(alternatives),
    mayBeAbsent: alternatives.some(({ kind }) => kind === "absent"),
  };
}

/** Literals, by far the commonest alternatives, cost one look into a set together. */
function anyAlternative(alternatives: readonly Alternative[]): ValueMatch {
  const literals = new Set<Json>(
    alternatives.flatMap((each) => (each.kind === "literal" ? [each.value] : [])),
  );
  const others = alternatives.flatMap((each) => {
    if (each.kind === "match" || each.kind === "wildcard") return [each.matches];
    const address =
      each.kind === "literal" && typeof each.value === "string" ? sameAddress(each.value) : undefined;
    return address === undefined ? [] : [address];
  });
  const [only] = literals;
  if (others.length > 0) return (value) => literals.has(value) || others.some((test) => test(value));
  return literals.size === 1 ? (value) => value === only : (value) => literals.has(value);
}
