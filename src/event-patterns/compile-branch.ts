// Compiles the fields of one branch, all of which must hold together, to a test of an event.

import type { Json } from "../aws/json.ts";
import { type ConditionTree, compileTree } from "./condition-tree.ts";
import { sameAddress } from "./ip-address.ts";
import type { Branch, Field } from "./parse-pattern.ts";
import type { Condition } from "./pending-conditions.ts";
import type { Alternative, ValueMatch } from "./value-match.ts";

export function compileBranch(branch: Branch): ConditionTree {
  return compileTree(Array.from(branch.values(), compileField));
}

function compileField({ path, alternatives }: Field): Condition {
  const tests = testsOf(alternatives);
  const [only] = tests;
  // A path is walked by its single steps, however the pattern divided it.
  return {
    path: path.join(".").split("."),
    tests,
    matches: tests.length === 1 && only !== undefined ? only : (value) => tests.some((test) => test(value)),
    mayBeAbsent: alternatives.some(({ kind }) => kind === "absent"),
  };
}

/** Literals, by far the commonest alternatives, cost one look into a set together. */
function testsOf(alternatives: readonly Alternative[]): readonly ValueMatch[] {
  const literals = new Set<Json>(
    alternatives.flatMap((each) => (each.kind === "literal" ? [each.value] : [])),
  );
  const others = alternatives.flatMap((each) => {
    if (each.kind === "match" || each.kind === "wildcard") return [each.matches];
    const address =
      each.kind === "literal" && typeof each.value === "string" ? sameAddress(each.value) : undefined;
    return address === undefined ? [] : [address];
  });
  if (literals.size === 0) return others;
  const [only] = literals;
  return [literals.size === 1 ? (value) => value === only : (value) => literals.has(value), ...others];
}
