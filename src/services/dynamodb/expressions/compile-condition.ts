// Conditions as closures over an item: compiled once a request, asked for each item.

import { type AttributeValue, attributeOf, type Item } from "../values/attribute-value.ts";
import { equalValues, orderOf } from "../values/compare.ts";
import type { Condition } from "./compiled.ts";
import { conditionFunctions, sizeOf } from "./condition-functions.ts";
import { type DocumentPath, valueAt } from "./document-path.ts";
import type { Comparator } from "./syntax.ts";
import { type ConditionTree, type Operand, pathsOfCondition } from "./tree.ts";

/** Steps that take a few milliseconds: so many comparisons, each of all that there is to compare. */
const fewSteps = 2_000_000;

export function compileCondition(tree: ConditionTree): Condition {
  const { comparisons, given } = weightOf(tree);
  return {
    matches: matcherOf(tree),
    inPieces: (item) => matchedInPieces(tree, item),
    isLongFor: (bytes) => comparisons * bytes + given > fewSteps,
    paths: pathsOfCondition(tree),
  };
}

interface Weight {
  readonly comparisons: number;
  /** Of the values that the request gives: how long they are, each as often as it is looked at. */
  readonly given: number;
}

function weightOf(tree: ConditionTree): Weight {
  if (tree.type === "not") return weightOf(tree.condition);
  if (tree.type === "and" || tree.type === "or") {
    const [left, right] = [weightOf(tree.left), weightOf(tree.right)];
    return { comparisons: left.comparisons + right.comparisons, given: left.given + right.given };
  }
  const given = tree.operands.reduce(
    (sum, each) => sum + (each.type === "value" ? lengthOf(each.value) : 0),
    0,
  );
  return { comparisons: tree.operands.length, given };
}

/** Of a text, or of a list how many it has: what else there is costs as much as the item that it is compared with. */
function lengthOf(value: AttributeValue): number {
  const [held] = Object.values(value) as readonly unknown[];
  return typeof held === "string" || Array.isArray(held) ? held.length : 0;
}

function* matchedInPieces(tree: ConditionTree, item: Item): Generator<void, boolean> {
  if (tree.type === "not") return !(yield* matchedInPieces(tree.condition, item));
  if (tree.type === "and" || tree.type === "or") {
    const left = yield* matchedInPieces(tree.left, item);
    return left === (tree.type === "or") ? left : yield* matchedInPieces(tree.right, item);
  }
  if (tree.type === "comparison" && tree.operator === "IN") {
    const [first = nothing, ...others] = tree.operands.map(readerOf);
    const value = first(item);
    for (const other of others) {
      yield;
      if (areEqual(value, other(item))) return true;
    }
    return false;
  }
  yield;
  return matcherOf(tree)(item);
}

type Matcher = (item: Item) => boolean;
type Reader = (item: Item) => AttributeValue | undefined;

function matcherOf(tree: ConditionTree): Matcher {
  if (tree.type === "and") {
    const [left, right] = [matcherOf(tree.left), matcherOf(tree.right)];
    return (item) => left(item) && right(item);
  }
  if (tree.type === "or") {
    const [left, right] = [matcherOf(tree.left), matcherOf(tree.right)];
    return (item) => left(item) || right(item);
  }
  if (tree.type === "not") {
    const condition = matcherOf(tree.condition);
    return (item) => !condition(item);
  }
  const [first = nothing, second = nothing, third = nothing] = tree.operands.map(readerOf);
  if (tree.type === "call") {
    const test = conditionFunctions.get(tree.name)?.test;
    if (test === undefined) throw new Error(`A condition of the function ${tree.name}`);
    return (item) => test(first(item), second(item));
  }
  if (tree.operator === "IN") return alternatives(tree.operands.map(readerOf));
  if (tree.operator === "BETWEEN") {
    return (item) => {
      const value = first(item);
      return isOrdered(value, second(item), atLeast) && isOrdered(value, third(item), atMost);
    };
  }
  return comparison(tree.operator, first, second);
}

function nothing(): undefined {
  return undefined;
}

/** What isn't there equals nothing, not even what isn't there either; and it is neither less nor more than anything. */
function comparison(operator: Comparator, left: Reader, right: Reader): Matcher {
  if (operator === "=") return (item) => areEqual(left(item), right(item));
  if (operator === "<>") return (item) => !areEqual(left(item), right(item));
  const holds = orders[operator];
  return (item) => isOrdered(left(item), right(item), holds);
}

const atLeast = (order: number) => order >= 0;
const atMost = (order: number) => order <= 0;

const orders = {
  "<": (order: number) => order < 0,
  "<=": atMost,
  ">": (order: number) => order > 0,
  ">=": atLeast,
};

function areEqual(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  return left !== undefined && right !== undefined && equalValues(left, right);
}

function isOrdered(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  holds: (order: number) => boolean,
): boolean {
  if (left === undefined || right === undefined) return false;
  const order = orderOf(left, right);
  return order !== undefined && holds(order);
}

function alternatives([first = nothing, ...others]: readonly Reader[]): Matcher {
  return (item) => {
    const value = first(item);
    return value !== undefined && others.some((other) => areEqual(value, other(item)));
  };
}

function readerOf(operand: Operand): Reader {
  if (operand.type === "value") return () => operand.value;
  if (operand.type === "path") return pathReader(operand.path);
  const [argument = nothing] = operand.operands.map(readerOf);
  return (item) => {
    const value = argument(item);
    const size = value === undefined ? undefined : sizeOf(value);
    return size === undefined ? undefined : { N: String(size) };
  };
}

function pathReader(path: DocumentPath): Reader {
  const [name] = path;
  return path.length === 1 ? (item) => attributeOf(item, name) : (item) => valueAt(item, path);
}
