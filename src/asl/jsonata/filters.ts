// `[…]` behind a step: a place in the list, or a condition that each item has to meet.

import type { Compile } from "./compile.ts";
import { type Frame, type Run, tupleFrame } from "./evaluation.ts";
import { truthOf } from "./operators.ts";
import { isArray, isNumeric, type MarkedArray, newSequence, sequenceOf } from "./sequences.ts";
import type { Node, Stage } from "./syntax-tree.ts";

export type Filter = (value: unknown, frame: Frame) => MarkedArray;

/** One filter after the other. */
export function compileFilters(stages: readonly Stage[], depth: number, compile: Compile): Run {
  const filters = stages.flatMap(({ expr }) =>
    expr === undefined ? [] : [compileFilter(expr, depth, compile)],
  );
  const [only] = filters;
  if (only !== undefined && filters.length === 1) return only;
  return (value, frame) => filters.reduce((filtered, filter) => filter(filtered, frame), value);
}

export function compileFilter(predicate: Node, depth: number, compile: Compile): Filter {
  if (predicate.type === "number") {
    const index = Math.floor(predicate.value as number);
    return (value) => itemAt(isArray(value) ? value : sequenceOf(value), index);
  }
  const condition = compile(predicate, depth);
  return (value, frame) => accepted(isArray(value) ? value : sequenceOf(value), condition, frame);
}

function itemAt(items: MarkedArray, index: number): MarkedArray {
  const item = items[index < 0 ? items.length + index : index];
  if (isArray(item)) return item;
  const found = item === undefined ? newSequence() : sequenceOf(item);
  if (items.tupleStream === true) found.tupleStream = true;
  return found;
}

function accepted(items: MarkedArray, condition: Run, frame: Frame): MarkedArray {
  const { budget } = frame.evaluation;
  const found = newSequence();
  const isTuples = items.tupleStream === true;
  if (isTuples) found.tupleStream = true;
  budget.spend(16);
  budget.addItems(items.length);
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    const answer = isTuples
      ? condition((item as Tuple)["@"], tupleFrame(frame, item as Tuple))
      : condition(item, frame);
    if (isNumeric(answer)) {
      if (placeOf(answer, items.length) === at) found.push(item);
    } else if (isArray(answer) && answer.every(isNumeric)) {
      budget.spend(answer.length);
      budget.addItems(answer.length);
      for (const place of answer) if (placeOf(place as number, items.length) === at) found.push(item);
    } else if (truthOf(answer, budget) === true) found.push(item);
  }
  return found;
}

function placeOf(place: number, length: number): number {
  const index = Math.floor(place);
  return index < 0 ? length + index : index;
}

/** `@` is what the path has come to, the other names are variables that it has bound on the way. */
export type Tuple = Readonly<Record<string, unknown>>;
