// The functions that call functions. Each call pays for itself; the lists they make are paid for here.

import { setMember } from "../../../aws/set-member.ts";
import type { Budget } from "../budget.ts";
import { Callable, type Evaluation } from "../evaluation.ts";
import { JsonataError } from "../jsonata-error.ts";
import { mergeSorted } from "../merge-sort.ts";
import { truthOf } from "../operators.ts";
import { isArray, isNumeric, isObject, newSequence } from "../sequences.ts";
import type { BuiltIn } from "./built-in.ts";

export const higherOrderFunctions: Readonly<Record<string, BuiltIn>> = {
  map: { arity: 2, apply: mapped },
  filter: { arity: 2, apply: filtered },
  single: { arity: 2, apply: single },
  reduce: { arity: 3, apply: reduced },
  each: { arity: 2, apply: each },
  sift: { arity: 2, apply: sifted },
  sort: { arity: 2, apply: sorted },
};

/** As many of the arguments as the function takes, and one at least. */
function called(evaluation: Evaluation, callee: unknown, given: readonly unknown[]): unknown {
  const arity = callee instanceof Callable ? callee.arity : 1;
  evaluation.budget.spend(24);
  return evaluation.apply(callee, given.slice(0, Math.max(1, arity)), null);
}

function isTrue(evaluation: Evaluation, answer: unknown): boolean {
  return truthOf(answer, evaluation.budget) === true;
}

function mapped(evaluation: Evaluation, [list, callee]: readonly unknown[]): unknown {
  if (!isArray(list)) return undefined;
  const results = newSequence();
  for (const [at, item] of list.entries()) {
    const result = called(evaluation, callee, [item, at, list]);
    if (result === undefined) continue;
    evaluation.budget.addItems(1);
    results.push(result);
  }
  return results;
}

function filtered(evaluation: Evaluation, [list, callee]: readonly unknown[]): unknown {
  if (!isArray(list)) return undefined;
  const results = newSequence();
  for (const [at, item] of list.entries()) {
    if (!isTrue(evaluation, called(evaluation, callee, [item, at, list]))) continue;
    evaluation.budget.addItems(1);
    results.push(item);
  }
  return results;
}

function single(evaluation: Evaluation, [list, callee]: readonly unknown[]): unknown {
  if (!isArray(list)) return undefined;
  let found: { readonly item: unknown } | undefined;
  evaluation.budget.spend(list.length);
  for (const [at, item] of list.entries()) {
    if (callee !== undefined && !isTrue(evaluation, called(evaluation, callee, [item, at, list]))) continue;
    if (found !== undefined) throw new JsonataError("D3138", { index: at });
    found = { item };
  }
  if (found === undefined) throw new JsonataError("D3139");
  return found.item;
}

function reduced(evaluation: Evaluation, [list, callee, first]: readonly unknown[]): unknown {
  if (!isArray(list)) return undefined;
  const arity = callee instanceof Callable ? callee.arity : 0;
  if (arity < 2) throw new JsonataError("D3050", { index: 1 });
  let start = 0;
  let result = first;
  if (first === undefined && list.length > 0) result = list[start++];
  for (let at = start; at < list.length; at++) {
    result = called(evaluation, callee, [result, list[at], at, list]);
  }
  return result;
}

function each(evaluation: Evaluation, [object, callee]: readonly unknown[]): unknown {
  const results = newSequence();
  for (const [name, member] of membersOf(object, evaluation)) {
    const result = called(evaluation, callee, [member, name, object]);
    if (result === undefined) continue;
    evaluation.budget.addItems(1);
    results.push(result);
  }
  return results;
}

function sifted(evaluation: Evaluation, [object, callee]: readonly unknown[]): unknown {
  const kept: Record<string, never> = {};
  let count = 0;
  for (const [name, member] of membersOf(object, evaluation)) {
    if (!isTrue(evaluation, called(evaluation, callee, [member, name, object]))) continue;
    count += 1;
    evaluation.budget.addObject(2);
    setMember(kept, name, member as never);
  }
  return count === 0 ? undefined : kept;
}

function membersOf(object: unknown, { budget }: Evaluation): readonly (readonly [string, unknown])[] {
  if (!isObject(object)) return [];
  const names = Object.keys(object);
  budget.listMembers(names.length);
  budget.addItems(names.length * 4);
  return names.map((name) => [name, object[name]]);
}

function sorted(evaluation: Evaluation, [list, comparator]: readonly unknown[]): unknown {
  if (!isArray(list) || list.length <= 1) return list;
  const { budget } = evaluation;
  if (comparator !== undefined) {
    // Whatever is neither false, empty nor zero swaps the two.
    return mergeSorted(
      list,
      (first, second) => Boolean(evaluation.apply(comparator, [first, second], null)),
      budget,
    );
  }
  budget.spend(list.length * 2);
  if (!list.every(isNumeric) && !list.every((item) => typeof item === "string")) {
    throw new JsonataError("D3070", { index: 1 });
  }
  return mergeSorted(list, (first, second) => comesAfter(first as string, second as string, budget), budget);
}

function comesAfter(first: string | number, second: string | number, budget: Budget): boolean {
  if (typeof first === "string") budget.spend(first.length > 64 ? first.length : 6);
  return first > second;
}
