// Paths: steps joined by dots. Each step is taken from every item that the step before it found, and what they find is one flat
// sequence. A path that binds variables on its way (`@$v`, `#$i`, `%`) carries them along as tuples.

import type { Budget } from "./budget.ts";
import type { Compile } from "./compile.ts";
import { type Frame, type Run, tupleFrame } from "./evaluation.ts";
import { compileFilter, compileFilters, type Tuple } from "./filters.ts";
import { memberOf } from "./members.ts";
import { compileGroup, compileSort } from "./order-and-group.ts";
import { asSequence, isArray, type MarkedArray, newSequence, sequenceOf, settled } from "./sequences.ts";
import type { Node, Stage } from "./syntax-tree.ts";

/** From what the step before found, or from tuples, which are undefined until a step makes some. */
interface PathStep {
  readonly take: (items: MarkedArray, frame: Frame) => unknown;
  readonly takeTuples: (items: MarkedArray, tuples: MarkedArray | undefined, frame: Frame) => MarkedArray;
  readonly bindsFocus: boolean;
}

export function compilePath(node: Node, depth: number, compile: Compile): Run {
  const anyPath = compileAnyPath(node, depth, compile);
  return isChain(node) ? compileChain(node.steps ?? [], anyPath) : anyPath;
}

/** Only names, of which the first may be a variable, and nothing attached to any. */
function isChain(node: Node): boolean {
  const attached = node.group ?? node.keepSingletonArray ?? node.tuple;
  return attached === undefined && (node.steps ?? []).every(isBareName);
}

function isBareName(step: Node, at: number): boolean {
  if (step.type !== "name" && (at > 0 || step.type !== "variable" || step.value === "")) return false;
  return Object.keys(step).every((key) => key === "type" || key === "value" || key === "position");
}

/** As long as there is no array on the way, each name simply leads to a member; from a list that is data, to one of each item. */
function compileChain(steps: readonly Node[], anyPath: Run): Run {
  const names = steps.map(({ value }) => String(value));
  const variable = steps[0]?.type === "variable" ? names.shift() : undefined;
  return (input, frame) => {
    const { budget } = frame.evaluation;
    let value = variable === undefined ? input : frame.lookUp(variable);
    budget.spend(names.length * 6);
    for (let at = 0; at < names.length; at++) {
      if (isArray(value)) {
        return isPlainList(value) ? membersAlong(names, at, value, budget) : anyPath(input, frame);
      }
      value = memberOf(value, names[at] as string, budget);
    }
    return isArray(value) && (value.sequence === true || names.length === 0) ? anyPath(input, frame) : value;
  };
}

/** Nothing has marked it, so that a path takes it item by item, wherever it meets it. */
function isPlainList(list: MarkedArray): boolean {
  return list.sequence !== true && list.cons !== true && list.outerWrapper !== true;
}

/** What a path of names finds from the one at `from` on. */
function membersAlong(
  names: readonly string[],
  from: number,
  list: MarkedArray,
  budget: Budget,
): MarkedArray {
  let found = list;
  let at = from;
  do {
    found = membersOfItems(found, names[at] as string, at === names.length - 1, budget);
    at += 1;
  } while (at < names.length && found.length > 0);
  return found;
}

function membersOfItems(items: MarkedArray, name: string, isLast: boolean, budget: Budget): MarkedArray {
  budget.spend(16 + items.length * 12);
  const results: unknown[] = [];
  for (let at = 0; at < items.length; at++) {
    const member = settled(memberOf(items[at], name, budget), false);
    if (member !== undefined) results.push(member);
  }
  return joined(results, isLast, budget);
}

function compileAnyPath(node: Node, depth: number, compile: Compile): Run {
  const nodes = node.steps ?? [];
  const firstTuple = nodes.findIndex((step) => step.tuple === true);
  const tuplesFrom = firstTuple < 0 ? nodes.length : firstTuple;
  const steps = nodes.map((step, at) => compileStep(step, at === nodes.length - 1, depth, compile));
  const startsAtVariable = nodes[0]?.type === "variable";
  const arrayFirst = nodes[0]?.consarray === true ? compile(nodes[0], depth) : undefined;
  const group = node.group === undefined ? undefined : compileGroup(node.group, depth, compile);
  return (input, frame) => {
    let items = isArray(input) && !startsAtVariable ? input : sequenceOf(input);
    let found: unknown;
    let tuples: MarkedArray | undefined;
    for (let at = 0; at < steps.length; at++) {
      const step = steps[at] as PathStep;
      if (at === 0 && arrayFirst !== undefined) found = arrayFirst(items, frame);
      else if (at >= tuplesFrom) tuples = step.takeTuples(items, tuples, frame);
      else found = step.take(items, frame);
      if (at < tuplesFrom && isNothing(found)) break;
      if (!step.bindsFocus) items = found as MarkedArray;
    }
    if (tuples !== undefined) {
      found = node.tuple === true ? tuples : asSequence(tuples.map((tuple) => (tuple as Tuple)["@"]));
    }
    if (node.keepSingletonArray === true) found = keptAsArray(found);
    return group === undefined ? found : group(tuples ?? found, frame);
  };
}

function isNothing(found: unknown): boolean {
  return found === undefined || (found as { readonly length?: number } | null)?.length === 0;
}

function keptAsArray(found: unknown): unknown {
  if (!isArray(found)) return found;
  const kept = found.cons === true && found.sequence !== true ? sequenceOf(found) : found;
  kept.keepSingleton = true;
  return kept;
}

function compileStep(node: Node, isLast: boolean, depth: number, compile: Compile): PathStep {
  const bindsFocus = node.focus !== undefined;
  const stages = node.stages ?? [];
  if (node.type === "sort") {
    const sort = compileSort(node.terms ?? [], depth, compile);
    const filter = compileFilters(stages, depth, compile);
    const takeStages = compileTupleStages(stages, depth, compile);
    return {
      bindsFocus,
      take: (items, frame) => filter(sort(items, frame), frame),
      takeTuples: (items, tuples, frame) => {
        const sorted = sort(tuples ?? items, frame);
        return takeStages(tuples === undefined ? numbered(sorted, node.index) : sorted, frame);
      },
    };
  }
  const run = compile(node, depth);
  const filter = stages.length === 0 ? undefined : compileFilters(stages, depth, compile);
  const takeStages = compileTupleStages(stages, depth, compile);
  return {
    bindsFocus,
    take: (items, frame) =>
      taken(
        items,
        isLast,
        (item) => {
          const found = run(item, frame);
          return filter === undefined ? found : filter(found, frame);
        },
        frame,
      ),
    takeTuples: (items, tuples, frame) =>
      takeStages(extended(tuples ?? items.map((item) => ({ "@": item })), node, run, frame), frame),
  };
}

/** What is found at each item, in one sequence. An array constructed by the last step stays as it is if it is alone. */
function taken(
  items: MarkedArray,
  isLast: boolean,
  take: (item: unknown) => unknown,
  { evaluation: { budget } }: Frame,
): MarkedArray {
  budget.spend(16 + items.length * 2);
  const results: unknown[] = [];
  for (let at = 0; at < items.length; at++) {
    const found = take(items[at]);
    if (found !== undefined) results.push(found);
  }
  return joined(results, isLast, budget);
}

function joined(results: unknown[], isLast: boolean, budget: Budget): MarkedArray {
  const [only] = results;
  if (isLast && results.length === 1 && isArray(only) && only.sequence !== true) return only;
  return flattened(results, budget);
}

/** The results must be nobody else's. */
function flattened(results: unknown[], budget: Budget): MarkedArray {
  let length = 0;
  let isFlat = true;
  for (let index = 0; index < results.length; index++) {
    const found = results[index];
    if (!isOpen(found)) length += 1;
    else {
      isFlat = false;
      length += found.length;
    }
  }
  budget.addItems(length);
  if (isFlat) return asSequence(results);
  const sequence: unknown[] = length === results.length ? [] : new Array(length);
  let at = 0;
  for (const found of results) {
    if (!isOpen(found)) sequence[at++] = found;
    else for (let index = 0; index < found.length; index++) sequence[at++] = found[index];
  }
  return asSequence(sequence);
}

/** What is put in item by item. */
function isOpen(found: unknown): found is MarkedArray {
  return isArray(found) && found.cons !== true;
}

/** Sorted items as tuples that know their place. */
function numbered(sorted: MarkedArray, index: string | undefined): MarkedArray {
  const tuples = asSequence(sorted.map((item, at) => ({ "@": item, [String(index)]: at })));
  tuples.tupleStream = true;
  return tuples;
}

/** Each tuple together with each thing that the step finds there. */
function extended(tuples: readonly unknown[], step: Node, run: Run, frame: Frame): MarkedArray {
  const { budget } = frame.evaluation;
  const stream = newSequence();
  stream.tupleStream = true;
  for (const tuple of tuples as readonly Tuple[]) {
    const found = run(tuple["@"], tupleFrame(frame, tuple));
    if (found === undefined) continue;
    const results: MarkedArray = isArray(found) ? found : [found];
    for (const [at, result] of results.entries()) {
      const next: Record<string, unknown> = Object.assign(Object.create(null), tuple);
      if (results.tupleStream === true) Object.assign(next, result);
      else bindResult(next, { step, result, at, from: tuple["@"] });
      budget.addObject(4 + Object.keys(next).length);
      stream.push(next);
    }
  }
  return stream;
}

interface Found {
  readonly step: Node;
  readonly result: unknown;
  readonly at: number;
  readonly from: unknown;
}

function bindResult(tuple: Record<string, unknown>, { step, result, at, from }: Found): void {
  if (step.focus === undefined) tuple["@"] = result;
  else {
    tuple[step.focus] = result;
    tuple["@"] = from;
  }
  if (step.index !== undefined) tuple[step.index] = at;
  if (step.ancestor !== undefined) tuple[step.ancestor.label] = from;
}

function compileTupleStages(
  stages: readonly Stage[],
  depth: number,
  compile: Compile,
): (tuples: MarkedArray, frame: Frame) => MarkedArray {
  const takers = stages.map((stage) => {
    if (stage.type === "filter") return compileFilter(stage.expr as Node, depth, compile);
    const name = String(stage.value);
    return (tuples: unknown) => {
      for (const [at, tuple] of (tuples as MarkedArray).entries()) {
        (tuple as Record<string, unknown>)[name] = at;
      }
      return tuples as MarkedArray;
    };
  });
  return (tuples, frame) => takers.reduce((stream, take) => take(stream, frame), tuples);
}
